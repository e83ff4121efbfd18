package simulate

import (
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

func TestAttach(t *testing.T) {
	gw := &gateway{ObjectMeta: metav1.ObjectMeta{Namespace: "infra", Name: "public"}}
	add := func(l listener, from string) *listener {
		l.AllowedRoutes.Namespaces.From = from
		gw.Spec.Listeners = append(gw.Spec.Listeners, l)
		return &gw.Spec.Listeners[len(gw.Spec.Listeners)-1]
	}
	add(listener{Name: "http", Port: 80, Protocol: "HTTP"}, "All")
	https := add(listener{Name: "https", Port: 443, Protocol: "HTTPS", Hostname: "*.example.com"}, "Selector")
	https.AllowedRoutes.Namespaces.Selector = &metav1.LabelSelector{MatchLabels: map[string]string{"gateway": "public"}}
	add(listener{Name: "own", Port: 8080, Protocol: "HTTP"}, "Same")
	grpc := add(listener{Name: "grpc", Port: 9000, Protocol: "HTTP"}, "All")
	grpc.AllowedRoutes.Kinds = []routeKind{{gatewayGroup, "GRPCRoute"}}
	add(listener{Name: "tcp", Port: 5432, Protocol: "TCP"}, "All")

	labelled := labels.Set{"gateway": "public"}
	cases := []struct {
		name     string
		ref      parentRef
		labels   labels.Set
		hostname string
		attached int
		reason   string
	}{
		{"the whole Gateway", parentRef{}, labelled, "www.example.com", 2, "Accepted"},
		{"without hostnames", parentRef{SectionName: "https"}, labelled, "", 1, "Accepted"},
		{"a port", parentRef{Port: 80}, nil, "www.example.org", 1, "Accepted"},
		{"no such listener", parentRef{SectionName: "gone"}, nil, "", 0, "NoMatchingParent"},
		{"a listener with another port", parentRef{SectionName: "http", Port: 443}, nil, "", 0, "NoMatchingParent"},
		{"a namespace without the label", parentRef{SectionName: "https"}, nil, "www.example.com", 0, "NotAllowedByListeners"},
		{"another namespace", parentRef{SectionName: "own"}, nil, "", 0, "NotAllowedByListeners"},
		{"another kind", parentRef{SectionName: "grpc"}, nil, "", 0, "NotAllowedByListeners"},
		{"another protocol", parentRef{SectionName: "tcp"}, nil, "", 0, "NotAllowedByListeners"},
		{"another hostname", parentRef{SectionName: "https"}, labelled, "www.example.org", 0, "NoMatchingListenerHostname"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := &route{TypeMeta: metav1.TypeMeta{Kind: "HTTPRoute"}, ObjectMeta: metav1.ObjectMeta{Namespace: "shop"}}
			if c.hostname != "" {
				r.Spec.Hostnames = []string{"shop.example.net", c.hostname}
			}
			attached, accepted := gw.attach(r, c.ref, c.labels)
			if len(attached) != c.attached || accepted.reason != c.reason || accepted.ok != (c.attached > 0) {
				t.Errorf("got %d listeners, %+v, want %d, %s", len(attached), accepted, c.attached, c.reason)
			}
		})
	}
}

func TestCovers(t *testing.T) {
	cases := []struct {
		wide, narrow string
		want         bool
	}{
		{"example.com", "example.com", true},
		{"example.com", "www.example.com", false},
		{"*.example.com", "www.example.com", true},
		{"*.example.com", "a.b.example.com", true},
		{"*.example.com", "*.b.example.com", true},
		{"*.example.com", "*.example.com", true},
		{"*.example.com", "example.com", false},
		{"*.example.com", "badexample.com", false},
		{"www.example.com", "*.example.com", false},
	}
	for _, c := range cases {
		if got := covers(c.wide, c.narrow); got != c.want {
			t.Errorf("covers(%q, %q) is %v", c.wide, c.narrow, got)
		}
	}
}
