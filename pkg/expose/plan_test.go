package expose_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
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

// readWorkload reads a Deployment and the Services after it.
func readWorkload(t *testing.T, file string) expose.Workload {
	t.Helper()
	docs := strings.Split(read(t, file), "---\n")
	var d appsv1.Deployment
	unmarshal(t, docs[0], &d)
	w := expose.FromDeployment(&d)
	for _, doc := range docs[1:] {
		var s corev1.Service
		unmarshal(t, doc, &s)
		w.Services = append(w.Services, s)
	}
	return w
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
