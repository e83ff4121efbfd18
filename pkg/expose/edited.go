package expose

import (
	"cmp"
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/yaml"
)

// Edited returns the plan with its objects as a text says that somebody wrote by hand: YAML documents, one an object, in the order of the
// plan. Their fields are left to the API server to judge. The notes of the plan are dropped: nobody knows whether they still hold.
//
// It returns an error when the text is not YAML, with the line of the text where that can be told, and when an object was added or removed, is of
// another kind or in another namespace than before, or has no name.
func (p Plan) Edited(text string) (Plan, error) {
	objects, err := parseObjects(text)
	if err != nil {
		return Plan{}, err
	}
	if len(objects) != len(p.Objects) {
		return Plan{}, fmt.Errorf("the number of objects must stay %d, and is %d", len(p.Objects), len(objects))
	}
	for i, o := range objects {
		was, is := RefOf(p.Objects[i]), RefOf(o)
		switch {
		case is.GroupVersionKind != was.GroupVersionKind:
			return Plan{}, fmt.Errorf("object %d must stay %s %s, and is %s", i+1, was.GroupVersion(), was.Kind, typeText(o))
		case is.Namespace != was.Namespace:
			return Plan{}, fmt.Errorf("%s must stay in namespace %q, and is in %q", was, was.Namespace, is.Namespace)
		case is.Name == "":
			return Plan{}, fmt.Errorf("%s has lost its name", was)
		}
	}
	return Plan{Workload: p.Workload, Objects: objects}, nil
}

// typeText names the type of an object that may have none.
func typeText(o *unstructured.Unstructured) string {
	return cmp.Or(o.GetAPIVersion(), "without apiVersion") + " " + cmp.Or(o.GetKind(), "without kind")
}

// parseObjects reads YAML documents. Empty ones, and those of comments alone, are none.
func parseObjects(text string) ([]*unstructured.Unstructured, error) {
	var objects []*unstructured.Unstructured
	for _, document := range documents(text) {
		data, err := yaml.YAMLToJSONStrict([]byte(document))
		if err != nil {
			return nil, fmt.Errorf("this is not YAML: %s", strings.ReplaceAll(strings.TrimPrefix(err.Error(), "yaml: "), "\n ", ""))
		}
		var object any
		if err := json.Unmarshal(data, &object); err != nil {
			return nil, err
		}
		if object == nil {
			continue
		}
		fields, ok := object.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("object %d has no fields: it is %v", len(objects)+1, object)
		}
		objects = append(objects, &unstructured.Unstructured{Object: fields})
	}
	return objects, nil
}

// documents splits a text where lines say so. Each document keeps its place by empty lines before it, so that the number of a line is that of
// the text. https://yaml.org/spec/1.2.2/#91-documents
func documents(text string) []string {
	var documents []string
	var document strings.Builder
	for i, line := range strings.SplitAfter(text, "\n") {
		rest, begins := strings.CutPrefix(line, "---")
		begins = begins && (rest == "" || strings.ContainsAny(rest[:1], " \t\r\n"))
		if ends := strings.TrimRight(line, " \t\r\n") == "..."; begins || ends {
			documents = append(documents, document.String())
			document.Reset()
			document.WriteString(strings.Repeat("\n", i))
			line = strings.TrimPrefix(rest, "...")
		}
		document.WriteString(line)
	}
	return append(documents, document.String())
}
