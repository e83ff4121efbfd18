package tui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

var errConflict = errors.New(`service/web belongs to somebody else: "helm" using v1 owns .spec.selector`)

var errForbidden = errors.New(`not allowed: deployments.apps is forbidden: User "jane" cannot list resource "deployments" in API group "apps" in the namespace "shop"`)

var errExists = errors.New("service/web exists already and cannot be changed that way: spec.clusterIPs[0]: may not change once set")

// workload returns a Deployment of the shop that is two hours old.
func workload(name string, ready, replicas int32, ports ...expose.ContainerPort) expose.Workload {
	w := expose.Workload{
		Ref:       expose.Ref{GroupVersionKind: appsv1.SchemeGroupVersion.WithKind("Deployment"), Namespace: "shop", Name: name},
		Selector:  &metav1.LabelSelector{MatchLabels: map[string]string{"app": name}},
		PodLabels: map[string]string{"app": name},
		Ports:     ports, Ready: ready, Replicas: replicas,
	}
	w.Created = metav1.NewTime(time.Date(1999, 12, 31, 22, 0, 0, 0, time.UTC)) // a bubble's clock starts at midnight after
	return w
}

func shop() []expose.Workload {
	http := expose.ContainerPort{Name: "http", Port: 8080, Protocol: "TCP"}
	workloads := []expose.Workload{
		workload("cart", 2, 2, http, expose.ContainerPort{Name: "metrics", Port: 9090, Protocol: "TCP"}),
		workload("dns", 1, 1, expose.ContainerPort{Name: "dns", Port: 53, Protocol: "UDP"}, expose.ContainerPort{Name: "dns-tcp", Port: 53, Protocol: "TCP"}),
		workload("報告書", 0, 1, http),
		workload("web", 3, 3, http),
		workload(strings.Repeat("long-", 12)+"xyz", 0, 0),
	}
	for i := range workloads {
		workloads[i].Services = []corev1.Service{}
	}
	workloads[4].Services = nil
	workloads[3].Services = []corev1.Service{{
		ObjectMeta: metav1.ObjectMeta{Name: "storefront"},
		Spec:       corev1.ServiceSpec{Selector: map[string]string{"app": "web"}, Ports: []corev1.ServicePort{{Port: 80, TargetPort: intstr.FromInt32(8080), Protocol: "TCP"}}},
	}}
	return workloads
}

// fake is a world in which everything works; tests replace what should not.
func fake() Config {
	return Config{
		Identity: Identity{Context: "prod-eu", Namespace: "shop", User: "jane"},
		Ops: Ops{
			Workloads: func(context.Context) ([]expose.Workload, error) { return shop(), nil },
			Workload: func(_ context.Context, ref expose.Ref, _ expose.Spec) (expose.Workload, error) {
				for _, w := range shop() {
					if w.Name == ref.Name {
						return w, nil
					}
				}
				return expose.Workload{}, fmt.Errorf("there is no deployment %q in namespace \"shop\"", ref.Name)
			},
			Preview: func(_ context.Context, plan expose.Plan, _ bool) ([]expose.Change, error) {
				var changes []expose.Change
				for _, o := range plan.Objects {
					changes = append(changes, expose.Change{Object: o, Want: o})
				}
				return changes, nil
			},
			Apply: func(_ context.Context, changes []expose.Change, _ bool, emit func(expose.Event)) error {
				for _, c := range changes {
					emit(expose.Event{Ref: c.Ref()})
					emit(expose.Event{Ref: c.Ref(), Action: c.Action(), Object: c.Want})
				}
				return nil
			},
			Live: func(context.Context, expose.Ref) (*unstructured.Unstructured, error) { return nil, nil },
			Refusal: func(err error) Refusal {
				switch {
				case errors.Is(err, errForbidden):
					return RefusedForbidden
				case errors.Is(err, errConflict):
					return RefusedConflict
				case errors.Is(err, errExists):
					return RefusedExisting
				}
				return RefusedOtherwise
			},
			CommandLine: func(w expose.Workload, s expose.Spec, takeOver bool) []string {
				words := append([]string{"kubectl", "xnode", "expose", w.Short(), "--namespace=" + w.Namespace}, expose.Args(s)...)
				if takeOver {
					words = append(words, "--force-conflicts")
				}
				return words
			},
		},
	}
}
