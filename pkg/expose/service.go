package expose

import (
	corev1 "k8s.io/api/core/v1"
	applycorev1 "k8s.io/client-go/applyconfigurations/core/v1"
)

// service builds the Service of any type; behind an Ingress or an HTTPRoute it is a ClusterIP Service.
func service(w Workload, s Spec) *applycorev1.ServiceApplyConfiguration {
	spec := applycorev1.ServiceSpec()
	switch s.Type {
	case ExternalName:
		// No selector and no ports: the name is all there is to it.
		spec.WithType(corev1.ServiceTypeExternalName).WithExternalName(s.ExternalName)
	case Headless:
		spec.WithType(corev1.ServiceTypeClusterIP).WithClusterIP(corev1.ClusterIPNone)
	case NodePort:
		spec.WithType(corev1.ServiceTypeNodePort)
	case LoadBalancer:
		spec.WithType(corev1.ServiceTypeLoadBalancer)
	default:
		spec.WithType(corev1.ServiceTypeClusterIP)
	}
	if s.Type != ExternalName {
		selector, _ := w.ServiceSelector()
		spec.WithSelector(selector)
		for _, p := range s.Ports {
			spec.WithPorts(servicePort(p))
		}
	}
	distributeTraffic(spec, w, s)
	addressIt(spec, s)
	o := applycorev1.Service(s.Name, w.Namespace).WithLabels(labelsFor(w, s)).WithSpec(spec)
	if !s.Type.routed() {
		o.WithAnnotations(s.Annotations)
	}
	return o
}

// distributeTraffic sets which Pods get what, where s says so, and leaves the rest to the API server's defaults.
func distributeTraffic(spec *applycorev1.ServiceSpecApplyConfiguration, w Workload, s Spec) {
	if s.SessionAffinity != "" {
		spec.WithSessionAffinity(s.SessionAffinity)
	}
	if s.SessionAffinityTimeout != 0 {
		spec.WithSessionAffinityConfig(applycorev1.SessionAffinityConfig().WithClientIP(
			applycorev1.ClientIPConfig().WithTimeoutSeconds(s.SessionAffinityTimeout)))
	}
	if s.ExternalTrafficPolicy != "" {
		spec.WithExternalTrafficPolicy(s.ExternalTrafficPolicy)
	}
	if s.InternalTrafficPolicy != "" {
		spec.WithInternalTrafficPolicy(s.InternalTrafficPolicy)
	}
	if s.TrafficDistribution != "" {
		spec.WithTrafficDistribution(w.known(s.TrafficDistribution))
	}
	if s.PublishNotReadyAddresses != nil {
		spec.WithPublishNotReadyAddresses(*s.PublishNotReadyAddresses)
	}
}

// addressIt sets what addresses there are, where s says so.
func addressIt(spec *applycorev1.ServiceSpecApplyConfiguration, s Spec) {
	if s.ClusterIP != "" {
		spec.WithClusterIP(s.ClusterIP)
	}
	if s.IPFamilyPolicy != "" {
		spec.WithIPFamilyPolicy(s.IPFamilyPolicy)
	}
	spec.WithIPFamilies(s.IPFamilies...)
	spec.WithExternalIPs(s.ExternalIPs...)
	if s.LoadBalancerIP != "" {
		spec.WithLoadBalancerIP(s.LoadBalancerIP)
	}
	if s.LoadBalancerClass != "" {
		spec.WithLoadBalancerClass(s.LoadBalancerClass)
	}
	spec.WithLoadBalancerSourceRanges(s.LoadBalancerSourceRanges...)
	if s.AllocateLoadBalancerNodePorts != nil {
		spec.WithAllocateLoadBalancerNodePorts(*s.AllocateLoadBalancerNodePorts)
	}
	if s.HealthCheckNodePort != 0 {
		spec.WithHealthCheckNodePort(s.HealthCheckNodePort)
	}
}

func servicePort(p Port) *applycorev1.ServicePortApplyConfiguration {
	port := applycorev1.ServicePort().WithPort(p.Port).WithTargetPort(p.TargetPort).WithProtocol(p.Protocol)
	if p.Name != "" {
		port.WithName(p.Name)
	}
	if p.NodePort != 0 {
		port.WithNodePort(p.NodePort)
	}
	if p.AppProtocol != "" {
		port.WithAppProtocol(p.AppProtocol)
	}
	return port
}
