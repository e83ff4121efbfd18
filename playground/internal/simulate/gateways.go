package simulate

import (
	"context"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/tools/cache"
)

// gatewayClass is what we look at of a GatewayClass.
type gatewayClass struct {
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		Controller string `json:"controllerName"`
	} `json:"spec"`
	Status gatewayClassStatus `json:"status"`
}

type gatewayClassStatus struct {
	Conditions []metav1.Condition `json:"conditions"`
}

// gateway is what we look at of a Gateway.
type gateway struct {
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		Class     string     `json:"gatewayClassName"`
		Listeners []listener `json:"listeners"`
	} `json:"spec"`
	Status gatewayStatus `json:"status"`
}

type gatewayStatus struct {
	Addresses  []gatewayAddress   `json:"addresses"`
	Conditions []metav1.Condition `json:"conditions"`
	Listeners  []listenerStatus   `json:"listeners"`
}

type gatewayAddress struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

type listenerStatus struct {
	Name           string             `json:"name"`
	SupportedKinds []routeKind        `json:"supportedKinds"`
	AttachedRoutes int64              `json:"attachedRoutes"`
	Conditions     []metav1.Condition `json:"conditions"`
}

func (g *gatewayAPI) reconcileClass(ctx context.Context, object *unstructured.Unstructured) error {
	class, err := read[gatewayClass](object)
	if err != nil || class.Spec.Controller != gatewayController {
		return err
	}
	setCondition(&class.Status.Conditions, class.Generation, "Accepted", good("Accepted"))
	return g.report(ctx, gatewayClasses, object, &class.Status)
}

// isOurs reports whether a Gateway is of a class of ours.
func (g *gatewayAPI) isOurs(gw *gateway) (bool, error) {
	object := g.get(gatewayClasses, cache.ObjectName{Name: gw.Spec.Class})
	if object == nil {
		return false, nil
	}
	class, err := read[gatewayClass](object)
	return err == nil && class.Spec.Controller == gatewayController, err
}

// reconcileGateway finds nothing wrong with any Gateway or listener, and looks at no certificate.
func (g *gatewayAPI) reconcileGateway(ctx context.Context, object *unstructured.Unstructured) error {
	gw, err := read[gateway](object)
	if err != nil {
		return err
	}
	if ours, err := g.isOurs(gw); err != nil || !ours {
		return err
	}
	attached, err := g.attachedRoutes(gw)
	if err != nil {
		return err
	}
	status := gatewayStatus{Addresses: gw.Status.Addresses, Conditions: gw.Status.Conditions, Listeners: []listenerStatus{}}
	if len(status.Addresses) == 0 {
		g.lastAddress = g.lastAddress.Next()
		status.Addresses = []gatewayAddress{{Type: "IPAddress", Value: g.lastAddress.String()}}
	}
	for _, outcome := range []string{"Accepted", "Programmed"} {
		setCondition(&status.Conditions, gw.Generation, outcome, good(outcome))
	}
	for _, l := range gw.Spec.Listeners {
		now := listenerStatus{
			Name:           l.Name,
			SupportedKinds: l.kinds(),
			AttachedRoutes: attached[l.Name],
			Conditions:     gw.conditionsOf(l.Name),
		}
		for _, outcome := range []string{"Accepted", "Programmed", "ResolvedRefs"} {
			setCondition(&now.Conditions, gw.Generation, outcome, good(outcome))
		}
		setCondition(&now.Conditions, gw.Generation, "Conflicted", verdict{reason: "NoConflicts"})
		status.Listeners = append(status.Listeners, now)
	}
	return g.report(ctx, gateways, object, &status)
}

// conditionsOf returns the conditions that a listener has had so far.
func (gw *gateway) conditionsOf(listener string) []metav1.Condition {
	for _, l := range gw.Status.Listeners {
		if l.Name == listener {
			return l.Conditions
		}
	}
	return nil
}

// attachedRoutes returns how many routes each listener of a Gateway takes.
func (g *gatewayAPI) attachedRoutes(gw *gateway) (map[string]int64, error) {
	attached := map[string]int64{}
	for _, resource := range []string{httpRoutes, grpcRoutes} {
		routes, err := list[route](g, resource)
		if err != nil {
			return nil, err
		}
		for _, r := range routes {
			to := map[string]bool{} // two references may lead to one listener
			for _, ref := range r.Spec.Parents {
				if name, ok := ref.gateway(r.Namespace); !ok || name != cache.MetaObjectToName(gw) {
					continue
				}
				listeners, _ := gw.attach(r, ref, g.namespaceLabels(r.Namespace))
				for _, l := range listeners {
					to[l.Name] = true
				}
			}
			for name := range to {
				attached[name]++
			}
		}
	}
	return attached, nil
}
