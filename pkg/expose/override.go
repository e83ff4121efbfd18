package expose

import (
	"errors"
	"fmt"

	jsonpatch "gopkg.in/evanphx/json-patch.v4"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
	"sigs.k8s.io/yaml"
)

// override returns the object with the overrides of s merged into it. It returns an error when they cannot be, or would
// make it another object than the one that was asked for.
func override(o *unstructured.Unstructured, s Spec) (*unstructured.Unstructured, error) {
	if s.Overrides == "" {
		return o, nil
	}
	patch, err := yaml.YAMLToJSON([]byte(s.Overrides)) // which JSON is, too
	if err != nil {
		return nil, fmt.Errorf("is no JSON: %w", err)
	}
	original, err := o.MarshalJSON()
	if err != nil {
		return nil, err
	}
	merged, err := mergeInto(original, patch, s)
	if err != nil {
		return nil, fmt.Errorf("cannot be merged: %w", err)
	}
	changed := &unstructured.Unstructured{}
	if err := changed.UnmarshalJSON(merged); err != nil {
		return nil, fmt.Errorf("makes no object: %w", err)
	}
	if RefOf(changed) != RefOf(o) {
		return nil, errors.New("must leave apiVersion, kind, name and namespace as they are")
	}
	return changed, nil
}

func mergeInto(original, patch []byte, s Spec) ([]byte, error) {
	switch s.OverrideType {
	case OverrideJSON:
		operations, err := jsonpatch.DecodePatch(patch)
		if err != nil {
			return nil, err
		}
		return operations.Apply(original)
	case OverrideStrategic:
		switch s.Type {
		case HTTPRoute:
			return nil, errors.New("an HTTPRoute says no keys for its lists, so use merge or json")
		case Ingress:
			return strategicpatch.StrategicMergePatch(original, patch, networkingv1.Ingress{})
		default:
			return strategicpatch.StrategicMergePatch(original, patch, corev1.Service{})
		}
	default:
		return jsonpatch.MergePatch(original, patch)
	}
}
