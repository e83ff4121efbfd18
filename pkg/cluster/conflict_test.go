package cluster_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/cluster"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// serviceOf makes the Service web as a field manager does who creates it.
func serviceOf(t *testing.T, namespace, manager string, marks metav1.ObjectMeta) {
	t.Helper()
	marks.Name = "web"
	_, err := playground.Client.CoreV1().Services(namespace).Create(t.Context(), &corev1.Service{
		ObjectMeta: marks,
		Spec:       corev1.ServiceSpec{Selector: map[string]string{"app": "other"}, Ports: []corev1.ServicePort{{Name: "web", Port: 80, TargetPort: intstr.FromInt32(8080)}}},
	}, metav1.CreateOptions{FieldManager: manager})
	if err != nil {
		t.Fatal(err)
	}
}

// previewAs previews exposing the Deployment web as the options say.
func previewAs(t *testing.T, c *cluster.Cluster, s expose.Spec, options cluster.Options) ([]expose.Change, error) {
	t.Helper()
	w, err := c.Workload(t.Context(), expose.Kinds()[0], "web", expose.Spec{}, expose.Needs{})
	if err != nil {
		t.Fatal(err)
	}
	plan, err := expose.NewPlan(w, expose.Default(w, s))
	if err != nil {
		t.Fatal(err)
	}
	return c.Preview(t.Context(), plan, options)
}

