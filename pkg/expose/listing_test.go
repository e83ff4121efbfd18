package expose_test

import (
	"fmt"
	"slices"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// listed is a Deployment of the namespace shop whose Pods have the labels.
func listed(t testing.TB, name string, labels labels.Set) expose.ListedWorkload {
	t.Helper()
	return listOf(t, &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Namespace: "shop", Name: name},
		Spec:       appsv1.DeploymentSpec{Template: corev1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: labels}}},
	})
}

func listOf(t testing.TB, object runtime.Object) expose.ListedWorkload {
	t.Helper()
	w, ok := expose.ListWorkload(object)
	if !ok {
		t.Fatalf("%T cannot be listed", object)
	}
	return w
}

func listedService(name string, typ corev1.ServiceType, selector labels.Set) *corev1.Service {
	return &corev1.Service{ObjectMeta: metav1.ObjectMeta{Namespace: "shop", Name: name}, Spec: corev1.ServiceSpec{Type: typ, ClusterIP: "10.0.0.1", Selector: selector}}
}

func headless(name string, selector labels.Set) *corev1.Service {
	s := listedService(name, corev1.ServiceTypeClusterIP, selector)
	s.Spec.ClusterIP = corev1.ClusterIPNone
	return s
}

// ingressTo leads each host to the Service; without hosts, as its default backend.
func ingressTo(service string, hosts ...string) expose.ListedRoute {
	backend := networkingv1.IngressBackend{Service: &networkingv1.IngressServiceBackend{Name: service}}
	i := &networkingv1.Ingress{ObjectMeta: metav1.ObjectMeta{Namespace: "shop", Name: "to-" + service}}
	if len(hosts) == 0 {
		i.Spec.DefaultBackend = &backend
	}
	for _, host := range hosts {
		path := networkingv1.HTTPIngressPath{Backend: backend}
		i.Spec.Rules = append(i.Spec.Rules, networkingv1.IngressRule{Host: host, IngressRuleValue: networkingv1.IngressRuleValue{
			HTTP: &networkingv1.HTTPIngressRuleValue{Paths: []networkingv1.HTTPIngressPath{path, path}},
		}})
	}
	return expose.ListIngress(i)
}

func routeTo(namespace string, backend map[string]any, hosts ...any) expose.ListedRoute {
	return expose.ListHTTPRoute(&unstructured.Unstructured{Object: map[string]any{
		"kind":     "HTTPRoute",
		"metadata": map[string]any{"namespace": namespace, "name": "route"},
		"spec":     map[string]any{"hostnames": hosts, "rules": []any{map[string]any{"backendRefs": []any{backend}}}},
	}})
}

