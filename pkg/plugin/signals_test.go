package plugin_test

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/kubectl-xnode/kubectl-xnode/internal/apiproxytest"
)

// interruption is a signal at a request of a flow.
type interruption struct {
	flow, request int
	signal        syscall.Signal
	acted         bool // once the API server has acted; otherwise while it does nothing
}

// TestSignals ends runs by flags with a signal at each of their requests: while it is under way, and once the API server has carried it out. The cluster then
// holds all of the plan or nothing of it, what was taken back is said, and the exit code is that of the signal.
func TestSignals(t *testing.T) {
	var tried []flow
	for _, f := range flows() {
		switch f.name {
		case "Ingress", "two workloads again", "unexpose a Service":
			tried = append(tried, f)
		}
	}
	benches := newBenches(t, 4)
	requests, want := unbroken(t, benches, tried)
	if t.Failed() {
		return
	}
	signals := []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP}
	var cases []interruption
	for i := range tried {
		for k, request := range requests[i] {
			for s, signal := range signals {
				for _, acted := range []bool{false, true} {
					if request.Writes() || (k+s)%3 == 0 {
						cases = append(cases, interruption{i, k, signal, acted})
					}
				}
			}
		}
	}
	each(benches, cases, func(b *bench, c interruption) { b.interrupts(t, tried[c.flow], requests[c.flow], c, want[c.flow]) })
}

func (b *bench) interrupts(t *testing.T, f flow, requests []apiproxytest.Request, c interruption, want snapshot) {
	t.Helper()
	before := b.prepare(t, f)
	r := b.breaksProcess(t, f, func(p *process) apiproxytest.Break {
		end := func() { p.signals(c.signal) }
		on := apiproxytest.Break{Request: requests[c.request].In(b.namespace)}
		if c.acted {
			on.Acted = func() { end(); time.Sleep(50 * time.Millisecond) } // it is there when the answer comes
		} else {
			on.Arrived, on.Fault = end, apiproxytest.Hang
		}
		return on
	})
	after := b.snapshot(t)
	is := broken{ran: r, before: before, after: after, want: want}
	var problems []string
	left := is.outcome()
	wrote := 0
	for k, request := range requests[:c.request+1] {
		if request.Writes() && (k < c.request || c.acted) {
			wrote++
		}
	}
	switch {
	case left != all && left != nothing && !f.once:
		_, diff := after.changes(before)
		problems = append(problems, "neither all nor nothing: "+diff)
	case !b.proxy.Broke():
		problems = append(problems, "the request did not come")
	case r.code != 128+int(c.signal) && (r.code != 0 || left != all): // the signal may come when all is done
		problems = append(problems, "the exit code is another")
	case left == nothing && wrote > 0 && !strings.Contains(r.stderr, "taken back"):
		problems = append(problems, "it does not say what was taken back")
	case left == nothing && wrote == 0 && r.stderr != "" && !f.once:
		problems = append(problems, "it says something")
	}
	if r.stderr != "" {
		problems = append(problems, wrongWords(r.stderr, 1)...)
	}
	if len(problems) > 0 {
		t.Errorf("%s: %s at %d. %s, acted %v: %s\n%s", f.line, c.signal, c.request+1, requests[c.request], c.acted, strings.Join(problems, "\n"), r)
	}
}

// TestSecondSignalEndsAtOnce has an API server that does not answer any more, so that nothing can be taken back: the second signal ends that. The same
// command then does what it is to do.
func TestSecondSignalEndsAtOnce(t *testing.T) {
	f := flow{name: "Ingress", line: "expose web --type Ingress --host shop.example.com"}
	b := newBench(t)
	requests, want := b.unbroken(t, f)
	b.prepare(t, f)
	r := b.breaksProcess(t, f, func(p *process) apiproxytest.Break {
		return apiproxytest.Break{
			Request: requests[len(requests)-1], // the Ingress; the Service is there
			Fault:   apiproxytest.Hang,
			Lasting: true,
			Arrived: func() {
				p.signals(syscall.SIGTERM)
				time.AfterFunc(500*time.Millisecond, func() { p.signals(syscall.SIGTERM) })
			},
		}
	})
	if r.code != -1 || r.took > 5*time.Second { // -1 is an end by the signal itself
		t.Errorf("got %s", r)
	}
	if problems := b.diverges(t, f, want, false); len(problems) > 0 {
		t.Errorf("%s: %s", f.line, strings.Join(problems, "\n"))
	}
}
