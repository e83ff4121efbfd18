package tui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"k8s.io/apimachinery/pkg/util/sets"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// rows are the workloads of a list in the order of their namespaces and names, and which of them a filter shows.
type rows struct {
	all    []expose.Row
	texts  []searchText // of all; apart from them, since a search reads nothing else
	filter string
	ranks  []uint8 // of all, how well the filter matches
	shown  []int32 // indexes into all, the best match first; nil without a filter
}

// change takes the news of a list.
func (r *rows) change(e expose.RowsEvent) {
	r.remove(e.Gone)
	var added []expose.Row
	for _, row := range e.Changed {
		if i, found := r.find(row.RowKey); found {
			r.all[i], r.texts[i] = row, newSearchText(row)
		} else {
			added = append(added, row)
		}
	}
	r.add(added)
	r.match(false)
}

// clear forgets all rows, and keeps the filter.
func (r *rows) clear() {
	*r = rows{filter: r.filter}
	r.match(false)
}

func (r *rows) remove(gone []expose.RowKey) {
	if len(gone) == 0 {
		return
	}
	leaving, kept := sets.New(gone...), 0
	for i, row := range r.all {
		if !leaving.Has(row.RowKey) {
			r.all[kept], r.texts[kept] = row, r.texts[i]
			kept++
		}
	}
	clear(r.all[kept:])
	clear(r.texts[kept:])
	r.all, r.texts = r.all[:kept], r.texts[:kept]
}

// add merges new rows into the list. The API server sends them nearly in order, so mostly they are just appended.
func (r *rows) add(added []expose.Row) {
	if len(added) == 0 {
		return
	}
	slices.SortFunc(added, compareRows)
	from := len(r.all)
	if from > 0 && compareRows(r.all[from-1], added[0]) > 0 {
		from, _ = r.find(added[0].RowKey)
	}
	r.all = append(r.all, added...)
	slices.SortFunc(r.all[from:], compareRows)
	r.texts = r.texts[:from]
	for _, row := range r.all[from:] {
		r.texts = append(r.texts, newSearchText(row))
	}
}

func (r *rows) find(key expose.RowKey) (int, bool) {
	return slices.BinarySearchFunc(r.all, key, func(row expose.Row, key expose.RowKey) int { return compareKeys(row.RowKey, key) })
}

func compareRows(a, b expose.Row) int { return compareKeys(a.RowKey, b.RowKey) }

func compareKeys(a, b expose.RowKey) int {
	return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
}

// setFilter shows only the rows that match.
func (r *rows) setFilter(filter string) {
	// A longer filter matches no row that the shorter one did not.
	narrower := r.filtered() && strings.HasPrefix(filter, r.filter)
	r.filter = filter
	r.match(narrower)
}

// match finds the rows that the filter shows, the best matches first and those alike in the order of the list. Among those that are shown
// already, if narrower.
func (r *rows) match(narrower bool) {
	pattern := newPattern(r.filter)
	if pattern.empty() {
		r.shown = nil
		return
	}
	if !narrower {
		r.ranks = make([]uint8, len(r.all))
	}
	r.rank(pattern)
	var found [noMatch]int
	for _, rank := range r.ranks {
		if rank < noMatch {
			found[rank]++
		}
	}
	var at [noMatch]int // where the next of each rank goes
	for rank := 1; rank < len(at); rank++ {
		at[rank] = at[rank-1] + found[rank-1]
	}
	r.shown = make([]int32, at[noMatch-1]+found[noMatch-1])
	for i, rank := range r.ranks {
		if rank < noMatch {
			r.shown[at[rank]] = int32(i)
			at[rank]++
		}
	}
}

// rank ranks the rows that may match, by parts side by side: all of them must be looked at before the next frame.
func (r *rows) rank(pattern pattern) {
	const part = 8192
	var parts sync.WaitGroup
	for from := 0; from < len(r.texts); from += part {
		parts.Go(func() {
			for i := from; i < min(from+part, len(r.texts)); i++ {
				if r.ranks[i] != noMatch {
					r.ranks[i] = pattern.rank(&r.texts[i])
				}
			}
		})
	}
	parts.Wait()
}

func (r *rows) filtered() bool { return r.shown != nil }

// count is how many rows are shown.
func (r *rows) count() int {
	if r.filtered() {
		return len(r.shown)
	}
	return len(r.all)
}

// row is the one at a line of the list.
func (r *rows) row(line int) expose.Row {
	if r.filtered() {
		return r.all[r.shown[line]]
	}
	return r.all[line]
}

// line is where the row stands that has the key; -1 when it is not shown.
func (r *rows) line(key expose.RowKey) int {
	i, found := r.find(key)
	switch {
	case !found:
		return -1
	case !r.filtered():
		return i
	}
	return slices.Index(r.shown, int32(i)) //nolint:gosec // no cluster has that many workloads
}

func readyText(r expose.Row) string { return fmt.Sprintf("%d/%d", r.Ready, r.Replicas) }
