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
		switch r.IntN(9) {
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
		Name:     pick(r, "", "", "http", "a", "1", "-", "a-", "A", "a--b", "ü", strings.Repeat("n", 15), strings.Repeat("n", 16), strings.Repeat("n", 63), strings.Repeat("n", 64)),
		Port:     pick[int32](r, 80, 80, 81, 8080, 1, 65535, 0, -1, 65536),
		Protocol: pick(r, expose.Port{}.Protocol, "TCP", "UDP", "SCTP"),
	}
	switch r.IntN(4) {
	case 0:
		p.TargetPort = intstr.FromInt32(pick[int32](r, 8080, 1, 65535, 65536, -1))
	case 1:
		p.TargetPort = intstr.FromString(pick(r, "http", "metrics"))
	}
	return p
}
