package expose_test

import (
	"reflect"
	"testing"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// parse reads objects from YAML.
func parse[T any](t *testing.T, texts ...string) []T {
	t.Helper()
	objects := make([]T, len(texts))
	for i, text := range texts {
		unmarshal(t, text, &objects[i])
	}
	return objects
}

func TestFactsOf(t *testing.T) {
	if got := expose.FactsOf(expose.Readings{}); !reflect.DeepEqual(got, expose.Facts{}) {
		t.Errorf("of nothing: %+v", got)
	}
	const ready = "conditions: [{type: Ready, status: 'True'}]"
	got := expose.FactsOf(expose.Readings{
		IngressClasses: parse[networkingv1.IngressClass](t,
			"{metadata: {name: other}, spec: {controller: example.com/other}}",
			"{metadata: {name: old, creationTimestamp: '2026-01-01T00:00:00Z', annotations: {ingressclass.kubernetes.io/is-default-class: 'true'}}}",
			"{metadata: {name: z, creationTimestamp: '2026-02-01T00:00:00Z', annotations: {ingressclass.kubernetes.io/is-default-class: 'true'}}}",
			"{metadata: {name: new, creationTimestamp: '2026-02-01T00:00:00Z', annotations: {ingressclass.kubernetes.io/is-default-class: 'true'}}}",
			"{metadata: {name: newest, creationTimestamp: '2026-03-01T00:00:00Z', annotations: {ingressclass.kubernetes.io/is-default-class: 'false'}}}"),
		TLSSecrets: []string{"shop-tls"},
		Ingresses: parse[networkingv1.Ingress](t,
			"{spec: {rules: [{host: b.example.com}, {host: a.example.com}, {}]}}",
			"{spec: {rules: [{host: a.example.com}]}}"),
		Gateways:    []*unstructured.Unstructured{object(t, "{spec: {listeners: [{hostname: '*.example.com'}, {name: http}]}}"), object(t, "{spec: {listeners: {}}}")},
		AllGateways: true,
		Nodes: parse[corev1.Node](t,
			"{status: {addresses: [{type: ExternalIP, address: 203.0.113.1}]}}", // not ready
			"{status: {"+ready+", addresses: [{type: Hostname, address: a}, {type: InternalIP, address: 10.0.0.1}]}}",
			"{status: {"+ready+", addresses: [{type: InternalIP, address: 10.0.0.2}, {type: ExternalIP, address: 203.0.113.2}]}}"),
	})
	want := expose.Facts{
		IngressClasses: []expose.IngressClass{{Name: "other", Controller: "example.com/other"}, {Name: "old"}, {Name: "z"}, {Name: "new", Default: true}, {Name: "newest"}},
		TLSSecrets:     []string{"shop-tls"},
		Hosts:          []string{"*.example.com", "a.example.com", "b.example.com"},
		AllGateways:    true,
		Node:           "203.0.113.2",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestClasslessIngress(t *testing.T) {
	const address = "status: {loadBalancer: {ingress: [{ip: 203.0.113.7}]}}"
	for _, c := range []struct {
		name, ingress, node string
		want                bool
	}{
		{"one has an address", "{" + address + "}", "{}", true},
		{"one waits for an address", "{}", "{}", false},
		{"one with a class", "{spec: {ingressClassName: nginx}, " + address + "}", "{}", false},
		{"one with a class by annotation", "{metadata: {annotations: {kubernetes.io/ingress.class: nginx}}, " + address + "}", "{}", false},
		{"GKE", "{}", "{status: {nodeInfo: {kubeletVersion: v1.35.1-gke.1589017}}}", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := expose.Readings{Ingresses: parse[networkingv1.Ingress](t, c.ingress), Nodes: parse[corev1.Node](t, c.node)}
			if got := expose.FactsOf(r).ClasslessIngress; got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestLoadBalancers(t *testing.T) {
	const (
		served  = "{metadata: {name: ingress-nginx}, status: {loadBalancer: {ingress: [{ip: 203.0.113.7}]}}}"
		pending = "{metadata: {name: web}}"
		ofClass = "{metadata: {name: web}, spec: {loadBalancerClass: tailscale}, status: {loadBalancer: {ingress: [{ip: 100.64.0.7}]}}}"
	)
	groups := []string{"apps"}
	node := func(id string) []corev1.Node { return parse[corev1.Node](t, "{spec: {providerID: '"+id+"'}}") }
	balancers := func(texts ...string) []corev1.Service { return parse[corev1.Service](t, texts...) }
	found := func(by string) expose.Evidence { return expose.Evidence{Known: true, Found: true, By: by} }
	for _, c := range []struct {
		name     string
		readings expose.Readings
		want     expose.Evidence
	}{
		{"one has an address", expose.Readings{Balancers: balancers(pending, served)}, found("service/ingress-nginx has an address from one")},
		{"MetalLB", expose.Readings{AllBalancers: true, Groups: []string{"apps", "metallb.io"}}, found("MetalLB is installed")},
		{"a cloud", expose.Readings{AllBalancers: true, Groups: groups, Nodes: node("aws:///eu-central-1a/i-07")}, found("the nodes are of cloud aws")},
		{"a cloud that is all that is known", expose.Readings{Nodes: node("gce://project/zone/name")}, found("the nodes are of cloud gce")},
		{"Oracle's cloud", expose.Readings{Nodes: node("ocid1.instance.oc1.eu")}, found("the nodes are of a cloud")},
		{"k3s", expose.Readings{Nodes: node("k3s://server")}, found("k3s has one, ServiceLB")},
		{"Docker Desktop", expose.Readings{Nodes: parse[corev1.Node](t, "{metadata: {name: docker-desktop}}")}, found("Docker Desktop has one")},
		{"a control plane beside the cloud", expose.Readings{Nodes: append(node(""), node("hcloud://1")...)}, found("the nodes are of cloud hcloud")},

		{"kind", expose.Readings{AllBalancers: true, Groups: groups, Nodes: node("kind://docker/kind/kind-worker")}, expose.Evidence{Known: true}},
		{"machines of one's own", expose.Readings{AllBalancers: true, Groups: groups, Nodes: node("")}, expose.Evidence{Known: true}},
		{"one has none, one is of a class", expose.Readings{Balancers: balancers(pending, ofClass), AllBalancers: true, Groups: groups, Nodes: node("")}, expose.Evidence{Known: true}},

		{"only the Services of the namespace", expose.Readings{Balancers: balancers(), Groups: groups, Nodes: node("")}, expose.Evidence{}},
		{"no groups", expose.Readings{AllBalancers: true, Nodes: node("")}, expose.Evidence{}},
		{"no nodes", expose.Readings{AllBalancers: true, Groups: groups}, expose.Evidence{}},
		{"Cilium may have a pool", expose.Readings{AllBalancers: true, Groups: []string{"cilium.io"}, Nodes: node("")}, expose.Evidence{}},
		{"nothing", expose.Readings{}, expose.Evidence{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := expose.FactsOf(c.readings).LoadBalancers; got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}
