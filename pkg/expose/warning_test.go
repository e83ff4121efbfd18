package expose_test

import (
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// TestPendingTellsTheNewestWarning shows which events are told with what is waited for.
func TestPendingTellsTheNewestWarning(t *testing.T) {
	const (
		balancer = "{kind: Service, metadata: {name: web, namespace: shop, uid: web}, spec: {type: LoadBalancer}}"
		both     = "{kind: Service, metadata: {name: web, namespace: shop, uid: web}, spec: {type: LoadBalancer, selector: {app: web}}}"
		headless = "{kind: Service, metadata: {name: web, namespace: shop, uid: web}, spec: {clusterIP: None, selector: {app: web}}}"
		ingress  = "{kind: Ingress, metadata: {uid: web}, spec: {ingressClassName: nginx}}"
		route    = "{kind: HTTPRoute, metadata: {uid: web, namespace: shop}, spec: {parentRefs: [{name: public}]}}"
		refused  = "{kind: HTTPRoute, metadata: {uid: web, namespace: shop}, spec: {parentRefs: [{name: public}]}, status: {parents: [{parentRef: {name: public}, conditions: [{type: Accepted, status: 'False', reason: NoMatchingParent, message: no such listener}]}]}}"

		waits    = "waiting for an address from the load balancer"
		atTen    = "lastTimestamp: '2026-01-01T10:00:00Z'"
		atEleven = "lastTimestamp: '2026-01-01T11:00:00Z'"
		ofWeb    = "{type: Warning, involvedObject: {uid: web}, "
		ofPod    = "{type: Warning, involvedObject: {uid: pod}, "
		failed   = ofWeb + "reason: Failed, message: no address is left, " + atTen + "}"

		probed   = "metadata: {name: web-1, uid: pod}, status: {phase: Running, "
		since    = "containerStatuses: [{name: main, state: {running: {startedAt: '2026-01-01T10:30:00Z'}}}]}"
		creating = "{metadata: {uid: pod}, status: {phase: Pending, conditions: [{type: PodScheduled, status: 'True', lastTransitionTime: '2026-01-01T10:30:00Z'}], containerStatuses: [{name: main, state: {waiting: {reason: ContainerCreating}}}]}}"
		pulling  = "{metadata: {uid: pod}, status: {phase: Pending, containerStatuses: [{name: main, state: {waiting: {reason: ImagePullBackOff, message: \"Back-off pulling\\n image x.\"}}}]}}"
		crashing = "{metadata: {uid: pod}, status: {phase: Running, containerStatuses: [{name: main, state: {waiting: {reason: CrashLoopBackOff, message: back-off}}, lastState: {terminated: {exitCode: 137, reason: OOMKilled}}}]}}"
		nowhere  = "{metadata: {uid: pod}, status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, message: '0/3 nodes are available: 3 Insufficient cpu.'}]}}"
	)
	for _, c := range []struct {
		name, object string
		pods, events []string
		want         string
	}{
		{"none", balancer, nil, nil, waits},
		{"one", balancer, nil, []string{failed}, waits + " (Failed: no address is left)"},
		{"what is no warning", balancer, nil, []string{"{type: Normal, involvedObject: {uid: web}, reason: EnsuringLoadBalancer}"}, waits},
		{"what the API server mends itself", balancer, nil, []string{ofWeb + "reason: ClusterIPNotAllocated, reportingComponent: ipallocator-repair-controller, " + atEleven + "}", ofWeb + "reason: PortNotAllocated, source: {component: portallocator-repair-controller}, " + atEleven + "}"}, waits},
		{"that of another object", balancer, nil, []string{ofPod + "reason: Failed}"}, waits},
		{"the newest of two", balancer, nil, []string{failed, ofWeb + "reason: Quota, message: used up, " + atEleven + "}"}, waits + " (Quota: used up)"},
		{"the newest comes first", balancer, nil, []string{ofWeb + "reason: Quota, message: used up, " + atEleven + "}", failed}, waits + " (Quota: used up)"},
		{"one of events.k8s.io", balancer, nil, []string{failed, ofWeb + "reason: Quota, eventTime: '2026-01-01T09:00:00.000000Z', series: {count: 3, lastObservedTime: '2026-01-01T11:00:00.000000Z'}}"}, waits + " (Quota)"},
		{"a message of several lines", balancer, nil, []string{ofWeb + "reason: Failed, message: \" no\\n\\taddress. \"}"}, waits + " (Failed: no address)"},
		{"a message without an end", balancer, nil, []string{ofWeb + "message: " + strings.Repeat("x", 1000) + "}"}, waits + " (" + strings.Repeat("x", 159) + "…)"},
		{"an Ingress", ingress, nil, []string{failed}, "waiting for an address from the controller of IngressClass nginx (Failed: no address is left)"},
		{"a route", route, nil, []string{failed}, "waiting for Gateway public to accept it (Failed: no address is left)"},
		{"a route that says why", refused, nil, []string{failed}, "Gateway public does not accept it: no such listener (NoMatchingParent)"},

		{"a Pod that says why", headless, []string{pulling}, []string{ofPod + "reason: Failed, message: no such image}"}, "1 Pod, not ready: ImagePullBackOff (container main: Back-off pulling image x)"},
		{"a Pod that crashes", headless, []string{crashing}, nil, "1 Pod, not ready: CrashLoopBackOff (container main exited with 137, OOMKilled)"},
		{"a Pod without a place", headless, []string{nowhere}, nil, "1 Pod, not ready: Unschedulable (0/3 nodes are available: 3 Insufficient cpu)"},
		{"a Pod that says too little", headless, []string{"{" + probed + since + "}"}, []string{ofPod + "reason: Unhealthy, message: it answers 503, " + atEleven + "}"}, "1 Pod, not ready: the readiness probe has not succeeded (Unhealthy: it answers 503)"},
		{"a warning from before the container ran", headless, []string{"{" + probed + since + "}"}, []string{ofPod + "reason: FailedMount, " + atTen + "}"}, "1 Pod, not ready: the readiness probe has not succeeded"},
		{"a Pod that waits for a volume", headless, []string{creating}, []string{ofPod + "reason: FailedScheduling, " + atTen + "}", ofPod + "reason: FailedMount, message: no such Secret, " + atEleven + "}"}, "1 Pod, not ready: ContainerCreating (FailedMount: no such Secret)"},
		{"Pods and an address", both, []string{pulling}, []string{failed}, "1 Pod, not ready: ImagePullBackOff (container main: Back-off pulling image x); " + waits + " (Failed: no address is left)"},
		{"a Service whose Pods are in trouble", headless, []string{creating}, []string{failed}, "1 Pod, not ready: ContainerCreating (Failed: no address is left)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			seen := expose.Surroundings{Slices: []discoveryv1.EndpointSlice{}, Pods: parse[corev1.Pod](t, c.pods...), Events: parse[corev1.Event](t, c.events...)}
			if got := expose.ArrivalOf(object(t, c.object), seen).Pending; got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestSuspectsAreFew shows that of many Pods only one is asked about, and none that says itself what is wrong.
func TestSuspectsAreFew(t *testing.T) {
	const (
		ready    = "{metadata: {uid: ready}, status: {conditions: [{type: Ready, status: 'True'}]}}"
		probed   = "{metadata: {name: web-2, uid: probed}, status: {phase: Running}}"
		another  = "{metadata: {name: web-1, uid: another}, status: {phase: Running}}"
		crashing = "{metadata: {name: web-0, uid: crashing}, status: {containerStatuses: [{name: main, state: {terminated: {exitCode: 1}}}]}}"
	)
	for _, c := range []struct {
		name string
		pods []string
		want []types.UID
	}{
		{"no Pods", nil, []types.UID{"web"}},
		{"the first of those that are most", []string{crashing, probed, another}, []types.UID{"web", "another"}},
		{"one that says why", []string{crashing}, []types.UID{"web"}},
		{"one is ready", []string{probed, ready}, []types.UID{"web"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := object(t, "{kind: Service, metadata: {uid: web}}")
			if got := expose.Suspects(o, expose.Surroundings{Pods: parse[corev1.Pod](t, c.pods...)}); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// TestArrivalThatIsNotKnown shows that a Service is not taken for ready where nobody could see that.
func TestArrivalThatIsNotKnown(t *testing.T) {
	empty := []discoveryv1.EndpointSlice{}
	idle := &expose.Workload{}
	busy := &expose.Workload{Replicas: 2}
	busy.Kind, busy.Name = "Deployment", "web"
	for _, c := range []struct {
		name            string
		seen            expose.Surroundings
		pending, unseen string
	}{
		{"slices that may not be listed", expose.Surroundings{Looks: 9}, "", "its EndpointSlices may not be listed"},
		{"Pods that may not be listed", expose.Surroundings{Looks: 9, Slices: empty}, "", "it has no endpoints, and Pods may not be listed"},
		{"Pods that may not be listed, of a workload that wants none", expose.Surroundings{Looks: 9, Slices: empty, Workload: idle}, "", ""},
		{"no Pods", expose.Surroundings{Looks: 9, Slices: empty, Pods: []corev1.Pod{}}, "", ""},
		{"no Pods, though they are wanted", expose.Surroundings{Looks: 9, Slices: empty, Pods: []corev1.Pod{}, Workload: busy}, "no Pod matches app=web, though deployment/web wants 2", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := expose.ArrivalOf(object(t, clusterIP), c.seen); got.Pending != c.pending || got.Unseen != c.unseen {
				t.Errorf("pending %q, unseen %q", got.Pending, got.Unseen)
			}
		})
	}
}
