package simulate

import (
	"context"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/tools/cache"
)

// route is what we look at of an HTTPRoute or a GRPCRoute.
type route struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		Parents   []parentRef `json:"parentRefs"`
		Hostnames []string    `json:"hostnames"`
		Rules     []struct {
			Backends []backendRef `json:"backendRefs"`
		} `json:"rules"`
	} `json:"spec"`
	Status routeStatus `json:"status"`
}

// parentRef is complete: the status repeats it.
type parentRef struct {
	Group       string `json:"group"`
	Kind        string `json:"kind"`
	Namespace   string `json:"namespace,omitempty"`
	Name        string `json:"name"`
	SectionName string `json:"sectionName,omitempty"`
	Port        int64  `json:"port,omitempty"`
}

type routeStatus struct {
	Parents []routeParent `json:"parents"`
}

type routeParent struct {
	Parent     parentRef          `json:"parentRef"`
	Controller string             `json:"controllerName"`
	Conditions []metav1.Condition `json:"conditions"`
}

// gateway returns the name of the Gateway that a reference of a route in this namespace is to, if it is to one.
func (p parentRef) gateway(namespace string) (cache.ObjectName, bool) {
	if p.Namespace != "" {
		namespace = p.Namespace
	}
	return cache.NewObjectName(namespace, p.Name), p.Group == gatewayGroup && p.Kind == "Gateway"
}

// means reports whether a reference includes this listener.
func (p parentRef) means(l listener) bool {
	return (p.SectionName == "" || p.SectionName == l.Name) && (p.Port == 0 || p.Port == l.Port)
}

func (g *gatewayAPI) reconcileRoutes(resource string) func(context.Context, *unstructured.Unstructured) error {
	return func(ctx context.Context, object *unstructured.Unstructured) error {
		r, err := read[route](object)
		if err != nil {
			return err
		}
		refs, err := g.resolveBackends(r)
		if err != nil {
			return err
		}
		var status routeStatus
		for _, p := range r.Status.Parents {
			if p.Controller != gatewayController { // somebody else's
				status.Parents = append(status.Parents, p)
			}
		}
		for _, ref := range r.Spec.Parents {
			gw, err := g.ourGateway(r, ref)
			if err != nil {
				return err
			}
			if gw == nil { // nobody knows whose it is: no controller says anything
				continue
			}
			_, accepted := gw.attach(r, ref, g.namespaceLabels(r.Namespace))
			now := routeParent{Parent: ref, Controller: gatewayController, Conditions: r.conditionsOf(ref)}
			setCondition(&now.Conditions, r.Generation, "Accepted", accepted)
			setCondition(&now.Conditions, r.Generation, "ResolvedRefs", refs)
			status.Parents = append(status.Parents, now)
		}
		if len(status.Parents) == 0 && len(r.Status.Parents) == 0 {
			return nil
		}
		if status.Parents == nil {
			status.Parents = []routeParent{} // it is required
		}
		return g.report(ctx, resource, object, &status)
	}
}

// ourGateway returns the Gateway that a route refers to, or nil when there is none or it is not ours.
func (g *gatewayAPI) ourGateway(r *route, ref parentRef) (*gateway, error) {
	name, ok := ref.gateway(r.Namespace)
	if !ok {
		return nil, nil
	}
	object := g.get(gateways, name)
	if object == nil {
		return nil, nil
	}
	gw, err := read[gateway](object)
	if err != nil {
		return nil, err
	}
	ours, err := g.isOurs(gw)
	if err != nil || !ours {
		return nil, err
	}
	return gw, nil
}

// conditionsOf returns the conditions that a reference has had so far.
func (r *route) conditionsOf(ref parentRef) []metav1.Condition {
	for _, p := range r.Status.Parents {
		if p.Controller == gatewayController && p.Parent == ref {
			return p.Conditions
		}
	}
	return nil
}
