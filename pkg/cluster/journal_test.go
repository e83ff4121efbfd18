package cluster_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/intstr"
	"sigs.k8s.io/yaml"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/cluster"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// live reads an object of the changes as it is, with its managedFields, but without what every write changes.
func live(t *testing.T, c *cluster.Cluster, ref expose.Ref) *unstructured.Unstructured {
	t.Helper()
	o, err := c.Live(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	if o != nil {
		unstructured.RemoveNestedField(o.Object, "metadata", "resourceVersion")
		unstructured.RemoveNestedField(o.Object, "metadata", "generation")
		unstructured.RemoveNestedField(o.Object, "status")
	}
	return o
}

func text(t *testing.T, o *unstructured.Unstructured) string {
	t.Helper()
	if o == nil {
		return "nothing\n"
	}
	data, err := yaml.Marshal(o.Object)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func sameAs(t *testing.T, what string, got, want *unstructured.Unstructured) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s is\n%s\nand was\n%s", what, text(t, got), text(t, want))
	}
}

var shopAtExample = expose.Spec{Type: expose.Ingress, Host: "shop.example.com"}

// block makes the Ingress web of somebody else's, so that ours fails after its Service.
func block(t *testing.T, namespace string) {
	t.Helper()
	backend := networkingv1.IngressBackend{Service: &networkingv1.IngressServiceBackend{Name: "other", Port: networkingv1.ServiceBackendPort{Number: 80}}}
	ingress := &networkingv1.Ingress{ObjectMeta: metav1.ObjectMeta{Name: "web"}, Spec: networkingv1.IngressSpec{DefaultBackend: &backend}}
	if _, err := playground.Client.NetworkingV1().Ingresses(namespace).Create(t.Context(), ingress, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
}

// TestWhatWasCreatedIsOwnedAsIfApplied shows that what is created only when it is not there belongs to us as what is applied does.
func TestWhatWasCreatedIsOwnedAsIfApplied(t *testing.T) {
	namespace := playground.Namespace(t)
	web(t, namespace)
	c := open(t, namespace)
	changes, _ := exposed(t, c, "web", shopAtExample)
	for _, change := range changes {
		got := slices.DeleteFunc(live(t, c, change.Ref()).GetManagedFields(), func(e metav1.ManagedFieldsEntry) bool { return e.Subresource == "status" })
		want := change.Want.GetManagedFields()
		if len(got) != 1 || got[0].Operation != metav1.ManagedFieldsOperationApply || got[0].FieldsV1.String() != want[0].FieldsV1.String() {
			t.Errorf("%s: got %v, want %v", change.Ref(), got, want)
		}
	}
}

func TestRollBackDeletesWhatWasCreated(t *testing.T) {
	namespace := playground.Namespace(t)
	web(t, namespace)
	c := open(t, namespace)
	changes, err := preview(t, c, "web", shopAtExample)
	if err != nil {
		t.Fatal(err)
	}
	block(t, namespace)
	var told []string
	err = c.Apply(t.Context(), changes, options, func(e expose.Event) {
		if e.Action != "" {
			told = append(told, e.Ref.Short()+" "+string(e.Action))
		}
	})
	var changed *cluster.ChangedError
	if !errors.As(err, &changed) || changed.Now == nil || !strings.HasSuffix(err.Error(), "; taken back: service/web") {
		t.Errorf("got %v", err)
	}
	if want := []string{"service/web created", "service/web deleted"}; !reflect.DeepEqual(told, want) {
		t.Errorf("told was %v", told)
	}
	sameAs(t, "the Service", live(t, c, changes[0].Ref()), nil)
}

func TestNoRollBack(t *testing.T) {
	namespace := playground.Namespace(t)
	web(t, namespace)
	c := open(t, namespace)
	changes, err := preview(t, c, "web", shopAtExample)
	if err != nil {
		t.Fatal(err)
	}
	block(t, namespace)
	keep := options
	keep.NoRollback = true
	err = c.Apply(t.Context(), changes, keep, func(expose.Event) {})
	if err == nil || !strings.HasSuffix(err.Error(), "; service/web stays as it was applied") {
		t.Errorf("got %v", err)
	}
	if live(t, c, changes[0].Ref()) == nil {
		t.Error("the Service is gone")
	}
}

// TestRollBackRestoresWhatWasChanged changes a Service of ours and one of somebody else's, and takes it back because the Ingress fails.
func TestRollBackRestoresWhatWasChanged(t *testing.T) {
	for name, before := range map[string]func(t *testing.T, c *cluster.Cluster){
		"ours": func(t *testing.T, c *cluster.Cluster) {
			exposed(t, c, "web", expose.Spec{Type: expose.NodePort, Labels: map[string]string{"team": "a"}})
		},
		"somebody else's": func(t *testing.T, c *cluster.Cluster) {
			theirs := &corev1.Service{ObjectMeta: metav1.ObjectMeta{Name: "web"}, Spec: corev1.ServiceSpec{
				Type: corev1.ServiceTypeNodePort, Selector: map[string]string{"app": "web"},
				Ports: []corev1.ServicePort{{Name: "old", Port: 81, TargetPort: intstr.FromString("http")}},
			}}
			if _, err := playground.Client.CoreV1().Services(c.Namespace).Create(t.Context(), theirs, metav1.CreateOptions{FieldManager: "helm"}); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			namespace := playground.Namespace(t)
			web(t, namespace)
			c := open(t, namespace)
			before(t, c)
			w, err := c.Workload(t.Context(), expose.Kinds()[0], "web", expose.Spec{}, expose.Needs{})
			if err != nil {
				t.Fatal(err)
			}
			spec := shopAtExample
			spec.Ports = []expose.Port{{Name: "web", Port: 80, TargetPort: intstr.FromInt32(8080)}, {Name: "more", Port: 8443, TargetPort: intstr.FromInt32(8443)}}
			plan, err := expose.NewPlan(w, expose.Default(w, spec))
			if err != nil {
				t.Fatal(err)
			}
			forced := options
			forced.OnConflict = expose.TakeOver
			was := live(t, c, expose.RefOf(plan.Objects[0]))
			changes, err := c.Preview(t.Context(), plan, forced)
			if err != nil {
				t.Fatal(err)
			}
			block(t, namespace)
			err = c.Apply(t.Context(), changes, forced, func(expose.Event) {})
			if err == nil || !strings.HasSuffix(err.Error(), "; taken back: service/web") {
				t.Errorf("got %v", err)
			}
			sameAs(t, "the Service", live(t, c, changes[0].Ref()), was)
		})
	}
}