// TestConflictsSayWho makes a Service in each of the ways in which Services come to be, and sets it as somebody else.
func TestConflictsSayWho(t *testing.T) {
	for name, c := range map[string]struct {
		make func(t *testing.T, namespace string)
		want string
	}{
		"kubectl expose": {func(t *testing.T, namespace string) { serviceOf(t, namespace, "kubectl-expose", metav1.ObjectMeta{}) },
			`^service/web belongs to somebody else: "kubectl-expose" \(Update, \d{4}-\d\d-\d\d \d\d:\d\d UTC\) owns .spec.selector, .spec.ports\[port=80,protocol="TCP"\].name`},
		"Helm": {func(t *testing.T, namespace string) { serviceOf(t, namespace, "helm", helmMarks(namespace).ObjectMeta) },
			`^service/web belongs to Helm release "shop": "helm" \(Update, .*\) owns .spec.selector`},
		"Argo CD": {func(t *testing.T, namespace string) {
			serviceOf(t, namespace, "argocd-controller", argoMarks(namespace).ObjectMeta)
		}, `^service/web belongs to Argo CD application "shop": "argocd-controller" \(Update, `},
		"another user of xnode": {func(t *testing.T, namespace string) {
			theirs := cluster.Options{FieldManager: "alice"}
			c := open(t, namespace)
			changes, err := previewAs(t, c, expose.Spec{Ports: []expose.Port{{Name: "web", Port: 80, TargetPort: intstr.FromInt32(8080)}}}, theirs)
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Apply(t.Context(), changes, theirs, func(expose.Event) {}); err != nil {
				t.Fatal(err)
			}
		}, `^service/web belongs to somebody else: "alice" \(Apply, \d{4}-.* UTC\) owns .spec.ports\[port=80,protocol="TCP"\].name`},
	} {
		t.Run(name, func(t *testing.T) {
			namespace := playground.Namespace(t)
			web(t, namespace)
			c.make(t, namespace)
			_, err := previewAs(t, open(t, namespace), expose.Spec{}, options)
			if conflict := (*cluster.ConflictError)(nil); !errors.As(err, &conflict) || !regexp.MustCompile(c.want).MatchString(err.Error()) {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

// TestKeepingTheirs sets what nobody else has, and leaves the rest to its owners.
func TestKeepingTheirs(t *testing.T) {
	namespace := playground.Namespace(t)
	web(t, namespace)
	serviceOf(t, namespace, "kubectl-create", metav1.ObjectMeta{})
	c := open(t, namespace)
	keep := cluster.Options{FieldManager: expose.Manager, OnConflict: expose.KeepTheirs}

	// Nothing of this Service is ours to set: only our labels would be added.
	changes, err := previewAs(t, c, expose.Spec{Ports: []expose.Port{{Name: "http", Port: 80}}}, keep)
	if err != nil {
		t.Fatal(err)
	}
	if warnings := strings.Join(changes[0].Warnings, "\n"); changes[0].Action() != expose.Unchanged || !strings.Contains(warnings, `"kubectl-create" (Update, `) ||
		!strings.Contains(warnings, `keeps .spec.selector, .spec.ports[port=80,protocol="TCP"].name`) || !strings.Contains(warnings, "stays as it is") {
		t.Errorf("it is %s, with warnings\n%s\n%s", changes[0].Action(), warnings, changes[0].Diff())
	}

	// A port is added beside theirs.
	changes, err = previewAs(t, c, expose.Spec{Ports: []expose.Port{{Name: "http", Port: 80}, {Name: "metrics", Port: 9090}}}, keep)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Apply(t.Context(), changes, keep, func(expose.Event) {}); err != nil {
		t.Fatal(err)
	}
	s := service(t, namespace, "web")
	if s.Spec.Selector["app"] != "other" || len(s.Spec.Ports) != 2 || s.Spec.Ports[0].Name != "web" || s.Spec.Ports[1].Name != "metrics" {
		t.Errorf("it is %+v", s.Spec)
	}
}

// TestAnotherWorkloadsServiceIsNotKept shows that the selector of a Service for other Pods is not what can be left to somebody.
func TestAnotherWorkloadsServiceIsNotKept(t *testing.T) {
	namespace := playground.Namespace(t)
	web(t, namespace)
	playground.Deployment(t, namespace, "cart", corev1.ContainerPort{Name: "http", ContainerPort: 8080})
	c := open(t, namespace)
	exposed(t, c, "cart", expose.Spec{})
	_, err := previewAs(t, c, expose.Spec{Name: "cart"}, cluster.Options{FieldManager: expose.Manager, OnConflict: expose.KeepTheirs})
	if conflict := (*cluster.ConflictError)(nil); !errors.As(err, &conflict) {
		t.Errorf("got %v", err)
	}
}

// TestWhatWeSetOtherwiseIsOurs changes a Service that our field manager made without server-side apply, as when a program is killed halfway.
func TestWhatWeSetOtherwiseIsOurs(t *testing.T) {
	namespace := playground.Namespace(t)
	web(t, namespace)
	serviceOf(t, namespace, expose.Manager, metav1.ObjectMeta{})
	c := open(t, namespace)
	exposed(t, c, "web", expose.Spec{Ports: []expose.Port{{Name: "http", Port: 80}}})
	if s := service(t, namespace, "web"); s.Spec.Selector["app"] != "web" || s.Spec.Ports[0].Name != "http" {
		t.Errorf("it is %+v", s.Spec)
	}

	// Once others have a part of it, theirs is not taken.
	if _, err := playground.Client.CoreV1().Services(namespace).Patch(t.Context(), "web", types.MergePatchType,
		[]byte(`{"spec":{"selector":{"app":"other"}}}`), metav1.PatchOptions{FieldManager: "kubectl-edit"}); err != nil {
		t.Fatal(err)
	}
	if _, err := playground.Client.CoreV1().Services(namespace).Patch(t.Context(), "web", types.StrategicMergePatchType,
		[]byte(`{"spec":{"ports":[{"port":80,"name":"web"}]}}`), metav1.PatchOptions{FieldManager: expose.Manager}); err != nil {
		t.Fatal(err)
	}
	_, err := previewAs(t, c, expose.Spec{Ports: []expose.Port{{Name: "http", Port: 80}}}, options)
	if conflict := (*cluster.ConflictError)(nil); !errors.As(err, &conflict) || !strings.Contains(err.Error(), `"kubectl-edit" (Update, `) {
		t.Errorf("got %v", err)
	}
}

// TestTwoUsersOfTheSameMind exposes what another user of xnode exposed in the same way: that is no conflict, though each writes a record of its own.
func TestTwoUsersOfTheSameMind(t *testing.T) {
	namespace := playground.Namespace(t)
	web(t, namespace)
	c := open(t, namespace)
	exposed(t, c, "web", expose.Spec{})
	alice := cluster.Options{FieldManager: "alice"}
	changes, err := previewAs(t, c, expose.Spec{}, alice)
	if err != nil || changes[0].Action() != expose.Unchanged {
		t.Errorf("got %v", err)
	}
	if changes, err = previewAs(t, c, expose.Spec{SessionAffinity: corev1.ServiceAffinityClientIP}, alice); err != nil {
		t.Fatal(err)
	}
	if err := c.Apply(t.Context(), changes, alice, func(expose.Event) {}); err != nil {
		t.Fatal(err)
	}
	if s := service(t, namespace, "web"); s.Spec.SessionAffinity != corev1.ServiceAffinityClientIP {
		t.Errorf("it is %+v", s.Spec)
	}
}
