package expose_test

import (
	"testing"

	"github.com/charmbracelet/x/ansi"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

func TestDoubt(t *testing.T) {
	none := expose.Facts{IngressClasses: []expose.IngressClass{}, AllGateways: true, LoadBalancers: expose.Evidence{Known: true}}
	full := expose.Facts{
		IngressClasses: []expose.IngressClass{{Name: "a"}, {Name: "b"}}, // none is the default: one has to be named
		AllGateways:    true, LoadBalancers: expose.Evidence{Known: true, Found: true},
	}
	admitting := []expose.Gateway{{Name: "closed"}, {Name: "open", Listeners: []expose.Listener{{Name: "http"}}}}
	plain := func(w *expose.Workload) { w.Gateways = []expose.Gateway{} }
	with := func(change func(*expose.Facts)) expose.Facts {
		f := none
		change(&f)
		return f
	}
	bySets := &metav1.LabelSelector{MatchExpressions: []metav1.LabelSelectorRequirement{{Key: "tier", Operator: "Exists"}}}
	for _, c := range []struct {
		name     string
		spec     expose.Spec
		facts    expose.Facts
		workload func(*expose.Workload)
		want     string
	}{
		{"an Ingress without classes", expose.Spec{Type: expose.Ingress}, none, plain, "no IngressClass: no controller would care for it"},
		{"an Ingress where some have none", expose.Spec{Type: expose.Ingress}, with(func(f *expose.Facts) { f.ClasslessIngress = true }), plain, ""},
		{"an Ingress with classes", expose.Spec{Type: expose.Ingress}, full, plain, ""},
		{"an Ingress, nothing known", expose.Spec{Type: expose.Ingress}, expose.Facts{}, plain, ""},

		{"a load balancer without evidence", expose.Spec{Type: expose.LoadBalancer}, none, plain, "no cloud or MetalLB seen that gives it an address"},
		{"a load balancer of a class", expose.Spec{Type: expose.LoadBalancer, LoadBalancerClass: "example.com/own"}, none, plain, ""},
		{"a load balancer with evidence", expose.Spec{Type: expose.LoadBalancer}, full, plain, ""},
		{"a load balancer, nothing known", expose.Spec{Type: expose.LoadBalancer}, expose.Facts{}, plain, ""},

		{"a route without Gateway API", expose.Spec{Type: expose.HTTPRoute}, full, func(*expose.Workload) {}, "the cluster does not serve Gateway API"},
		{"a route without Gateways", expose.Spec{Type: expose.HTTPRoute}, full, plain, "the cluster has no Gateway"},
		{"a route, Gateways not known", expose.Spec{Type: expose.HTTPRoute}, expose.Facts{}, plain, ""},
		{"a route that nobody admits", expose.Spec{Type: expose.HTTPRoute}, full, func(w *expose.Workload) { w.Gateways = admitting[:1] }, "no Gateway admits routes of namespace shop"},
		{"a route that one admits", expose.Spec{Type: expose.HTTPRoute}, full, func(w *expose.Workload) { w.Gateways = admitting }, ""},
		{"a route to a named Gateway", expose.Spec{Type: expose.HTTPRoute, Gateways: []expose.GatewayRef{{Name: "new"}}}, full, plain, ""},

		{"the others", expose.Spec{Type: expose.ClusterIP}, none, plain, ""},
		{"the others", expose.Spec{Type: expose.Headless}, none, plain, ""},
		{"the others", expose.Spec{Type: expose.NodePort}, none, plain, ""},
		{"the others", expose.Spec{Type: expose.ExternalName}, none, plain, ""},

		{"no selector", expose.Spec{Type: expose.ClusterIP}, full, func(w *expose.Workload) { w.Selector = nil }, "it has no selector: say which Pods to serve"},
		{"no selector, behind an Ingress", expose.Spec{Type: expose.Ingress}, full, func(w *expose.Workload) { w.Selector = nil }, "it has no selector: say which Pods to serve"},
		{"no selector, but one given", expose.Spec{Type: expose.ClusterIP, Selector: map[string]string{"app": "web"}}, full, func(w *expose.Workload) { w.Selector = nil }, ""},
		{"no selector, and no Pods needed", expose.Spec{Type: expose.ExternalName}, full, func(w *expose.Workload) { w.Selector = nil }, ""},
		{
			"a selector by sets", expose.Spec{Type: expose.NodePort}, full,
			func(w *expose.Workload) {
				w.Selector, w.Pods = bySets, []labels.Set{{"tier": "front"}, {"tier": "back"}}
			}, "it chooses Pods by sets, which a Service cannot",
		},
		{"a selector by sets, Pods not known", expose.Spec{Type: expose.NodePort}, full, func(w *expose.Workload) { w.Selector = bySets }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := web()
			c.workload(&w)
			got := expose.Doubt(w, c.spec, c.facts)
			if got != c.want {
				t.Errorf("%s: got %q, want %q", c.spec.Type, got, c.want)
			}
			if ansi.StringWidth(got) > 50 {
				t.Errorf("%q is too long for its place", got)
			}
		})
	}
}