func TestExposedSaysHowPodsAreReached(t *testing.T) {
	app := labels.Set{"app": "web", "tier": "front"}
	byApp := labels.Set{"app": "web"}
	clusterIP := listedService("web", corev1.ServiceTypeClusterIP, byApp)
	for _, c := range []struct {
		name     string
		services []*corev1.Service
		routes   []expose.ListedRoute
		want     string
	}{
		{"by nothing", nil, nil, ""},
		{"a Service that selects more than the Pods have", []*corev1.Service{listedService("web", corev1.ServiceTypeClusterIP, labels.Set{"app": "web", "track": "canary"})}, nil, ""},
		{"a Service without a selector", []*corev1.Service{listedService("web", corev1.ServiceTypeClusterIP, nil)}, nil, ""},
		{"a name for something else", []*corev1.Service{listedService("web", corev1.ServiceTypeExternalName, byApp)}, nil, ""},
		{"a Service of the same name that selects others", []*corev1.Service{listedService("web", corev1.ServiceTypeClusterIP, labels.Set{"app": "db"})}, nil, ""},
		{"one Service", []*corev1.Service{clusterIP}, nil, "ClusterIP web"},
		{
			"the widest reach first",
			[]*corev1.Service{headless("web-peers", byApp), clusterIP, listedService("web-np", corev1.ServiceTypeNodePort, byApp), listedService("edge", corev1.ServiceTypeLoadBalancer, app)}, nil,
			"LoadBalancer edge, NodePort web-np, ClusterIP web, Headless web-peers",
		},
		{"an Ingress, for which there must be a Service", []*corev1.Service{clusterIP}, []expose.ListedRoute{ingressTo("web", "shop.example.com")}, "Ingress shop.example.com"},
		{"an Ingress for every host", []*corev1.Service{clusterIP}, []expose.ListedRoute{ingressTo("web")}, "Ingress to-web"},
		{"an Ingress with hosts", []*corev1.Service{clusterIP}, []expose.ListedRoute{ingressTo("web", "b.example.com", "a.example.com", "b.example.com")}, "Ingress a.example.com, Ingress b.example.com"},
		{"an Ingress to another Service", []*corev1.Service{clusterIP}, []expose.ListedRoute{ingressTo("db", "db.example.com")}, "ClusterIP web"},
		{"a Service with a reach of its own behind an Ingress", []*corev1.Service{listedService("np", corev1.ServiceTypeNodePort, byApp)}, []expose.ListedRoute{ingressTo("np", "shop.example.com")}, "Ingress shop.example.com, NodePort np"},
		{
			"two Services behind one Ingress", []*corev1.Service{clusterIP, headless("peers", byApp)},
			[]expose.ListedRoute{ingressTo("web", "shop.example.com"), ingressTo("peers", "shop.example.com")}, "Ingress shop.example.com",
		},
		{"an HTTPRoute", []*corev1.Service{clusterIP}, []expose.ListedRoute{routeTo("shop", map[string]any{"name": "web", "port": int64(80)}, "shop.example.com")}, "HTTPRoute shop.example.com"},
		{"an HTTPRoute for every host", []*corev1.Service{clusterIP}, []expose.ListedRoute{routeTo("shop", map[string]any{"name": "web"})}, "HTTPRoute route"},
		{"an HTTPRoute from another namespace", []*corev1.Service{clusterIP}, []expose.ListedRoute{routeTo("gateways", map[string]any{"name": "web", "namespace": "shop"}, "shop.example.com")}, "HTTPRoute shop.example.com"},
		{"an HTTPRoute into another namespace", []*corev1.Service{clusterIP}, []expose.ListedRoute{routeTo("shop", map[string]any{"name": "web", "namespace": "other"}, "shop.example.com")}, "ClusterIP web"},
		{"an HTTPRoute to something else", []*corev1.Service{clusterIP}, []expose.ListedRoute{routeTo("shop", map[string]any{"name": "web", "kind": "Bucket", "group": "example.com"}, "shop.example.com")}, "ClusterIP web"},
		{"an HTTPRoute that sends nothing there", []*corev1.Service{clusterIP}, []expose.ListedRoute{routeTo("shop", map[string]any{"name": "web", "weight": int64(0)}, "shop.example.com")}, "ClusterIP web"},
		{
			"an HTTPRoute before an Ingress", []*corev1.Service{clusterIP},
			[]expose.ListedRoute{ingressTo("web", "a.example.com"), routeTo("shop", map[string]any{"name": "web"}, "b.example.com")}, "HTTPRoute b.example.com, Ingress a.example.com",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			var l expose.Listing
			l.Set(listed(t, "web", app))
			for _, s := range c.services {
				l.SetService(expose.ListService(s))
			}
			for _, r := range c.routes {
				l.SetRoute(r)
			}
			l.ServicesListed(true)
			if changed, _ := l.News(); len(changed) != 1 || changed[0].Exposed != c.want {
				t.Errorf("got %+v, want %q", changed, c.want)
			}
		})
	}
}

func TestServicesAreReachedByThemselves(t *testing.T) {
	var l expose.Listing
	l.ServicesListed(true)
	web := listedService("web", corev1.ServiceTypeClusterIP, labels.Set{"app": "web"})
	web.Spec.Ports = []corev1.ServicePort{{Port: 80, Protocol: corev1.ProtocolTCP}, {Port: 53, Protocol: corev1.ProtocolUDP}}
	l.Set(listOf(t, web))
	l.Set(listOf(t, listedService("outside", corev1.ServiceTypeExternalName, nil)))
	l.SetRoute(ingressTo("web", "shop.example.com"))
	changed, _ := l.News()
	got := fmt.Sprint(changed[0].Ports, " | ", changed[0].Exposed, " | ", changed[1].Ports, " | ", changed[1].Exposed)
	if want := "80, 53/UDP | Ingress shop.example.com, ClusterIP web | - | ExternalName outside"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestPodsAreReachedByAllOfTheirLabels(t *testing.T) {
	var l expose.Listing
	l.ServicesListed(true)
	one := labels.Set{"app": "db", appsv1.StatefulSetPodNameLabel: "db-0"}
	l.SetService(expose.ListService(listedService("db-0", corev1.ServiceTypeNodePort, one)))
	l.Set(listOf(t, &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: "shop", Name: "db-0", Labels: one}}))
	if changed, _ := l.News(); changed[0].Exposed != "NodePort db-0" {
		t.Errorf("got %+v", changed)
	}
}

// names lists the rows told, and those that are gone.
func names(l *expose.Listing) string {
	changed, gone := l.News()
	var texts []string
	for _, r := range changed {
		texts = append(texts, r.Name+"="+r.Exposed)
	}
	for _, k := range gone {
		texts = append(texts, "-"+k.Name)
	}
	slices.Sort(texts)
	return fmt.Sprint(texts)
}

