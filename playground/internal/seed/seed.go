// Package seed fills a cluster with a small company: Deployments in three namespaces, each of which shows a
// case that matters to someone who exposes it. The company is the YAML in the folder company, a file a
// namespace; the comment above a Deployment says what it shows.
//
// Start reading at Apply. ready.go waits until the company is up.
package seed

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"golang.org/x/sync/errgroup"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
)

//go:embed company/*.yaml
var company embed.FS

const (
	// managerAnnotation names who created an object, if that was not kubectl apply. It is not sent to the
	// cluster.
	managerAnnotation = "playground.kubectl-xnode.io/field-manager"
	// kubectlApply is the field manager of kubectl apply --server-side.
	kubectlApply = "kubectl"
)

// Apply creates the company's objects, the namespaces side by side.
func Apply(ctx context.Context, config *rest.Config) error {
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		return err
	}
	paths, err := fs.Glob(company, "company/*.yaml")
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	for _, path := range paths {
		group.Go(func() error {
			objects, err := load(path)
			if err != nil {
				return err
			}
			for _, object := range objects {
				if err := apply(ctx, client, object); err != nil {
					return fmt.Errorf("cannot create %s %s: %w", object.GetKind(), object.GetName(), err)
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// load returns the objects of one file.
func load(path string) ([]*unstructured.Unstructured, error) {
	file, err := company.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var objects []*unstructured.Unstructured
	decoder := yaml.NewYAMLOrJSONDecoder(bytes.NewReader(file), 4096)
	for {
		object := &unstructured.Unstructured{}
		err := decoder.Decode(object)
		if errors.Is(err, io.EOF) {
			return objects, nil
		}
		if err != nil {
			return nil, fmt.Errorf("cannot read %s: %w", path, err)
		}
		objects = append(objects, object)
	}
}

// apply creates an object the way its author would have.
func apply(ctx context.Context, client dynamic.Interface, object *unstructured.Unstructured) error {
	resource, _ := meta.UnsafeGuessKindToResource(object.GroupVersionKind())
	objects := client.Resource(resource).Namespace(object.GetNamespace())

	annotations := object.GetAnnotations()
	manager, created := annotations[managerAnnotation]
	if !created {
		_, err := objects.Apply(ctx, object.GetName(), object, metav1.ApplyOptions{FieldManager: kubectlApply})
		return err
	}
	delete(annotations, managerAnnotation)
	object.SetAnnotations(annotations)
	_, err := objects.Create(ctx, object, metav1.CreateOptions{FieldManager: manager})
	return err
}
