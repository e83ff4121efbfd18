package cluster

import (
	"bytes"
	"slices"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"
	"k8s.io/client-go/kubernetes/scheme"
)

func TestReadList(t *testing.T) {
	remaining := int64(7)
	list := &corev1.ServiceList{ListMeta: metav1.ListMeta{ResourceVersion: "12", Continue: "next", RemainingItemCount: &remaining}}
	for _, name := range []string{"a", "b", "c"} {
		list.Items = append(list.Items, corev1.Service{ObjectMeta: metav1.ObjectMeta{Name: name}})
	}
	l := lister{newObject: func() runtime.Object { return &corev1.Service{} }}
	read := func(body []byte) (meta metav1.ListMeta, names []string, err error) {
		err = readList(bytes.NewReader(body), l, func(m metav1.ListMeta) { meta = m }, func(o runtime.Object) {
			names = append(names, o.(*corev1.Service).Name)
		})
		return meta, names, err
	}
	for name, encoder := range map[string]runtime.Encoder{
		"protobuf":             protobuf.NewSerializer(scheme.Scheme, scheme.Scheme),
		"protobuf as a stream": protobuf.NewSerializerWithOptions(scheme.Scheme, scheme.Scheme, protobuf.SerializerOptions{StreamingCollectionsEncoding: true}),
		"json":                 json.NewSerializerWithOptions(json.DefaultMetaFactory, scheme.Scheme, scheme.Scheme, json.SerializerOptions{}),
	} {
		t.Run(name, func(t *testing.T) {
			var body bytes.Buffer
			if err := encoder.Encode(list, &body); err != nil {
				t.Fatal(err)
			}
			meta, names, err := read(body.Bytes())
			if err != nil || meta.Continue != "next" || *meta.RemainingItemCount != 7 || !slices.Equal(names, []string{"a", "b", "c"}) {
				t.Errorf("got %+v, %v, %v", meta, names, err)
			}
			// A list that breaks off is never taken for a shorter one.
			for n := range body.Len() {
				if _, names, err := read(body.Bytes()[:n]); err == nil && len(names) < 3 {
					t.Fatalf("%d of %d bytes are taken for %v", n, body.Len(), names)
				}
			}
		})
	}
}
