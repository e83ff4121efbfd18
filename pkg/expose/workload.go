package expose

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/utils/ptr"
)

// Workload is what is known of the thing that is exposed.
type Workload struct {
	Ref
	// Labels are the workload's own labels.
	Labels map[string]string
	// Selector chooses the workload's Pods.
	Selector *metav1.LabelSelector
	// PodLabels are the labels of the Pod template.
	PodLabels map[string]string
	// Ports are the ports that the Pod template's containers declare, in order, each number
	// and protocol once.
	Ports []ContainerPort
	// Replicas are the Pods wanted, Ready those that are ready.
	Replicas, Ready int32
	// Created is when the workload was made.
	Created metav1.Time
	// Pods are the labels of the namespace's Pods. nil when they were not or could not be read, see [Workload.Needs].
	Pods []labels.Set
	// Services are the Services of the workload's namespace; nil when they were not or could not be read.
	Services []corev1.Service
	// Gateways are those that a route of the workload may be attached to; nil when they were not or could not be read.
	Gateways []Gateway
	// Server is the version of the API server; not known where it was not or could not be read.
	Server ServerVersion
	// GoverningService names the headless Service that gives the Pods of a StatefulSet their names; empty for others.
	GoverningService string
	// Owner is who keeps the workload as they want it; nobody where it bears no marks of one.
	Owner Owner
	// Foreign says that nothing is known of the Pods' containers: those that a Service or a selector given by hand chooses.
	Foreign bool
}

// ContainerPort is a port that a container declares. Declaring is optional: a container may
// listen on others (core/v1 Container.ports).
type ContainerPort struct {
	Name     string
	Port     int32
	Protocol corev1.Protocol
	// Sidecar is true for a port of a sidecar container: it can be asked for, but is not served by default.
	// https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
	Sidecar bool
	// Source says what a port was inferred from where no container declares one; empty for a declared one.
	Source string
	// Guess is true for a port that only the name of the image tells.
	Guess bool
	// Known is true for a port that clients know by its number: gRPC, or that of a well-known server.
	Known bool
}

func containerPorts(pod corev1.PodSpec) []ContainerPort {
	var ports []ContainerPort
	add := func(c corev1.Container, sidecar bool) {
		known := knownByNumber(c)
		for _, p := range c.Ports {
			// An object that has not been through an API server has no defaults yet.
			if p.Protocol == "" {
				p.Protocol = corev1.ProtocolTCP
			}
			if slices.ContainsFunc(ports, func(have ContainerPort) bool { return have.Port == p.ContainerPort && have.Protocol == p.Protocol }) {
				continue
			}
			ports = append(ports, ContainerPort{Name: p.Name, Port: p.ContainerPort, Protocol: p.Protocol, Sidecar: sidecar, Known: slices.Contains(known, p.ContainerPort)})
		}
	}
	for _, c := range pod.Containers {
		add(c, false)
	}
	for _, c := range pod.InitContainers {
		if ptr.Deref(c.RestartPolicy, "") == corev1.ContainerRestartPolicyAlways {
			add(c, true)
		}
	}
	if len(ports) == 0 {
		return inferPorts(pod)
	}
	return ports
}

// as returns the workload with the Pods that s chooses.
func (w Workload) as(s Spec) Workload {
	if len(s.Selector) > 0 {
		w.Selector = &metav1.LabelSelector{MatchLabels: s.Selector}
		w.PodLabels, w.Foreign = s.Selector, true
	}
	return w
}

// undeclared reports whether no container tells a port, or its image alone does.
func (w Workload) undeclared() bool { return len(w.Ports) == 0 || w.Ports[0].Guess }

// SelectedBy returns the Services that choose exactly the workload's Pods, by name.
func (w Workload) SelectedBy() []corev1.Service {
	own, ok := w.ServiceSelector()
	if !ok {
		return nil
	}
	selecting := slices.DeleteFunc(slices.Clone(w.Services), func(s corev1.Service) bool {
		// A Service that says more than the workload's selector still chooses all of its
		// Pods when they carry those labels; one that says less may choose others, too.
		return !selectsPods(&s) || !contains(s.Spec.Selector, own) || !contains(w.PodLabels, s.Spec.Selector)
	})
	slices.SortFunc(selecting, func(a, b corev1.Service) int { return compareNames(a.Name, b.Name, w.Name) })
	return selecting
}

// servedBy is the first Service that chooses exactly the workload's Pods and has ports; a Service is served by itself.
func (w Workload) servedBy() (corev1.Service, bool) {
	selecting := w.SelectedBy()
	if w.IsService() {
		selecting = slices.DeleteFunc(slices.Clone(w.Services), func(s corev1.Service) bool { return s.Name != w.Name })
	}
	i := slices.IndexFunc(selecting, func(s corev1.Service) bool { return len(s.Spec.Ports) > 0 })
	if i < 0 {
		return corev1.Service{}, false
	}
	return selecting[i], true
}

// IsService reports whether what is exposed is a Service: the Pods that it chooses.
func (w Workload) IsService() bool { return w.Kind == "Service" }

// contains reports whether all of part is in whole.
func contains(whole, part map[string]string) bool {
	for k, v := range part {
		if have, ok := whole[k]; !ok || have != v {
			return false
		}
	}
	return true
}

// declared returns the declared port that a target port means, by name or by number.
func (w Workload) declared(target intstr.IntOrString, protocol corev1.Protocol) (ContainerPort, bool) {
	i := slices.IndexFunc(w.Ports, func(p ContainerPort) bool {
		if target.Type == intstr.String {
			return p.Name == target.StrVal && p.Protocol == protocol
		}
		return p.Port == target.IntVal && p.Protocol == protocol
	})
	if i < 0 {
		return ContainerPort{}, false
	}
	return w.Ports[i], true
}
