package cluster

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// mappingFor says how the API server serves a kind that a plan has. Their names are the same in every cluster, so
// asking discovery would cost requests and tell nothing.
func mappingFor(gvk schema.GroupVersionKind) (*meta.RESTMapping, error) {
	var resource string
	switch gvk {
	case corev1.SchemeGroupVersion.WithKind("Service"):
		resource = "services"
	case networkingv1.SchemeGroupVersion.WithKind("Ingress"):
		resource = "ingresses"
	case expose.GatewayAPI().WithKind("HTTPRoute"):
		resource = "httproutes"
	default:
		return nil, fmt.Errorf("no mapping for %s", gvk)
	}
	return &meta.RESTMapping{Resource: gvk.GroupVersion().WithResource(resource), GroupVersionKind: gvk, Scope: meta.RESTScopeNamespace}, nil
}
