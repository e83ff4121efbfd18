package expose

import (
	"cmp"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// Ref names an object of the cluster.
type Ref struct {
	schema.GroupVersionKind
	Namespace, Name string
}

// RefOf returns the reference of o.
func RefOf(o *unstructured.Unstructured) Ref {
	return Ref{GroupVersionKind: o.GroupVersionKind(), Namespace: o.GetNamespace(), Name: o.GetName()}
}

// String writes the reference as kubectl does: "service/web", "ingress.networking.k8s.io/web".
func (r Ref) String() string {
	return strings.ToLower(r.GroupKind().String()) + "/" + r.Name
}

// Short writes the reference as people type it: "deployment/web".
func (r Ref) Short() string {
	return strings.ToLower(r.Kind) + "/" + r.Name
}

// compareNames orders by name, but puts first before all others.
func compareNames(a, b, first string) int {
	if a == b {
		return 0
	}
	switch first {
	case a:
		return -1
	case b:
		return 1
	}
	return cmp.Compare(a, b)
}
