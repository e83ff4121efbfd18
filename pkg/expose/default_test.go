package expose_test

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// randomSpec says each field or not, by chance.
func randomSpec(r *rand.Rand) expose.Spec {
	maybe := func(values ...string) string { return append(values, "")[r.IntN(len(values)+1)] }
	s := expose.Spec{
		Type:         expose.Type(maybe("ClusterIP", "Headless", "NodePort", "LoadBalancer", "ExternalName", "Ingress")),
		Name:         maybe("web", "other"),
		ExternalName: maybe("db.example.com"),
		Host:         maybe("shop.example.com", "*.example.com"),
		Path:         maybe("/", "/cart"),
		PathType:     expose.PathType(maybe("Prefix", "Exact")),
		IngressClass: maybe("nginx"),
		TLSSecret:    maybe("web-tls"),
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

func TestDefaultAndShortenMeanTheSame(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	w := web()
	for range 2000 {
		s := randomSpec(r)
		full := expose.Default(w, s)
		if again := expose.Default(w, full); !reflect.DeepEqual(again, full) {
			t.Fatalf("Default(Default(%+v)) = %+v, want %+v", s, again, full)
		}
		short := expose.Shorten(w, full)
		if again := expose.Default(w, short); !reflect.DeepEqual(again, full) {
			t.Fatalf("%+v shortens to %+v, which means %+v", full, short, again)
		}
	}
}

func TestShorten(t *testing.T) {
	w := web()
	got := expose.Shorten(w, expose.Default(w, expose.Spec{Type: expose.NodePort, Ports: []expose.Port{{Port: 80}}}))
	want := expose.Spec{Type: expose.NodePort, Ports: []expose.Port{{Port: 80}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestDefaultPort(t *testing.T) {
	two := []expose.ContainerPort{{Name: "dns", Port: 53, Protocol: "UDP"}, {Name: "dns-tcp", Port: 53, Protocol: "TCP"}}
	one := []expose.ContainerPort{{Name: "http", Port: 8080, Protocol: "TCP"}}
	for _, c := range []struct {
		name  string
		ports []expose.ContainerPort
		given string
		want  string
	}{
		{"by number", one, "8080", "http=8080:http/TCP"},
		{"the only one there is", one, "80", "http=80:http/TCP"},
		{"a target that is said", one, "80:9090", "80:9090/TCP"},
		{"by the port's name", two, "dns-tcp=5353", "dns-tcp=5353:dns-tcp/TCP"},
		{"by protocol", two, "53/TCP", "dns-tcp=53:dns-tcp/TCP"},
		{"the first of a number", two, "53", "dns=53:dns/UDP"},
		{"none that fits", two, "80", "80:80/TCP"},
		{"no declared port", nil, "80", "80:80/TCP"},
		{"a name of its own", one, "web=80", "web=80:http/TCP"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := web()
			w.Ports = c.ports
			p, err := expose.ParsePort(c.given)
			if err != nil {
				t.Fatal(err)
			}
			got := expose.Default(w, expose.Spec{Ports: []expose.Port{p}}).Ports[0].String()
			if got != c.want {
				t.Errorf("%s means %s, want %s", c.given, got, c.want)
			}
		})
	}
}

func TestRelevantKeepsWhatTheTypeUses(t *testing.T) {
	all := expose.Spec{Name: "web", Ports: []expose.Port{{Port: 80}}, ExternalName: "a", Host: "b", Path: "c", PathType: "d", IngressClass: "e", TLSSecret: "f"}
	for _, typ := range expose.Types() {
		all.Type = typ
		s := all.Relevant()
		if got := s.ExternalName != ""; got != (typ == expose.ExternalName) {
			t.Errorf("%s: external name kept: %v", typ, got)
		}
		if got := s.Host != "" && s.TLSSecret != ""; got != (typ == expose.Ingress) {
			t.Errorf("%s: host kept: %v", typ, got)
		}
		if got := len(s.Ports) > 0; got != (typ != expose.ExternalName) {
			t.Errorf("%s: ports kept: %v", typ, got)
		}
	}
}
