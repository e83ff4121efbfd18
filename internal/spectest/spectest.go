// Package spectest makes Specs for tests.
package spectest

import (
	"math/rand/v2"

	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// Random says each field or not, by chance. What it says need not be valid.
func Random(r *rand.Rand) expose.Spec {
	maybe := func(values ...string) string { return append(values, "")[r.IntN(len(values)+1)] }
	s := expose.Spec{
		Type:                  expose.Type(maybe("ClusterIP", "Headless", "NodePort", "LoadBalancer", "ExternalName", "Ingress")),
		Name:                  maybe("web", "other"),
		ExternalName:          maybe("db.example.com"),
		SessionAffinity:       expose.SessionAffinity(maybe("None", "ClientIP")),
		ExternalTrafficPolicy: expose.ExternalTrafficPolicy(maybe("Cluster", "Local")),
		InternalTrafficPolicy: expose.InternalTrafficPolicy(maybe("Cluster", "Local")),
		TrafficDistribution:   expose.TrafficDistribution(maybe("PreferSameZone", "PreferSameNode")),
		LoadBalancerClass:     maybe("example.com/internal", "internal"),
		Host:                  maybe("shop.example.com", "*.example.com"),
		Path:                  maybe("/", "/cart"),
		PathType:              expose.PathType(maybe("Prefix", "Exact")),
		IngressClass:          maybe("nginx"),
		TLSSecret:             maybe("web-tls"),
	}
	for range r.IntN(4) {
		p := expose.Port{Name: maybe("http", "x"), Port: []int32{80, 8080, 9090}[r.IntN(3)]}
		switch r.IntN(3) {
		case 0:
			p.TargetPort = intstr.FromString("http")
		case 1:
			p.TargetPort = intstr.FromInt32(8080)
		}
		if r.IntN(2) == 0 {
			p.Protocol = "TCP"
		}
		if r.IntN(4) == 0 {
			p.NodePort = 30080
		}
		s.Ports = append(s.Ports, p)
	}
	return s
}
