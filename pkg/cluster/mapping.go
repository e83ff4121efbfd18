package cluster

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// written are the kinds of the objects that a plan has, and the resources that they are served as. These names are the same in every cluster, so
// asking discovery would cost requests and tell nothing.
func written() map[schema.GroupVersionKind]string {
	return map[schema.GroupVersionKind]string{
		corev1.SchemeGroupVersion.WithKind("Service"):       "services",
		networkingv1.SchemeGroupVersion.WithKind("Ingress"): "ingresses",
		expose.GatewayAPI().WithKind("HTTPRoute"):           "httproutes",
	}
}

// mappingFor says how the API server serves a kind that a plan has.
func mappingFor(gvk schema.GroupVersionKind) (*meta.RESTMapping, error) {
	resource, ok := written()[gvk]
	if !ok {
		return nil, fmt.Errorf("no mapping for %s", gvk)
	}
	return &meta.RESTMapping{Resource: gvk.GroupVersion().WithResource(resource), GroupVersionKind: gvk, Scope: meta.RESTScopeNamespace}, nil
}
