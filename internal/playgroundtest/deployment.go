package playgroundtest

import (
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"
)

// Deployment makes a Deployment whose Pods are labelled app=NAME and whose container declares the ports. It has no
// replicas: what is exposed does not depend on them.
func (p *Playground) Deployment(t *testing.T, namespace, name string, ports ...corev1.ContainerPort) *appsv1.Deployment {
	t.Helper()
	return p.Create(t, &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: namespace, Labels: map[string]string{"app.kubernetes.io/name": name}},
		Spec: appsv1.DeploymentSpec{
			Replicas: ptr.To[int32](0),
			Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"app": name}},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{"app": name}},
				Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "main", Image: name, Ports: ports}}},
			},
		},
	})
}

// Create makes d.
func (p *Playground) Create(t *testing.T, d *appsv1.Deployment) *appsv1.Deployment {
	t.Helper()
	created, err := p.Client.AppsV1().Deployments(d.Namespace).Create(t.Context(), d, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return created
}
