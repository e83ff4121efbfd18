package expose

import (
	"encoding/json"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// LeaveOut returns o without the fields at the paths, written as the API server does in conflicts: `.spec.ports[port=80,protocol="TCP"].targetPort`.
// What is empty then is left out, too, and so is an item of a list of which only its keys are left: they would claim that it exists. ok is false when
// there is no such field.
func LeaveOut(o *unstructured.Unstructured, paths []string) (rest *unstructured.Unstructured, ok bool) {
	rest = o.DeepCopy()
	for _, path := range paths {
		if _, found := leaveOut(rest.Object, path); found {
			continue
		}
		if _, found := leaveOut(o.DeepCopy().Object, path); !found { // it is not one that went with another
			return nil, false
		}
	}
	return rest, true
}

// leaveOut removes what the path leads to and returns what is left of value, nil when nothing is.
func leaveOut(value any, path string) (rest any, found bool) {
	if path == "" {
		return nil, true
	}
	switch value := value.(type) {
	case map[string]any:
		return leaveOutField(value, path)
	case []any:
		return leaveOutItem(value, path)
	}
	return value, false
}

func leaveOutField(object map[string]any, path string) (rest any, found bool) {
	name, below := nextField(object, path)
	if name == "" {
		return object, false
	}
	left, found := leaveOut(object[name], below)
	if !found {
		return object, false
	}
	if object[name] = left; left == nil {
		delete(object, name)
	}
	if len(object) == 0 {
		return nil, true
	}
	return object, true
}

// nextField returns the first field of the path and the rest of it. Names may have dots in them, as those of labels do, and the API server does not
// quote them: the longest name that the object has is meant.
func nextField(object map[string]any, path string) (name, below string) {
	path, ok := strings.CutPrefix(path, ".")
	if !ok {
		return "", ""
	}
	for candidate := range object {
		rest, ok := strings.CutPrefix(path, candidate)
		if ok && (rest == "" || rest[0] == '.' || rest[0] == '[') && len(candidate) > len(name) {
			name, below = candidate, rest
		}
	}
	return name, below
}

func leaveOutItem(list []any, path string) (rest any, found bool) {
	keys, below, ok := itemKeys(path)
	if !ok {
		return list, false
	}
	at := slices.IndexFunc(list, func(item any) bool { return hasKeys(item, keys) })
	if at < 0 {
		return list, false
	}
	left, found := leaveOut(list[at], below)
	if !found {
		return list, false
	}
	if item, ok := left.(map[string]any); left == nil || ok && onlyKeys(item, keys) {
		list = slices.Delete(list, at, at+1)
	} else {
		list[at] = left
	}
	if len(list) == 0 {
		return nil, true
	}
	return list, true
}

// itemKeys reads the item of a list at the beginning of a path, `[port=80,protocol="TCP"]`, and returns its keys as JSON, and the rest. A value of a
// set, `[="a"]`, has the key "".
func itemKeys(path string) (keys map[string]string, below string, ok bool) {
	keys = map[string]string{}
	text, ok := strings.CutPrefix(path, "[")
	for ok {
		var name, value string
		if name, value, ok = strings.Cut(text, "="); !ok {
			break
		}
		decoder := json.NewDecoder(strings.NewReader(value))
		var key any
		if decoder.Decode(&key) != nil {
			return nil, "", false
		}
		end := int(decoder.InputOffset())
		keys[name] = value[:end]
		switch value = value[end:]; {
		case strings.HasPrefix(value, "]"):
			return keys, value[1:], true
		case strings.HasPrefix(value, ","):
			text = value[1:]
		default:
			ok = false
		}
	}
	return nil, "", false
}

// hasKeys reports whether an item of a list is the one with these keys.
func hasKeys(item any, keys map[string]string) bool {
	fields, isObject := item.(map[string]any)
	for name, want := range keys {
		value := item
		if name != "" {
			if !isObject {
				return false
			}
			if value = fields[name]; value == nil && name == "protocol" {
				value = "TCP" // core/v1 ServicePort.protocol
			}
		}
		if have, err := json.Marshal(value); err != nil || string(have) != want {
			return false
		}
	}
	return true
}

func onlyKeys(item map[string]any, keys map[string]string) bool {
	for name := range item {
		if _, ok := keys[name]; !ok {
			return false
		}
	}
	return true
}

// OnlyLabels reports whether all that applying would do to the live object is to give it the labels that every object of ours has.
func (c Change) OnlyLabels() bool {
	if c.Live == nil {
		return false
	}
	live, want := visible(c.Live), withoutAllocated(visible(c.Want), c.Object, c.Live)
	for _, object := range []map[string]any{live, want} {
		labels, _, _ := unstructured.NestedStringMap(object, "metadata", "labels")
		for _, key := range append(sharedLabels(), ManagedByLabel) {
			delete(labels, key)
		}
		unstructured.RemoveNestedField(object, "metadata", "labels")
		if len(labels) > 0 {
			_ = unstructured.SetNestedStringMap(object, labels, "metadata", "labels") // metadata is there: it has a name
		}
	}
	return toYAML(live) == toYAML(want)
}
