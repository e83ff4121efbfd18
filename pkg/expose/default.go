package expose

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/utils/ptr"
)

// Default returns s with everything filled in that the user left open and the workload
// tells. What the user said stays as it is, so Default(w, Default(w, s)) == Default(w, s).
func Default(w Workload, s Spec) Spec {
	w = w.as(s)
	s.Type = cmp.Or(s.Type, defaultType(w, s))
	if s.ClusterIP == corev1.ClusterIPNone && (s.Type == ClusterIP || s.Type == Headless) {
		s.Type, s.ClusterIP = Headless, "" // kubectl expose's way to say it
	}
	s.Name = cmp.Or(s.Name, defaultName(w, s))
	if s.Type != ExternalName {
		s.Ports = defaultPorts(w, s)
	}
	if s.SessionAffinityTimeout != 0 {
		s.SessionAffinity = cmp.Or(s.SessionAffinity, corev1.ServiceAffinityClientIP)
	}
	if s.HealthCheckNodePort != 0 {
		s.ExternalTrafficPolicy = cmp.Or(s.ExternalTrafficPolicy, corev1.ServiceExternalTrafficPolicyLocal)
	}
	if s.Type.routed() && len(s.Rules) == 0 && !onlyDefaultBackend(s) {
		s.Path = cmp.Or(s.Path, "/")
		s.PathType = cmp.Or(s.PathType, networkingv1.PathTypePrefix)
	}
	if s.Type == HTTPRoute && len(s.Gateways) == 0 {
		s.Gateways = onlyGateway(w, s)
	}
	return s
}

func defaultType(w Workload, s Spec) Type {
	if w.GoverningService != "" && (s.ClusterIP == "" || s.ClusterIP == corev1.ClusterIPNone) {
		return Headless // which a StatefulSet needs first: it gives its Pods their names
	}
	return ClusterIP
}

func defaultName(w Workload, s Spec) string {
	switch {
	case s.Type == Headless && w.GoverningService != "":
		return w.GoverningService
	case w.IsService() && !s.Type.routed():
		return "" // its own name is taken
	}
	return w.Name
}

// onlyDefaultBackend reports whether an Ingress is to lead all requests to its default backend.
func onlyDefaultBackend(s Spec) bool {
	return s.DefaultBackend != Backend{} && s.Host == "" && s.Path == "" && s.TLSSecret == ""
}

// Shorten returns the shortest Spec that means the same as s for this workload:
// what [Default] would fill in with the same value is left out.
func Shorten(w Workload, s Spec) Spec {
	full := Default(w, s)
	for _, f := range Fields() {
		shorter := s
		f.clear(&shorter)
		if reflect.DeepEqual(Default(w, shorter), full) {
			s = shorter
		}
	}
	s.Ports = shortenPorts(w, s, func(p *Port) { p.Protocol = "" }, func(p *Port) { p.TargetPort = intstr.IntOrString{} }, func(p *Port) { p.Name = "" })
	return s
}

// PortsText writes the ports of s as a form shows them: without the protocols that are the default.
func PortsText(w Workload, s Spec) string {
	var texts []string
	for _, p := range shortenPorts(w, s, func(p *Port) { p.Protocol = "" }) {
		texts = append(texts, p.String())
	}
	return strings.Join(texts, " ")
}

// shortenPorts applies each of the ways to shorten a port where the defaults bring the same back.
func shortenPorts(w Workload, s Spec, ways ...func(*Port)) []Port {
	full := Default(w, s)
	for i := range s.Ports {
		for _, shorten := range ways {
			shorter := s
			shorter.Ports = slices.Clone(s.Ports)
			shorten(&shorter.Ports[i])
			if reflect.DeepEqual(Default(w, shorter), full) {
				s = shorter
			}
		}
	}
	return s.Ports
}

func defaultPorts(w Workload, s Spec) []Port {
	given := slices.Clone(s.Ports)
	if len(given) == 0 {
		given = portsToServe(w, s)
	}
	for i, p := range given {
		given[i].Protocol = cmp.Or(p.Protocol, s.Protocol)
		if !p.hasTarget() {
			given[i].TargetPort = s.TargetPort
		}
	}
	taken := map[string]bool{"": true}
	for _, p := range given {
		taken[p.Name] = true
	}
	var ports []Port
	for _, p := range given {
		c := meant(w, p, len(given) == 1)
		p = defaultPort(w, p, c)
		if p.Name == "" && !taken[c.Name] {
			p.Name = c.Name
			taken[c.Name] = true
		}
		ports = append(ports, p)
	}
	return namePorts(ports)
}

