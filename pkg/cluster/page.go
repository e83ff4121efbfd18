package cluster

import (
	"context"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/cli-runtime/pkg/resource"
	"k8s.io/client-go/rest"
)

// onePage is how many objects are enough where a list is not read to its end.
const onePage = 500

// page reads the first page of a list, of all namespaces when none is given.
func (c *Cluster) page(ctx context.Context, gv schema.GroupVersion, namespace, plural string, options metav1.ListOptions, into runtime.Object) error {
	client, err := c.typed(ctx, gv)
	if err != nil {
		return err
	}
	return pageRequest(client, namespace, plural, options).Do(ctx).Into(into)
}

func pageRequest(client resource.RESTClient, namespace, plural string, options metav1.ListOptions) *rest.Request {
	return client.Get().NamespaceIfScoped(namespace, namespace != "").Resource(plural).SpecificallyVersionedParams(&options, metav1.ParameterCodec, metav1.SchemeGroupVersion)
}

// listed tells an empty list from one that could not be read, which is nil.
func listed[T any](items []T, err error) ([]T, error) {
	if items == nil && err == nil {
		return []T{}, nil
	}
	return items, err
}
