package expose

import (
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
)

// Arrival is how far an applied object has come.
type Arrival struct {
	// Object is the object as it is now; nil when it is gone.
	Object *unstructured.Unstructured
	// Endpoints are the Pods behind a Service, Ready those of them that are sent requests. Counted says that they were counted: an object
	// other than a Service, and a Service without a selector, has none to count.
	Endpoints, Ready int
	Counted          bool
	// Idle says that a Service has no Pods, and that nobody seems to want any.
	Idle bool
	// Addresses are where it is reached, as [Addresses] says.
	Addresses []string
	// Pending says what is still waited for, as a clause for people; empty when it has arrived.
	Pending string
	// Unseen says why it is not known whether it has arrived, as a clause for people; empty when it is.
	Unseen string
}

// Surroundings are what was seen around an applied object; nil stands for what was not or may not be read.
type Surroundings struct {
	// Slices are the EndpointSlices of a Service, Pods those that it selects.
	Slices []discoveryv1.EndpointSlice
	Pods   []corev1.Pod
	// Gateways are those that an HTTPRoute is attached to.
	Gateways []Gateway
	// Events are those of the objects that [Suspects] names.
	Events []corev1.Event
	// Workload is the one that a Service without Pods was made for, as it is now.
	Workload *Workload
	// Looks counts how often it was looked at before.
	Looks int
}

// ArrivalOf judges how far an applied object has come. A Service arrives with its first endpoint that is sent requests, and after some
// looks also without any Pods: a workload may be scaled to zero. A LoadBalancer Service and an Ingress need an address, too, and an
// HTTPRoute the consent of all its Gateways. What is waited for is told with the newest warning that there is of it.
func ArrivalOf(o *unstructured.Unstructured, seen Surroundings) Arrival {
	a := Arrival{Object: o}
	var pending bool
	a.Addresses, pending = Addresses(o, seen.Gateways...)
	warning := newestWarning(seen.Events, o.GetUID(), time.Time{})
	var waiting []string
	switch o.GetKind() {
	case "Service":
		var s corev1.Service
		if !convert(o, &s) {
			return a
		}
		waiting = append(waiting, a.countEndpoints(&s, seen))
		if pending {
			waiting = append(waiting, "waiting for an address from the load balancer")
		}
	case "Ingress":
		var i networkingv1.Ingress
		if pending && convert(o, &i) {
			waiting = append(waiting, ingressWaiting(&i))
		}
	case string(HTTPRoute):
		var r routeStatus
		if pending && convert(o, &r) {
			waiting = append(waiting, r.waiting())
		}
	}
	waiting = slices.DeleteFunc(waiting, func(text string) bool { return text == "" })
	if n := len(waiting); n > 0 {
		waiting[n-1] = because(waiting[n-1], warning)
	}
	a.Pending = strings.Join(waiting, "; ")
	return a
}

// countEndpoints takes the endpoints of a Service into account, and says what is waited for of them.
func (a *Arrival) countEndpoints(s *corev1.Service, seen Surroundings) string {
	if len(s.Spec.Selector) == 0 || s.Spec.Type == corev1.ServiceTypeExternalName {
		return ""
	}
	if seen.Slices == nil {
		a.Unseen = "its EndpointSlices may not be listed"
		return ""
	}
	counted := countEndpoints(s, seen.Slices)
	a.Endpoints, a.Ready, a.Counted = counted.all, counted.ready, true
	waiting := counted.waiting(s, seen)
	a.Idle = waiting == "" && counted.ready == 0
	if a.Idle && seen.Pods == nil && seen.Workload == nil {
		a.Unseen = "it has no endpoints, and Pods may not be listed"
	}
	return waiting
}

// Suspects names, by UID, the objects whose events may tell why an applied object has not arrived: itself, and one of its Pods that says
// too little.
func Suspects(o *unstructured.Unstructured, seen Surroundings) []types.UID {
	suspects := []types.UID{o.GetUID()}
	if noneReady(seen.Pods) {
		pod, _ := mostTroubled(seen.Pods)
		if _, detail := podTrouble(pod); detail == "" {
			suspects = append(suspects, pod.UID)
		}
	}
	return suspects
}

// ingressWaiting says from whom an Ingress waits for its address. The API server gives it the default class, where there is one.
func ingressWaiting(i *networkingv1.Ingress) string {
	if class := classOf(i); class != "" {
		return "waiting for an address from the controller of IngressClass " + class
	}
	return "waiting for an address, though it names no IngressClass and none is the default"
}