// portsToServe are the ports of a Service that nobody said any of.
func portsToServe(w Workload, s Spec) []Port {
	containers := slices.DeleteFunc(slices.Clone(w.Ports), func(c ContainerPort) bool {
		return s.Protocol != "" && c.Protocol != s.Protocol
	})
	serve := func(c ContainerPort) Port {
		return Port{Port: servedOn(w, c), TargetPort: targetOf(w, c), Protocol: c.Protocol}
	}
	if s.TargetPort != (intstr.IntOrString{}) {
		c := meant(Workload{Ports: containers}, Port{TargetPort: s.TargetPort}, false)
		switch {
		case c.Port != 0:
			return []Port{serve(c)}
		case len(containers) == 1: // as kubectl expose does
			return []Port{{Port: servedOn(w, containers[0]), Protocol: containers[0].Protocol}}
		case s.TargetPort.Type == intstr.Int:
			return []Port{{Port: s.TargetPort.IntVal}}
		}
		return nil
	}
	if w.undeclared() {
		if ports := servedAlready(w, s); len(ports) > 0 {
			return ports
		}
	}
	var ports []Port
	for _, c := range containers {
		if !c.Sidecar {
			ports = append(ports, serve(c))
		}
	}
	return ports
}

// servedAlready are the ports of a Service that is there already for the workload's Pods.
func servedAlready(w Workload, s Spec) []Port {
	service, ok := w.servedBy()
	if !ok {
		return nil
	}
	var ports []Port
	for _, p := range service.Spec.Ports {
		_, declared := w.declared(p.TargetPort, p.Protocol)
		if p.TargetPort.Type == intstr.String && !declared && !w.Foreign || s.Protocol != "" && p.Protocol != s.Protocol {
			continue
		}
		ports = append(ports, Port{Name: p.Name, Port: p.Port, TargetPort: p.TargetPort, Protocol: p.Protocol, AppProtocol: ptr.Deref(p.AppProtocol, "")})
	}
	return ports
}

// defaultPort fills in a port's protocol and target port from the container port that it means, the zero one if none.
func defaultPort(w Workload, p Port, c ContainerPort) Port {
	p.Protocol = cmp.Or(p.Protocol, c.Protocol, corev1.ProtocolTCP)
	if !p.hasTarget() {
		p.TargetPort = intstr.FromInt32(p.Port)
		if c.Port != 0 {
			p.TargetPort = targetOf(w, c)
		}
	}
	return p
}

// targetOf is the target port that means c: its name, which goes on meaning the same port when the number changes. Of two
// containers that use the same name it means the first one's, so the other gets its number.
func targetOf(w Workload, c ContainerPort) intstr.IntOrString {
	if named, ok := w.declared(intstr.FromString(c.Name), c.Protocol); ok && c.Name != "" && named.Port == c.Port {
		return intstr.FromString(c.Name)
	}
	return intstr.FromInt32(c.Port)
}

// meant finds the container port that p means: its target port where it is said, else the
// one with its name or its number, else, for an only port, the only one there is: kubectl expose sends
// --port=80 to container port 80 even where the only container port is 8080. It is the zero one when there is none.
func meant(w Workload, p Port, alone bool) ContainerPort {
	candidates := slices.DeleteFunc(slices.Clone(w.Ports), func(c ContainerPort) bool {
		return p.Protocol != "" && c.Protocol != p.Protocol
	})
	first := func(match func(ContainerPort) bool) ContainerPort {
		if i := slices.IndexFunc(candidates, match); i >= 0 {
			return candidates[i]
		}
		return ContainerPort{}
	}
	if p.hasTarget() {
		return first(func(c ContainerPort) bool {
			return c.Name == p.TargetPort.StrVal && p.TargetPort.Type == intstr.String ||
				c.Port == p.TargetPort.IntVal && p.TargetPort.Type == intstr.Int
		})
	}
	return cmp.Or(
		first(func(c ContainerPort) bool { return p.Name != "" && c.Name == p.Name }),
		first(func(c ContainerPort) bool { return c.Port == p.Port }),
		first(func(ContainerPort) bool { return alone && len(candidates) == 1 }),
	)
}

// namePorts names the ports that have no name where a Service needs one: when it has
// several (core/v1 ServicePort.name).
func namePorts(ports []Port) []Port {
	if len(ports) < 2 {
		return ports
	}
	for i, p := range ports {
		if p.Name == "" {
			ports[i].Name = strings.ToLower(fmt.Sprintf("%s-%d", p.Protocol, p.Port))
		}
	}
	return ports
}
