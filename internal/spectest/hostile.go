package spectest

import (
	"math/rand/v2"
	"strings"

	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// Hostile says fields as Random does, and of each now and then something that is nearly valid or not at all: too long, empty
// parts, other scripts, control characters, numbers out of range.
func Hostile(r *rand.Rand) expose.Spec {
	s := Random(r).Relevant()
	for range 1 + r.IntN(2) {
		switch r.IntN(20) {
		case 0:
			s.Name = text(r)
		case 1:
			s.ExternalName = text(r)
		case 2:
			s.Host = text(r)
		case 3:
			s.Path = pick(r, "/", "", "x", "/a/../b", "//", "/%2f", "/a b", "/ü", "/\x00", "/"+strings.Repeat("p", 300))
		case 4:
			s.IngressClass = text(r)
		case 7:
			s.LoadBalancerClass = text(r) + pick(r, "", "/", "/a", "//", "/"+text(r))
		case 9:
			s.ClusterIP = ip(r)
		case 10:
			s.ExternalIPs = append(s.ExternalIPs, ip(r))
		case 11:
			s.LoadBalancerSourceRanges = append(s.LoadBalancerSourceRanges, ip(r)+pick(r, "", "/", "/8", "/24", "/08", "/33", "/129", "/-1"))
		case 12:
			s.SessionAffinityTimeout = pick[int32](r, 1, 86400, 60)
		case 13:
			s.HealthCheckNodePort = pick[int32](r, 1, 32001, 65535)
		case 14:
			s.IPFamilies = append(s.IPFamilies, pick[expose.IPFamily](r, "IPv4", "IPv6"))
		case 15:
			s.Labels = map[string]string{text(r) + pick(r, "", "/", "/a"): text(r)}
		case 16:
			s.Annotations = map[string]string{text(r) + pick(r, "", "/", "/a"): text(r)}
		case 17:
			s.Selector = map[string]string{text(r): text(r)}
		case 18:
			s.Rules = append(s.Rules, expose.Rule{
				Host: text(r), Path: pick(r, "/", "/a", "/a/../b", "//", "/a b", "/ü"), Prefix: r.IntN(2) == 0, TLS: true, TLSSecret: pick(r, "", "a", text(r)),
				Backend: expose.Backend{Service: pick(r, "", text(r)), Port: pick(r, intstr.FromInt32(80), intstr.FromString("http"), intstr.FromString(text(r)))},
			})
			if len(s.Rules) == 1 {
				s.Host, s.Path, s.TLSSecret = "", "", ""
			}
		case 5:
			s.TLSSecret = text(r)
		case 6:
			s.PathType = expose.PathType(pick(r, "Prefix", "Exact", "ImplementationSpecific", "ImplementationSpecific"))
		default:
			s.Ports = append(s.Ports, port(r))
		}
	}
	return s.Relevant()
}

// ip is an address, or what looks like one.
func ip(r *rand.Rand) string {
	return pick(r, "10.0.0.1", "192.0.2.1", "010.0.0.1", "10.0.0", "256.0.0.1", "127.0.0.1", "0.0.0.0", "169.254.1.1", "224.0.0.5", "::", "::1", "2001:db8::1",
		"2001:DB8::1", "2001:db8:0:0::1", "::ffff:10.0.0.1", "fe80::1", "fe80::1%eth0", "None", "none", "x", " 10.0.0.1")
}

func pick[T any](r *rand.Rand, values ...T) T { return values[r.IntN(len(values))] }

// text is a name of some kind, or what looks like one.
func text(r *rand.Rand) string {
	part := func() string {
		return pick(r, "a", "web", "1", "1a", "a-1", "a--b", "-a", "a-", "A", "ü", "名", "a_b", "a\x1b", "a b", "*", "", "xn--bcher-kva", "0", "10",
			strings.Repeat("l", 62), strings.Repeat("l", 63), strings.Repeat("l", 64))
	}
	parts := []string{part()}
	for range pick(r, 0, 0, 0, 1, 1, 2, 3, 4) {
		parts = append(parts, part())
	}
	return strings.Join(parts, ".")
}

func port(r *rand.Rand) expose.Port {
	p := expose.Port{
		Name:        pick(r, "", "", "http", "a", "1", "-", "a-", "A", "a--b", "ü", strings.Repeat("n", 15), strings.Repeat("n", 16), strings.Repeat("n", 63), strings.Repeat("n", 64)),
		Port:        pick[int32](r, 80, 80, 81, 8080, 1, 65535, 0, -1, 65536),
		Protocol:    pick(r, expose.Port{}.Protocol, "TCP", "UDP", "SCTP"),
		AppProtocol: pick(r, "", "", "", "http", "kubernetes.io/h2c", "a/b/c", "-", "Ü"),
	}
	switch r.IntN(4) {
	case 0:
		p.TargetPort = intstr.FromInt32(pick[int32](r, 8080, 1, 65535, 65536, -1))
	case 1:
		p.TargetPort = intstr.FromString(pick(r, "http", "metrics"))
	}
	return p
}
