package plugin_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aymanbagabas/go-udiff"
	"golang.org/x/sync/errgroup"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/dynamic"
	"sigs.k8s.io/yaml"
)

// TestUnexposeLeavesNothing exposes web in each way, over nothing and over what others made in each way, and unexposes it: the namespace is byte for byte as it
// was, who owns which field since when included. Only what the API server counts up is left out, and what follows from the objects by itself: events, leases, endpoints.
func TestUnexposeLeavesNothing(t *testing.T) {
	t.Parallel()
	client, err := dynamicClient()
	if err != nil {
		t.Fatal(err)
	}
	resources := namespacedResources(t)
	type made struct{ by, manifest string } // by update, or by server-side apply
	theirs := map[string]made{
		"nothing":        {},
		"a ClusterIP":    {"kubectl-create", "spec: {selector: {app: web, tier: old}, ports: [{name: old, port: 81, targetPort: 8080}]}"},
		"a NodePort":     {"argocd-controller", "spec: {type: NodePort, externalTrafficPolicy: Local, selector: {app: web}, ports: [{name: web, port: 80, targetPort: http}, {name: more, port: 81}]}"},
		"a LoadBalancer": {"kubectl-create", "spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 443, targetPort: 8080}]}"},
		"an alias":       {"argocd-controller", "spec: {type: ExternalName, externalName: old.example.com}"},
		"names":          {"kubectl-create", "spec: {clusterIP: None, selector: {app: web}, ports: [{port: 80}]}"},
	}
	ways := map[string]string{
		"ClusterIP":    "--type ClusterIP",
		"Headless":     "--type Headless",
		"NodePort":     "--type NodePort --annotation example.com/a=b --labels team=a",
		"LoadBalancer": "--type LoadBalancer --session-affinity ClientIP",
		"ExternalName": "--type ExternalName --external-name new.example.com",
		"Ingress":      "--type Ingress --host shop.example.com",
		"HTTPRoute":    "--type HTTPRoute --host shop.example.com --gateway public",
	}
	changed := make(chan bool, len(theirs)*len(ways))
	t.Run("each", func(t *testing.T) {
		for was, theirs := range theirs {
			for way, flags := range ways {
				t.Run(fmt.Sprintf("%s over %s", way, was), func(t *testing.T) {
					t.Parallel()
					namespace := playground.Namespace(t)
					playground.Deployment(t, namespace, "web", corev1.ContainerPort{Name: "http", ContainerPort: 8080})
					if theirs.by != "" {
						makeTheirs(t, client, namespace, theirs.by, "apiVersion: v1\nkind: Service\nmetadata: {name: web, labels: {theirs: 'yes'}}\n"+theirs.manifest)
						makeTheirs(t, client, namespace, theirs.by, `{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web}, spec: {defaultBackend: {service: {name: old, port: {number: 81}}}, tls: [{secretName: old}]}}`)
						makeTheirs(t, client, namespace, theirs.by, `{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: web}, spec: {hostnames: [old.example.com], rules: [{backendRefs: [{name: old, port: 81}]}]}}`)
						time.Sleep(time.Second) // times have seconds: what is written now is later
					}
					kubeconfig := filepath.Join(t.TempDir(), "kubeconfig")
					if err := playground.KubeconfigFor(kubeconfig, namespace); err != nil {
						t.Fatal(err)
					}
					before := settled(t, client, resources, namespace)
					ran := inProcess(t.Context(), t.Name(), strings.Fields("expose web --force-conflicts --kubeconfig "+kubeconfig+" "+flags)...)
					if ran.code != 0 {
						if !strings.Contains(ran.stderr, "exists already and cannot be changed that way") {
							t.Error(ran)
						}
						return
					}
					if after := everything(t, client, resources, namespace); after == before {
						t.Errorf("nothing was changed: %s", ran)
					}
					changed <- theirs.by != ""
					if ran := inProcess(t.Context(), t.Name(), "unexpose", "web", "--yes", "--kubeconfig", kubeconfig); ran.code != 0 {
						t.Error(ran)
					}
					if after := settled(t, client, resources, namespace); after != before {
						t.Errorf("it is not as it was:\n%s", udiff.Unified("before", "after", before, after))
					}
				})
			}
		}
	})
	close(changed)
	count := map[bool]int{}
	for was := range changed {
		count[was]++
	}
	if count[false] != len(ways) || count[true] < 20 {
		t.Errorf("%d were created and %d changed", count[false], count[true])
	}
}

