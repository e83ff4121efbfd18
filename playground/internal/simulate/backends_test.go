package simulate

import (
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

func TestReferenceGrant(t *testing.T) {
	grant, err := read[referenceGrant](&unstructured.Unstructured{Object: map[string]any{
		"metadata": map[string]any{"namespace": "shop"},
		"spec": map[string]any{
			"from": []any{map[string]any{"group": gatewayGroup, "kind": "HTTPRoute", "namespace": "infra"}},
			"to":   []any{map[string]any{"group": "", "kind": "Service", "name": "web"}},
		},
	}})
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name, kind, from, namespace, service string
		want                                 bool
	}{
		{"granted", "HTTPRoute", "infra", "shop", "web", true},
		{"another kind", "GRPCRoute", "infra", "shop", "web", false},
		{"from elsewhere", "HTTPRoute", "payments", "shop", "web", false},
		{"to elsewhere", "HTTPRoute", "infra", "platform", "web", false},
		{"another Service", "HTTPRoute", "infra", "shop", "cart", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := &route{TypeMeta: metav1.TypeMeta{Kind: c.kind}, ObjectMeta: metav1.ObjectMeta{Namespace: c.from}}
			if got := grant.allows(r, backendRef{Namespace: c.namespace, Name: c.service}); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}
