package expose

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation"
	applynetworkingv1 "k8s.io/client-go/applyconfigurations/networking/v1"
)

// ingress builds an Ingress with spec fields only: annotations differ from controller to controller, these
// fields mean the same on all of them. service is the one that serves the workload; nil when it is still to be made.
func ingress(w Workload, s Spec, service *corev1.Service) *applynetworkingv1.IngressApplyConfiguration {
	spec := applynetworkingv1.IngressSpec()
	if s.IngressClass != "" {
		spec.WithIngressClassName(s.IngressClass)
	}
	if s.DefaultBackend != (Backend{}) {
		spec.WithDefaultBackend(ingressBackend(destinationOf(w, s, service, s.DefaultBackend)))
	}
	for _, r := range routes(s) {
		addIngressPath(spec, r.host, applynetworkingv1.HTTPIngressPath().WithPath(r.path).WithPathType(r.pathType).
			WithBackend(ingressBackend(destinationOf(w, s, service, r.backend))))
		if r.tls {
			addIngressTLS(spec, r.host, r.tlsSecret)
		}
	}
	return applynetworkingv1.Ingress(s.Name, w.Namespace).WithLabels(labelsFor(w, s)).WithAnnotations(s.Annotations).WithSpec(spec)
}

// addIngressPath adds a path to the rule of its host.
func addIngressPath(spec *applynetworkingv1.IngressSpecApplyConfiguration, host string, path *applynetworkingv1.HTTPIngressPathApplyConfiguration) {
	for i, rule := range spec.Rules {
		if rule.Host == nil && host == "" || rule.Host != nil && *rule.Host == host {
			spec.Rules[i].HTTP.WithPaths(path)
			return
		}
	}
	rule := applynetworkingv1.IngressRule().WithHTTP(applynetworkingv1.HTTPIngressRuleValue().WithPaths(path))
	if host != "" {
		rule.WithHost(host)
	}
	spec.WithRules(rule)
}

// addIngressTLS serves the host with the certificate of the Secret: hosts that share one share an entry, and a host's first Secret
// counts. Without a host the Secret is for all of them; with neither there is nothing to say (networking/v1 IngressTLS).
func addIngressTLS(spec *applynetworkingv1.IngressSpecApplyConfiguration, host, secret string) {
	if host == "" && secret == "" || host != "" && slices.ContainsFunc(spec.TLS, func(t applynetworkingv1.IngressTLSApplyConfiguration) bool {
		return slices.Contains(t.Hosts, host)
	}) {
		return
	}
	for i, t := range spec.TLS {
		if t.SecretName == nil && secret == "" || t.SecretName != nil && *t.SecretName == secret {
			if host != "" {
				spec.TLS[i].WithHosts(host)
			}
			return
		}
	}
	entry := applynetworkingv1.IngressTLS()
	if host != "" {
		entry.WithHosts(host)
	}
	if secret != "" {
		entry.WithSecretName(secret)
	}
	spec.WithTLS(entry)
}

// ingressBackend names a port of a Service by its name, which outlives a change of number, or else by its number. A Service's port may
// have a name that an Ingress cannot say: its rule is that of container ports.
func ingressBackend(d destination) *applynetworkingv1.IngressBackendApplyConfiguration {
	ref := applynetworkingv1.ServiceBackendPort()
	if d.number == 0 || len(validation.IsValidPortName(d.name)) == 0 {
		ref.WithName(d.name)
	} else {
		ref.WithNumber(d.number)
	}
	return applynetworkingv1.IngressBackend().WithService(applynetworkingv1.IngressServiceBackend().WithName(d.service).WithPort(ref))
}
