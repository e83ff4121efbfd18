package gatewayapi

import (
	"io/fs"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/yaml"
)

func TestDefinitionsAreOfOneRelease(t *testing.T) {
	files, err := fs.Glob(crds, "crds/*"+suffix)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 5 {
		t.Errorf("there are %d definitions, want 5", len(files))
	}
	for _, file := range files {
		definition, err := read(file)
		if err != nil {
			t.Fatal(err)
		}
		var crd unstructured.Unstructured
		if err := yaml.Unmarshal(definition, &crd.Object); err != nil {
			t.Fatal(err)
		}
		if want := resource(file) + ".gateway.networking.k8s.io"; crd.GetName() != want {
			t.Errorf("%s defines %s, want %s", file, crd.GetName(), want)
		}
		for annotation, want := range map[string]string{"bundle-version": "v1.6.3", "channel": "standard"} {
			if got := crd.GetAnnotations()["gateway.networking.k8s.io/"+annotation]; got != want {
				t.Errorf("%s has the %s %q, want %q", file, annotation, got, want)
			}
		}
	}
}
