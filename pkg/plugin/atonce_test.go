package plugin_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/kubectl-xnode/kubectl-xnode/internal/apiproxytest"
)

// TestTwoAtOnce has two users expose the same workload under different hosts: one does all of it between two requests of the other, for each two of them, and both go side
// by side many times. The cluster then holds one of both plans as a whole, and who lost is told.
func TestTwoAtOnce(t *testing.T) {
	for name, lines := range map[string][2]string{
		"Ingress":   {"expose web --type Ingress --host a.example.com", "expose web --type Ingress --host b.example.com"},
		"HTTPRoute": {"expose web --type HTTPRoute --host a.example.com", "expose web --type HTTPRoute --host b.example.com"},
		"Service":   {"expose web --port 81:8080", "expose web --port 82:8080"},
		"type":      {"expose web --type NodePort", "expose web --type Ingress --host b.example.com"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			first, second := flow{name: "first", line: lines[0]}, flow{name: "second", line: lines[1]}
			requests, firstAlone := b.unbroken(t, first)
			_, secondAlone := b.unbroken(t, second)
			whole := []snapshot{firstAlone, secondAlone, b.after(t, first, second), b.after(t, second, first)}
			for _, request := range requests {
				b.prepare(t, flow{})
				var other ran
				b.proxy.Breaks(apiproxytest.Break{Request: request, Arrived: func() { _, other = b.run(t.Context(), b.withoutProxy, patience, second.args()) }})
				_, one := b.run(t.Context(), b.throughProxy, patience, first.args())
				b.holdsOne(t, whole, "the second before "+request.String()+" of the first", one, other)
			}
			for range 6 {
				b.prepare(t, flow{})
				var one, other ran
				var both sync.WaitGroup
				both.Go(func() {
					one = inProcess(t.Context(), b.namespace+"-one", append(first.args(), "--kubeconfig="+b.withoutProxy)...)
				})
				both.Go(func() {
					other = inProcess(t.Context(), b.namespace+"-other", append(second.args(), "--kubeconfig="+b.withoutProxy)...)
				})
				both.Wait()
				b.holdsOne(t, whole, "side by side", one, other)
			}
		})
	}
}

// after is what comes of one flow after another.
func (b *bench) after(t *testing.T, one, other flow) snapshot {
	t.Helper()
	other.before = []string{one.line}
	_, s := b.unbroken(t, other)
	return s
}

// holdsOne checks that the cluster holds one of the plans as a whole, and that who failed is told why.
func (b *bench) holdsOne(t *testing.T, whole []snapshot, how string, runs ...ran) {
	t.Helper()
	is := b.snapshot(t).anew().unowned()
	differs := ""
	for _, want := range whole {
		names, diff := is.changes(want.anew().unowned())
		if len(names) == 0 {
			differs = ""
			break
		}
		differs += diff
	}
	if differs != "" {
		t.Errorf("%s: the cluster holds neither of both: %v\nthe first: %s\nthe other: %s\n%s", how, names(is), runs[0], runs[1], differs)
	}
	if runs[0].code != 0 && runs[1].code != 0 {
		t.Errorf("%s: both failed:\nthe first: %s\nthe other: %s", how, runs[0], runs[1])
	}
	for _, r := range runs {
		if r.code != 0 && !strings.Contains(r.stderr, "somebody else") {
			t.Errorf("%s: it is not said why: %s", how, r)
		}
	}
}

func names(s snapshot) []string {
	changed, _ := s.changes(snapshot{})
	return changed
}
