package expose

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
)

// servedOn is the port on which a container port is served by default: its own number, but for the port of a web server.
// That is served on 80, or on 443 with TLS, where clients look for it.
func servedOn(w Workload, c ContainerPort) int32 {
	for _, web := range []struct {
		port    int32
		names   []string
		numbers []int32
	}{
		{80, []string{"http", "web", "www"}, []int32{8080, 3000}},
		{443, []string{"https"}, []int32{8443}},
	} {
		taken := slices.ContainsFunc(w.Ports, func(p ContainerPort) bool { return p.Port == web.port && p.Protocol == c.Protocol })
		if taken || c.Known || c.Protocol != corev1.ProtocolTCP {
			continue
		}
		// A number alone tells only where there is no other port that could be the web server's.
		alone := !slices.ContainsFunc(w.Ports, func(p ContainerPort) bool {
			return p != c && !p.Sidecar && p.Protocol == corev1.ProtocolTCP
		})
		first := slices.IndexFunc(w.Ports, func(p ContainerPort) bool { return slices.Contains(web.names, p.Name) && p.Protocol == c.Protocol })
		if first >= 0 && w.Ports[first] == c || c.Name == "" && alone && slices.Contains(web.numbers, c.Port) {
			return web.port
		}
	}
	return c.Port
}

// knownByNumber reports whether clients look for a container's port under its own number: it speaks gRPC, as a probe tells, or
// it is where a well-known server listens.
func knownByNumber(c corev1.Container, port int32) bool {
	for _, p := range []*corev1.Probe{c.ReadinessProbe, c.LivenessProbe, c.StartupProbe} {
		if p != nil && p.GRPC != nil && p.GRPC.Port == port {
			return true
		}
	}
	return slices.ContainsFunc(fromImage(c), func(p ContainerPort) bool { return p.Port == port && !slices.Contains([]int32{8080, 3000}, port) })
}
