package cluster_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/cluster"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// TestTypeChanges makes a Service of each type one of each other: it becomes that, or it is refused before anything is done.
func TestTypeChanges(t *testing.T) {
	namespace := playground.Namespace(t)
	web(t, namespace)
	c := open(t, namespace)
	types := []expose.Type{expose.ClusterIP, expose.Headless, expose.NodePort, expose.LoadBalancer, expose.ExternalName}
	for _, from := range types {
		for _, to := range types {
			t.Run(fmt.Sprintf("%s to %s", from, to), func(t *testing.T) {
				spec := func(typ expose.Type) expose.Spec {
					s := expose.Spec{Type: typ, Name: strings.ToLower(fmt.Sprintf("%s-%s", from, to))}
					if typ == expose.ExternalName {
						s.ExternalName = "db.example.com"
					}
					return s
				}
				exposed(t, c, "web", spec(from))
				before := service(t, namespace, spec(to).Name)
				changes, err := preview(t, c, "web", spec(to))
				if err == nil {
					err = c.Apply(t.Context(), changes, options, func(expose.Event) {})
				}
				after := service(t, namespace, spec(to).Name)
				if err != nil {
					var refused *cluster.RefusedError
					if !errors.As(err, &refused) || !refused.Exists || !reflect.DeepEqual(after.Spec, before.Spec) {
						t.Errorf("%v, and it is %+v after %+v", err, after.Spec, before.Spec)
					}
					return
				}
				if got := typeOf(after); got != to {
					t.Errorf("it is %s", got)
				}
				if changes[0].Action() == expose.Unchanged && from != to {
					t.Error("the preview says unchanged")
				}
			})
		}
	}
}

func service(t *testing.T, namespace, name string) *corev1.Service {
	t.Helper()
	s, err := playground.Client.CoreV1().Services(namespace).Get(t.Context(), name, metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func typeOf(s *corev1.Service) expose.Type {
	if s.Spec.ClusterIP == corev1.ClusterIPNone {
		return expose.Headless
	}
	return expose.Type(s.Spec.Type)
}

func TestServiceOfAnotherWorkloadIsNotTaken(t *testing.T) {
	namespace := playground.Namespace(t)
	web(t, namespace)
	playground.Deployment(t, namespace, "cart", corev1.ContainerPort{Name: "http", ContainerPort: 8080})
	c := open(t, namespace)
	exposed(t, c, "cart", expose.Spec{})
	_, err := preview(t, c, "web", expose.Spec{Name: "cart"})
	var conflict *cluster.ConflictError
	if !errors.As(err, &conflict) || !strings.Contains(err.Error(), "another workload (app=cart) owns .spec.selector") {
		t.Errorf("got %v", err)
	}
}

// apply applies changes and returns what was done to the first, and the error.
func apply(ctx context.Context, c *cluster.Cluster, changes []expose.Change) (action expose.Action, err error) {
	err = c.Apply(ctx, changes, options, func(e expose.Event) { action = e.Action })
	return action, err
}

func TestChangeBetweenPreviewAndApply(t *testing.T) {
	namespace := playground.Namespace(t)
	web(t, namespace)
	c := open(t, namespace)
	services := playground.Client.CoreV1().Services(namespace)
	edit := func(patch string, subresources ...string) {
		t.Helper()
		if _, err := services.Patch(t.Context(), "web", types.MergePatchType, []byte(patch), metav1.PatchOptions{FieldManager: "somebody"}, subresources...); err != nil {
			t.Fatal(err)
		}
	}
	var changed *cluster.ChangedError

	// It came to be meanwhile.
	changes, err := preview(t, c, "web", expose.Spec{})
	if err != nil {
		t.Fatal(err)
	}
	exposed(t, c, "web", expose.Spec{Ports: []expose.Port{{Port: 99}}})
	if _, err := apply(t.Context(), c, changes); !errors.As(err, &changed) {
		t.Errorf("got %v", err)
	}
	if port := service(t, namespace, "web").Spec.Ports[0].Port; port != 99 {
		t.Errorf("it was changed to port %d", port)
	}

	// What would change is another thing now.
	if changes, err = preview(t, c, "web", expose.Spec{Type: expose.NodePort}); err != nil {
		t.Fatal(err)
	}
	edit(`{"spec":{"sessionAffinity":"ClientIP"}}`)
	if _, err := apply(t.Context(), c, changes); !errors.As(err, &changed) {
		t.Errorf("got %v", err)
	}
	if typ := service(t, namespace, "web").Spec.Type; typ != corev1.ServiceTypeClusterIP {
		t.Errorf("it was changed to %s", typ)
	}

	// A controller wrote its status: what would change is what was shown, so it goes on.
	if changes, err = preview(t, c, "web", expose.Spec{Type: expose.NodePort}); err != nil {
		t.Fatal(err)
	}
	edit(`{"status":{"conditions":[{"type":"Seen","status":"True","reason":"Test","message":"","lastTransitionTime":"2026-11-23T00:00:00Z"}]}}`, "status")
	if action, err := apply(t.Context(), c, changes); err != nil || action != expose.Configured {
		t.Errorf("got %s, %v", action, err)
	}

	// It is gone.
	if changes, err = preview(t, c, "web", expose.Spec{}); err != nil {
		t.Fatal(err)
	}
	if err := services.Delete(t.Context(), "web", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	if action, err := apply(t.Context(), c, changes); err == nil {
		t.Errorf("it was %s", action)
	}
}
