package plugin_test

import (
	"strings"
	"syscall"
	"testing"

	"github.com/kubectl-xnode/kubectl-xnode/internal/apiproxytest"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// kill ends a run at a request without warning, and says what comes after it.
type kill struct {
	flow, request int
	acted         bool
	unexposes     bool
}

// TestKills ends runs with kill -9 at each of their writes, before and after the API server has carried it out. The same command then comes to what it always comes to, and
// unexpose takes back all that the runs have done.
func TestKills(t *testing.T) {
	var tried []flow
	for _, f := range flows() {
		switch f.name {
		case "Ingress", "HTTPRoute with a redirect", "two workloads again":
			tried = append(tried, f)
		}
	}
	benches := newBenches(t, 4)
	requests, want := unbroken(t, benches, tried)
	if t.Failed() {
		return
	}
	var cases []kill
	for i := range tried {
		for k, request := range requests[i] {
			if !request.Writes() {
				continue
			}
			for _, acted := range []bool{false, true} {
				for _, unexposes := range []bool{false, true} {
					cases = append(cases, kill{i, k, acted, unexposes})
				}
			}
		}
	}
	each(benches, cases, func(b *bench, c kill) { b.kills(t, tried[c.flow], requests[c.flow][c.request], c, want[c.flow]) })
}

func (b *bench) kills(t *testing.T, f flow, request apiproxytest.Request, c kill, want snapshot) {
	t.Helper()
	b.prepare(t, flow{name: f.name})
	untouched := b.snapshot(t)
	b.prepare(t, f)
	r := b.breaksProcess(t, f, func(p *process) apiproxytest.Break {
		end := func() { p.signals(syscall.SIGKILL) }
		on := apiproxytest.Break{Request: request.In(b.namespace)}
		if c.acted {
			on.Acted = end
		} else {
			on.Arrived, on.Fault = end, apiproxytest.Reset
		}
		return on
	})
	after := b.snapshot(t)
	b.tellsUnfinished(t, f, after, want)
	if r.code != -1 || !b.proxy.Broke() {
		t.Errorf("%s was not killed at %s: %s", f.line, request, r)
	}
	if !c.unexposes {
		if problems := b.diverges(t, f, want, false); len(problems) > 0 {
			t.Errorf("%s, killed at %s, acted %v: %s", f.line, request, c.acted, strings.Join(problems, "\n"))
		}
		return
	}
	line := "unexpose web --yes"
	if strings.Contains(f.line, "cart") {
		line = "unexpose web cart --yes"
	}
	_, back := b.run(t.Context(), b.withoutProxy, patience, strings.Fields(line))
	made := 0
	for name := range after {
		if untouched[name] == nil {
			made++
		}
	}
	if (back.code == 0) != (made > 0) {
		t.Errorf("%s, killed at %s, acted %v: %s: %s", f.line, request, c.acted, line, back)
	}
	if names, diff := b.snapshot(t).changes(untouched); len(names) > 0 {
		t.Errorf("%s, killed at %s, acted %v: %s leaves\n%s\n%s", f.line, request, c.acted, line, diff, back)
	}
}

// tellsUnfinished checks that the list says so when objects for one workload are there, and others that were to come are not.
func (b *bench) tellsUnfinished(t *testing.T, f flow, is, want snapshot) {
	t.Helper()
	there, missing := 0, 0
	for name, object := range want {
		if record, err := expose.RecordOf(object); err != nil || record == nil {
			continue
		}
		if is[name] == nil {
			missing++
		} else {
			there++
		}
	}
	_, list := b.run(t.Context(), b.withoutProxy, patience, []string{"list"})
	if strings.Contains(list.stdout, "unfinished") != (there > 0 && missing > 0) && !strings.Contains(f.line, " cart") { // that is of another workload
		t.Errorf("%s, killed: of %d objects %d are there, and the list says: %s", f.line, there+missing, there, list)
	}
}
