package cluster

import (
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// route is an Ingress or an HTTPRoute.
type route struct {
	expose.ListedRoute
	ref     expose.Ref
	created metav1.Time
}

// routeOf reads where an object leads. ok is false where it is not one that leads anywhere.
func routeOf(o *unstructured.Unstructured) (r route, ok bool) {
	r = route{ref: expose.RefOf(o), created: o.GetCreationTimestamp()}
	switch o.GetKind() {
	case string(expose.Ingress):
		var ingress networkingv1.Ingress
		if runtime.DefaultUnstructuredConverter.FromUnstructured(o.Object, &ingress) != nil {
			return route{}, false
		}
		r.ListedRoute = expose.ListIngress(&ingress)
	case string(expose.HTTPRoute):
		r.ListedRoute = expose.ListHTTPRoute(o)
	default:
		return route{}, false
	}
	return r, true
}

// leadingToCreated returns the routes that lead to a Service that we created. Those that are older led nowhere before, and may do so again.
func leadingToCreated(r expose.Recorded, routes []route) (refs []expose.Ref) {
	created := r.Object.GetCreationTimestamp()
	if r.Ref().Kind != "Service" || r.Record.Original != nil {
		return nil
	}
	for _, route := range routes {
		if !route.created.Before(&created) && route.LeadsTo(r.Ref()) {
			refs = append(refs, route.ref)
		}
	}
	return refs
}
