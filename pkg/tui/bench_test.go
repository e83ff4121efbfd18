package tui

import (
	"context"
	"fmt"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// atScale is a list of n Deployments in 40 namespaces, on a screen of 120x40.
func atScale(n int) *root {
	changed := make([]expose.Row, n)
	for i := range changed {
		changed[i] = expose.Row{
			RowKey:   expose.RowKey{Namespace: fmt.Sprintf("team-%02d", i*40/n), Name: fmt.Sprintf("%s-%05d", []string{"storefront-web", "checkout-api", "search-indexer", "mailer"}[i%4], i)},
			Replicas: 3, Ready: 3, Ports: "8080, 9090", Exposed: "ClusterIP web",
		}
	}
	config := fake()
	config.Ops.Rows = func(context.Context, Scope, func(expose.RowsEvent)) {}
	r := newRoot(context.Background(), config)
	r.Init()
	r.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
	r.session.scope.Namespace = ""
	r.Update(rowsMsg{1, expose.RowsEvent{Changed: changed, Loaded: n, Total: n, Complete: true}})
	r.View()
	return r
}

func (r *root) typeIn(keys string) {
	for _, k := range keys {
		r.Update(tea.KeyPressMsg{Code: k, Text: string(k)})
		r.View()
	}
}

var sizes = []int{100, 10_000, 50_000}

// BenchmarkFilterKey is a key in the filter: what it costs to find the matches among all rows, and to draw them. "w" matches many,
// "web4" few, "srxz" none, and by their letters alone.
func BenchmarkFilterKey(b *testing.B) {
	for _, n := range sizes {
		for _, text := range []string{"w", "web4", "srxz"} {
			b.Run(fmt.Sprintf("%s/rows=%d", text, n), func(b *testing.B) {
				r := atScale(n)
				r.typeIn("/" + text[:len(text)-1])
				last := tea.KeyPressMsg{Code: rune(text[len(text)-1]), Text: text[len(text)-1:]}
				for b.Loop() {
					r.Update(last)
					r.View()
					b.StopTimer()
					r.Update(tea.KeyPressMsg{Code: tea.KeyBackspace})
					b.StartTimer()
				}
			})
		}
	}
}

// BenchmarkCursorKey is a move of the cursor, which costs the same in a long list as in a short one.
func BenchmarkCursorKey(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprintf("rows=%d", n), func(b *testing.B) {
			r := atScale(n)
			keys := []tea.KeyPressMsg{{Code: tea.KeyDown}, {Code: tea.KeyUp}}
			for i := 0; b.Loop(); i++ {
				r.Update(keys[i/50%2])
				r.View()
			}
		})
	}
}

// TestOnlyWhatIsSeenIsDrawn counts what a move of the cursor allocates: it does not grow with the list.
func TestOnlyWhatIsSeenIsDrawn(t *testing.T) {
	moves := func(n int) float64 {
		r := atScale(n)
		return testing.AllocsPerRun(10, func() {
			r.Update(tea.KeyPressMsg{Code: tea.KeyDown})
			r.View()
		})
	}
	if few, many := moves(100), moves(50_000); many > few*1.05 {
		t.Errorf("a move allocates %v times among 100 rows, %v among 50,000", few, many)
	}
}
