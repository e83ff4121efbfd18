package expose

import (
	"k8s.io/apimachinery/pkg/util/validation"
	applynetworkingv1 "k8s.io/client-go/applyconfigurations/networking/v1"
)

// ingress builds an Ingress with spec fields only: annotations differ from controller to controller, these
// fields mean the same on all of them.
func ingress(w Workload, s Spec, backend *applynetworkingv1.IngressServiceBackendApplyConfiguration) *applynetworkingv1.IngressApplyConfiguration {
	rule := applynetworkingv1.IngressRule().WithHTTP(applynetworkingv1.HTTPIngressRuleValue().WithPaths(
		applynetworkingv1.HTTPIngressPath().WithPath(s.Path).WithPathType(s.PathType).
			WithBackend(applynetworkingv1.IngressBackend().WithService(backend))))
	if s.Host != "" {
		rule.WithHost(s.Host)
	}
	spec := applynetworkingv1.IngressSpec().WithRules(rule)
	if s.IngressClass != "" {
		spec.WithIngressClassName(s.IngressClass)
	}
	if s.TLSSecret != "" {
		spec.WithTLS(applynetworkingv1.IngressTLS().WithHosts(s.Host).WithSecretName(s.TLSSecret))
	}
	return applynetworkingv1.Ingress(s.Name, w.Namespace).WithLabels(ownLabels(w)).WithSpec(spec)
}

// backendRef names a port of a Service by its name, which outlives a change of number, or else by its number. A Service's port may
// have a name that an Ingress cannot say: its rule is that of container ports.
func backendRef(service, portName string, port int32) *applynetworkingv1.IngressServiceBackendApplyConfiguration {
	ref := applynetworkingv1.ServiceBackendPort().WithNumber(port)
	if len(validation.IsValidPortName(portName)) == 0 {
		ref = applynetworkingv1.ServiceBackendPort().WithName(portName)
	}
	return applynetworkingv1.IngressServiceBackend().WithName(service).WithPort(ref)
}
