package cluster_test

import (
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/utils/ptr"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// marks are those that a tool leaves on the objects that it manages, and as which field manager it writes them.
type marks struct {
	manager string
	metav1.ObjectMeta
}

func helmMarks(namespace string) marks {
	return marks{"helm", metav1.ObjectMeta{
		Labels:      map[string]string{expose.ManagedByLabel: "Helm"},
		Annotations: map[string]string{"meta.helm.sh/release-name": "shop", "meta.helm.sh/release-namespace": namespace},
	}}
}

func argoMarks(namespace string) marks {
	return marks{"argocd-controller", metav1.ObjectMeta{Annotations: map[string]string{"argocd.argoproj.io/tracking-id": "shop:/Service:" + namespace + "/web"}}}
}

func fluxMarks(string) marks {
	return marks{"kustomize-controller", metav1.ObjectMeta{Labels: map[string]string{"kustomize.toolkit.fluxcd.io/name": "apps", "kustomize.toolkit.fluxcd.io/namespace": "flux-system"}}}
}

func operatorMarks(string) marks {
	return marks{"shop-operator", metav1.ObjectMeta{OwnerReferences: []metav1.OwnerReference{
		{APIVersion: "example.com/v1", Kind: "Shop", Name: "berlin", UID: types.UID("00000000-0000-0000-0000-000000000001"), Controller: ptr.To(true)},
	}}}
}

// TestServicesOfTools previews changes to Services of Helm, Argo CD, Flux and an operator: whose they are is said, and that they may change
// it back; when nothing changes, nothing is said.
func TestServicesOfTools(t *testing.T) {
	for name, c := range map[string]struct {
		marks func(namespace string) marks
		want  string
	}{
		"Helm":        {helmMarks, `service/web is managed by Helm release "shop": its next upgrade may change it back`},
		"Argo CD":     {argoMarks, `service/web is managed by Argo CD application "shop": its next sync may change it back`},
		"Flux":        {fluxMarks, `service/web is managed by Flux Kustomization "flux-system/apps": its next reconciliation may change it back`},
		"an operator": {operatorMarks, `service/web is managed by the operator of shop/berlin: it may change it back`},
		"kubectl":     {func(string) marks { return marks{manager: "kubectl-expose"} }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			namespace := playground.Namespace(t)
			web(t, namespace)
			service := c.marks(namespace)
			service.Name = "web"
			_, err := playground.Client.CoreV1().Services(namespace).Create(t.Context(), &corev1.Service{
				ObjectMeta: service.ObjectMeta,
				Spec: corev1.ServiceSpec{Selector: map[string]string{"app": "web"}, Ports: []corev1.ServicePort{
					{Name: "http", Port: 80, TargetPort: intstr.FromString("http")}, {Name: "metrics", Port: 9090, TargetPort: intstr.FromString("metrics")},
				}},
			}, metav1.CreateOptions{FieldManager: service.manager})
			if err != nil {
				t.Fatal(err)
			}
			changes, err := preview(t, open(t, namespace), "web", expose.Spec{})
			if err != nil {
				t.Fatal(err)
			}
			warned := slices.ContainsFunc(changes[0].Warnings, func(w string) bool { return strings.HasPrefix(w, c.want) })
			if c.want == "" && len(changes[0].Warnings) > 0 || c.want != "" && !warned {
				t.Errorf("warnings are %q for\n%s", changes[0].Warnings, changes[0].Diff())
			}
		})
	}
}

// TestWorkloadOfATool says of a workload whose it is, and that what exposes it belongs there.
func TestWorkloadOfATool(t *testing.T) {
	namespace := playground.Namespace(t)
	web(t, namespace)
	patch := `{"metadata":{"labels":{"app.kubernetes.io/instance":"shop"}}}`
	if _, err := playground.Client.AppsV1().Deployments(namespace).Patch(t.Context(), "web", types.MergePatchType, []byte(patch), metav1.PatchOptions{FieldManager: "argocd-controller"}); err != nil {
		t.Fatal(err)
	}
	w, err := open(t, namespace).Workload(t.Context(), expose.Kinds()[0], "web", expose.Spec{}, expose.Needs{})
	if err != nil {
		t.Fatal(err)
	}
	plan, err := expose.NewPlan(w, expose.Default(w, expose.Spec{}))
	if err != nil {
		t.Fatal(err)
	}
	if notes := strings.Join(plan.Notes, "\n"); !strings.HasPrefix(notes, `deployment/web is managed by Argo CD application "shop": what exposes it is better kept where the application comes from; the label`) {
		t.Errorf("notes are %q", notes)
	}
	if labels := plan.Objects[0].GetLabels(); labels["app.kubernetes.io/instance"] != "" {
		t.Errorf("the Service would have labels %v", labels)
	}
}
