package expose_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/yaml"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

var update = flag.Bool("update", false, "rewrite the want.yaml files")

// TestPlan walks testdata/plan: each folder holds a workload with the Services beside it, a Spec, and the objects wanted.
func TestPlan(t *testing.T) {
	folders, err := filepath.Glob("testdata/plan/*")
	if err != nil || len(folders) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, folder := range folders {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			w := readWorkload(t, filepath.Join(folder, "workload.yaml"))
			var s expose.Spec
			unmarshal(t, read(t, filepath.Join(folder, "spec.yaml")), &s)
			plan, err := expose.NewPlan(w, expose.Default(w, s))
			if err != nil {
				t.Fatal(err)
			}
			var docs []string
			for _, o := range plan.Objects {
				docs = append(docs, expose.Change{Object: o}.YAML())
			}
			var notes string
			for _, note := range plan.Notes {
				notes += "# " + note + "\n"
			}
			golden(t, filepath.Join(folder, "want.yaml"), notes+strings.Join(docs, "---\n"))
		})
	}
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if want := read(t, file); got != want {
		t.Errorf("%s differs; got:\n%s\nwant:\n%s", file, got, want)
	}
}

// readWorkload reads a workload and what is beside it: Services, Gateways, Pods.
func readWorkload(t *testing.T, file string) expose.Workload {
	t.Helper()
	var w expose.Workload
	for i, doc := range strings.Split(read(t, file), "---\n") {
		var u unstructured.Unstructured
		unmarshal(t, doc, &u.Object)
		if u.GetKind() == "Gateway" {
			g, err := expose.FromGateway(&u, w.Namespace, nil)
			if err != nil {
				t.Fatal(err)
			}
			w.Gateways = append(w.Gateways, g)
			continue
		}
		kind := "Deployment"
		if u.GetKind() != "" {
			kind = u.GetKind()
		} else if i > 0 {
			kind = "Service"
		}
		k, ok := expose.ParseKind(kind)
		if !ok {
			t.Fatalf("%s: a %s", file, kind)
		}
		object, err := scheme.Scheme.New(k.GroupVersionKind)
		if err != nil {
			t.Fatal(err)
		}
		unmarshal(t, doc, object)
		switch o := object.(type) {
		case *corev1.Service:
			if i > 0 {
				w.Services = append(w.Services, *o)
				continue
			}
		case *corev1.Pod:
			if i > 0 {
				w.Pods = append(w.Pods, o.Labels)
				continue
			}
		}
		if w, ok = expose.FromObject(object); !ok {
			t.Fatalf("%s: a %s cannot be exposed", file, kind)
		}
	}
	return w
}

// TestEveryFieldHasAPlan fails, by name, on a field of a Spec that no folder of testdata/plan says.
func TestEveryFieldHasAPlan(t *testing.T) {
	said := map[string]bool{}
	files, err := filepath.Glob("testdata/plan/*/spec.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		var s expose.Spec
		unmarshal(t, read(t, file), &s)
		for _, f := range expose.Fields() {
			said[f.Name] = said[f.Name] || len(f.Texts(s)) > 0
		}
	}
	for _, f := range expose.Fields() {
		if !said[f.Name] {
			t.Errorf("no folder of testdata/plan says --%s", f.Name)
		}
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func unmarshal(t *testing.T, text string, into any) {
	t.Helper()
	if err := yaml.UnmarshalStrict([]byte(text), into); err != nil {
		t.Fatal(err)
	}
}
