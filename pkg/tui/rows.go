package tui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// rows are the workloads of a list in the order of their namespaces and names, and which of them a filter shows.
type rows struct {
	all    []item
	filter string
	shown  []int32 // indexes into all, the best match first; only used with a filter
}

type item struct {
	expose.Row
	text searchText
}

// change takes the news of a list.
func (r *rows) change(e expose.RowsEvent) {
	for _, key := range e.Gone {
		if i, found := r.find(key); found {
			r.all = slices.Delete(r.all, i, i+1)
		}
	}
	var added []item
	for _, row := range e.Changed {
		it := item{row, newSearchText(row)}
		if i, found := r.find(row.RowKey); found {
			r.all[i] = it
		} else {
			added = append(added, it)
		}
	}
	r.add(added)
	r.match()
}

// add merges new items into the list. The API server sends them nearly in order, so mostly they are just appended.
func (r *rows) add(added []item) {
	if len(added) == 0 {
		return
	}
	slices.SortFunc(added, func(a, b item) int { return compareKeys(a.RowKey, b.RowKey) })
	inOrder := len(r.all) == 0 || compareKeys(r.all[len(r.all)-1].RowKey, added[0].RowKey) < 0
	r.all = append(r.all, added...)
	if !inOrder {
		slices.SortFunc(r.all, func(a, b item) int { return compareKeys(a.RowKey, b.RowKey) })
	}
}

func (r *rows) find(key expose.RowKey) (int, bool) {
	return slices.BinarySearchFunc(r.all, key, func(it item, key expose.RowKey) int { return compareKeys(it.RowKey, key) })
}

func compareKeys(a, b expose.RowKey) int {
	return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
}

// setFilter shows only the rows that match.
func (r *rows) setFilter(filter string) {
	r.filter = filter
	r.match()
}

// match finds the rows that the filter shows, the best matches first and those alike in the order of the list.
func (r *rows) match() {
	pattern := newPattern(r.filter)
	if pattern.empty() {
		r.shown = nil
		return
	}
	var byRank [ranks][]int32
	for i := range r.all {
		if rank := pattern.rank(&r.all[i].text); rank < ranks {
			byRank[rank] = append(byRank[rank], int32(i)) //nolint:gosec // no cluster has that many workloads
		}
	}
	r.shown = slices.Concat(byRank[:]...)
	if r.shown == nil {
		r.shown = []int32{}
	}
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
		return r.all[r.shown[line]].Row
	}
	return r.all[line].Row
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
	return slices.Index(r.shown, int32(i)) //nolint:gosec // see match
}

func readyText(r expose.Row) string { return fmt.Sprintf("%d/%d", r.Ready, r.Replicas) }

// searchText is what is searched of a row: all its columns but the age, in lower case.
type searchText struct {
	all  string // name, and the other columns with a line break before each
	name int    // how long the name is
}

func newSearchText(r expose.Row) searchText {
	text := strings.Join([]string{r.Name, r.Namespace, readyText(r), r.Ports, r.Exposed}, "\n")
	return searchText{strings.ToLower(text), len(strings.ToLower(r.Name))}
}
