package expose

import (
	"errors"
	"fmt"
	"reflect"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/json"
)

// RecordAnnotation holds the [Record] of an object that we wrote, as JSON. It is bookkeeping, as managedFields are: no diff shows it.
const RecordAnnotation = "kubectl-xnode.github.io/record"

// Record is what an object remembers of how we wrote it. It is written with the object, in the same request: so there is none without the other, and
// what was done can be found, judged and taken back from the cluster alone.
type Record struct {
	// Plan is the run that wrote the object last; a later one has a greater text. All objects that a run writes have it in common.
	Plan string
	// Workload is what the object exposes.
	Workload Ref
	// Manager is the field manager that Applied was sent as.
	Manager string
	// Applied is the object as it was sent, without the record: the fields that we meant to own.
	Applied *unstructured.Unstructured
	// Original is the object as it was before we wrote it for the first time; nil when we created it.
	Original *unstructured.Unstructured
	// Previous is the object as it was before Plan wrote it, with the record that it had then; nil when Plan created it, and when it is Forgotten.
	Previous *unstructured.Unstructured
	// Forgotten says that Plan did not create the object, and that Previous is not known any more: only one step is remembered, and that was taken back.
	Forgotten bool
	// Rest are the objects of Plan for the same workload that were still to be written, in order.
	Rest []*unstructured.Unstructured
}

// recordJSON is how a Record is written. It says its version: a later one may be written otherwise.
type recordJSON struct {
	Version   int              `json:"version"`
	Plan      string           `json:"plan"`
	Workload  workloadJSON     `json:"workload"`
	Manager   string           `json:"manager"`
	Applied   map[string]any   `json:"applied"`
	Original  map[string]any   `json:"original,omitempty"`
	Previous  map[string]any   `json:"previous,omitempty"` // left out where it is the original
	Forgotten bool             `json:"forgotten,omitempty"`
	Rest      []map[string]any `json:"rest,omitempty"`
}

type workloadJSON struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Name       string `json:"name"`
}

const recordVersion = 1

// Over returns the record completed for writing Applied over live, which is nil when there is no such object yet.
func (r Record) Over(live *unstructured.Unstructured) Record {
	r.Original, r.Previous, r.Forgotten = nil, nil, false
	if live == nil {
		return r
	}
	r.Previous = remembered(live)
	earlier, err := RecordOf(live)
	if err != nil || earlier == nil {
		r.Previous = WithoutRecord(r.Previous)
		r.Original = r.Previous
		return r
	}
	r.Original = earlier.Original
	// One step back is enough: what the one before remembered of its own step is dropped, unless that is the original.
	if earlier.Previous != nil && !earlier.first() {
		earlier.Previous, earlier.Forgotten = nil, true
	}
	earlier.Rest = nil
	r.Previous = earlier.On(r.Previous)
	return r
}

// first reports whether Plan was the first to write an object that was there before.
func (r Record) first() bool {
	return r.Original != nil && r.Previous != nil && reflect.DeepEqual(r.Original.Object, r.Previous.Object)
}

// remembered is the part of an object that can be put back.
func remembered(o *unstructured.Unstructured) *unstructured.Unstructured {
	u := o.DeepCopy()
	unstructured.RemoveNestedField(u.Object, "status")
	for _, name := range []string{"resourceVersion", "creationTimestamp", "generation", "selfLink"} {
		unstructured.RemoveNestedField(u.Object, "metadata", name)
	}
	return u
}

// On returns o with the record.
func (r Record) On(o *unstructured.Unstructured) *unstructured.Unstructured {
	u := o.DeepCopy()
	annotations := u.GetAnnotations()
	if annotations == nil {
		annotations = map[string]string{}
	}
	annotations[RecordAnnotation] = r.text()
	u.SetAnnotations(annotations)
	return u
}

func (r Record) text() string {
	previous := r.Previous
	if r.first() {
		previous = nil
	}
	data, err := utiljson.Marshal(recordJSON{
		Version:   recordVersion,
		Plan:      r.Plan,
		Workload:  workloadJSON{r.Workload.GroupVersion().String(), r.Workload.Kind, r.Workload.Name},
		Manager:   r.Manager,
		Applied:   content(r.Applied),
		Original:  content(r.Original),
		Previous:  content(previous),
		Forgotten: r.Forgotten,
		Rest:      contents(r.Rest),
	})
	if err != nil { // what came as JSON, or is made of texts and numbers, can be written as JSON
		return err.Error()
	}
	return packed(string(data))
}

func content(o *unstructured.Unstructured) map[string]any {
	if o == nil {
		return nil
	}
	return o.Object
}