func makeTheirs(t *testing.T, client dynamic.Interface, namespace, manager, manifest string) {
	t.Helper()
	data, err := yaml.YAMLToJSONStrict([]byte(manifest))
	if err != nil {
		t.Fatal(err)
	}
	var object unstructured.Unstructured
	if err := object.UnmarshalJSON(data); err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{"Service": 0, "Ingress": 1, "HTTPRoute": 2}
	resource := client.Resource(exposures()[kinds[object.GetKind()]]).Namespace(namespace)
	if manager == "kubectl-create" {
		_, err = resource.Create(t.Context(), &object, metav1.CreateOptions{FieldManager: manager})
	} else {
		_, err = resource.Apply(t.Context(), object.GetName(), &object, metav1.ApplyOptions{FieldManager: manager})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// namespacedResources are all that a namespace can hold, but for what follows from the objects by itself.
func namespacedResources(t *testing.T) []schema.GroupVersionResource {
	t.Helper()
	lists, err := playground.Client.Discovery().ServerPreferredNamespacedResources()
	if err != nil {
		t.Fatal(err)
	}
	var all []schema.GroupVersionResource
	for _, list := range discovery.FilteredBy(discovery.SupportsAllVerbs{Verbs: []string{"list", "get"}}, lists) {
		gv, err := schema.ParseGroupVersion(list.GroupVersion)
		if err != nil {
			t.Fatal(err)
		}
		for _, resource := range list.APIResources {
			if !slices.Contains([]string{"events", "leases", "endpoints", "endpointslices"}, resource.Name) {
				all = append(all, gv.WithResource(resource.Name))
			}
		}
	}
	return all
}

// everything is what a namespace holds, as text.
func everything(t *testing.T, client dynamic.Interface, resources []schema.GroupVersionResource, namespace string) string {
	t.Helper()
	texts := make([]string, len(resources))
	g, ctx := errgroup.WithContext(t.Context())
	g.SetLimit(8)
	for i, resource := range resources {
		g.Go(func() (err error) {
			texts[i], err = listText(ctx, client.Resource(resource).Namespace(namespace))
			return err
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(texts, "")
}

func listText(ctx context.Context, resource dynamic.ResourceInterface) (string, error) {
	list, err := resource.List(ctx, metav1.ListOptions{})
	if apierrors.IsNotFound(err) || apierrors.IsMethodNotSupported(err) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	var all strings.Builder
	for _, object := range list.Items {
		unstructured.RemoveNestedField(object.Object, "metadata", "resourceVersion")
		unstructured.RemoveNestedField(object.Object, "metadata", "generation")
		object.SetManagedFields(slices.DeleteFunc(object.GetManagedFields(), func(f metav1.ManagedFieldsEntry) bool { return f.Subresource == "status" }))
		all.WriteString("---\n" + text(withoutObserved(&object)))
	}
	return all.String(), nil
}

// withoutObserved leaves out which generation a controller has seen, and when.
func withoutObserved(object *unstructured.Unstructured) *unstructured.Unstructured {
	var drop func(value any)
	drop = func(value any) {
		switch value := value.(type) {
		case map[string]any:
			delete(value, "observedGeneration")
			delete(value, "lastTransitionTime")
			for _, v := range value {
				drop(v)
			}
		case []any:
			for _, v := range value {
				drop(v)
			}
		}
	}
	drop(object.Object["status"])
	return object
}

// settled is what a namespace holds once the controllers have done their work.
func settled(t *testing.T, client dynamic.Interface, resources []schema.GroupVersionResource, namespace string) string {
	t.Helper()
	now := everything(t, client, resources, namespace)
	for range 30 {
		time.Sleep(300 * time.Millisecond)
		before := now
		if now = everything(t, client, resources, namespace); now == before {
			return now
		}
	}
	t.Error("the controllers do not come to rest")
	return now
}
