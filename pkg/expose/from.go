package expose

import (
	"maps"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/utils/ptr"
)

// FromObject returns the workload that a typed object is, as those of [Kinds] are. ok is false when it cannot be exposed.
func FromObject(object runtime.Object) (w Workload, ok bool) {
	apps, core := appsv1.SchemeGroupVersion, corev1.SchemeGroupVersion
	switch o := object.(type) {
	case *appsv1.Deployment:
		w = fromTemplate(apps.WithKind("Deployment"), o.ObjectMeta, o.Spec.Selector, o.Spec.Template)
		w.Replicas, w.Ready = ptr.Deref(o.Spec.Replicas, 1), o.Status.ReadyReplicas
	case *appsv1.StatefulSet:
		w = fromTemplate(apps.WithKind("StatefulSet"), o.ObjectMeta, o.Spec.Selector, o.Spec.Template)
		w.Replicas, w.Ready = ptr.Deref(o.Spec.Replicas, 1), o.Status.ReadyReplicas
		w.GoverningService = o.Spec.ServiceName
	case *appsv1.DaemonSet:
		w = fromTemplate(apps.WithKind("DaemonSet"), o.ObjectMeta, o.Spec.Selector, o.Spec.Template)
		w.Replicas, w.Ready = o.Status.DesiredNumberScheduled, o.Status.NumberReady
	case *appsv1.ReplicaSet:
		w = fromTemplate(apps.WithKind("ReplicaSet"), o.ObjectMeta, o.Spec.Selector, o.Spec.Template)
		w.Replicas, w.Ready = ptr.Deref(o.Spec.Replicas, 1), o.Status.ReadyReplicas
	case *corev1.ReplicationController:
		template := ptr.Deref(o.Spec.Template, corev1.PodTemplateSpec{})
		selector := o.Spec.Selector
		if len(selector) == 0 { // core/v1 ReplicationControllerSpec.selector
			selector = template.Labels
		}
		w = fromTemplate(core.WithKind("ReplicationController"), o.ObjectMeta, &metav1.LabelSelector{MatchLabels: selector}, template)
		w.Replicas, w.Ready = ptr.Deref(o.Spec.Replicas, 1), o.Status.ReadyReplicas
	case *corev1.Pod:
		labels := lastingLabels(o.Labels)
		w = fromTemplate(core.WithKind("Pod"), o.ObjectMeta, &metav1.LabelSelector{MatchLabels: labels}, corev1.PodTemplateSpec{
			ObjectMeta: metav1.ObjectMeta{Labels: labels}, Spec: o.Spec,
		})
		w.Replicas = 1
		if podReady(o) {
			w.Ready = 1
		}
	case *corev1.Service:
		w = fromTemplate(core.WithKind("Service"), o.ObjectMeta, &metav1.LabelSelector{MatchLabels: o.Spec.Selector}, corev1.PodTemplateSpec{
			ObjectMeta: metav1.ObjectMeta{Labels: o.Spec.Selector},
		})
		w.Foreign, w.Services = true, []corev1.Service{*o}
	default:
		return Workload{}, false
	}
	return w, true
}

func fromTemplate(gvk schema.GroupVersionKind, meta metav1.ObjectMeta, selector *metav1.LabelSelector, template corev1.PodTemplateSpec) Workload {
	ref := Ref{GroupVersionKind: gvk, Namespace: meta.Namespace, Name: meta.Name}
	return Workload{
		Ref:       ref,
		Owner:     OwnerOf(ref, &meta),
		Labels:    meta.Labels,
		Selector:  selector,
		PodLabels: template.Labels,
		Ports:     containerPorts(template.Spec),
		Created:   meta.CreationTimestamp,
	}
}

// lastingLabels are a Pod's labels without those that its controller gives anew with each rollout or to each Pod, and those that it
// has from the node where it runs now.
// https://kubernetes.io/docs/reference/labels-annotations-taints/
func lastingLabels(pod map[string]string) map[string]string {
	lasting := maps.Clone(pod)
	for _, key := range []string{
		appsv1.DefaultDeploymentUniqueLabelKey, appsv1.ControllerRevisionHashLabelKey, "pod-template-generation",
		appsv1.StatefulSetPodNameLabel, appsv1.PodIndexLabel,
		corev1.LabelTopologyRegion, corev1.LabelTopologyZone,
	} {
		delete(lasting, key)
	}
	return lasting
}
