package simulate

import (
	"fmt"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// backendRef is what we look at of a route's reference to a backend.
type backendRef struct {
	Group     string `json:"group"`
	Kind      string `json:"kind"`
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
}

// referenceGrant is what we look at of a ReferenceGrant: it lets routes of other namespaces refer to Services in its own.
type referenceGrant struct {
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		From []struct {
			Group     string `json:"group"`
			Kind      string `json:"kind"`
			Namespace string `json:"namespace"`
		} `json:"from"`
		To []struct {
			Group string `json:"group"`
			Kind  string `json:"kind"`
			Name  string `json:"name"`
		} `json:"to"`
	} `json:"spec"`
}

// resolveBackends returns a route's condition ResolvedRefs.
func (g *gatewayAPI) resolveBackends(r *route) (verdict, error) {
	services := g.builtins.Core().V1().Services().Lister()
	for _, rule := range r.Spec.Rules {
		for _, b := range rule.Backends {
			if b.Namespace == "" {
				b.Namespace = r.Namespace
			}
			if b.Group != "" || b.Kind != "Service" {
				return bad("InvalidKind", fmt.Sprintf("%s %s is not a Service", b.Kind, b.Name)), nil
			}
			granted, err := g.isGranted(r, b)
			if err != nil {
				return verdict{}, err
			}
			if !granted {
				return bad("RefNotPermitted", fmt.Sprintf("no ReferenceGrant in namespace %s allows it", b.Namespace)), nil
			}
			if service, _ := services.Services(b.Namespace).Get(b.Name); service == nil {
				return bad("BackendNotFound", fmt.Sprintf("there is no Service %s in namespace %s", b.Name, b.Namespace)), nil
			}
		}
	}
	return good("ResolvedRefs"), nil
}

// isGranted reports whether a route may refer to a Service.
func (g *gatewayAPI) isGranted(r *route, b backendRef) (bool, error) {
	if b.Namespace == r.Namespace {
		return true, nil
	}
	grants, err := list[referenceGrant](g, referenceGrants)
	return slices.ContainsFunc(grants, func(grant *referenceGrant) bool {
		return grant.allows(r, b)
	}), err
}

func (grant *referenceGrant) allows(r *route, b backendRef) bool {
	if grant.Namespace != b.Namespace {
		return false
	}
	from, to := false, false
	for _, f := range grant.Spec.From {
		from = from || f.Group == gatewayGroup && f.Kind == r.Kind && f.Namespace == r.Namespace
	}
	for _, t := range grant.Spec.To {
		to = to || t.Group == "" && t.Kind == "Service" && (t.Name == "" || t.Name == b.Name)
	}
	return from && to
}
