package expose

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/json"
)

// path leads to a field of an object. Each part is written as in managedFields: "f:spec", "f:ports", `k:{"port":80,"protocol":"TCP"}`, so that a path can
// be looked up there. https://kubernetes.io/docs/reference/using-api/server-side-apply/
type path []string

func (p path) to(part string) path { return append(slices.Clip(p), part) }

func (p path) field(name string) path { return p.to("f:" + name) }

// String writes the path as the API server does in conflicts: `.spec.ports[port=80,protocol="TCP"].targetPort`.
func (p path) String() string {
	var text strings.Builder
	for _, part := range p {
		if key, ok := strings.CutPrefix(part, "k:"); ok {
			text.WriteString(keyText(key))
			continue
		}
		text.WriteString("." + strings.TrimPrefix(part, "f:"))
	}
	return text.String()
}

func keyText(key string) string {
	var fields map[string]any
	if err := json.UnmarshalCaseSensitivePreserveInts([]byte(key), &fields); err != nil {
		return "[" + key + "]"
	}
	var texts []string
	for name, value := range fields {
		if text, ok := value.(string); ok {
			value = fmt.Sprintf("%q", text)
		}
		texts = append(texts, fmt.Sprintf("%s=%v", name, value))
	}
	slices.Sort(texts)
	return "[" + strings.Join(texts, ",") + "]"
}

// isPorts reports whether the path is that of the ports of a Service. They are the only list of ours that is merged by keys and not replaced as a whole: see
// +listType=map in core/v1 ServiceSpec.Ports, and +listType=atomic in networking/v1 IngressSpec.
func (p path) isPorts() bool { return slices.Equal(p, path{"f:spec", "f:ports"}) }

// isPort reports whether the path is that of a port of a Service.
func (p path) isPort() bool { return len(p) > 0 && p[:len(p)-1].isPorts() }

// isFamilies reports whether the path is that of the IP families of a Service. Of these the first may be given, and the API server adds the second.
// https://kubernetes.io/docs/concepts/services-networking/dual-stack/#services
func (p path) isFamilies() bool { return slices.Equal(p, path{"f:spec", "f:ipFamilies"}) }

// shortened is a list cut to the length of another.
func shortened(list, to any) any {
	all, _ := list.([]any)
	some, _ := to.([]any)
	if len(some) < len(all) {
		return all[:len(some)]
	}
	return list
}

func portPart(port map[string]any) string {
	protocol, ok := port["protocol"]
	if !ok {
		protocol = "TCP"
	}
	return fmt.Sprintf(`k:{"port":%v,"protocol":%q}`, port["port"], protocol)
}

// fields are the fields of a value that has some: those of an object by name, the ports of a Service by their keys. ok is false for all else.
func fields(value any, at path) (all map[string]any, ok bool) {
	switch value := value.(type) {
	case map[string]any:
		all = make(map[string]any, len(value))
		for name, v := range value {
			all["f:"+name] = v
		}
		return all, true
	case []any:
		if !at.isPorts() {
			return nil, false
		}
		all = make(map[string]any, len(value))
		for _, v := range value {
			port, isPort := v.(map[string]any)
			if !isPort {
				return nil, false
			}
			all[portPart(port)] = port
		}
		return all, true
	}
	return nil, false
}

// same reports whether two values of a field are the same. A number 0 is what leaves a field to the API server, so it is the same as none.
func same(a, b any) bool { return reflect.DeepEqual(orNone(a), orNone(b)) }

func orNone(value any) any {
	if value == int64(0) {
		return nil
	}
	return value
}

// covers reports whether now holds all that was applied. It may hold more: the API server fills in defaults, also within lists that are replaced as a whole.
func covers(applied, now any) bool {
	switch applied := applied.(type) {
	case map[string]any:
		now, ok := now.(map[string]any)
		for name, value := range applied {
			ok = ok && covers(value, now[name])
		}
		return ok
	case []any:
		now, ok := now.([]any)
		ok = ok && len(now) == len(applied)
		for i := 0; ok && i < len(applied); i++ {
			ok = covers(applied[i], now[i])
		}
		return ok
	default:
		return same(applied, now)
	}
}

// managers looks up who owns fields of an object, by its managedFields. What is known of its status is left out.
type managers []manager

type manager struct {
	name, operation string
	fields          map[string]any // FieldsV1
}

func managersOf(o *unstructured.Unstructured) managers {
	var all managers
	for _, entry := range o.GetManagedFields() {
		var fields map[string]any
		if entry.Subresource != "" || entry.FieldsV1 == nil || json.UnmarshalCaseSensitivePreserveInts(entry.FieldsV1.GetRawBytes(), &fields) != nil {
			continue
		}
		all = append(all, manager{entry.Manager, string(entry.Operation), fields})
	}
	return all
}

// of returns the names of those who own a field, or something within it, but for us.
func (m managers) of(at path, us string) []string {
	var names []string
	for _, manager := range m {
		if manager.name != us && owns(manager.fields, at) && !slices.Contains(names, manager.name) {
			names = append(names, manager.name)
		}
	}
	return names
}

// untouched reports whether a field without fields of its own is as we applied it. What others add to a list shows in who owns it.
func (m managers) untouched(at path, us string, applied, now any) bool {
	if at.isFamilies() {
		now = shortened(now, applied)
	}
	if !covers(applied, now) {
		return false
	}
	if _, isList := applied.([]any); !isList {
		return true
	}
	return slices.ContainsFunc(m, func(manager manager) bool { return manager.name == us && owns(manager.fields, at) })
}

func owns(fields map[string]any, at path) bool {
	for _, part := range at {
		below, ok := fields[part].(map[string]any)
		if !ok {
			return false
		}
		fields = below
	}
	return true
}
