package plugin_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"
	"golang.org/x/sync/errgroup"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/yaml"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// dynamicClient is a client of the playground's admin for objects of any kind.
func dynamicClient() (dynamic.Interface, error) {
	config, err := clientcmd.BuildConfigFromFlags("", playground.Kubeconfig)
	if err != nil {
		return nil, err
	}
	config.QPS = -1
	return dynamic.NewForConfig(config)
}

// exposures are the resources that the program writes.
func exposures() []schema.GroupVersionResource {
	return []schema.GroupVersionResource{
		{Version: "v1", Resource: "services"},
		{Group: "networking.k8s.io", Version: "v1", Resource: "ingresses"},
		{Group: "gateway.networking.k8s.io", Version: "v1", Resource: "httproutes"},
	}
}

// snapshot is what a namespace holds: objects by "service/web", but for what the API server counts and times.
type snapshot map[string]*unstructured.Unstructured

// snapshotOf reads what the program may have touched: what it writes, and what it only reads.
func snapshotOf(ctx context.Context, client dynamic.Interface, namespace string) (snapshot, error) {
	resources := append(exposures(), schema.GroupVersionResource{Group: "apps", Version: "v1", Resource: "deployments"}, schema.GroupVersionResource{Version: "v1", Resource: "configmaps"})
	lists := make([]*unstructured.UnstructuredList, len(resources))
	g, gctx := errgroup.WithContext(ctx)
	for i, resource := range resources {
		g.Go(func() (err error) {
			lists[i], err = client.Resource(resource).Namespace(namespace).List(gctx, metav1.ListOptions{})
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	all := snapshot{}
	for _, list := range lists {
		for _, object := range list.Items {
			object.SetResourceVersion("")
			object.SetGeneration(0)
			object.SetCreationTimestamp(metav1.Time{})
			object.SetManagedFields(untimed(object.GetManagedFields()))
			unstructured.RemoveNestedField(object.Object, "status")
			all[strings.ToLower(object.GetKind())+"/"+object.GetName()] = &object
		}
	}
	return all, nil
}

// untimed leaves out times, and what controllers say of an object's state.
func untimed(fields []metav1.ManagedFieldsEntry) []metav1.ManagedFieldsEntry {
	fields = slices.DeleteFunc(fields, func(f metav1.ManagedFieldsEntry) bool { return f.Subresource != "" })
	for i := range fields {
		fields[i].Time = nil
	}
	slices.SortFunc(fields, func(a, b metav1.ManagedFieldsEntry) int {
		return strings.Compare(a.Manager+string(a.Operation), b.Manager+string(b.Operation))
	})
	return fields
}

// removeExposures deletes all that the program can have made.
func removeExposures(ctx context.Context, client dynamic.Interface, namespace string) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, resource := range exposures() {
		g.Go(func() error {
			return client.Resource(resource).Namespace(namespace).DeleteCollection(ctx, metav1.DeleteOptions{}, metav1.ListOptions{})
		})
	}
	return g.Wait()
}

// anew is the snapshot as it would be of objects that are made once more, elsewhere: without what is unique to each.
func (s snapshot) anew() snapshot {
	all := snapshot{}
	for name, object := range s {
		object = object.DeepCopy()
		generalise(object)
		all[name] = object
	}
	return all
}

func generalise(object *unstructured.Unstructured) {
	generaliseRecord(object)
	object.SetUID("")
	object.SetNamespace("")
	spec, _ := object.Object["spec"].(map[string]any)
	if ip, _ := spec["clusterIP"].(string); ip != "" && ip != "None" {
		spec["clusterIP"], spec["clusterIPs"] = "some", nil
	}
	ports, _ := spec["ports"].([]any)
	for _, port := range ports {
		if port, ok := port.(map[string]any); ok && port["nodePort"] != nil {
			port["nodePort"] = "some"
		}
	}
}

// generaliseRecord leaves of a record what does not tell one run from another.
func generaliseRecord(object *unstructured.Unstructured) {
	record, err := expose.RecordOf(object)
	if record == nil || err != nil {
		return
	}
	record.Plan, record.Workload.Namespace, record.Previous, record.Forgotten, record.Rest = "", "", nil, false, nil
	for _, part := range []*unstructured.Unstructured{record.Applied, record.Original} {
		if part != nil {
			generalise(part)
			part.SetManagedFields(untimed(part.GetManagedFields()))
		}
	}
	*object = *record.On(object)
}

// unowned is the snapshot without who owns which fields.
func (s snapshot) unowned() snapshot {
	all := snapshot{}
	for name, object := range s {
		all[name] = object.DeepCopy()
		all[name].SetManagedFields(nil)
	}
	return all
}

// changes are the names of what differs from before, and how.
func (s snapshot) changes(before snapshot) (names []string, diff string) {
	all := maps.Clone(before)
	maps.Copy(all, s)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		was, is := text(before[name]), text(s[name])
		if was != is {
			names = append(names, name)
			diff += udiff.Unified(name+" (before)", name, was, is)
		}
	}
	return names, diff
}

func text(object *unstructured.Unstructured) string {
	if object == nil {
		return ""
	}
	data, err := json.Marshal(object)
	if err == nil {
		data, err = yaml.JSONToYAML(data)
	}
	if err != nil {
		return fmt.Sprint(err)
	}
	return string(data)
}
