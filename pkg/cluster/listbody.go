package cluster

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// readList reads a list of what l lists as the API server sends it. It calls begin with what is known of the list, in protobuf before any object has come,
// and each with each object as it comes.
func readList(body io.Reader, l lister, begin func(metav1.ListMeta), each func(runtime.Object)) error {
	in := bufio.NewReader(body)
	read := readJSONList
	if magic, _ := in.Peek(len(protobufMagic)); string(magic) == protobufMagic {
		read = readProtobufList
	}
	if err := read(in, l, begin, each); err != nil {
		return &brokenOffError{err}
	}
	return nil
}

// protobufMagic is what protobuf begins with in Kubernetes. After it comes a runtime.Unknown, whose raw is the list.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding
const protobufMagic = "k8s\x00"

// The numbers of the fields: of runtime.Unknown, and of every list (generated.proto of each group).
const (
	fieldRaw   = 2
	fieldMeta  = 1
	fieldItems = 2
)

func readProtobufList(in *bufio.Reader, l lister, begin func(metav1.ListMeta), each func(runtime.Object)) error {
	if _, err := in.Discard(len(protobufMagic)); err != nil {
		return err
	}
	for complete := false; ; {
		number, size, err := readField(in)
		switch {
		case errors.Is(err, io.EOF) && complete:
			return nil
		case errors.Is(err, io.EOF):
			return io.ErrUnexpectedEOF
		case err != nil:
			return err
		case number == fieldRaw:
			complete = true
			err = readProtobufItems(in, size, l, begin, each)
		default:
			_, err = in.Discard(size)
		}
		if err != nil {
			return err
		}
	}
}

func readProtobufItems(in io.Reader, size int, l lister, begin func(metav1.ListMeta), each func(runtime.Object)) error {
	limited := &io.LimitedReader{R: in, N: int64(size)}
	list := bufio.NewReaderSize(limited, 64<<10)
	var content, worth []byte // used for each field in turn
	for {
		number, size, err := readField(list)
		switch {
		case errors.Is(err, io.EOF) && limited.N == 0:
			return nil
		case errors.Is(err, io.EOF), err == nil && int64(size) > limited.N+int64(list.Buffered()):
			return io.ErrUnexpectedEOF
		case err != nil:
			return err
		}
		content = slices.Grow(content[:0], size)[:size]
		if _, err := io.ReadFull(list, content); err != nil {
			return err
		}
		switch number {
		case fieldMeta:
			var meta metav1.ListMeta
			if err := meta.Unmarshal(content); err != nil {
				return err
			}
			begin(meta)
		case fieldItems:
			object := l.newObject()
			if worth, err = decode(object, content, l.fields, worth); err != nil {
				return err
			}
			each(object)
		}
	}
}

// decode decodes those fields of an object that are asked for. It returns the memory that it used, for the next one.
func decode(into runtime.Object, content []byte, fields fields, memory []byte) ([]byte, error) {
	object, ok := into.(interface{ Unmarshal([]byte) error })
	if !ok {
		return memory, fmt.Errorf("%T has no protobuf", into)
	}
	if fields != nil {
		var err error
		if memory, err = fields.appendTo(memory[:0], content); err != nil {
			return memory, err
		}
		content = memory
	}
	return memory, object.Unmarshal(content)
}

// readField reads what stands before the content of a field: its number and size. It returns [io.EOF] when there are no more. All fields of
// lists, and of what they are wrapped in, have their length before them.
// https://protobuf.dev/programming-guides/encoding/
func readField(in *bufio.Reader) (number, size int, err error) {
	const lengthDelimited = 2
	tag, err := binary.ReadUvarint(in)
	if err != nil {
		return 0, 0, err
	}
	if tag&7 != lengthDelimited {
		return 0, 0, fmt.Errorf("field %d is of wire type %d", tag>>3, tag&7)
	}
	length, err := binary.ReadUvarint(in)
	if errors.Is(err, io.EOF) || err == nil && length > 1<<31 {
		err = io.ErrUnexpectedEOF
	}
	return int(tag >> 3), int(length), err //nolint:gosec // it is small, as we have just seen
}

// readJSONList reads what has no protobuf: custom resources, and what servers send that speak none.
func readJSONList(in *bufio.Reader, l lister, begin func(metav1.ListMeta), each func(runtime.Object)) error {
	var list struct {
		Metadata metav1.ListMeta   `json:"metadata"`
		Items    []json.RawMessage `json:"items"`
	}
	if err := json.NewDecoder(in).Decode(&list); err != nil {
		return err
	}
	begin(list.Metadata)
	for _, item := range list.Items {
		object := l.newObject()
		if err := json.Unmarshal(item, object); err != nil {
			return err
		}
		each(object)
	}
	return nil
}
