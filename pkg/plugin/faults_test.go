package plugin_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"

	"github.com/kubectl-xnode/kubectl-xnode/internal/apiproxytest"
)

var (
	faults     = flag.String("faults", "", "all: TestFaults breaks each request in each way, and not only some of them")
	faultsFlow = flag.String("faults-flow", "", "TestFaults tries only the flow of this name")
)

// TestFaults breaks request k of each flow in way f, for each k and f: that request alone, or all from there on. Whatever happens, the cluster
// holds all of the plan or nothing of it, or the message says what else; the program ends in time, with a message for people and the exit
// code that fits, and leaves no goroutine; and the same command without faults then comes to what it always comes to.
//
// "make faults" tries all of them and prints a table; "make test" some of them.
func TestFaults(t *testing.T) {
	flows := flows()
	side := 10 // most of them wait
	if *faults == "all" {
		side = 20
	}
	benches := newBenches(t, side)
	requests, want := unbroken(t, benches, flows)
	if t.Failed() {
		return
	}
	var cases []faultCell
	for i, f := range flows {
		if *faultsFlow != "" && *faultsFlow != f.name {
			continue
		}
		for k := range requests[i] {
			for n, fault := range apiproxytest.Faults() {
				for l, lasting := range []bool{false, true} {
					if *faults == "all" || (n+16*l+7*k+5*i)%56 == 0 {
						cases = append(cases, faultCell{i, k, fault, lasting})
					}
				}
			}
		}
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(cases), func(i, j int) { cases[i], cases[j] = cases[j], cases[i] }) // those that wait are spread
	var table faultTable
	each(benches, cases, func(b *bench, c faultCell) {
		left, problems := b.breaks(t, flows[c.flow], requests[c.flow][c.request], c, want[c.flow])
		table.add(c, left, len(problems) == 0)
	})
	table.print(t.Output(), flows, requests)
}

// unbroken runs the flows with nothing wrong, and returns what each asks for and comes to.
func unbroken(t *testing.T, benches []*bench, flows []flow) ([][]apiproxytest.Request, []snapshot) {
	t.Helper()
	requests, want := make([][]apiproxytest.Request, len(flows)), make([]snapshot, len(flows))
	indices := make([]int, len(flows))
	for i := range flows {
		indices[i] = i
	}
	each(benches, indices, func(b *bench, i int) { requests[i], want[i] = b.unbroken(t, flows[i]) })
	return requests, want
}

// each does something with each item, on all benches side by side.
func each[T any](benches []*bench, items []T, do func(*bench, T)) {
	queue := make(chan T)
	var wg sync.WaitGroup
	for _, b := range benches {
		wg.Go(func() {
			for item := range queue {
				do(b, item)
			}
		})
	}
	for _, item := range items {
		queue <- item
	}
	close(queue)
	wg.Wait()
}

// bench is a namespace, and a proxy to it that breaks requests. One case after the other is tried there.
type bench struct {
	namespace                  string
	proxy                      *apiproxytest.Proxy
	client                     dynamic.Interface
	throughProxy, withoutProxy string // kubeconfigs
	runs                       int
}

func newBenches(t *testing.T, n int) []*bench {
	t.Helper()
	benches := make([]*bench, n)
	for i := range benches {
		benches[i] = newBench(t)
	}
	return benches
}

func newBench(t *testing.T) *bench {
	t.Helper()
	client, err := dynamicClient()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	b := &bench{
		namespace: playground.Namespace(t), proxy: apiproxytest.Start(t, playground.Kubeconfig), client: client,
		throughProxy: filepath.Join(folder, "proxy"), withoutProxy: filepath.Join(folder, "playground"),
	}
	if err := b.proxy.Kubeconfig(b.throughProxy, b.namespace); err != nil {
		t.Fatal(err)
	}
	if err := playground.KubeconfigFor(b.withoutProxy, b.namespace); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"web", "cart"} {
		playground.Deployment(t, b.namespace, name, corev1.ContainerPort{Name: "http", ContainerPort: 8080})
	}
	gateway := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "gateway.networking.k8s.io/v1",
		"kind":       "Gateway",
		"metadata":   map[string]any{"name": "public"},
		"spec": map[string]any{
			"gatewayClassName": "example",
			"listeners": []any{
				map[string]any{"name": "http", "port": int64(80), "protocol": "HTTP"},
				map[string]any{"name": "https", "port": int64(443), "protocol": "HTTPS", "tls": map[string]any{"certificateRefs": []any{map[string]any{"name": "public-tls"}}}},
			},
		},
	}}
	gateways := client.Resource(schema.GroupVersionResource{Group: "gateway.networking.k8s.io", Version: "v1", Resource: "gateways"})
	if _, err := gateways.Namespace(b.namespace).Create(t.Context(), gateway, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	return b
}

// patience is how long a request may take that nothing is wrong with, on a busy machine.
const patience = 20 * time.Second

