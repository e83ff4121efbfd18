package cluster_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/types"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/cluster"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// followPods follows Pods until the test ends, and returns what waits until they are as wanted.
func followPods(t *testing.T, c *cluster.Cluster, namespace string, selector labels.Set) (until func(what string, seen func([]expose.Pod, error) bool)) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var mu sync.Mutex
	var pods []expose.Pod
	var err error
	told := false
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		c.FollowPods(ctx, namespace, selector, func(p []expose.Pod, e error) {
			mu.Lock()
			defer mu.Unlock()
			pods, err, told = p, e, true
		})
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
	})
	return func(what string, seen func([]expose.Pod, error) bool) {
		t.Helper()
		for range 1000 {
			mu.Lock()
			done := told && seen(pods, err)
			mu.Unlock()
			if done {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
		t.Fatalf("%s does not come; the Pods are %+v, %v", what, pods, err)
	}
}

func TestPodsOfASelector(t *testing.T) {
	namespace := playground.Namespace(t)
	web := labels.Set{"app": "web"}
	until := followPods(t, open(t, "default"), namespace, web)
	until("no Pods", func(pods []expose.Pod, err error) bool { return len(pods) == 0 && err == nil })

	d := playground.Deployment(t, namespace, "web")
	playground.Deployment(t, namespace, "other")
	scale := func(replicas int) {
		t.Helper()
		patch := fmt.Appendf(nil, `{"spec":{"replicas":%d}}`, replicas)
		if _, err := playground.Client.AppsV1().Deployments(namespace).Patch(t.Context(), "web", types.MergePatchType, patch, metav1.PatchOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	scale(4)
	until("4 ready Pods in their zones, by node and name", func(pods []expose.Pod, err error) bool {
		sorted := slices.IsSortedFunc(pods, func(a, b expose.Pod) int {
			return slices.Compare([]string{a.Node, a.Name}, []string{b.Node, b.Name})
		})
		lacking := slices.ContainsFunc(pods, func(p expose.Pod) bool { return !p.Ready || p.Node == "" || p.Zone == "" })
		return len(pods) == 4 && sorted && !lacking && err == nil
	})
	scale(1)
	until("1 Pod", func(pods []expose.Pod, _ error) bool { return len(pods) == 1 && pods[0].Ready })

	// One that has finished is no endpoint, and one that is on no node is not ready.
	pods := playground.Client.CoreV1().Pods(namespace)
	for _, name := range []string{"finished", "nowhere"} {
		spec := d.Spec.Template.Spec
		spec.SchedulerName = "nobody"
		pod, err := pods.Create(t.Context(), &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: web}, Spec: spec}, metav1.CreateOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if pod.Status.Phase = corev1.PodSucceeded; name == "finished" {
			if _, err := pods.UpdateStatus(t.Context(), pod, metav1.UpdateOptions{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	until("one that is pending beside the one that is ready", func(pods []expose.Pod, _ error) bool {
		return len(pods) == 2 && pods[0] == expose.Pod{Name: "nowhere"} && pods[1].Ready
	})
}

func TestPodsWithoutRights(t *testing.T) {
	namespace := playground.Namespace(t)
	allow(t, namespace, "podreader", rbacv1.PolicyRule{APIGroups: []string{""}, Resources: []string{"pods"}, Verbs: []string{"list", "watch"}})
	if _, err := playground.Client.CoreV1().Pods(namespace).Create(t.Context(), &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: "web", Labels: map[string]string{"app": "web"}},
		Spec:       corev1.PodSpec{NodeName: "no-such-node", Containers: []corev1.Container{{Name: "main", Image: "web"}}},
	}, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	web := labels.Set{"app": "web"}
	// Where its node is may not be read.
	followPods(t, open(t, namespace, as("podreader")), namespace, web)("the Pod", func(pods []expose.Pod, err error) bool {
		return err == nil && len(pods) == 1 && pods[0] == expose.Pod{Name: "web", Node: "no-such-node"}
	})
	followPods(t, open(t, namespace, as("nobody")), namespace, web)("an error", func(_ []expose.Pod, err error) bool {
		return errors.As(err, new(*cluster.ForbiddenError))
	})
	followPods(t, open(t, namespace), namespace, nil)("nothing", func(pods []expose.Pod, err error) bool { return len(pods) == 0 && err == nil })
}

func TestNamespaces(t *testing.T) {
	namespace := playground.Namespace(t)
	names, err := open(t, namespace).Namespaces(t.Context())
	if err != nil || !slices.Contains(names, namespace) || !slices.Contains(names, "default") || !slices.IsSorted(names) {
		t.Errorf("got %v, %v", names, err)
	}
	if _, err := open(t, namespace, as("nobody")).Namespaces(t.Context()); !errors.As(err, new(*cluster.ForbiddenError)) {
		t.Errorf("got %v", err)
	}
}
