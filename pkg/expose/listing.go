package expose

import (
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

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
}

// ListedWorkload is what is kept of a workload.
type ListedWorkload struct {
	Row
	// podLabels are those by which Services select its Pods.
	podLabels map[string]string
	service   *ListedService // when it is one
}

// ListWorkload returns what is kept of a typed object, as those of [Kinds] are. ok is false when it cannot be exposed.
func ListWorkload(object runtime.Object) (listed ListedWorkload, ok bool) {
	w, ok := FromObject(object)
	if !ok {
		return ListedWorkload{}, false
	}
	listed = ListedWorkload{
		Row: Row{
			RowKey:   RowKey{w.Namespace, w.Name},
			Replicas: w.Replicas, Ready: w.Ready,
			Ports:   containerPortsText(w.Ports),
			Created: w.Created.Unix(),
		},
		podLabels: w.PodLabels,
	}
	switch o := object.(type) {
	case *corev1.Pod:
		listed.podLabels = o.Labels // this Pod's, also those that another one in its place would not have
	case *corev1.Service:
		listed.Ports = servicePortsText(o.Spec.Ports)
		service := ListService(o)
		listed.service = &service
	}
	return listed, true
}

// containerPortsText is how a row shows ports: "8080, 53/UDP, 3000?", where ? says that it was inferred.
func containerPortsText(ports []ContainerPort) string {
	texts := make([]string, len(ports))
	for i, p := range ports {
		texts[i] = withProtocol(p.Port, p.Protocol)
		if p.Source != "" {
			texts[i] += "?"
		}
	}
	return portList(texts)
}

func servicePortsText(ports []corev1.ServicePort) string {
	texts := make([]string, len(ports))
	for i, p := range ports {
		texts[i] = withProtocol(p.Port, p.Protocol)
	}
	return portList(texts)
}

func withProtocol(port int32, protocol corev1.Protocol) string {
	text := strconv.Itoa(int(port))
	if protocol != corev1.ProtocolTCP {
		text += "/" + string(protocol)
	}
	return text
}

func portList(texts []string) string {
	if len(texts) == 0 {
		return "-"
	}
	return strings.Join(texts, ", ")
}

// Set takes a workload as it is now.
func (l *Listing) Set(w ListedWorkload) {
	if w.service != nil {
		l.exposures.setService(*w.service)
	}
	w.Exposed = l.exposures.of(w)
	row := l.rows[w.RowKey]
	if row == nil {
		if l.rows == nil {
			l.rows = map[RowKey]*listedRow{}
		}
		row = &listedRow{ListedWorkload: w}
		l.rows[w.RowKey] = row
		l.touch(row)
		return
	}
	changed := row.Row != w.Row
	row.ListedWorkload = w
	if changed {
		l.touch(row)
	}
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

// Len counts the workloads.
func (l *Listing) Len() int { return len(l.rows) }

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

// ServicesListed says that all Services have been set, or that they cannot be: they may not be read.
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
			if !l.exposures.staleIn(row.Namespace) {
				continue
			}
			if exposed := l.exposures.of(row.ListedWorkload); exposed != row.Exposed {
				row.Exposed = exposed
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
		if row := l.rows[key]; row != nil && row.touched {
			row.touched = false
			changed = append(changed, row.Row)
		}
	}
	l.touched, l.gone = nil, nil
	return changed, gone
}
