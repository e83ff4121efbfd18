// Package seed fills a cluster with a small company: Deployments in three namespaces, each of which shows a
// case that matters to someone who exposes it, and in a fourth one a Gateway. The company is the YAML in the
// folder company, a file a namespace; the comment above an object says what it shows.
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
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/wait"
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
	if object.GetKind() == "Gateway" { // the guess is gatewaies
		resource.Resource = "gateways"
	}
	objects := client.Resource(resource).Namespace(object.GetNamespace())

	annotations := object.GetAnnotations()
	manager, created := annotations[managerAnnotation]
	if !created {
		return whenServed(ctx, func(ctx context.Context) error {
			_, err := objects.Apply(ctx, object.GetName(), object, metav1.ApplyOptions{FieldManager: kubectlApply})
			return err
		})
	}
	delete(annotations, managerAnnotation)
	object.SetAnnotations(annotations)
	_, err := objects.Create(ctx, object, metav1.CreateOptions{FieldManager: manager})
	return err
}

// whenServed applies an object, again as long as its kind is not served: the Gateway API becomes so while we create the
// company.
func whenServed(ctx context.Context, apply func(context.Context) error) error {
	var missing error
	err := wait.PollUntilContextTimeout(ctx, pause, patience, true, func(ctx context.Context) (bool, error) {
		err := apply(ctx)
		if apierrors.IsNotFound(err) {
			missing = err
			return false, nil
		}
		return true, err
	})
	if ctx.Err() == nil && wait.Interrupted(err) {
		return fmt.Errorf("not possible for %s: %w", patience, missing)
	}
	return err
}
