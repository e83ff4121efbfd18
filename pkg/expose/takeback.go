package expose

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	udiff "github.com/aymanbagabas/go-udiff"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// TakeBack is what undoing does to one object that we wrote.
type TakeBack struct {
	// Record is that of the object.
	Record Record
	// Live is the object in the cluster.
	Live *unstructured.Unstructured
	// Before is what it goes back to; nil when it is deleted.
	Before *unstructured.Unstructured
	// Want is the object as it will be; nil when it is deleted.
	Want *unstructured.Unstructured
	// Kept are fields of ours that others changed since. They stay as they are.
	Kept []Drift
	// Refusal says why it is not undone, as a clause for people; empty when it is.
	Refusal string
	// Forgotten says that it is not undone because what it was before is not remembered.
	Forgotten bool
}

// TakeBackStep returns what it takes to put live, an object with record r, back to what it was before the plan that wrote it last. It is refused where that is not remembered.
func (r Record) TakeBackStep(live *unstructured.Unstructured) TakeBack {
	if r.Forgotten {
		return TakeBack{Record: r, Live: live, Forgotten: true, Refusal: "what it was before the last run is not remembered, as a later one was taken back"}
	}
	return r.TakeBackTo(r.Previous, live)
}

// TakeBackTo returns what it takes to put live, an object with record r, back to what it was before: to [Record.Original], [Record.Previous] or, when before is
// nil, to not being there. Only what we wrote is put back, and what the API server made of that: a field that another field manager changed since, or owns, too, stays. An object that we
// created is not deleted once others own a part of it.
func (r Record) TakeBackTo(before, live *unstructured.Unstructured) TakeBack {
	t := TakeBack{Record: r, Live: live, Before: before}
	if before == nil {
		t.Refusal = r.ownedByOthers(live)
		return t
	}
	b := backer{managers: managersOf(live), managersBefore: managersOf(before), us: r.Manager}
	want, _ := b.value(nil, undoable(live), undoable(r.Applied), undoable(before)).(map[string]any)
	t.Kept = b.kept
	t.Want = live.DeepCopy()
	for _, name := range []string{"labels", "annotations"} {
		set(t.Want.Object, want["metadata"], "metadata", name)
	}
	maps.DeleteFunc(t.Want.Object, func(name string, _ any) bool { return !keptByServer(name) })
	for name, value := range want {
		if !keptByServer(name) {
			t.Want.Object[name] = value
		}
	}
	return t
}

// keptByServer reports whether a field of an object is not undone as a whole.
func keptByServer(name string) bool {
	return name == "apiVersion" || name == "kind" || name == "metadata" || name == "status"
}

// undoable is the part of an object that is put back: labels, annotations, and what is neither metadata nor status.
func undoable(o *unstructured.Unstructured) map[string]any {
	all := map[string]any{}
	for name, value := range o.DeepCopy().Object {
		if !keptByServer(name) {
			all[name] = value
		}
	}
	metadata := map[string]any{}
	for _, name := range []string{"labels", "annotations"} {
		if value, ok, _ := unstructured.NestedMap(o.Object, "metadata", name); ok {
			metadata[name] = value
		}
	}
	all["metadata"] = metadata
	return all
}

func set(object map[string]any, from any, fields ...string) {
	metadata, _ := from.(map[string]any)
	if value, ok := metadata[fields[len(fields)-1]]; ok {
		_ = unstructured.SetNestedField(object, value, fields...) // metadata is there: it has a name
		return
	}
	unstructured.RemoveNestedField(object, fields...)
}

// ownedByOthers says who owns a part of what we created by now; empty when nobody does. Who writes only its status, labels or annotations owns nothing of it.
func (r Record) ownedByOthers(live *unstructured.Unstructured) string {
	for _, owner := range live.GetOwnerReferences() {
		return fmt.Sprintf("it belongs to %s/%s by now", strings.ToLower(owner.Kind), owner.Name)
	}
	managers := managersOf(live)
	for _, name := range slices.Sorted(maps.Keys(live.Object)) {
		if keptByServer(name) {
			continue
		}
		if others := managers.of(path{}.field(name), r.Manager); len(others) > 0 {
			return fmt.Sprintf("%q owns a part of its %s by now", others[0], name)
		}
	}
	return ""
}

// backer finds out what an object is to go back to, field by field.
type backer struct {
	managers, managersBefore managers
	us                       string
	kept                     []Drift
}

// value returns what a field goes back to; nil is none.
func (b *backer) value(at path, now, applied, before any) any {
	if same(now, before) {
		return now
	}
	if back, ok := b.below(at, now, applied, before); ok {
		return back
	}
	switch {
	case isRecord(at):
		return before
	case applied == nil:
		if b.followed(at, now) {
			return before
		}
		return now
	// Who owned another value before lost the field to us: an owner beside us applied ours since, and means it.
	case b.managers.untouched(at, b.us, applied, now) && len(b.managers.of(at, b.us)) == 0:
		return before
	}
	b.kept = append(b.kept, Drift{at.String(), applied, now, b.managers.of(at, b.us)})
	return now
}

