package expose

import (
	"encoding/json"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// GatewayAPI is the version of Gateway API that we speak: HTTPRoute is v1 since Gateway API 1.0.
func GatewayAPI() schema.GroupVersion {
	return schema.GroupVersion{Group: "gateway.networking.k8s.io", Version: "v1"}
}

// Gateway is what is known of a Gateway that HTTPRoutes may be attached to.
type Gateway struct {
	Namespace, Name string
	// Listeners are those that admit HTTPRoutes of the workload's namespace.
	Listeners []Listener
	// Addresses are where it is reached: IP addresses and names.
	Addresses []string
}

// Listener is a port of a Gateway.
type Listener struct {
	Name string
	// Protocol is HTTP or HTTPS.
	Protocol string
	Port     int32
	// Hostname is the only one that is answered to, perhaps a wildcard; empty means all.
	Hostname string
}

// FromGateway reads a Gateway as HTTPRoutes see it that are in a namespace with these labels. It returns an error when the object is malformed.
// https://gateway-api.sigs.k8s.io/reference/spec/#allowedroutes
func FromGateway(o *unstructured.Unstructured, namespace string, namespaceLabels map[string]string) (Gateway, error) {
	var read struct {
		Spec struct {
			Listeners []struct {
				Listener
				AllowedRoutes struct {
					Namespaces struct {
						From     string
						Selector *metav1.LabelSelector
					}
					Kinds []struct{ Kind string }
				}
			}
		}
		Status struct {
			Addresses []struct{ Value string }
		}
	}
	text, err := o.MarshalJSON()
	if err == nil {
		err = json.Unmarshal(text, &read)
	}
	if err != nil {
		return Gateway{}, err
	}
	g := Gateway{Namespace: o.GetNamespace(), Name: o.GetName()}
	for _, a := range read.Status.Addresses {
		g.Addresses = append(g.Addresses, a.Value)
	}
	for _, l := range read.Spec.Listeners {
		kinds, from := l.AllowedRoutes.Kinds, l.AllowedRoutes.Namespaces
		admitted := from.From == "All" || g.Namespace == namespace && from.From != "Selector" && from.From != "None"
		if from.From == "Selector" {
			selector, err := metav1.LabelSelectorAsSelector(from.Selector)
			if err != nil {
				return Gateway{}, err
			}
			admitted = selector.Matches(labels.Set(namespaceLabels))
		}
		if len(kinds) > 0 && !slices.ContainsFunc(kinds, func(k struct{ Kind string }) bool { return k.Kind == string(HTTPRoute) }) {
			continue
		}
		if admitted && (l.Protocol == "HTTP" || l.Protocol == "HTTPS") {
			g.Listeners = append(g.Listeners, l.Listener)
		}
	}
	return g, nil
}

// Admitting returns the listeners that answer to one of the hosts; none means every host.
func (g Gateway) Admitting(hosts []string) []Listener {
	return slices.DeleteFunc(slices.Clone(g.Listeners), func(l Listener) bool {
		return len(hosts) > 0 && !slices.ContainsFunc(hosts, func(host string) bool { return hostsMeet(l.Hostname, host) })
	})
}

// hostsMeet reports whether there is a host that both mean. A wildcard stands for one or more labels.
// https://gateway-api.sigs.k8s.io/reference/spec/#listener (hostname)
func hostsMeet(a, b string) bool {
	if a == "" || b == "" || a == b {
		return true
	}
	suffixA, wildA := strings.CutPrefix(a, "*")
	suffixB, wildB := strings.CutPrefix(b, "*")
	return wildA && strings.HasSuffix(b, suffixA) || wildB && strings.HasSuffix(a, suffixB)
}

// refTo is how an HTTPRoute of the namespace names the Gateway.
func (g Gateway) refTo(namespace, listener string) GatewayRef {
	ref := GatewayRef{Namespace: g.Namespace, Name: g.Name, Listener: listener}
	if ref.Namespace == namespace {
		ref.Namespace = ""
	}
	return ref
}

// GatewayRefs lists the Gateways that admit the HTTPRoutes which s makes for w, as --gateway takes them.
func GatewayRefs(w Workload, s Spec) []GatewayRef {
	var refs []GatewayRef
	for _, g := range w.Gateways {
		listeners := g.Admitting(hostsOf(s))
		if s.HTTPSRedirect == "" {
			if len(listeners) > 0 {
				refs = append(refs, g.refTo(w.Namespace, ""))
			}
			continue
		}
		for _, l := range listeners { // the listener for plain HTTP has its own route
			if l.Protocol == "HTTPS" {
				refs = append(refs, g.refTo(w.Namespace, l.Name))
			}
		}
	}
	return refs
}

// onlyGateway is the Gateway to attach to when nobody said which, if there is a single one.
func onlyGateway(w Workload, s Spec) []GatewayRef {
	if refs := GatewayRefs(w, s); len(refs) == 1 {
		return refs
	}
	return nil
}
