package expose_test

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/kubectl-xnode/kubectl-xnode/internal/spectest"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

func TestDefaultAndShortenMeanTheSame(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	w := web()
	for range 2000 {
		s := spectest.Random(r)
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
	for _, typ := range expose.Types().Values {
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
