package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/kubernetes"
	"k8s.io/utils/ptr"
)

const loadedNamespaces = 40

// load makes Deployments like those of a large company, spread over namespaces. They are paused and without replicas, so their controller has
// nothing to do but to say so. It returns once it has.
func load(ctx context.Context, client kubernetes.Interface, deployments int) error {
	g, gctx := errgroup.WithContext(ctx)
	for n := range loadedNamespaces {
		namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: loadedNamespace(n)}}
		g.Go(func() error {
			_, err := client.CoreV1().Namespaces().Create(gctx, namespace, metav1.CreateOptions{})
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	g, gctx = errgroup.WithContext(ctx)
	g.SetLimit(32)
	for i := range deployments {
		g.Go(func() error {
			d := deployment(i)
			_, err := client.AppsV1().Deployments(d.Namespace).Create(gctx, d, metav1.CreateOptions{})
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for {
		list, err := client.AppsV1().Deployments("").List(ctx, metav1.ListOptions{ResourceVersion: "0"})
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(list.Items, func(d appsv1.Deployment) bool { return d.Status.ObservedGeneration == 0 }) {
			return nil
		}
		time.Sleep(time.Second)
	}
}

func loadedNamespace(n int) string { return fmt.Sprintf("team-%02d", n) }

// deployment is one as people have them: with the labels of a chart, variables, probes and resources. It takes about 3 KB.
func deployment(i int) *appsv1.Deployment {
	name, team := fmt.Sprintf("service-%05d", i), loadedNamespace(i%loadedNamespaces)
	selector := map[string]string{"app.kubernetes.io/name": name}
	labels := map[string]string{"app.kubernetes.io/name": name, "app.kubernetes.io/version": "4.18.2", "helm.sh/chart": "service-7.3.1"}
	probe := &corev1.Probe{ProbeHandler: corev1.ProbeHandler{HTTPGet: &corev1.HTTPGetAction{Path: "/ready", Port: intstr.FromString("http")}}}
	return &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: team, Labels: labels, Annotations: map[string]string{"meta.helm.sh/release-name": name}},
		Spec: appsv1.DeploymentSpec{
			Paused:   true,
			Replicas: ptr.To[int32](0),
			Selector: &metav1.LabelSelector{MatchLabels: selector},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: labels},
				Spec: corev1.PodSpec{Containers: []corev1.Container{{
					Name:  "main",
					Image: "registry.example.com/" + team + "/" + name + ":4.18.2",
					Env:   []corev1.EnvVar{{Name: "DATABASE_HOST", Value: name + "-database." + team}, {Name: "LOG_LEVEL", Value: "info"}},
					Ports: []corev1.ContainerPort{{Name: "http", ContainerPort: 8080}, {Name: "metrics", ContainerPort: 9090}},
					Resources: corev1.ResourceRequirements{
						Requests: corev1.ResourceList{corev1.ResourceCPU: resource.MustParse("100m"), corev1.ResourceMemory: resource.MustParse("128Mi")},
						Limits:   corev1.ResourceList{corev1.ResourceMemory: resource.MustParse("256Mi")},
					},
					ReadinessProbe: probe,
				}}},
			},
		},
	}
}