// TestInterruptedApplyIsTakenBack ends the context between the two writes.
func TestInterruptedApplyIsTakenBack(t *testing.T) {
	namespace := playground.Namespace(t)
	web(t, namespace)
	c := open(t, namespace)
	changes, err := preview(t, c, "web", shopAtExample)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	stopped := errors.New("stopped")
	err = c.Apply(ctx, changes, options, func(e expose.Event) {
		if e.Action == expose.Created {
			cancel(stopped)
		}
	})
	if !errors.Is(err, stopped) || err.Error() != "stopped; taken back: service/web" {
		t.Errorf("got %v", err)
	}
	for _, change := range changes {
		sameAs(t, change.Ref().String(), live(t, c, change.Ref()), nil)
	}
}

// TestRollBackSaysWhatOthersChangedInBetween changes a field of ours after it was written and before it is taken back.
func TestRollBackSaysWhatOthersChangedInBetween(t *testing.T) {
	namespace := playground.Namespace(t)
	web(t, namespace)
	c := open(t, namespace)
	changes, _ := exposed(t, c, "web", expose.Spec{Labels: map[string]string{"team": "a"}})
	spec := shopAtExample
	spec.Labels, spec.Ports = map[string]string{"team": "b"}, []expose.Port{{Name: "web", Port: 81, TargetPort: intstr.FromInt32(8080)}}
	w, err := c.Workload(t.Context(), expose.Kinds()[0], "web", expose.Spec{}, expose.Needs{})
	if err != nil {
		t.Fatal(err)
	}
	plan, err := expose.NewPlan(w, expose.Default(w, spec))
	if err != nil {
		t.Fatal(err)
	}
	again, err := c.Preview(t.Context(), plan, options)
	if err != nil {
		t.Fatal(err)
	}
	block(t, namespace)
	var kept []expose.Drift
	err = c.Apply(t.Context(), again, options, func(e expose.Event) {
		if e.Action == expose.Configured {
			patch := []byte(`{"metadata":{"labels":{"team":"c"}}}`)
			if _, err := playground.Client.CoreV1().Services(namespace).Patch(t.Context(), "web", types.MergePatchType, patch, metav1.PatchOptions{FieldManager: "kubectl-label"}); err != nil {
				t.Error(err)
			}
		}
		kept = append(kept, e.Kept...)
	})
	if err == nil || !strings.HasSuffix(err.Error(), `; taken back: service/web; .metadata.labels.team of service/web stays as "kubectl-label" set it since`) {
		t.Errorf("got %v", err)
	}
	if len(kept) != 1 || kept[0].Field != ".metadata.labels.team" {
		t.Errorf("kept is %v", kept)
	}
	now := live(t, c, changes[0].Ref())
	ports, _, _ := unstructured.NestedSlice(now.Object, "spec", "ports")
	if port, _ := ports[0].(map[string]any); now.GetLabels()["team"] != "c" || len(ports) != 2 || port["port"] != int64(80) {
		t.Errorf("it is\n%s", text(t, now))
	}
}
