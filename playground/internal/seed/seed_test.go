package seed

import (
	"io/fs"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
)

func TestCompanyIsWellFormed(t *testing.T) {
	paths, err := fs.Glob(company, "company/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	longest, deployments := "", 0
	for _, path := range paths {
		objects, err := load(path)
		if err != nil {
			t.Fatal(err)
		}
		if objects[0].GetKind() != "Namespace" {
			t.Errorf("%s does not begin with its Namespace", path)
		}
		for _, object := range objects[1:] {
			if object.GetKind() != "GatewayClass" && object.GetNamespace() != objects[0].GetName() {
				t.Errorf("%s: %s is in namespace %q", path, object.GetName(), object.GetNamespace())
			}
			if object.GetKind() != "Deployment" {
				continue
			}
			deployments++
			checkLabels(t, object)
			if len(object.GetName()) > len(longest) {
				longest = object.GetName()
			}
		}
	}
	if deployments < 12 {
		t.Errorf("the company has %d Deployments", deployments)
	}
	const limit = 63
	if len(longest) != limit {
		t.Errorf("the longest name, %s, has %d characters and not %d", longest, len(longest), limit)
	}
}

// checkLabels checks that a Deployment and its Pods have the same recommended labels.
func checkLabels(t *testing.T, object *unstructured.Unstructured) {
	t.Helper()
	var d appsv1.Deployment
	if err := runtime.DefaultUnstructuredConverter.FromUnstructuredWithValidation(object.Object, &d, true); err != nil {
		t.Errorf("%s: %v", object.GetName(), err)
	}
	for _, label := range []string{"name", "instance", "version", "component", "part-of"} {
		label = "app.kubernetes.io/" + label
		if d.Labels[label] == "" || d.Labels[label] != d.Spec.Template.Labels[label] {
			t.Errorf("%s: label %s is %q, its Pods' is %q", d.Name, label, d.Labels[label], d.Spec.Template.Labels[label])
		}
	}
}