func TestNewsIsOnlyWhatCanBeSeen(t *testing.T) {
	var l expose.Listing
	a, b := labels.Set{"app": "a"}, labels.Set{"app": "b"}
	does := func(what string, do func(), want string) {
		t.Helper()
		do()
		if got := names(&l); got != want {
			t.Errorf("%s: got %s, want %s", what, got, want)
		}
	}
	toA := expose.ListService(listedService("to-a", corev1.ServiceTypeClusterIP, a))
	does("rows before the Services", func() { l.Set(listed(t, "a", a)); l.Set(listed(t, "b", b)) }, "[a=… b=…]")
	does("a Service, when others may be missing", func() { l.SetService(toA) }, "[]")
	does("all Services", func() { l.ServicesListed(true) }, "[a=ClusterIP to-a b=]")
	does("the same again", func() { l.Set(listed(t, "a", a)); l.SetService(toA); l.ServicesListed(true) }, "[]")
	does("an Ingress", func() { l.SetRoute(ingressTo("to-a", "a.example.com")) }, "[a=Ingress a.example.com]")
	does("no Ingress any more", func() { l.RemoveRoute(expose.Ingress, expose.RowKey{Namespace: "shop", Name: "to-to-a"}) }, "[a=ClusterIP to-a]")
	does("other Pods", func() { l.SetService(expose.ListService(listedService("to-a", corev1.ServiceTypeClusterIP, b))) }, "[a= b=ClusterIP to-a]")
	does("no Service any more", func() { l.RemoveService(expose.RowKey{Namespace: "shop", Name: "to-a"}) }, "[b=]")
	does("gone", func() { l.Remove(expose.RowKey{Namespace: "shop", Name: "a"}) }, "[-a]")
	does("gone again", func() { l.Remove(expose.RowKey{Namespace: "shop", Name: "a"}) }, "[]")
	does("gone and back", func() { l.Remove(expose.RowKey{Namespace: "shop", Name: "b"}); l.Set(listed(t, "b", b)) }, "[b=]")
	does("there and gone", func() { l.Set(listed(t, "c", b)); l.Remove(expose.RowKey{Namespace: "shop", Name: "c"}) }, "[-c]")
	does("Services that may not be read", func() { l.ServicesListed(false) }, "[b=?]")
}

// manyServices makes workloads in one namespace that have a label in common, and a Service for each.
func manyServices(t testing.TB, n int) *expose.Listing {
	t.Helper()
	l := &expose.Listing{}
	l.ServicesListed(true)
	for i := range n {
		own := labels.Set{"team": "shop", "app": fmt.Sprint("app-", i)}
		l.Set(listed(t, own["app"], own))
		l.SetService(expose.ListService(listedService(own["app"], corev1.ServiceTypeClusterIP, own)))
	}
	return l
}

func TestEachOfManyServicesIsFound(t *testing.T) {
	l := manyServices(t, 1000)
	l.SetService(expose.ListService(headless("all", labels.Set{"team": "shop"})))
	changed, _ := l.News()
	for _, r := range changed {
		if r.Exposed != "ClusterIP "+r.Name+", Headless all" {
			t.Fatalf("%s is exposed by %q", r.Name, r.Exposed)
		}
	}
	if len(changed) != 1000 {
		t.Errorf("%d rows are told", len(changed))
	}
}

// BenchmarkServiceOfLargeNamespace is what a change of one Service costs beside as many workloads and Services.
func BenchmarkServiceOfLargeNamespace(b *testing.B) {
	for _, n := range []int{1000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			l := manyServices(b, n)
			l.News()
			selectors := []labels.Set{{"team": "shop", "app": "app-1"}, {"team": "shop", "app": "app-2"}}
			for i := 0; b.Loop(); i++ {
				l.SetService(expose.ListService(listedService("app-0", corev1.ServiceTypeClusterIP, selectors[i%2])))
				if changed, _ := l.News(); len(changed) == 0 {
					b.Fatal("nothing changed")
				}
			}
		})
	}
}

func TestPortsOfARow(t *testing.T) {
	deployment := func(containers ...corev1.Container) *appsv1.Deployment {
		return &appsv1.Deployment{Spec: appsv1.DeploymentSpec{Template: corev1.PodTemplateSpec{Spec: corev1.PodSpec{Containers: containers}}}}
	}
	for want, d := range map[string]*appsv1.Deployment{
		"-":               deployment(corev1.Container{Image: "shop"}),
		"3000?":           deployment(corev1.Container{Env: []corev1.EnvVar{{Name: "PORT", Value: "3000"}}}),
		"8080, 53/UDP":    deployment(corev1.Container{Ports: []corev1.ContainerPort{{ContainerPort: 8080}, {ContainerPort: 53, Protocol: corev1.ProtocolUDP}}}),
		"53/UDP?, 53?":    deployment(corev1.Container{Image: "registry.example.com/coredns:1.12"}),
		"8080, 9090/SCTP": deployment(corev1.Container{Ports: []corev1.ContainerPort{{ContainerPort: 8080}}}, corev1.Container{Ports: []corev1.ContainerPort{{ContainerPort: 9090, Protocol: corev1.ProtocolSCTP}, {ContainerPort: 8080}}}),
	} {
		if got := listOf(t, d).Ports; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