// followed reports whether a field that we did not apply changed because of what we applied: the API server fills in, allocates and drops fields by the type of a Service. Nobody owns
// what it fills in, and who owned what it drops owns that still, though it is not there.
func (b *backer) followed(at path, now any) bool {
	others := b.managers.of(at, b.us)
	if now != nil {
		return len(others) == 0
	}
	return slices.Equal(others, b.managersBefore.of(at, b.us))
}

// below goes through the fields of a value that has some now or had some before. ok is false for all else.
func (b *backer) below(at path, now, applied, before any) (back any, ok bool) {
	fieldsNow, isNow := fields(now, at)
	fieldsBefore, wasBefore := fields(before, at)
	if !isNow && !wasBefore || !isNow && now != nil || !wasBefore && before != nil {
		return nil, false
	}
	fieldsApplied, _ := fields(applied, at)
	all := map[string]any{}
	for part := range union(fieldsNow, fieldsBefore) {
		if value := b.value(at.to(part), fieldsNow[part], fieldsApplied[part], fieldsBefore[part]); value != nil {
			all[part] = value
		}
	}
	if len(all) == 0 && before == nil {
		return nil, true
	}
	if at.isPorts() {
		return portsOf(all, now, before), true
	}
	object := make(map[string]any, len(all))
	for part, value := range all {
		object[strings.TrimPrefix(part, "f:")] = value
	}
	return object, true
}

func union(a, b map[string]any) map[string]bool {
	all := map[string]bool{}
	for part := range a {
		all[part] = true
	}
	for part := range b {
		all[part] = true
	}
	return all
}

// portsOf lists ports in the order that they had before; others follow as they are now. A port that others keep a field of keeps what names it, too.
func portsOf(all map[string]any, now, before any) []any {
	var ports []any
	for _, list := range []any{before, now} {
		list, _ := list.([]any)
		for _, listed := range list {
			listed, _ := listed.(map[string]any)
			port, ok := all[portPart(listed)].(map[string]any)
			if !ok {
				continue
			}
			delete(all, portPart(listed))
			for _, key := range []string{"port", "protocol"} {
				if _, named := port[key]; !named {
					port[key] = listed[key]
				}
			}
			ports = append(ports, port)
		}
	}
	return ports
}

// isRecord reports whether the path is that of the record, which is nobody's but ours.
func isRecord(at path) bool {
	return slices.Equal(at, path{"f:metadata", "f:annotations", "f:" + RecordAnnotation})
}

// Again returns the same for the object as it is by now. ok is false when another plan has written it since, or nothing is left of ours.
func (t TakeBack) Again(live *unstructured.Unstructured) (now TakeBack, ok bool) {
	if live == nil {
		return t, false
	}
	record, err := RecordOf(live)
	if err != nil || record == nil || record.Plan != t.Record.Plan {
		return t, false
	}
	if t.Forgotten {
		return record.TakeBackStep(live), true
	}
	return record.TakeBackTo(t.Before, live), true
}

// Ref names the object.
func (t TakeBack) Ref() Ref { return RefOf(t.Live) }

// Action says what undoing does.
func (t TakeBack) Action() Action {
	switch {
	case t.Refusal != "":
		return Unchanged
	case t.Before == nil:
		return Deleted
	default:
		return Restored
	}
}

// Diff is the unified diff from the live object to the one that undoing leaves; empty when nothing that people wrote changes.
func (t TakeBack) Diff() string {
	var want string
	if t.Refusal != "" {
		return ""
	}
	if t.Want != nil {
		want = toYAML(visible(t.Want))
	}
	return udiff.Unified("live/"+t.Ref().String(), "wanted/"+t.Ref().String(), toYAML(visible(t.Live)), want)
}

// Patch is the JSON merge patch that puts the object back, if it is still the one that was looked at. There is none for what is deleted.
// https://datatracker.ietf.org/doc/html/rfc7386
func (t TakeBack) Patch() map[string]any {
	patch := mergePatch(undoable(t.Live), undoable(t.Want))
	metadata, _ := patch["metadata"].(map[string]any)
	if metadata == nil {
		metadata = map[string]any{}
		patch["metadata"] = metadata
	}
	metadata["resourceVersion"], metadata["uid"] = t.Live.GetResourceVersion(), string(t.Live.GetUID())
	return patch
}

// mergePatch returns the patch that makes a map another one. It is empty when they are the same.
func mergePatch(from, to map[string]any) map[string]any {
	patch := map[string]any{}
	for name := range union(from, to) {
		was, is := from[name], to[name]
		if reflect.DeepEqual(was, is) {
			continue
		}
		wasFields, wasMap := was.(map[string]any)
		isFields, isMap := is.(map[string]any)
		if wasMap && isMap {
			patch[name] = mergePatch(wasFields, isFields)
			continue
		}
		patch[name] = is // nil removes it
	}
	return patch
}
