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
)

// Default returns s with everything filled in that the user left open and the workload
// tells. What the user said stays as it is, so Default(w, Default(w, s)) == Default(w, s).
func Default(w Workload, s Spec) Spec {
	s.Type = cmp.Or(s.Type, ClusterIP)
	s.Name = cmp.Or(s.Name, w.Name)
	if s.Type != ExternalName {
		s.Ports = defaultPorts(w, s.Ports)
	}
	if s.Type == Ingress {
		s.Path = cmp.Or(s.Path, "/")
		s.PathType = cmp.Or(s.PathType, networkingv1.PathTypePrefix)
	}
	return s
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

func defaultPorts(w Workload, given []Port) []Port {
	if len(given) == 0 {
		for _, p := range w.Ports {
			if !p.Sidecar {
				given = append(given, Port{Port: servedOn(w, p), TargetPort: targetOf(w, p), Protocol: p.Protocol})
			}
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
