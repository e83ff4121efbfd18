package plugin

import (
	"strings"
	"testing"

	"github.com/spf13/pflag"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// TestAdviceNamesTheWayBack shows which commands are told with what has not arrived.
func TestAdviceNamesTheWayBack(t *testing.T) {
	service := func(name string) *unstructured.Unstructured {
		return &unstructured.Unstructured{Object: map[string]any{
			"apiVersion": "v1", "kind": "Service", "metadata": map[string]any{"name": name, "namespace": "shop"},
			"spec": map[string]any{"selector": map[string]any{"app": "web"}},
		}}
	}
	recorded := func(name string) *unstructured.Unstructured {
		o := service(name)
		workload := expose.Ref{GroupVersionKind: expose.Kinds()[1].GroupVersionKind, Namespace: "shop", Name: "web"}
		return expose.Record{Plan: "1", Workload: workload, Manager: expose.Manager, Applied: o}.On(o)
	}
	noPods := expose.Arrival{Counted: true}
	for _, c := range []struct {
		name    string
		object  *unstructured.Unstructured
		arrival expose.Arrival
		want    string
	}{
		{"not by us", service("web"), expose.Arrival{}, "what was applied stays: kubectl describe service/web --namespace=shop tells more"},
		{"by us", recorded("web"), expose.Arrival{}, "what was applied stays: kubectl describe service/web --namespace=shop tells more, and kubectl xnode unexpose statefulset/web --namespace=shop takes it back"},
		{"of another name", recorded("db"), expose.Arrival{}, "what was applied stays: kubectl describe service/db --namespace=shop tells more, and kubectl xnode unexpose statefulset/web --name=db --namespace=shop takes it back"},
		{"without a Pod that is ready", service("web"), noPods, "what was applied stays: kubectl describe pods --selector=app=web --namespace=shop tells more"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := waiter{options: &exposeOptions{inherited: pflag.NewFlagSet("", pflag.ContinueOnError)}}
			w.objects = []*awaited{{arrived: true}, {object: c.object, ref: expose.RefOf(c.object), arrival: c.arrival}}
			if got := w.advice(); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestWhatAFlappingPodSaysIsSaidOnce keeps a Pod that crashes over and over from filling a log.
func TestWhatAFlappingPodSaysIsSaidOnce(t *testing.T) {
	o := &unstructured.Unstructured{}
	a := &awaited{ref: expose.Ref{Name: "web"}, said: map[string]bool{}}
	a.ref.Kind = "Service"
	var said strings.Builder
	for _, arrival := range []expose.Arrival{
		{Object: o, Pending: "crashing"}, {Object: o, Pending: "starting"}, {Object: o, Pending: "crashing"}, {Object: o, Pending: "\x1b[2J"},
		{Object: o, Counted: true, Endpoints: 2, Ready: 1, Addresses: []string{"198.51.100.7:80"}},
	} {
		a.tell(arrival, &said)
	}
	want := "service/web: crashing\nservice/web: starting\nservice/web: \ufffd[2J\nservice/web: ready, with 1 of 2 endpoints\nservice/web: 198.51.100.7:80\n"
	if said.String() != want || !a.arrived {
		t.Errorf("said %q, want %q", said.String(), want)
	}
}
