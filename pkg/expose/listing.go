package expose

// Listing is a list of workloads and how each is exposed. It is kept up to date object by object, in any order, and tells which rows
// differ from what it told before. The zero value is empty; one goroutine at a time may use it.
type Listing struct {
	rows      map[RowKey]*listedRow
	touched   []RowKey
	gone      []RowKey
	exposures exposures
}

type listedRow struct {
	ListedWorkload
	touched bool // its key is in Listing.touched
	told    Row
}

// Set takes a workload as it is now.
func (l *Listing) Set(w ListedWorkload) {
	if w.service != nil {
		l.exposures.setService(*w.service)
	}
	row := l.rows[w.RowKey]
	if row == nil {
		if l.rows == nil {
			l.rows = map[RowKey]*listedRow{}
		}
		row = &listedRow{}
		l.rows[w.RowKey] = row
	}
	row.ListedWorkload = w
	l.touch(row)
}

func (l *Listing) touch(row *listedRow) {
	if !row.touched {
		row.touched = true
		l.touched = append(l.touched, row.RowKey)
	}
}

// Remove takes a workload out.
func (l *Listing) Remove(key RowKey) {
	if row := l.rows[key]; row != nil {
		if row.service != nil {
			l.exposures.removeService(key)
		}
		delete(l.rows, key)
		l.gone = append(l.gone, key)
	}
}

// SetService takes a Service as it is now.
func (l *Listing) SetService(s ListedService) { l.exposures.setService(s) }

// RemoveService takes a Service out.
func (l *Listing) RemoveService(key RowKey) { l.exposures.removeService(key) }

// SetRoute takes an Ingress or an HTTPRoute as it is now.
func (l *Listing) SetRoute(r ListedRoute) { l.exposures.setRoute(r) }

// RemoveRoute takes an Ingress or an HTTPRoute out.
func (l *Listing) RemoveRoute(typ Type, key RowKey) {
	l.exposures.setRoute(ListedRoute{typ: typ, key: key})
}

// ServicesListed says that all Services have been set, or that they cannot be read.
func (l *Listing) ServicesListed(readable bool) {
	state := servicesKnown
	if !readable {
		state = servicesUnreadable
	}
	if l.exposures.services != state {
		l.exposures.services, l.exposures.allStale = state, true
	}
}

// News returns the rows that are new or differ from those that were returned before, and which are no longer there.
func (l *Listing) News() (changed []Row, gone []RowKey) {
	if l.exposures.stale() {
		for _, row := range l.rows {
			if l.exposures.staleIn(row.Namespace) {
				l.touch(row)
			}
		}
		l.exposures.refreshed()
	}
	for _, key := range l.gone {
		if l.rows[key] == nil { // it may have come back
			gone = append(gone, key)
		}
	}
	for _, key := range l.touched {
		row := l.rows[key]
		if row == nil || !row.touched {
			continue
		}
		row.touched = false
		if row.Exposed = l.exposures.of(row.ListedWorkload); row.Row != row.told {
			row.told = row.Row
			changed = append(changed, row.Row)
		}
	}
	l.touched, l.gone = nil, nil
	return changed, gone
}
