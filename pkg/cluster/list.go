package cluster

import (
	"context"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/cli-runtime/pkg/resource"
	"k8s.io/client-go/kubernetes/scheme"
)

// pageSize is how many objects a list asks for at once, as kubectl get does.
const pageSize = 500

// each lists the namespace's objects of a kind that client-go knows, page by page; a label selector may choose among them.
func (c *Cluster) each(ctx context.Context, gvk schema.GroupVersionKind, resource, selector string, each func(runtime.Object)) error {
	client, err := c.typed(ctx, gvk.GroupVersion())
	if err != nil {
		return err
	}
	newPage := func() (runtime.Object, error) {
		return scheme.Scheme.New(gvk.GroupVersion().WithKind(gvk.Kind + "List"))
	}
	return eachPage(ctx, client, c.Namespace, resource, selector, newPage, each)
}

// eachPage lists a resource, of all namespaces when none is given.
func eachPage(ctx context.Context, client resource.RESTClient, namespace, plural, selector string, newPage func() (runtime.Object, error), each func(runtime.Object)) error {
	options := metav1.ListOptions{Limit: pageSize, LabelSelector: selector}
	for {
		page, err := newPage()
		if err != nil {
			return err
		}
		request := client.Get().NamespaceIfScoped(namespace, namespace != "").Resource(plural).SpecificallyVersionedParams(&options, metav1.ParameterCodec, metav1.SchemeGroupVersion)
		if err := request.Do(ctx).Into(page); err != nil {
			return err
		}
		if err := meta.EachListItem(page, func(o runtime.Object) error { each(o); return nil }); err != nil {
			return err
		}
		list, err := meta.ListAccessor(page)
		if err != nil {
			return err
		}
		if options.Continue = list.GetContinue(); options.Continue == "" {
			return nil
		}
	}
}
