// Package gatewayapi makes a cluster serve the Gateway API: the definitions of its kinds, from the standard channel
// of the version in crds/README.md.
package gatewayapi

import (
	"bytes"
	"compress/gzip"
	"context"
	"embed"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/rest"
)

//go:embed crds/*.yaml.gz
var crds embed.FS

const (
	// suffix is what follows the name of a resource in the name of its file.
	suffix = ".yaml.gz"
	// groupVersion is the version that all of them serve.
	groupVersion = "gateway.networking.k8s.io/v1"
	// definitions is where an API server takes definitions of kinds.
	definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"

	// patience is how long the API server may take until it serves them, on a slow and busy machine.
	patience = 2 * time.Minute
	// pause is the time between two looks.
	pause = 50 * time.Millisecond
)

// Install creates the definitions, and returns when discovery lists their kinds: from then on all clients find them.
func Install(ctx context.Context, config *rest.Config) error {
	client, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return err
	}
	paths, err := fs.Glob(crds, "crds/*"+suffix)
	if err != nil {
		return err
	}
	creating, creatingCtx := errgroup.WithContext(ctx)
	for _, file := range paths {
		creating.Go(func() error { return create(creatingCtx, client.RESTClient(), file) })
	}
	if err := creating.Wait(); err != nil {
		return err
	}
	return waitUntilServed(ctx, client, paths)
}

// create sends a definition as it is: the API server reads YAML, and need not wait for us to read it first.
func create(ctx context.Context, client rest.Interface, file string) error {
	definition, err := read(file)
	if err != nil {
		return fmt.Errorf("cannot read %s: %w", file, err)
	}
	_, err = client.Post().AbsPath(definitions).SetHeader("Content-Type", "application/yaml").Body(definition).DoRaw(ctx)
	if err != nil {
		return fmt.Errorf("cannot define %s: %w", resource(file), err)
	}
	return nil
}

func read(file string) ([]byte, error) {
	packed, err := crds.ReadFile(file)
	if err != nil {
		return nil, err
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(unpacked)
}

// resource returns the name of the resource that a file defines.
func resource(file string) string {
	return strings.TrimSuffix(path.Base(file), suffix)
}

// waitUntilServed returns when discovery lists the resources that the files define.
func waitUntilServed(ctx context.Context, client *discovery.DiscoveryClient, files []string) error {
	var missing []string
	err := wait.PollUntilContextTimeout(ctx, pause, patience, true, func(ctx context.Context) (bool, error) {
		_, lists, err := client.ServerGroupsAndResourcesWithContext(ctx)
		if err != nil && !discovery.IsGroupDiscoveryFailedError(err) { // a group may be there before its resources
			return false, err
		}
		missing = missing[:0]
		for _, file := range files {
			if !isServed(lists, resource(file)) {
				missing = append(missing, resource(file))
			}
		}
		return len(missing) == 0, nil
	})
	if ctx.Err() == nil && wait.Interrupted(err) {
		return fmt.Errorf("the Gateway API is not served after %s, it still lacks %s", patience, strings.Join(missing, ", "))
	}
	return err
}

// isServed reports whether a resource of the Gateway API is in lists.
func isServed(lists []*metav1.APIResourceList, resource string) bool {
	return slices.ContainsFunc(lists, func(list *metav1.APIResourceList) bool {
		return list.GroupVersion == groupVersion && slices.ContainsFunc(list.APIResources, func(r metav1.APIResource) bool {
			return r.Name == resource
		})
	})
}