// runs a command line, through the proxy or past it.
func (b *bench) run(ctx context.Context, kubeconfig string, timeout time.Duration, args []string) (label string, r ran) {
	b.runs++
	label = fmt.Sprintf("%s-%d", b.namespace, b.runs)
	return label, inProcess(ctx, label, append(args[:len(args):len(args)], "--kubeconfig="+kubeconfig, "--request-timeout="+timeout.String())...)
}

// prepares makes the namespace what it is before the flow.
func (b *bench) prepare(t *testing.T, f flow) snapshot {
	t.Helper()
	if err := removeExposures(t.Context(), b.client, b.namespace); err != nil {
		t.Error(err)
	}
	for _, line := range f.before {
		if _, r := b.run(t.Context(), b.withoutProxy, patience, strings.Fields(line)); r.code != 0 {
			t.Errorf("%s: %s: %s", f.name, line, r)
		}
	}
	return b.snapshot(t)
}

func (b *bench) snapshot(t *testing.T) snapshot {
	t.Helper()
	s, err := snapshotOf(t.Context(), b.client, b.namespace)
	if err != nil {
		t.Error(err)
	}
	return s
}

// unbroken runs the flow with nothing wrong, and returns what it asks for and what has come of it. A controller that writes an object at the same time makes
// for more requests, so that the shortest of some runs counts.
func (b *bench) unbroken(t *testing.T, f flow) (requests []apiproxytest.Request, want snapshot) {
	t.Helper()
	for range 2 {
		b.prepare(t, f)
		b.proxy.Breaks(apiproxytest.Break{Denied: f.denies})
		if _, r := b.run(t.Context(), b.throughProxy, patience, f.args()); (r.code == 0) != (f.denied == "") {
			t.Errorf("%s without faults: %s", f.name, r)
		}
		if came := b.proxy.Requests(); requests == nil || len(came) < len(requests) {
			requests = came
		}
	}
	b.prepare(t, f)
	if _, r := b.run(t.Context(), b.withoutProxy, patience, f.args()); r.code != 0 {
		t.Errorf("%s without faults: %s", f.name, r)
	}
	want = b.snapshot(t)
	return requests, want
}

// breaks runs the flow, breaks a request of it, and returns what is left and which promises are broken, which it reports.
func (b *bench) breaks(t *testing.T, f flow, request apiproxytest.Request, c faultCell, want snapshot) (outcome, []string) {
	t.Helper()
	timeout := 3 * time.Second
	if c.fault == apiproxytest.Hang || c.fault == apiproxytest.HangAfter {
		timeout = 1500 * time.Millisecond
	}
	var is broken
	var label string
	var requests []apiproxytest.Request
	// On a busy machine a request may take too long before the one that is meant.
	for try := 0; try < 3 && (try == 0 || !b.proxy.Broke()); try++ {
		before := b.prepare(t, f)
		b.proxy.Breaks(apiproxytest.Break{Number: c.request + 1, Request: request.In(b.namespace), Fault: c.fault, Lasting: c.lasting, Denied: f.denies})
		var r ran
		label, r = b.run(t.Context(), b.throughProxy, timeout, f.args())
		requests = b.proxy.Requests()
		b.proxy.Stops()
		is = broken{ran: r, timeout: timeout, things: f.things(), before: before, after: b.snapshot(t), want: want}
	}
	left, problems := is.outcome(), is.problems()
	if !b.proxy.Broke() {
		problems = append(problems, "the request did not come")
	}
	if stacks := leaked(label); stacks != "" {
		problems = append(problems, "goroutines are left:\n"+stacks)
	}
	problems = append(problems, b.diverges(t, f, want, f.once && left == all)...)
	lasting := ""
	if c.lasting {
		lasting = " from then on"
	}
	text := fmt.Sprintf("%s\n%s\n%d. %s: %s%s\n", f.name, f.line, c.request+1, request, c.fault, lasting)
	if len(problems) > 0 {
		t.Errorf("%s%s\nrequests: %v\n%s", text, strings.Join(problems, "\n"), requests, is.ran)
	} else if *faultsFlow != "" {
		t.Log(text, is.ran)
	}
	return left, problems
}

// diverges runs the flow with nothing wrong, after a run that something was wrong with, and returns what is not as it always is. done says that there is nothing left to do.
func (b *bench) diverges(t *testing.T, f flow, want snapshot, done bool) []string {
	t.Helper()
	var problems []string
	_, again := b.run(t.Context(), b.withoutProxy, patience, f.args())
	if again.code != 0 && !done {
		problems = append(problems, "a run after it fails: "+again.String())
	}
	after, wanted := b.snapshot(t).anew(), want.anew()
	for name := range after {
		if !mentions(again.stdout, name) && wanted[name] != nil { // a Service that the run only leads to: it may be owned otherwise
			after[name].SetManagedFields(wanted[name].GetManagedFields())
		}
	}
	if names, diff := after.changes(wanted); len(names) > 0 {
		problems = append(problems, "a run after it comes to something else:\n"+diff)
	}
	return problems
}
