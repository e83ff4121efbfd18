package expose

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
)

// webServer is a port where clients look for a web server, and what its container ports are called.
type webServer struct {
	port    int32
	names   []string
	numbers []int32
}

func webServers() []webServer {
	return []webServer{
		{80, []string{"http", "web", "www"}, []int32{8080, 3000}},
		{443, []string{"https"}, []int32{8443}},
	}
}

// servedOn is the port on which a container port is served by default: its own number, but for the port of a web server.
// That is served on 80, or on 443 with TLS, where clients look for it.
func servedOn(w Workload, c ContainerPort) int32 {
	for _, web := range webServers() {
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

// knownByNumber are the ports of a container that clients look for under their own number: it speaks gRPC there, as a probe tells, or
// it is where a well-known server listens.
func knownByNumber(c corev1.Container) []int32 {
	var known []int32
	for _, p := range []*corev1.Probe{c.ReadinessProbe, c.LivenessProbe, c.StartupProbe} {
		if p != nil && p.GRPC != nil {
			known = append(known, p.GRPC.Port)
		}
	}
	for _, p := range fromImage(c) {
		if !slices.ContainsFunc(webServers(), func(web webServer) bool { return slices.Contains(web.numbers, p.Port) }) {
			known = append(known, p.Port)
		}
	}
	return known
}
