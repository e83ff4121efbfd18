package expose

import (
	"fmt"
	"slices"

	"al.essio.dev/pkg/shellescape"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Vantage is from where an applied object is tried; the zero value knows nothing.
type Vantage struct {
	// Node is the address of a node, see [Facts].
	Node string
	// Gateways are those that an HTTPRoute may be attached to, see [Workload].
	Gateways []Gateway
	// Kubectl are the flags with which kubectl reaches the same cluster, such as --context=prod.
	Kubectl []string
}

// Try returns the commands with which a person tries an applied object as it is now, quoted for a shell. There are none
// where nothing that everybody has would do, as for UDP, or a name that only clients inside the cluster can ask for.
func Try(o *unstructured.Unstructured, from Vantage) []string {
	var commands []string
	add := func(words []string) {
		if command := shellescape.QuoteCommand(words); !slices.Contains(commands, command) {
			commands = append(commands, command)
		}
	}
	var s corev1.Service
	isService := o.GetKind() == "Service" && convert(o, &s)
	outside := entrancesOf(o, from)
	if isService && len(outside) == 0 {
		for _, words := range throughKubectl(&s, from) {
			add(words)
		}
		return commands
	}
	for _, e := range outside {
		if e.tcp && e.address == outside[0].address { // the other addresses lead to the same
			add(e.concrete().command())
		}
	}
	return commands
}

// BestAddress is the one address of an applied object that is best to copy: a URL, a host and a port, or a name inside the cluster. It is
// empty while there is none.
func BestAddress(o *unstructured.Unstructured, from Vantage) string {
	entrances := entrancesOf(o, from)
	var s corev1.Service
	if len(entrances) == 0 && o.GetKind() == "Service" && convert(o, &s) {
		name := fmt.Sprintf("%s.%s.svc", s.Name, s.Namespace)
		entrances = serviceEntrances(&s, name, func(p corev1.ServicePort) int32 { return p.Port })
		if len(entrances) == 0 || s.Spec.ClusterIP == corev1.ClusterIPNone || s.Spec.Type == corev1.ServiceTypeExternalName {
			return name
		}
	}
	if e, ok := best(entrances); ok {
		return e.concrete().url()
	}
	return ""
}

// best is the entrance that most people want: by a name that there is a certificate for, by HTTP, and not for those who look after it.
func best(entrances []entrance) (e entrance, ok bool) {
	for _, fits := range []func(entrance) bool{
		func(e entrance) bool { return e.scheme == "https" && e.host != "" },
		func(e entrance) bool { return e.scheme != "" && !e.aside },
		func(e entrance) bool { return !e.aside },
		func(entrance) bool { return true },
	} {
		if i := slices.IndexFunc(entrances, fits); i >= 0 {
			return entrances[i], true
		}
	}
	return entrance{}, false
}

// entrancesOf are the ways to an object from outside the cluster.
func entrancesOf(o *unstructured.Unstructured, from Vantage) []entrance {
	switch o.GetKind() {
	case "Service":
		var s corev1.Service
		if convert(o, &s) {
			return outsideOf(&s, from)
		}
	case "Ingress":
		var i networkingv1.Ingress
		if convert(o, &i) {
			return ingressEntrances(&i)
		}
	case string(HTTPRoute):
		var r routeStatus
		var all []entrance
		if !convert(o, &r) {
			return nil
		}
		for _, parent := range r.Spec.ParentRefs {
			if r.waitsFor(parent) == "" {
				all = append(all, r.entrances(parent, from.Gateways)...)
			}
		}
		return all
	}
	return nil
}

// outsideOf are the ways to a Service from outside the cluster.
func outsideOf(s *corev1.Service, from Vantage) []entrance {
	switch {
	case s.Spec.Type == corev1.ServiceTypeLoadBalancer && len(s.Status.LoadBalancer.Ingress) > 0:
		var all []entrance
		for _, lb := range s.Status.LoadBalancer.Ingress {
			all = append(all, serviceEntrances(s, lbAddress(lb), func(p corev1.ServicePort) int32 { return p.Port })...)
		}
		return all
	case s.Spec.Type == corev1.ServiceTypeNodePort && from.Node != "" && s.Spec.ExternalTrafficPolicy != corev1.ServiceExternalTrafficPolicyLocal:
		return serviceEntrances(s, from.Node, func(p corev1.ServicePort) int32 { return p.NodePort }) // every node answers
	}
	return nil
}

// serviceEntrances are the ports of a Service at an address.
func serviceEntrances(s *corev1.Service, address string, port func(corev1.ServicePort) int32) []entrance {
	var entrances []entrance
	for _, p := range s.Spec.Ports {
		e := entrance{address: address, port: port(p), path: "/", tcp: p.Protocol == corev1.ProtocolTCP, aside: aside(Port{Name: p.Name, TargetPort: p.TargetPort})}
		if e.tcp {
			e.scheme, e.h2c = spoken(p)
		}
		entrances = append(entrances, e)
	}
	return entrances
}
