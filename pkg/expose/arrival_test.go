package expose_test

import (
	"slices"
	"testing"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

const (
	servicePorts = "ports: [{port: 80, targetPort: http, protocol: TCP}]"
	clusterIP    = "{kind: Service, metadata: {name: web, namespace: shop}, spec: {type: ClusterIP, selector: {app: web}, " + servicePorts + "}}"
)

func TestArrivalOfServices(t *testing.T) {
	slice := func(texts ...string) []discoveryv1.EndpointSlice {
		return parse[discoveryv1.EndpointSlice](t, texts...)
	}
	pods := func(texts ...string) []corev1.Pod { return parse[corev1.Pod](t, texts...) }
	const (
		ports    = "ports: [{port: 8080}], "
		pod1     = "{addresses: [10.0.0.1], targetRef: {kind: Pod, name: web-1}"
		pod1v6   = "{addresses: ['fd00::1'], targetRef: {kind: Pod, name: web-1}"
		pod2     = "{addresses: [10.0.0.2], targetRef: {kind: Pod, name: web-2}"
		notReady = ", conditions: {ready: false, serving: false, terminating: false}}"
		ready    = ", conditions: {ready: true, serving: true, terminating: false}}"
		ending   = ", conditions: {ready: false, serving: true, terminating: true}}"
		crashing = "{status: {phase: Running, containerStatuses: [{state: {waiting: {reason: CrashLoopBackOff}}}]}}"
		probed   = "{status: {phase: Running, containerStatuses: [{state: {running: {}}}], conditions: [{type: Ready, status: 'False', reason: ContainersNotReady}]}}"
		gated    = "{status: {phase: Running, conditions: [{type: Ready, status: 'False', reason: ReadinessGatesNotReady}]}}"
		nowhere  = "{status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable}]}}"
		initFail = "{status: {phase: Pending, initContainerStatuses: [{name: migrate, state: {terminated: {exitCode: 1}}}], containerStatuses: [{state: {waiting: {reason: PodInitializing}}}]}}"
		evicted  = "{status: {phase: Failed, reason: Evicted}}"
		started  = "{status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}"
		fresh    = "{}"
	)
	for _, c := range []struct {
		name, object string
		seen         expose.Surroundings
		endpoints    int
		ready        int
		pending      string
	}{
		{"all ready", clusterIP, expose.Surroundings{Slices: slice("{" + ports + "endpoints: [" + pod1 + ready + ", " + pod2 + "}]}")}, 2, 2, ""},
		{"one of two ready", clusterIP, expose.Surroundings{Slices: slice("{" + ports + "endpoints: [" + pod1 + ready + ", " + pod2 + notReady + "]}")}, 2, 1, ""},
		{"two families", clusterIP, expose.Surroundings{Slices: slice("{"+ports+"endpoints: ["+pod1+ready+"]}", "{"+ports+"endpoints: ["+pod1v6+ready+"]}")}, 1, 1, ""},
		{"endpoints without Pods", clusterIP, expose.Surroundings{Slices: slice("{" + ports + "endpoints: [{addresses: [192.0.2.1]}, {addresses: [192.0.2.2]}]}")}, 2, 2, ""},
		{"one that ends", clusterIP, expose.Surroundings{Slices: slice("{" + ports + "endpoints: [" + pod1 + ending + "]}")}, 0, 0, "waiting for a ready endpoint"},

		{"no Pods yet", clusterIP, expose.Surroundings{Slices: slice(), Pods: pods()}, 0, 0, "no Pod matches app=web"},
		{"no Pods for long", clusterIP, expose.Surroundings{Slices: slice(), Pods: pods(), Looks: 3}, 0, 0, ""},
		{"nothing yet, and Pods not known", clusterIP, expose.Surroundings{Slices: slice()}, 0, 0, "waiting for a ready endpoint"},
		{"nothing for long, and Pods not known", clusterIP, expose.Surroundings{Slices: slice(), Looks: 3}, 0, 0, ""},
		{"crashing for long", clusterIP, expose.Surroundings{Slices: slice("{" + ports + "endpoints: [" + pod1 + notReady + "]}"), Pods: pods(crashing), Looks: 99}, 1, 0, "1 Pod, not ready: CrashLoopBackOff"},
		{"for several reasons", clusterIP, expose.Surroundings{Slices: slice(), Pods: pods(nowhere, crashing, crashing)}, 0, 0, "3 Pods, none ready: CrashLoopBackOff"},
		{"without a place", clusterIP, expose.Surroundings{Slices: slice(), Pods: pods(nowhere)}, 0, 0, "1 Pod, not ready: Unschedulable"},
		{"starting", clusterIP, expose.Surroundings{Slices: slice(), Pods: pods(fresh)}, 0, 0, "1 Pod, not ready: Pending"},
		{"failing to initialise", clusterIP, expose.Surroundings{Slices: slice(), Pods: pods(initFail)}, 0, 0, "1 Pod, not ready: Error (container migrate exited with 1)"},
		{"evicted", clusterIP, expose.Surroundings{Slices: slice(), Pods: pods(evicted)}, 0, 0, "1 Pod, not ready: Evicted"},
		{"probed", clusterIP, expose.Surroundings{Slices: slice(), Pods: pods(probed)}, 0, 0, "1 Pod, not ready: the readiness probe has not succeeded"},
		{"gated", clusterIP, expose.Surroundings{Slices: slice(), Pods: pods(gated)}, 0, 0, "1 Pod, not ready: a readiness gate is closed"},
		{"before the endpoint", clusterIP, expose.Surroundings{Slices: slice(), Pods: pods(started)}, 0, 0, "waiting for a ready endpoint"},
		{"a port that no Pod has", clusterIP, expose.Surroundings{Slices: slice("{endpoints: [" + pod1 + ready + "]}"), Pods: pods(started)}, 1, 0, "no Pod has a port named http"},
		{
			"no ports at all", "{kind: Service, metadata: {name: web, namespace: shop}, spec: {type: ClusterIP, clusterIP: None, selector: {app: web}}}",
			expose.Surroundings{Slices: slice("{endpoints: [" + pod1 + ready + "]}")}, 1, 1, "",
		},

		{"slices that may not be read", clusterIP, expose.Surroundings{}, -1, 0, ""},
		{"without a selector", "{kind: Service, metadata: {name: web, namespace: shop}, spec: {type: ClusterIP}}", expose.Surroundings{Slices: slice()}, -1, 0, ""},
		{"ExternalName", "{kind: Service, metadata: {name: web, namespace: shop}, spec: {type: ExternalName, externalName: a.example.com, selector: {app: web}}}", expose.Surroundings{Slices: slice()}, -1, 0, ""},
		{
			"a load balancer without both", "{kind: Service, metadata: {name: web, namespace: shop}, spec: {type: LoadBalancer, selector: {app: web}}}",
			expose.Surroundings{Slices: slice(), Pods: pods(crashing)}, 0, 0, "1 Pod, not ready: CrashLoopBackOff; waiting for an address from the load balancer",
		},
		{
			"a load balancer", "{kind: Service, metadata: {name: web, namespace: shop}, spec: {type: LoadBalancer, selector: {app: web}}, status: {loadBalancer: {ingress: [{ip: 203.0.113.7}]}}}",
			expose.Surroundings{Slices: slice("{" + ports + "endpoints: [" + pod1 + ready + "]}")}, 1, 1, "",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := object(t, c.object)
			got := expose.ArrivalOf(o, c.seen)
			counted := c.endpoints >= 0
			if got.Pending != c.pending || got.Counted != counted || counted && got.Endpoints != c.endpoints || got.Ready != c.ready {
				t.Errorf("got %d of %d ready, counted %v, pending %q", got.Ready, got.Endpoints, got.Counted, got.Pending)
			}
			if want, _ := expose.Addresses(o); got.Object != o || !slices.Equal(got.Addresses, want) {
				t.Errorf("the addresses are %q", got.Addresses)
			}
		})
	}
}