func contents(objects []*unstructured.Unstructured) []map[string]any {
	all := make([]map[string]any, len(objects))
	for i, o := range objects {
		all[i] = o.Object
	}
	return all
}

// WithoutRecord returns o without its record.
func WithoutRecord(o *unstructured.Unstructured) *unstructured.Unstructured {
	if _, recorded := o.GetAnnotations()[RecordAnnotation]; !recorded {
		return o
	}
	u := o.DeepCopy()
	dropRecord(u)
	return u
}

func dropRecord(u *unstructured.Unstructured) {
	unstructured.RemoveNestedField(u.Object, "metadata", "annotations", RecordAnnotation)
	if len(u.GetAnnotations()) == 0 {
		unstructured.RemoveNestedField(u.Object, "metadata", "annotations")
	}
}

// errElsewhere says that a record is of an object of another namespace.
var errElsewhere = errors.New("it is that of an object of another namespace")

// RecordOf reads the record of an object. It is nil where there is none, and where it is that of another object: somebody copied this one from it.
// It returns an error when the record cannot be read: somebody edited it, or a later version wrote it.
func RecordOf(o *unstructured.Unstructured) (*Record, error) {
	text, recorded := o.GetAnnotations()[RecordAnnotation]
	if !recorded {
		return nil, nil
	}
	r, err := ParseRecord(text, o.GetNamespace())
	if errors.Is(err, errElsewhere) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("the annotation %s of %s cannot be read: %w", RecordAnnotation, RefOf(o), err)
	}
	if RefOf(r.Applied) != RefOf(o) || r.Original != nil && r.Original.GetUID() != o.GetUID() {
		return nil, nil
	}
	return r, nil
}

// ParseRecord reads a record as [Record.On] writes it, of an object in the namespace. It returns an error for every other text.
func ParseRecord(text, namespace string) (*Record, error) {
	text, err := unpacked(text)
	if err != nil {
		return nil, err
	}
	var j recordJSON
	if unknown, err := json.UnmarshalStrict([]byte(text), &j); err != nil || len(unknown) > 0 {
		return nil, errors.Join(append(unknown, err)...)
	}
	if j.Version != recordVersion {
		return nil, fmt.Errorf("it has version %d, and this kubectl xnode reads version %d", j.Version, recordVersion)
	}
	if j.Plan == "" || j.Manager == "" || j.Workload.Kind == "" || j.Workload.Name == "" {
		return nil, errors.New("it names no plan, no field manager or no workload")
	}
	gv, err := schema.ParseGroupVersion(j.Workload.APIVersion)
	if err != nil {
		return nil, err
	}
	if j.Forgotten && j.Previous != nil {
		return nil, errors.New("it holds what it says to have forgotten")
	}
	r := &Record{Plan: j.Plan, Manager: j.Manager, Forgotten: j.Forgotten, Workload: Ref{gv.WithKind(j.Workload.Kind), namespace, j.Workload.Name}}
	if applied := (&unstructured.Unstructured{Object: j.Applied}); applied.GetNamespace() != "" && applied.GetNamespace() != namespace {
		return nil, errElsewhere
	}
	for _, part := range []struct {
		into     **unstructured.Unstructured
		object   map[string]any
		optional bool
	}{{&r.Applied, j.Applied, false}, {&r.Original, j.Original, true}, {&r.Previous, j.Previous, true}} {
		if part.object == nil && part.optional {
			continue
		}
		if *part.into, err = recordedObject(part.object, namespace); err != nil {
			return nil, err
		}
	}
	if r.Previous == nil && !r.Forgotten {
		r.Previous = r.Original
	}
	for _, object := range j.Rest {
		o, err := recordedObject(object, namespace)
		if err != nil {
			return nil, err
		}
		r.Rest = append(r.Rest, o)
	}
	return r, nil
}

// recordedObject refuses what is no object of ours, or one of another namespace: it is to be written again one day.
func recordedObject(object map[string]any, namespace string) (*unstructured.Unstructured, error) {
	o := &unstructured.Unstructured{Object: object}
	ref := RefOf(o)
	if ref.Name == "" || ref.Namespace != namespace {
		return nil, fmt.Errorf("it holds an object that is not one of namespace %q", namespace)
	}
	switch ref.GroupVersionKind {
	case corev1.SchemeGroupVersion.WithKind("Service"), networkingv1.SchemeGroupVersion.WithKind(string(Ingress)), GatewayAPI().WithKind(string(HTTPRoute)):
	default:
		return nil, fmt.Errorf("it holds a %s, which we never write", typeText(o))
	}
	if _, ok := object["metadata"].(map[string]any); !ok {
		return nil, errors.New("it holds an object without metadata")
	}
	return o, nil
}
