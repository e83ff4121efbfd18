package expose_test

import (
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

const (
	plannedService = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  ports:\n  - port: 80\n"
	plannedIngress = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\n  namespace: shop\n"
)

func planned() expose.Plan {
	object := func(apiVersion, kind string) *unstructured.Unstructured {
		return &unstructured.Unstructured{Object: map[string]any{"apiVersion": apiVersion, "kind": kind, "metadata": map[string]any{"name": "web", "namespace": "shop"}}}
	}
	return expose.Plan{Objects: []*unstructured.Unstructured{object("v1", "Service"), object("networking.k8s.io/v1", "Ingress")}}
}

func TestEditedObjects(t *testing.T) {
	for name, text := range map[string]string{
		"as they were":      plannedService + "---\n" + plannedIngress,
		"with comments":     "# mine\n---\n" + plannedService + "# its route\n--- # here\n" + plannedIngress + "---\n# the end\n...\n",
		"without a newline": plannedService + "---\n" + strings.TrimSuffix(plannedIngress, "\n"),
		"with a name":       plannedService + "---\n" + strings.Replace(plannedIngress, "name: web", "name: shop", 1),
	} {
		plan, err := planned().Edited(text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		ports, _, err := unstructured.NestedSlice(plan.Objects[0].Object, "spec", "ports")
		if err != nil || len(ports) != 1 || ports[0].(map[string]any)["port"] != int64(80) {
			t.Errorf("%s: the ports are %v, %v", name, ports, err)
		}
	}
}

func TestEditedObjectsThatAreWrong(t *testing.T) {
	replaced := func(old, replacement string) string {
		return plannedService + "---\n" + strings.Replace(plannedIngress, old, replacement, 1)
	}
	for text, want := range map[string]string{
		replaced("kind: Ingress", "kind: ["):                    "this is not YAML: line 12",
		replaced("kind: Ingress", "kind: Ingress\nkind: Pod"):   `line 12: key "kind" already set in map`,
		replaced("kind: Ingress", "kind: Pod"):                  "object 2 must stay networking.k8s.io/v1 Ingress, and is networking.k8s.io/v1 Pod",
		replaced("kind: Ingress\n", ""):                         "is networking.k8s.io/v1 without kind",
		replaced("networking.k8s.io/v1", "example.com/v1"):      "is example.com/v1 Ingress",
		replaced("namespace: shop", "namespace: other"):         `ingress.networking.k8s.io/web must stay in namespace "shop", and is in "other"`,
		replaced("  namespace: shop\n", ""):                     `and is in ""`,
		replaced("  name: web\n", ""):                           "ingress.networking.k8s.io/web has lost its name",
		plannedService:                                          "the number of objects must stay 2, and is 1",
		plannedService + "---\n" + plannedIngress + "---\na: b": "the number of objects must stay 2, and is 3",
		plannedService + "---\nhello\n":                         "object 2 has no fields: it is hello",
		"":                                                      "the number of objects must stay 2, and is 0",
	} {
		if _, err := planned().Edited(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error is %v, want %q, of:\n%s", err, want, text)
		}
	}
}