func TestArrivalOfRoutes(t *testing.T) {
	const route = "{kind: HTTPRoute, metadata: {name: web, namespace: shop, generation: 2}, spec: {hostnames: [a.example.com], parentRefs: [{name: public, namespace: infra}], rules: [{matches: [{path: {value: /}}]}]}, status: {parents: ["
	const parent = "{parentRef: {name: public, namespace: infra}, conditions: [{observedGeneration: 2, type: Accepted, "
	gateway := expose.Gateway{Namespace: "infra", Name: "public", Addresses: []string{"203.0.113.7"}, Listeners: []expose.Listener{{Name: "http", Protocol: "HTTP", Port: 80}}}
	for _, c := range []struct {
		name, object, pending string
		addresses             []string
	}{
		{"an Ingress of a class", "{kind: Ingress, spec: {ingressClassName: nginx}}", "waiting for an address from the controller of IngressClass nginx", nil},
		{"an Ingress of a class by annotation", "{kind: Ingress, metadata: {annotations: {kubernetes.io/ingress.class: gce}}}", "waiting for an address from the controller of IngressClass gce", nil},
		{"an Ingress of none", "{kind: Ingress}", "waiting for an address, though it names no IngressClass and none is the default", nil},
		{"an Ingress with an address", "{kind: Ingress, spec: {defaultBackend: {}}, status: {loadBalancer: {ingress: [{ip: 203.0.113.7}]}}}", "", []string{"http://203.0.113.7/"}},
		{"a route that nobody cares for", route + "]}}", "waiting for Gateway infra/public to accept it", nil},
		{"a route that is refused", route + parent + "status: 'False', reason: NotAllowedByListeners, message: \"No listener\\n admits it.\"}]}]}}", "Gateway infra/public does not accept it: No listener admits it (NotAllowedByListeners)", nil},
		{"a route without its backend", route + parent + "status: 'True'}, {observedGeneration: 2, type: ResolvedRefs, status: 'False', reason: BackendNotFound}]}]}}", "Gateway infra/public cannot lead it on: BackendNotFound", nil},
		{"a route that is accepted", route + parent + "status: 'True'}]}]}}", "", []string{"http://a.example.com/ at 203.0.113.7"}},
		{"another kind", "{kind: ConfigMap}", "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := expose.ArrivalOf(object(t, c.object), expose.Surroundings{Gateways: []expose.Gateway{gateway}})
			if got.Pending != c.pending || got.Counted || !slices.Equal(got.Addresses, c.addresses) {
				t.Errorf("got %+v", got)
			}
		})
	}
	if got, want := expose.GatewaysOf(object(t, route+"]}}")), []expose.GatewayRef{{Namespace: "infra", Name: "public"}}; !slices.Equal(got, want) {
		t.Errorf("the Gateways are %v", got)
	}
	redirected := "{kind: HTTPRoute, metadata: {namespace: shop}, spec: {parentRefs: [{name: a, sectionName: http}, {name: a, sectionName: https}]}}"
	if got, want := expose.GatewaysOf(object(t, redirected)), []expose.GatewayRef{{Namespace: "shop", Name: "a"}}; !slices.Equal(got, want) {
		t.Errorf("the Gateways are %v", got)
	}
}
