package cluster

import (
	"context"
	"io"
	"reflect"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/cli-runtime/pkg/resource"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
)

// pageSize is how many objects a list asks for at once. kubectl get asks for 500, but holds them all; here a larger page costs no more
// memory, and spares the API server requests.
const pageSize = 1000

// lister lists the objects of a resource, page by page. The next page is on its way while one is decoded, and of a page no more than an
// object is held at a time.
type lister struct {
	client resource.RESTClient
	// namespace is where they are; empty means everywhere. selector chooses among them by their labels.
	namespace, resource, selector string
	// accept asks for the objects in another form than the client does.
	accept    string
	newObject func() runtime.Object
	// fields are those of the objects that are decoded where they come in protobuf; nil means all.
	fields fields
}

// lister lists the namespace's objects of a kind that client-go knows.
func (c *Cluster) lister(ctx context.Context, gvk schema.GroupVersionKind, resource string) (lister, error) {
	client, err := c.typed(ctx, gvk.GroupVersion())
	if err != nil {
		return lister{}, err
	}
	if _, err := scheme.Scheme.New(gvk); err != nil {
		return lister{}, err
	}
	return lister{client: client, namespace: c.Namespace, resource: resource, newObject: func() runtime.Object {
		object, _ := scheme.Scheme.New(gvk) // it is known, as we have just seen
		return object
	}}, nil
}

// metadataOnly asks for no more than the metadata of the objects.
func (l lister) metadataOnly() lister {
	const form = ";as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
	l.accept = "application/vnd.kubernetes.protobuf" + form + ",application/json" + form
	l.newObject = func() runtime.Object { return &metav1.PartialObjectMetadata{} }
	return l
}

// only leaves all fields of the objects empty but those at the paths, where they come in protobuf.
func (l lister) only(paths ...string) lister {
	l.fields = fieldsOf(reflect.TypeOf(l.newObject()), paths...)
	return l
}

func (l lister) request(options metav1.ListOptions) *rest.Request {
	options.LabelSelector = l.selector
	request := pageRequest(l.client, l.namespace, l.resource, options)
	if l.accept != "" {
		request.SetHeader("Accept", l.accept)
	}
	return request
}

// pages calls each with each object and end with what is known of the list after each page. options are those of the first page.
func (l lister) pages(ctx context.Context, options metav1.ListOptions, each func(runtime.Object), end func(metav1.ListMeta)) error {
	ctx, cancel := context.WithCancel(ctx)
	type answer struct {
		body io.ReadCloser
		err  error
	}
	ask := func(options metav1.ListOptions) chan answer {
		coming := make(chan answer, 1)
		go func() {
			body, err := l.request(options).Stream(ctx)
			coming <- answer{body, err}
		}()
		return coming
	}
	coming := ask(options)
	defer func() {
		cancel()
		if coming == nil {
			return
		}
		if unwanted := <-coming; unwanted.err == nil {
			_ = unwanted.body.Close() // nobody reads it
		}
	}()
	for coming != nil {
		page := <-coming
		coming = nil
		if page.err != nil {
			return page.err
		}
		var list metav1.ListMeta
		begin := func(meta metav1.ListMeta) {
			if list = meta; list.Continue != "" {
				coming = ask(metav1.ListOptions{Limit: pageSize, Continue: list.Continue})
			}
		}
		err := readList(page.body, l, begin, each)
		_ = page.body.Close() // all that it holds is read
		if err != nil {
			return err
		}
		end(list)
	}
	return nil
}

// each lists the namespace's objects of a kind that client-go knows; a label selector may choose among them.
func (c *Cluster) each(ctx context.Context, gvk schema.GroupVersionKind, resource, selector string, each func(runtime.Object)) error {
	l, err := c.lister(ctx, gvk, resource)
	if err != nil {
		return err
	}
	l.selector = selector
	return l.all(ctx, each)
}

func (l lister) all(ctx context.Context, each func(runtime.Object)) error {
	return l.pages(ctx, metav1.ListOptions{Limit: pageSize}, each, func(metav1.ListMeta) {})
}

// names lists the names of the namespace's objects of a kind that client-go knows, in alphabetical order.
func (c *Cluster) names(ctx context.Context, gvk schema.GroupVersionKind, resource string) ([]string, error) {
	l, err := c.lister(ctx, gvk, resource)
	if err != nil {
		return nil, err
	}
	var names []string
	err = l.metadataOnly().all(ctx, func(o runtime.Object) {
		if object, ok := o.(metav1.Object); ok {
			names = append(names, object.GetName())
		}
	})
	return names, c.explain(err)
}

// Namespaces lists the names of all namespaces, in alphabetical order. It returns a [ForbiddenError] when that is not allowed.
func (c *Cluster) Namespaces(ctx context.Context) ([]string, error) {
	return c.In("").names(ctx, corev1.SchemeGroupVersion.WithKind("Namespace"), "namespaces")
}
