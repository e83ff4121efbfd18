package expose

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// routeStatus is what an HTTPRoute says of where it is reached.
type routeStatus struct {
	Metadata struct {
		Namespace  string `json:"namespace"`
		Generation int64  `json:"generation"`
	} `json:"metadata"`
	Spec struct {
		Hostnames  []string      `json:"hostnames"`
		ParentRefs []routeParent `json:"parentRefs"`
		Rules      []struct {
			Matches []struct {
				Path struct {
					Value string `json:"value"`
				} `json:"path"`
			} `json:"matches"`
		} `json:"rules"`
	} `json:"spec"`
	Status struct {
		Parents []struct {
			ParentRef  routeParent        `json:"parentRef"`
			Conditions []metav1.Condition `json:"conditions"`
		} `json:"parents"`
	} `json:"status"`
}

// routeParent is a Gateway that an HTTPRoute is attached to, or one of its listeners.
type routeParent struct {
	Namespace   string `json:"namespace"`
	Name        string `json:"name"`
	SectionName string `json:"sectionName"`
	Port        int32  `json:"port"`
}

func (p routeParent) String() string { return GatewayRef{p.Namespace, p.Name, p.SectionName}.String() }

// in is the parent with the namespace that a reference of a route of the namespace means.
func (p routeParent) in(namespace string) routeParent {
	p.Namespace = cmp.Or(p.Namespace, namespace)
	return p
}

// condition returns what the controller of the parent says now; nil when it has not said anything of the route as it is.
func (r routeStatus) condition(parent routeParent, conditionType string) *metav1.Condition {
	for _, p := range r.Status.Parents {
		c := meta.FindStatusCondition(p.Conditions, conditionType)
		if p.ParentRef.in(r.Metadata.Namespace) == parent.in(r.Metadata.Namespace) && c != nil && c.ObservedGeneration >= r.Metadata.Generation {
			return c
		}
	}
	return nil
}

// waitsFor says what a parent lacks until it leads requests on, as a clause for people; empty when it does.
func (r routeStatus) waitsFor(parent routeParent) string {
	accepted, resolved := r.condition(parent, "Accepted"), r.condition(parent, "ResolvedRefs")
	switch {
	case accepted == nil:
		return fmt.Sprintf("waiting for Gateway %s to accept it", parent)
	case accepted.Status != metav1.ConditionTrue:
		return fmt.Sprintf("Gateway %s does not accept it: %s", parent, conditionText(accepted))
	case resolved != nil && resolved.Status == metav1.ConditionFalse:
		return fmt.Sprintf("Gateway %s cannot lead it on: %s", parent, conditionText(resolved))
	}
	return ""
}

func conditionText(c *metav1.Condition) string {
	message := oneLine(c.Message)
	if message == "" {
		return c.Reason
	}
	return fmt.Sprintf("%s (%s)", message, c.Reason)
}

// waiting says what the route waits for; empty when all its parents lead requests on.
func (r routeStatus) waiting() string {
	var texts []string
	for _, parent := range r.Spec.ParentRefs {
		if text := r.waitsFor(parent); text != "" {
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, "; ")
}

// addresses are where the parents that lead requests on are reached, or those parents where that is not known.
func (r routeStatus) addresses(gateways []Gateway) []string {
	var addresses []string
	for _, parent := range r.Spec.ParentRefs {
		if r.waitsFor(parent) != "" {
			continue
		}
		entrances := r.entrances(parent, gateways)
		for _, e := range entrances {
			addresses = append(addresses, e.String())
		}
		if len(entrances) > 0 {
			continue
		}
		for _, host := range r.hosts("any host") {
			for _, path := range r.paths() {
				addresses = append(addresses, fmt.Sprintf("%s%s through Gateway %s", host, path, parent))
			}
		}
	}
	return addresses
}

// entrances are where the listeners of a parent are reached; none when that is not known.
// https://gateway-api.sigs.k8s.io/reference/spec/#httproutespec (hostnames)
func (r routeStatus) entrances(parent routeParent, gateways []Gateway) []entrance {
	parent = parent.in(r.Metadata.Namespace)
	i := slices.IndexFunc(gateways, func(g Gateway) bool { return g.Namespace == parent.Namespace && g.Name == parent.Name })
	if i < 0 {
		return nil
	}
	var entrances []entrance
	for _, address := range gateways[i].Addresses {
		for _, l := range gateways[i].Admitting(r.Spec.Hostnames) {
			if parent.SectionName != "" && parent.SectionName != l.Name || parent.Port != 0 && parent.Port != l.Port {
				continue
			}
			for _, host := range r.hosts("") {
				if !hostsMeet(host, l.Hostname) {
					continue
				}
				for _, path := range r.paths() {
					entrances = append(entrances, entrance{scheme: strings.ToLower(l.Protocol), tcp: true, host: narrower(host, l.Hostname), address: address, port: l.Port, path: path})
				}
			}
		}
	}
	return entrances
}

// hosts are those that the route says, or every in place of them.
func (r routeStatus) hosts(every string) []string {
	if len(r.Spec.Hostnames) == 0 {
		return []string{every}
	}
	return r.Spec.Hostnames
}

func (r routeStatus) paths() []string {
	var paths []string
	for _, rule := range r.Spec.Rules {
		for _, match := range rule.Matches {
			paths = append(paths, match.Path.Value)
		}
	}
	return paths
}

// narrower is what two hosts that meet have in common.
func narrower(a, b string) string {
	suffix, wild := strings.CutPrefix(a, "*")
	if b != "" && (a == "" || wild && strings.HasSuffix(b, suffix)) {
		return b
	}
	return a
}

// GatewaysOf names the Gateways that an HTTPRoute is attached to, each once and with its namespace.
func GatewaysOf(route *unstructured.Unstructured) []GatewayRef {
	var r routeStatus
	var refs []GatewayRef
	if !convert(route, &r) {
		return nil
	}
	for _, parent := range r.Spec.ParentRefs {
		ref := GatewayRef{Namespace: parent.in(r.Metadata.Namespace).Namespace, Name: parent.Name}
		if !slices.Contains(refs, ref) {
			refs = append(refs, ref)
		}
	}
	return refs
}
