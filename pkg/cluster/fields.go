package cluster

import (
	"reflect"
	"strconv"
	"strings"

	"google.golang.org/protobuf/encoding/protowire"
)

// fields are those of a protobuf message that are worth decoding: their numbers, and those worth it within each. nil stands for all.
// The API server cannot be asked for some fields only, and most of what it sends is never looked at: what is not decoded costs nothing.
type fields map[protowire.Number]fields

// fieldsOf finds fields of a Kubernetes API type by paths like "spec.template.metadata.labels". A path that the type does not have is left out.
func fieldsOf(t reflect.Type, paths ...string) fields {
	found := fields{}
	for _, path := range paths {
		found.add(t, strings.Split(path, "."))
	}
	return found
}

// add adds the field at the path, and reports whether there is one.
func (f fields) add(t reflect.Type, path []string) bool {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return false
	}
	for field := range t.Fields() {
		// As in `protobuf:"bytes,3,opt,name=template"`.
		tag := strings.Split(field.Tag.Get("protobuf"), ",")
		if len(tag) < 4 || tag[3] != "name="+path[0] {
			continue
		}
		n, err := strconv.ParseInt(tag[1], 10, 32)
		if err != nil {
			return false
		}
		number := protowire.Number(n)
		if len(path) == 1 {
			f[number] = nil
			return true
		}
		within := fields{}
		if have, there := f[number]; there {
			within = have
		}
		if within == nil { // all of it is wanted already
			return true
		}
		if !within.add(field.Type, path[1:]) {
			return false
		}
		f[number] = within
		return true
	}
	return false
}

// appendTo appends the message to out without what is not worth decoding.
func (f fields) appendTo(out, message []byte) ([]byte, error) {
	for len(message) > 0 {
		number, kind, size := protowire.ConsumeField(message)
		if size < 0 {
			return nil, protowire.ParseError(size)
		}
		field := message[:size]
		message = message[size:]
		within, wanted := f[number]
		switch {
		case !wanted:
		case within == nil || kind != protowire.BytesType:
			out = append(out, field...)
		default:
			_, _, head := protowire.ConsumeTag(field)
			content, _ := protowire.ConsumeBytes(field[head:])
			var err error
			if out, err = within.appendField(out, number, content); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// appendField appends a field with a message. Its size stands before it and is known only after: there is room for the largest.
func (f fields) appendField(out []byte, number protowire.Number, message []byte) ([]byte, error) {
	out = protowire.AppendTag(out, number, protowire.BytesType)
	at := len(out)
	out = protowire.AppendVarint(out, uint64(len(message)))
	begin := len(out)
	out, err := f.appendTo(out, message)
	if err != nil {
		return nil, err
	}
	content := out[begin:]
	head := protowire.AppendVarint(out[:at], uint64(len(content)))
	return append(head, content...), nil
}
