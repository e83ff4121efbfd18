package expose

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// route is one host and path and where its requests lead: what Host and Path say, or one of the Rules.
type route struct {
	host, path string
	pathType   PathType
	backend    Backend
	tls        bool
	tlsSecret  string
}

// routes are those that s says. There are none where all requests lead to the default backend.
func routes(s Spec) []route {
	if len(s.Rules) == 0 {
		if s.Path == "" {
			return nil
		}
		return []route{{host: s.Host, path: s.Path, pathType: s.PathType, tls: s.TLSSecret != "", tlsSecret: s.TLSSecret}}
	}
	var all []route
	for _, r := range s.Rules {
		pathType := cmp.Or(s.PathType, networkingv1.PathTypeExact) // as kubectl create ingress
		if r.Prefix {
			pathType = networkingv1.PathTypePrefix
		}
		all = append(all, route{r.Host, r.Path, pathType, r.Backend, r.TLS, r.TLSSecret})
	}
	return all
}

// hostsOf are the hosts that s speaks of, each once; every host is none of them.
func hostsOf(s Spec) []string {
	var hosts []string
	for _, r := range routes(s) {
		if r.host != "" && !slices.Contains(hosts, r.host) {
			hosts = append(hosts, r.host)
		}
	}
	return hosts
}

// backends are where requests lead, the default backend last.
func backends(s Spec) []Backend {
	var all []Backend
	for _, r := range routes(s) {
		all = append(all, r.backend)
	}
	if s.DefaultBackend != (Backend{}) {
		all = append(all, s.DefaultBackend)
	}
	return all
}

// portOf is the port of s that a backend means: by its number, its name, or the container port that it leads to.
// The zero backend means the port for HTTP.
func portOf(s Spec, b Backend) (Port, bool) {
	if b.Port == (intstr.IntOrString{}) {
		return routedPort(s.Ports)
	}
	for _, matches := range []func(Port) bool{
		func(p Port) bool { return b.Port.Type == intstr.Int && p.Port == b.Port.IntVal },
		func(p Port) bool { return b.Port.Type == intstr.String && p.Name == b.Port.StrVal },
		func(p Port) bool { return p.TargetPort == b.Port },
	} {
		if i := slices.IndexFunc(s.Ports, func(p Port) bool { return p.Protocol == corev1.ProtocolTCP && matches(p) }); i >= 0 {
			return s.Ports[i], true
		}
	}
	return Port{}, false
}

// routedPorts are the workload's ports that requests lead to, each once. Backends that name a Service of their own have none.
func routedPorts(s Spec) []Port {
	var ports []Port
	for _, b := range backends(s) {
		if p, ok := portOf(s, b); ok && b.Service == "" && !slices.Contains(ports, p) {
			ports = append(ports, p)
		}
	}
	return ports
}

// destination is a port of a Service, by which people refer to it.
type destination struct {
	service string
	name    string // empty when the port has none
	number  int32
}

// portText is the port by its number, or by its name where only that is known.
func (d destination) portText() string {
	if d.number == 0 {
		return d.name
	}
	return strconv.Itoa(int(d.number))
}

// destinationOf says which Service's port a backend is. service is the one that serves the workload; nil when it is still to be made.
func destinationOf(w Workload, s Spec, service *corev1.Service, b Backend) destination {
	if b.Service != "" {
		return destination{b.Service, b.Port.StrVal, w.servicePortNumber(b)}
	}
	p, _ := portOf(s, b)
	if service == nil {
		return destination{s.Name, p.Name, p.Port}
	}
	sp := servicePortFor(w, service, p)
	return destination{service.Name, sp.Name, sp.Port}
}

// servicePortNumber is the number of the port of another Service; 0 when only its name is known.
func (w Workload) servicePortNumber(b Backend) int32 {
	if b.Port.Type == intstr.Int {
		return b.Port.IntVal
	}
	for _, s := range w.Services {
		for _, p := range s.Spec.Ports {
			if s.Name == b.Service && p.Name == b.Port.StrVal {
				return p.Port
			}
		}
	}
	return 0
}

// portsText lists ports for people.
func portsText(ports []Port) string {
	texts := make([]string, len(ports))
	for i, p := range ports {
		texts[i] = fmt.Sprint(p.Port)
		if p.Name != "" {
			texts[i] = fmt.Sprintf("%s (%d)", p.Name, p.Port)
		}
	}
	return oneOf(texts)
}
