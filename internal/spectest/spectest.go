// Package spectest makes Specs for tests.
package spectest

import (
	"math/rand/v2"

	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/utils/ptr"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// Random says each field or not, by chance. What it says need not be valid.
func Random(r *rand.Rand) expose.Spec {
	maybe := func(values ...string) string { return append(values, "")[r.IntN(len(values)+1)] }
	s := expose.Spec{
		Type:                  expose.Type(maybe("ClusterIP", "Headless", "NodePort", "LoadBalancer", "ExternalName", "Ingress", "HTTPRoute")),
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
		HTTPSRedirect:         maybe("http"),
		Protocol:              expose.Port{}.Protocol,
		IPFamilyPolicy:        expose.IPFamilyPolicy(maybe("SingleStack", "PreferDualStack")),
		LoadBalancerIP:        maybe("192.0.2.1"),
		Overrides:             maybe(`{"metadata":{"labels":{"a":"b"}}}`),
	}
	if s.Overrides != "" {
		s.OverrideType = expose.OverrideType(maybe("merge", "strategic"))
	}
	rarely(r, &s)
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

// rarely says fields that would leave few Specs valid if they were said as often as the others.
func rarely(r *rand.Rand, s *expose.Spec) {
	for range 2 {
		switch r.IntN(24) {
		case 0:
			s.TargetPort = intstr.FromString("http")
		case 1:
			s.TargetPort = intstr.FromInt32(9000)
		case 2:
			s.Protocol = "UDP"
		case 3:
			s.Rules = append(s.Rules, expose.Rule{Host: "a.example.com", Path: "/", Prefix: true})
		case 4:
			s.Rules = append(s.Rules, expose.Rule{Path: "/b", Backend: expose.Backend{Port: intstr.FromString("http")}, TLS: true, TLSSecret: "b"})
		case 5:
			s.DefaultBackend = expose.Backend{Service: "other", Port: intstr.FromInt32(80)}
		case 6:
			s.Gateways = append(s.Gateways, expose.GatewayRef{Namespace: "infra", Name: "public", Listener: "https"})
		case 7:
			s.SessionAffinityTimeout = 60
		case 8:
			s.PublishNotReadyAddresses = ptr.To(r.IntN(2) == 0)
		case 9:
			s.ClusterIP = "None"
		case 10:
			s.ExternalIPs = append(s.ExternalIPs, "192.0.2.7")
		case 11:
			s.LoadBalancerSourceRanges = append(s.LoadBalancerSourceRanges, "192.0.2.0/24")
		case 12:
			s.AllocateLoadBalancerNodePorts = ptr.To(r.IntN(2) == 0)
		case 13:
			s.HealthCheckNodePort = 32000
		case 14:
			s.Selector = map[string]string{"app": "web", "tier": "front"}
		case 15:
			s.Labels = map[string]string{"team": "a"}
		case 16:
			s.Annotations = map[string]string{"example.com/owner": "a, b = c"}
		case 17:
			s.IPFamilies = append(s.IPFamilies, "IPv4")
		case 18:
			s.Ports = append(s.Ports, expose.Port{Port: 443, AppProtocol: "kubernetes.io/h2c"})
		}
	}
}
