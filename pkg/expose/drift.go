package expose

import (
	"fmt"
	"maps"
	"slices"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Drift is a field that is no longer as we applied it.
type Drift struct {
	// Field is written as the API server does: .spec.ports[port=80,protocol="TCP"].targetPort.
	Field string
	// Applied is what was sent, Now what is there; nil when the field is gone.
	Applied, Now any
	// By are the field managers that own it now.
	By []string
}

// Stays says of a field of an object that is taken back that it stays, and because of whom.
func (d Drift) Stays(ref Ref) string {
	by := "somebody else"
	if len(d.By) > 0 {
		by = fmt.Sprintf("%q", d.By[0])
	}
	return fmt.Sprintf("%s of %s stays as %s set it since", PrintableLine(d.Field), ref, PrintableLine(by))
}

// Drift returns what of an object is no longer as it was applied, in a stable order. Fields that were not applied are not looked at.
func (r Record) Drift(now *unstructured.Unstructured) []Drift {
	d := differ{managersOf(now), r.Manager, nil}
	d.compare(nil, appliedFields(r.Applied), now.Object)
	return d.drifts
}

// Narrowed follows the change to the one place within the field where it is, so that few words tell it: a list that is replaced as a whole may differ in one value.
func (d Drift) Narrowed() Drift {
	for {
		var places []Drift
		add := func(place string, applied, now any) {
			if !covers(applied, now) {
				places = append(places, Drift{d.Field + place, applied, now, d.By})
			}
		}
		switch applied := d.Applied.(type) {
		case map[string]any:
			now, ok := d.Now.(map[string]any)
			if !ok {
				return d
			}
			for name, value := range applied {
				add("."+name, value, now[name])
			}
		case []any:
			now, ok := d.Now.([]any)
			if !ok || len(now) != len(applied) {
				return d
			}
			for i, value := range applied {
				add(fmt.Sprintf("[%d]", i), value, now[i])
			}
		}
		if len(places) != 1 {
			return d
		}
		d = places[0]
	}
}

// appliedFields are those of an applied object that can drift: not what names it.
func appliedFields(applied *unstructured.Unstructured) map[string]any {
	u := applied.DeepCopy()
	for _, name := range []string{"name", "namespace", "resourceVersion", "uid"} {
		unstructured.RemoveNestedField(u.Object, "metadata", name)
	}
	delete(u.Object, "apiVersion")
	delete(u.Object, "kind")
	return u.Object
}

type differ struct {
	managers managers
	us       string
	drifts   []Drift
}

func (d *differ) compare(at path, applied, now any) {
	gone := now == nil && at.isPort() // as one, and not each of its fields
	if fieldsApplied, ok := fields(applied, at); ok && !gone {
		fieldsNow, ok := fields(now, at)
		if ok || now == nil {
			for _, part := range slices.Sorted(maps.Keys(fieldsApplied)) {
				d.compare(at.to(part), fieldsApplied[part], fieldsNow[part])
			}
			return
		}
	}
	if !d.managers.untouched(at, d.us, applied, now) {
		d.drifts = append(d.drifts, Drift{at.String(), applied, now, d.managers.of(at, d.us)})
	}
}
