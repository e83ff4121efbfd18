package expose

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// existingBackend looks for a Service that leads to the Pods' ports which requests are to reach already, so that none
// has to be made. The one with the Spec's name comes first: running it again must not choose another. It is used as it is,
// because making it what this Spec says could take its ports or its addresses away.
func existingBackend(w Workload, s Spec) (*corev1.Service, bool) {
	needed := routedPorts(s)
	if len(needed) == 0 {
		return nil, false
	}
	if !slices.Equal(s.Ports, Default(w, Spec{Type: s.Type, TargetPort: s.TargetPort, Protocol: s.Protocol}).Ports) {
		needed = s.Ports // somebody asked for these, so a Service that lacks one will not do
	}
	candidates := w.SelectedBy()
	slices.SortStableFunc(candidates, func(a, b corev1.Service) int { return compareNames(a.Name, b.Name, s.Name) })
	i := slices.IndexFunc(candidates, func(svc corev1.Service) bool {
		return !slices.ContainsFunc(needed, func(p Port) bool { return servicePortFor(w, &svc, p) == nil })
	})
	if i < 0 {
		return nil, false
	}
	return &candidates[i], true
}

// ownService returns the Service with the name when we made it.
func ownService(w Workload, name string) *corev1.Service {
	i := slices.IndexFunc(w.Services, func(s corev1.Service) bool { return s.Name == name && s.Labels[ManagedByLabel] == Manager })
	if i < 0 {
		return nil
	}
	return &w.Services[i]
}

func plainClusterIP(s *corev1.Service) bool {
	return s.Spec.Type == corev1.ServiceTypeClusterIP && s.Spec.ClusterIP != corev1.ClusterIPNone
}

// servicePortFor returns the port of svc that leads to the same container port as p; nil when there is none.
func servicePortFor(w Workload, svc *corev1.Service, p Port) *corev1.ServicePort {
	i := slices.IndexFunc(svc.Spec.Ports, func(sp corev1.ServicePort) bool {
		return sp.Protocol == p.Protocol && w.resolve(targetPortOf(sp), p.Protocol) == w.resolve(p.TargetPort, p.Protocol)
	})
	if i < 0 {
		return nil
	}
	return &svc.Spec.Ports[i]
}

// targetPortOf is the target port of a Service's port, which is its own number where none is said (core/v1 ServicePort.targetPort).
func targetPortOf(p corev1.ServicePort) intstr.IntOrString {
	if p.TargetPort == (intstr.IntOrString{}) {
		return intstr.FromInt32(p.Port)
	}
	return p.TargetPort
}

// ResolvedTarget is the container port number that a port's target means, or the name when no container declares it.
func (w Workload) ResolvedTarget(p Port) string {
	target := w.resolve(p.TargetPort, p.Protocol)
	return target.String()
}

// resolve turns the name of a declared container port into its number; other targets stay as they are.
func (w Workload) resolve(target intstr.IntOrString, protocol corev1.Protocol) intstr.IntOrString {
	if c, ok := w.declared(target, protocol); ok {
		return intstr.FromInt32(c.Port)
	}
	return target
}
