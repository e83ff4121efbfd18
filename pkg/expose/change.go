package expose

import (
	"encoding/json"
	"maps"

	udiff "github.com/aymanbagabas/go-udiff"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"sigs.k8s.io/yaml"
)

// Action is what applying or undoing does to an object, in kubectl's words where it has one.
type Action string

// The actions.
const (
	Created    Action = "created"
	Configured Action = "configured"
	Unchanged  Action = "unchanged"
	Deleted    Action = "deleted"
	Restored   Action = "restored"
)

// Change is what applying one object of a plan does to the cluster.
type Change struct {
	// Workload is what the object exposes.
	Workload Ref
	// Object is what is sent: the fields that we mean to own.
	Object *unstructured.Unstructured
	// Live is the object in the cluster; nil when there is none.
	Live *unstructured.Unstructured
	// Want is the object as it will be: the answer of the API server's dry-run.
	Want *unstructured.Unstructured
	// Warnings are sentences about it: the API server's own, and whose the object is.
	Warnings []string
}

// Ref names the object.
func (c Change) Ref() Ref { return RefOf(c.Object) }

// Action says what applying does.
func (c Change) Action() Action {
	switch {
	case c.Live == nil:
		return Created
	case c.Diff() == "":
		return Unchanged
	default:
		return Configured
	}
}

// Diff is the unified diff from the live object to the wanted one, empty when nothing
// changes. Bookkeeping, status and values that the API server allocates are left out.
func (c Change) Diff() string {
	var live string
	if c.Live != nil {
		live = toYAML(visible(c.Live))
	}
	want := toYAML(withoutAllocated(visible(c.Want), c.Object, c.Live))
	return udiff.Unified("live/"+c.Ref().String(), "wanted/"+c.Ref().String(), live, want)
}

// Guarded is object, which is Object with a record, with the precondition that the live object is still the one that was compared. The API server answers a
// conflict when it is not. https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions
func (c Change) Guarded(object *unstructured.Unstructured) *unstructured.Unstructured {
	guarded := object.DeepCopy()
	guarded.SetResourceVersion(c.Live.GetResourceVersion())
	guarded.SetUID(c.Live.GetUID())
	return guarded
}

// Refusal says why applying would not do what was asked for, though the API server takes it; empty when it would.
func (c Change) Refusal() string {
	asked, _, _ := unstructured.NestedString(c.Object.Object, "spec", "clusterIP")
	wanted, _, _ := unstructured.NestedString(c.Want.Object, "spec", "clusterIP")
	if wanted == corev1.ClusterIPNone && asked != wanted {
		return "it is headless, and a Service cannot stop being that"
	}
	return ""
}

// Going says what the deletion of the live object waits for, which has begun already: what is applied now would go with it. ok is false where it stays.
func (c Change) Going() (waitsFor []string, ok bool) {
	if c.Live == nil || c.Live.GetDeletionTimestamp() == nil {
		return nil, false
	}
	return c.Live.GetFinalizers(), true
}

// TakenFrom returns the selector of a Service of ours that was made for other Pods; empty when this one was not.
// The field manager is the same for all workloads, so no conflict of fields tells.
func (c Change) TakenFrom() string {
	if c.Live == nil || c.Live.GetLabels()[ManagedByLabel] != Manager {
		return ""
	}
	theirs, _, _ := unstructured.NestedStringMap(c.Live.Object, "spec", "selector")
	asked, _, _ := unstructured.NestedStringMap(c.Object.Object, "spec", "selector")
	if len(theirs) == 0 || len(asked) == 0 || maps.Equal(theirs, asked) {
		return ""
	}
	return labels.FormatLabels(theirs)
}

// ChangedBack says whose the live object is and that they may change it back; empty when nothing changes or nobody would.
func (c Change) ChangedBack() string {
	if c.Action() != Configured {
		return ""
	}
	owner := OwnerOf(c.Ref(), c.Live)
	if !owner.Known() {
		return ""
	}
	return owner.ChangesBack(c.Ref())
}

// YAML is what is sent, as a manifest.
func (c Change) YAML() string { return toYAML(c.Object.Object) }

func toYAML(object map[string]any) string {
	data, err := json.Marshal(object)
	if err == nil {
		data, err = yaml.JSONToYAML(EscapeForYAML(data))
	}
	if err != nil { // an object that came as JSON can be written as YAML
		return "# " + err.Error() + "\n"
	}
	return string(data)
}
