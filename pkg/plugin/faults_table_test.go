package plugin_test

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/kubectl-xnode/kubectl-xnode/internal/apiproxytest"
)

// faultTable is what became of each case: flows x requests x faults.
type faultTable struct {
	mu    sync.Mutex
	cells map[faultCell]string
	held  int
}

type faultCell struct {
	flow, request int
	fault         apiproxytest.Fault
	lasting       bool
}

func (t *faultTable) add(cell faultCell, left outcome, held bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.cells == nil {
		t.cells = map[faultCell]string{}
	}
	mark := string(left)
	if held {
		t.held++
	} else {
		mark = strings.ToUpper(strings.Trim(mark, ".")) + "!"
	}
	t.cells[cell] = mark
}

// print writes a line for each request of each flow, and how many cases held.
func (t *faultTable) print(w io.Writer, flows []flow, requests [][]apiproxytest.Request) {
	fmt.Fprintf(w, "What is left once request k fails (left: that one; right: all from then on):\n%s all of the plan, %s nothing of it, %s what the message says, ! a promise is broken\n\n", all, nothing, said)
	faults := apiproxytest.Faults()
	width := 0
	for _, f := range faults {
		width = max(width, len(f))
	}
	for row := range width { // the names of the faults stand upright
		line := strings.Repeat(" ", 52)
		for _, f := range faults {
			letter := " "
			if at := row - (width - len(f)); at >= 0 {
				letter = string(f)[at : at+1]
			}
			line += "  " + letter + " "
		}
		fmt.Fprintln(w, strings.TrimRight(line, " "))
	}
	for i, f := range flows {
		if !slices.ContainsFunc(slices.Collect(keys(t.cells)), func(c faultCell) bool { return c.flow == i }) {
			continue
		}
		fmt.Fprintf(w, "%s: %s\n", f.name, f.line)
		for k, request := range requests[i] {
			line := fmt.Sprintf("  %2d %-47s", k+1, request.In("NAMESPACE"))
			for _, fault := range faults {
				once, lasting := t.cells[faultCell{i, k, fault, false}], t.cells[faultCell{i, k, fault, true}]
				line += fmt.Sprintf(" %1s%-2s", cmp.Or(once, " "), cmp.Or(lasting, " "))
			}
			fmt.Fprintln(w, strings.TrimRight(line, " "))
		}
	}
	fmt.Fprintf(w, "\n%d of %d held\n", t.held, len(t.cells))
}

func keys[K comparable, V any](m map[K]V) func(func(K) bool) {
	return func(yield func(K) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}
