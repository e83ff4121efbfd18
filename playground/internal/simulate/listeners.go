package simulate

import (
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// listener is what we look at of a Gateway's listener.
type listener struct {
	Name          string `json:"name"`
	Hostname      string `json:"hostname"`
	Port          int64  `json:"port"`
	Protocol      string `json:"protocol"`
	AllowedRoutes struct {
		Namespaces struct {
			From     string                `json:"from"`
			Selector *metav1.LabelSelector `json:"selector"`
		} `json:"namespaces"`
		Kinds []routeKind `json:"kinds"`
	} `json:"allowedRoutes"`
}

type routeKind struct {
	Group string `json:"group"`
	Kind  string `json:"kind"`
}

// attach returns the listeners that take a route through one of its references to the Gateway, and the route's condition
// Accepted. The labels are those of the route's namespace.
func (gw *gateway) attach(r *route, ref parentRef, namespace labels.Set) ([]listener, verdict) {
	listeners := gw.Spec.Listeners
	for _, step := range []struct {
		passes func(listener) bool
		none   verdict
	}{
		{ref.means, bad("NoMatchingParent", "the Gateway has no such listener")},
		{func(l listener) bool { return l.admits(r.Kind) && l.admitsFrom(r.Namespace, namespace, gw.Namespace) },
			bad("NotAllowedByListeners", "no listener allows routes of this kind from this namespace")},
		{func(l listener) bool { return l.serves(r.Spec.Hostnames) },
			bad("NoMatchingListenerHostname", "no listener has a hostname of this route")},
	} {
		listeners = slices.DeleteFunc(slices.Clone(listeners), func(l listener) bool { return !step.passes(l) })
		if len(listeners) == 0 {
			return nil, step.none
		}
	}
	return listeners, good("Accepted")
}

// kinds returns the kinds of routes that a listener takes.
func (l listener) kinds() []routeKind {
	kinds := []routeKind{}
	if l.Protocol != "HTTP" && l.Protocol != "HTTPS" {
		return kinds
	}
	for _, kind := range []routeKind{{gatewayGroup, "HTTPRoute"}, {gatewayGroup, "GRPCRoute"}} {
		if allowed := l.AllowedRoutes.Kinds; len(allowed) == 0 || slices.Contains(allowed, kind) {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

func (l listener) admits(kind string) bool {
	return slices.Contains(l.kinds(), routeKind{gatewayGroup, kind})
}

// admitsFrom reports whether a listener of a Gateway in the namespace own takes routes from another one.
func (l listener) admitsFrom(namespace string, namespaceLabels labels.Set, own string) bool {
	switch from := l.AllowedRoutes.Namespaces; from.From {
	case "All":
		return true
	case "Same":
		return namespace == own
	case "Selector":
		selector, err := metav1.LabelSelectorAsSelector(from.Selector)
		return err == nil && selector.Matches(namespaceLabels)
	}
	return false
}

// serves reports whether a listener serves one of a route's hostnames. Without any, the route has those of the listener.
func (l listener) serves(hostnames []string) bool {
	return l.Hostname == "" || len(hostnames) == 0 || slices.ContainsFunc(hostnames, func(hostname string) bool {
		return covers(l.Hostname, hostname) || covers(hostname, l.Hostname)
	})
}

// covers reports whether a hostname, perhaps with a wildcard for one label or more, includes another one.
func covers(wide, narrow string) bool {
	domain, wildcard := strings.CutPrefix(wide, "*")
	return wide == narrow || wildcard && strings.HasSuffix(narrow, domain)
}
