package expose

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
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
	return applynetworkingv1.Ingress(s.Name, w.Namespace).WithLabels(labels(w)).WithSpec(spec)
}

// backendRef names a port of a Service by its name, which outlives a change of number, or else by its number.
func backendRef(service, portName string, port int32) *applynetworkingv1.IngressServiceBackendApplyConfiguration {
	ref := applynetworkingv1.ServiceBackendPort().WithName(portName)
	if portName == "" {
		ref = applynetworkingv1.ServiceBackendPort().WithNumber(port)
	}
	return applynetworkingv1.IngressServiceBackend().WithName(service).WithPort(ref)
}

// existingBackend looks for a Service of someone else's that already leads to the Pods' port which the
// Ingress is to serve, so that no second one has to be made.
func existingBackend(w Workload, s Spec) (*applynetworkingv1.IngressServiceBackendApplyConfiguration, bool) {
	port, ok := routedPort(s.Ports)
	if !ok {
		return nil, false
	}
	for _, svc := range w.SelectedBy() {
		if svc.Name == s.Name && svc.Labels[ManagedByLabel] == Manager {
			return nil, false // ours, made by an earlier run: it stays part of the plan
		}
		for _, p := range svc.Spec.Ports {
			if p.Protocol == port.Protocol && w.number(servicePortTarget(p), p.Protocol) == w.number(port.TargetPort, port.Protocol) {
				return backendRef(svc.Name, p.Name, p.Port), true
			}
		}
	}
	return nil, false
}

// servicePortTarget is the target port of p: its port where it says none (core/v1 ServicePort.targetPort).
func servicePortTarget(p corev1.ServicePort) intstr.IntOrString {
	if (p.TargetPort == intstr.IntOrString{}) {
		return intstr.FromInt32(p.Port)
	}
	return p.TargetPort
}

// number is the container port number that a target port means; 0 when a name is not declared.
func (w Workload) number(target intstr.IntOrString, protocol corev1.Protocol) int32 {
	if target.Type == intstr.Int {
		return target.IntVal
	}
	c, _ := w.declared(target, protocol)
	return c.Port
}
