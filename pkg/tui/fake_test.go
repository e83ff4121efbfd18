package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

var errConflict = errors.New(`service/web belongs to Helm release "shop": "helm" (Update, 2026-11-26 10:00 UTC) owns .spec.selector`)

var errForbiddenApply = errors.New(`not allowed: services "web" is forbidden: User "jane" cannot patch resource "services" in API group "" in the namespace "shop"`)

var errForbidden = errors.New(`not allowed: deployments.apps is forbidden: User "jane" cannot list resource "deployments" in API group "apps" in the namespace "shop"`)

var errLogin = errors.New("https://prod-eu.example.com does not accept the credentials of user \"jane\": log in again")

var errExists = errors.New("service/web exists already and cannot be changed that way: spec.clusterIPs[0]: may not change once set")

var errChanged = errors.New("service/cart was changed by somebody else meanwhile, so what would happen is not what was shown")

// workload returns a Deployment of the shop that is two hours old.
func workload(name string, ready, replicas int32, ports ...expose.ContainerPort) expose.Workload {
	w := expose.Workload{
		Ref:       expose.Ref{GroupVersionKind: appsv1.SchemeGroupVersion.WithKind("Deployment"), Namespace: "shop", Name: name},
		Selector:  &metav1.LabelSelector{MatchLabels: map[string]string{"app": name}},
		PodLabels: map[string]string{"app": name},
		Ports:     ports, Ready: ready, Replicas: replicas,
	}
	w.Created = metav1.NewTime(time.Date(1999, 12, 31, 22, 0, 0, 0, time.UTC)) // a bubble's clock starts at midnight after
	return w
}

func shop() []expose.Workload {
	http := expose.ContainerPort{Name: "http", Port: 8080, Protocol: "TCP"}
	workloads := []expose.Workload{
		workload("cart", 2, 2, http, expose.ContainerPort{Name: "metrics", Port: 9090, Protocol: "TCP"}),
		workload("dns", 1, 1, expose.ContainerPort{Name: "dns", Port: 53, Protocol: "UDP"}, expose.ContainerPort{Name: "dns-tcp", Port: 53, Protocol: "TCP"}),
		workload("報告書", 0, 1, http),
		workload("web", 3, 3, http),
		workload(strings.Repeat("long-", 12)+"xyz", 0, 0),
	}
	for i := range workloads {
		workloads[i].Services = []corev1.Service{}
	}
	workloads[4].Services = nil
	workloads[3].Services = []corev1.Service{{
		ObjectMeta: metav1.ObjectMeta{Name: "storefront"},
		Spec:       corev1.ServiceSpec{Selector: map[string]string{"app": "web"}, Ports: []corev1.ServicePort{{Port: 80, TargetPort: intstr.FromInt32(8080), Protocol: "TCP"}}},
	}}
	return workloads
}

// rowsOf are the workloads of the shop as a list shows them; there are none of other kinds and in other namespaces.
func rowsOf(scope Scope) []expose.Row {
	if scope.Kind != expose.Kinds()[0] || scope.Namespace != "shop" && scope.Namespace != "" {
		return nil
	}
	var rows []expose.Row
	for _, w := range shop() {
		row := expose.Row{RowKey: expose.RowKey{Namespace: w.Namespace, Name: w.Name}, Replicas: w.Replicas, Ready: w.Ready, Created: w.Created.Unix(), Ports: "8080"}
		switch w.Name {
		case "cart":
			row.Ports = "8080, 9090"
		case "dns":
			row.Ports = "53/UDP, 53"
		case "web":
			row.Exposed = "ClusterIP storefront, Ingress shop.example.com"
		}
		rows = append(rows, row)
	}
	return rows
}

// facts are those of a cluster that has everything.
func facts() expose.Facts {
	return expose.Facts{
		IngressClasses: []expose.IngressClass{{Name: "nginx", Controller: "k8s.io/ingress-nginx", Default: true}, {Name: "traefik", Controller: "traefik.io/ingress-controller"}},
		TLSSecrets:     []string{"shop-tls", "wildcard-tls"},
		Hosts:          []string{"shop.example.com", "www.example.com"},
		LoadBalancers:  expose.Evidence{Known: true, Found: true, By: "service/edge has an address from one"},
	}
}

// pods are those of a workload, on the nodes of two zones.
func pods() []expose.Pod {
	return []expose.Pod{
		{Name: "web-1", Ready: true, Node: "node-a", Zone: "eu-1a"},
		{Name: "web-2", Ready: true, Node: "node-b", Zone: "eu-1a"},
		{Name: "web-3", Ready: false, Node: "node-c", Zone: "eu-1b"},
	}
}

