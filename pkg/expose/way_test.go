package expose_test

import (
	"maps"
	"path/filepath"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// TestWaysAreThoseOfThePlan walks testdata/plan: what is told of an exposure before it is made is what its objects say.
func TestWaysAreThoseOfThePlan(t *testing.T) {
	folders, err := filepath.Glob("testdata/plan/*")
	if err != nil || len(folders) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, folder := range folders {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			w := readWorkload(t, filepath.Join(folder, "workload.yaml"))
			var s expose.Spec
			unmarshal(t, read(t, filepath.Join(folder, "spec.yaml")), &s)
			s.Overrides, s.OverrideType = "", "" // they may say anything
			s = expose.Default(w, s)
			plan, err := expose.Build(w, s)
			if err != nil {
				t.Fatal(err)
			}
			made, told := map[string]bool{}, map[string]bool{}
			var service string
			for _, o := range plan.Objects {
				switch o.GetKind() {
				case "Service":
					service = o.GetName()
				case "Ingress":
					waysOfIngress(o, made)
				}
			}
			behind, ok := expose.BehindOf(w, s)
			if ok && !behind.There && behind.Name != service {
				t.Errorf("service/%s is told of, but %q is made", behind.Name, service)
			}
			if (!ok || behind.There) && service != "" {
				t.Errorf("service/%s is made, but another one is told of", service)
			}
			if s.Type != expose.Ingress {
				return
			}
			for _, way := range expose.Ways(w, s) {
				told[way.Host+way.Path+" "+way.Service] = true
				if way.Own && way.Service != behind.Name {
					t.Errorf("%s%s leads to service/%s, not to %s", way.Host, way.Path, way.Service, behind.Name)
				}
			}
			if !maps.Equal(made, told) {
				t.Errorf("told are %v, made %v", told, made)
			}
		})
	}
}

func waysOfIngress(o *unstructured.Unstructured, ways map[string]bool) {
	if service, ok, _ := unstructured.NestedString(o.Object, "spec", "defaultBackend", "service", "name"); ok {
		ways[" "+service] = true
	}
	rules, _, _ := unstructured.NestedSlice(o.Object, "spec", "rules")
	for _, r := range rules {
		rule := r.(map[string]any)
		host, _ := rule["host"].(string)
		paths, _, _ := unstructured.NestedSlice(rule, "http", "paths")
		for _, p := range paths {
			path := p.(map[string]any)
			service, _, _ := unstructured.NestedString(path, "backend", "service", "name")
			ways[host+path["path"].(string)+" "+service] = true
		}
	}
}
