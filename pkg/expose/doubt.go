package expose

import (
	"fmt"
	"slices"
)

// Doubt says why the type of s cannot work for w in a cluster of which f is known, as a clause for people; empty when nothing speaks
// against it. What is not known speaks against nothing.
//
// It is about the cluster: what is wrong with s itself says [Validate].
func Doubt(w Workload, s Spec, f Facts) string {
	w = w.as(s)
	if s.Type != ExternalName && (w.Pods != nil || !w.NeedsPods()) {
		if _, ok := w.ServiceSelector(); !ok {
			return doubtSelector(w)
		}
	}
	switch s.Type {
	case LoadBalancer:
		if s.LoadBalancerClass == "" && f.LoadBalancers.Known && !f.LoadBalancers.Found {
			return "no cloud or MetalLB seen that gives it an address"
		}
	case Ingress:
		if f.IngressClasses != nil && len(f.IngressClasses) == 0 && !f.ClasslessIngress {
			return "no IngressClass: no controller would care for it"
		}
	case HTTPRoute:
		return doubtGateways(w, s, f)
	}
	return ""
}

// doubtSelector is [unexpressible] in short.
func doubtSelector(w Workload) string {
	if w.NeedsPods() {
		return "it chooses Pods by sets, which a Service cannot"
	}
	return "it has no selector: say which Pods to serve"
}

func doubtGateways(w Workload, s Spec, f Facts) string {
	switch {
	case w.Gateways == nil:
		return "the cluster does not serve Gateway API"
	case len(s.Gateways) > 0, !f.AllGateways, slices.ContainsFunc(w.Gateways, func(g Gateway) bool { return len(g.Listeners) > 0 }):
		return ""
	case len(w.Gateways) == 0:
		return "the cluster has no Gateway"
	default:
		return fmt.Sprintf("no Gateway admits routes of namespace %s", w.Namespace)
	}
}