// fakeEditor ends at once, with an error or without.
type fakeEditor struct{ err error }

func (e *fakeEditor) Run() error        { return e.err }
func (*fakeEditor) SetStdin(io.Reader)  {}
func (*fakeEditor) SetStdout(io.Writer) {}
func (*fakeEditor) SetStderr(io.Writer) {}

// editor leaves the text as change says.
func editor(err error, change func(text string) string) func(string, string) (Editing, func() string) {
	return func(_, text string) (Editing, func() string) {
		return &fakeEditor{err}, func() string { return change(text) }
	}
}

// fake is a world in which everything works; tests replace what should not.
func fake() Config {
	return Config{
		Identity: Identity{Context: "prod-eu", Namespace: "shop", User: "jane"},
		Ops: Ops{
			Rows: func(_ context.Context, scope Scope, emit func(expose.RowsEvent)) {
				emit(expose.RowsEvent{Changed: rowsOf(scope), Loaded: 5, Total: 5, Complete: true})
			},
			Namespaces: func(context.Context) ([]string, error) {
				return []string{"default", "kube-system", "payments", "shop"}, nil
			},
			Facts:  func(context.Context, string) (expose.Facts, error) { return facts(), nil },
			Pods:   func(_ context.Context, _ string, _ labels.Set, emit func([]expose.Pod, error)) { emit(pods(), nil) },
			Health: func() expose.Health { return expose.Health{} },
			Workload: func(_ context.Context, ref expose.Ref, _ expose.Spec) (expose.Workload, error) {
				for _, w := range shop() {
					if w.Name == ref.Name {
						return w, nil
					}
				}
				return expose.Workload{}, fmt.Errorf("there is no deployment %q in namespace \"shop\"", ref.Name)
			},
			Preview: func(_ context.Context, plan expose.Plan, _ expose.OnConflict) ([]expose.Change, error) {
				var changes []expose.Change
				for _, o := range plan.Objects {
					changes = append(changes, expose.Change{Object: o, Want: o})
				}
				return changes, nil
			},
			Apply: func(_ context.Context, changes []expose.Change, _ expose.OnConflict, emit func(expose.Event)) error {
				for _, c := range changes {
					emit(expose.Event{Ref: c.Ref()})
					emit(expose.Event{Ref: c.Ref(), Action: c.Action(), Object: c.Want})
				}
				return nil
			},
			Arrival: func(_ context.Context, o *unstructured.Unstructured, emit func(expose.Arrival)) {
				addresses, pending := expose.Addresses(o)
				a := expose.Arrival{Object: o, Addresses: addresses}
				if pending {
					a.Pending = "waiting for its address"
				}
				if o.GetKind() == "Service" && o.Object["spec"].(map[string]any)["selector"] != nil {
					a.Counted, a.Endpoints, a.Ready = true, 3, 2
				}
				emit(a)
			},
			Save:   func(name, _ string) (string, error) { return name, nil },
			Editor: editor(nil, func(text string) string { return text }),
			ApplyCommand: func(path string, onConflict expose.OnConflict) []string {
				words := []string{"kubectl", "apply", "--server-side", "--field-manager=kubectl-xnode"}
				if onConflict == expose.TakeOver {
					words = append(words, "--force-conflicts")
				}
				return append(words, "-f", path)
			},
			Refusal: func(err error) Refusal {
				switch {
				case errors.Is(err, errForbidden), errors.Is(err, errForbiddenApply):
					return RefusedForbidden
				case errors.Is(err, errConflict):
					return RefusedConflict
				case errors.Is(err, errLogin):
					return RefusedLogin
				case errors.Is(err, errChanged):
					return RefusedChanged
				case errors.Is(err, errExists):
					return RefusedExisting
				}
				return RefusedOtherwise
			},
			CommandLine: func(w expose.Workload, s expose.Spec, onConflict expose.OnConflict) []string {
				words := append([]string{"kubectl", "xnode", "expose", w.Short(), "--namespace=" + w.Namespace}, expose.Args(s)...)
				switch onConflict {
				case expose.TakeOver:
					words = append(words, "--force-conflicts")
				case expose.KeepTheirs:
					words = append(words, "--keep-conflicts")
				case expose.RefuseConflicts:
				}
				return words
			},
		},
	}
}
