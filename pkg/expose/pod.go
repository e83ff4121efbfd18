package expose

import corev1 "k8s.io/api/core/v1"

// Pod is what a picture needs of a Pod.
type Pod struct {
	Name string
	// Ready says that it is sent requests.
	Ready bool
	// Node is where it runs, and Zone where that is; empty when not known.
	Node, Zone string
}

// PodOf returns what is told of a Pod. ok is false for one that has finished: it is no endpoint any more.
// https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-phase
func PodOf(p *corev1.Pod) (pod Pod, ok bool) {
	if p.Status.Phase == corev1.PodSucceeded || p.Status.Phase == corev1.PodFailed {
		return Pod{}, false
	}
	return Pod{
		Name:  p.Name,
		Ready: podReady(p) && p.DeletionTimestamp == nil, // one that is terminating gets no more requests
		Node:  p.Spec.NodeName,
		Zone:  p.Labels[corev1.LabelTopologyZone], // since Kubernetes 1.35
	}, true
}
