package expose

import (
	"cmp"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/utils/ptr"
)

// Readings are what was read of the cluster to tell [Facts]; nil stands for what may not be read or is not served.
type Readings struct {
	IngressClasses []networkingv1.IngressClass
	Ingresses      []networkingv1.Ingress
	TLSSecrets     []string
	Gateways       []*unstructured.Unstructured
	// AllGateways says that Gateways are those of all namespaces, AllBalancers that Balancers are.
	AllGateways, AllBalancers bool
	// Balancers are the Services of type LoadBalancer.
	Balancers []corev1.Service
	// Groups are the API groups that the API server serves.
	Groups []string
	// Nodes are a few of the nodes.
	Nodes []corev1.Node
}

// FactsOf tells what the readings come to.
func FactsOf(r Readings) Facts {
	return Facts{
		IngressClasses:   ingressClasses(r.IngressClasses),
		ClasslessIngress: slices.ContainsFunc(r.Ingresses, classless) || slices.ContainsFunc(r.Nodes, ofGKE),
		TLSSecrets:       r.TLSSecrets,
		Hosts:            hostsAnswered(r.Ingresses, r.Gateways),
		AllGateways:      r.AllGateways,
		LoadBalancers:    loadBalancers(r),
		Node:             nodeAddress(r.Nodes),
	}
}

// ingressClasses says which of several that are marked as the default class is it: the newest, and of those the first by name.
// https://kubernetes.io/docs/concepts/services-networking/ingress/#default-ingress-class
func ingressClasses(objects []networkingv1.IngressClass) []IngressClass {
	if objects == nil {
		return nil
	}
	classes := make([]IngressClass, len(objects))
	newest := -1
	for i, o := range objects {
		classes[i] = IngressClass{Name: o.Name, Controller: o.Spec.Controller}
		if o.Annotations[networkingv1.AnnotationIsDefaultIngressClass] != "true" {
			continue
		}
		if newest < 0 || cmp.Or(o.CreationTimestamp.Compare(objects[newest].CreationTimestamp.Time), cmp.Compare(objects[newest].Name, o.Name)) > 0 {
			newest = i
		}
	}
	if newest >= 0 {
		classes[newest].Default = true
	}
	return classes
}

// classless reports whether somebody cares for the Ingress though it has no class.
func classless(i networkingv1.Ingress) bool {
	return classOf(&i) == "" && len(i.Status.LoadBalancer.Ingress) > 0
}

// classOf is the class that the Ingress names; empty when it names none.
func classOf(i *networkingv1.Ingress) string {
	const annotation = "kubernetes.io/ingress.class" // in place of spec.ingressClassName until Kubernetes 1.18
	return cmp.Or(ptr.Deref(i.Spec.IngressClassName, ""), i.Annotations[annotation])
}

// ofGKE reports whether a node is one of GKE, whose own controller cares for an Ingress without a class, and has no IngressClass.
// https://cloud.google.com/kubernetes-engine/docs/concepts/ingress
func ofGKE(n corev1.Node) bool { return strings.Contains(n.Status.NodeInfo.KubeletVersion, "-gke.") }

// hostsAnswered are the hosts that Ingresses and Gateways answer to; nil when neither may be read.
func hostsAnswered(ingresses []networkingv1.Ingress, gateways []*unstructured.Unstructured) []string {
	if ingresses == nil && gateways == nil {
		return nil
	}
	hosts := sets.New[string]()
	for _, i := range ingresses {
		for _, rule := range i.Spec.Rules {
			hosts.Insert(rule.Host)
		}
	}
	for _, g := range gateways {
		listeners, _, _ := unstructured.NestedSlice(g.Object, "spec", "listeners")
		for _, l := range listeners {
			if listener, ok := l.(map[string]any); ok {
				host, _, _ := unstructured.NestedString(listener, "hostname")
				hosts.Insert(host)
			}
		}
	}
	return sets.List(hosts.Delete(""))
}

// nodeAddress is where one of the nodes is reached, best from outside; empty when none is known.
func nodeAddress(nodes []corev1.Node) string {
	for _, t := range []corev1.NodeAddressType{corev1.NodeExternalIP, corev1.NodeInternalIP} {
		for _, n := range nodes {
			for _, a := range n.Status.Addresses {
				if a.Type == t && nodeReady(n) {
					return a.Address
				}
			}
		}
	}
	return ""
}

func nodeReady(n corev1.Node) bool {
	return slices.ContainsFunc(n.Status.Conditions, func(c corev1.NodeCondition) bool {
		return c.Type == corev1.NodeReady && c.Status == corev1.ConditionTrue
	})
}
