package e2e

import (
	"slices"
	"testing"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
)

const gatewayAPI = "gateway.networking.k8s.io"

// TestTheGatewayAPIIsServed checks that ready means ready: nothing here waits.
func TestTheGatewayAPIIsServed(t *testing.T) {
	p := startReady(t, "--no-seed")
	client := p.dynamic(t)
	_, lists, err := p.client(t).Discovery().ServerGroupsAndResources()
	if err != nil {
		t.Fatal(err)
	}
	for _, resource := range []string{"gatewayclasses", "gateways", "httproutes", "grpcroutes", "referencegrants"} {
		listed := slices.ContainsFunc(lists, func(list *metav1.APIResourceList) bool {
			return list.GroupVersion == gatewayAPI+"/v1" && slices.ContainsFunc(list.APIResources, func(r metav1.APIResource) bool {
				return r.Name == resource
			})
		})
		if !listed {
			t.Errorf("discovery does not list %s", resource)
		}
		objects, err := resources(client, resource, "").List(t.Context(), metav1.ListOptions{})
		if err != nil || len(objects.Items) > 0 {
			t.Errorf("the list of %s is %v, %v", resource, objects, err)
		}
	}
	crds := schema.GroupVersionResource{Group: "apiextensions.k8s.io", Version: "v1", Resource: "customresourcedefinitions"}
	crd, err := client.Resource(crds).Get(t.Context(), "httproutes."+gatewayAPI, metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	annotations := crd.GetAnnotations()
	version, channel := annotations[gatewayAPI+"/bundle-version"], annotations[gatewayAPI+"/channel"]
	if version != "v1.6.3" || channel != "standard" {
		t.Errorf("it is %s of the channel %s, want v1.6.3 of standard", version, channel)
	}
}

// gatewayStatus is what these tests look at of the status of a Gateway or a route.
type gatewayStatus struct {
	Conditions []metav1.Condition `json:"conditions"`
	Addresses  []struct {
		Value string `json:"value"`
	} `json:"addresses"`
	Listeners []struct {
		Name           string `json:"name"`
		AttachedRoutes int    `json:"attachedRoutes"`
	} `json:"listeners"`
	Parents []struct {
		Parent struct {
			Name string `json:"name"`
		} `json:"parentRef"`
		Conditions []metav1.Condition `json:"conditions"`
	} `json:"parents"`
}

func testGateways(t *testing.T, client dynamic.Interface) {
	createObject(t, client, "gateways", "shop", "foreign", map[string]any{
		"gatewayClassName": "foreign",
		"listeners":        []any{map[string]any{"name": "http", "port": 80, "protocol": "HTTP"}},
	})
	programmed := func(namespace, name string) gatewayStatus {
		eventually(t, "Gateway "+name+" is programmed", func() bool {
			return meta.IsStatusConditionTrue(statusOf(t, client, "gateways", namespace, name).Conditions, "Programmed")
		})
		return statusOf(t, client, "gateways", namespace, name)
	}
	public, internal := programmed("infra", "public"), programmed("shop", "internal")
	if len(public.Listeners) != 2 || len(internal.Listeners) != 1 {
		t.Errorf("the listeners are %v and %v", public.Listeners, internal.Listeners)
	}
	if len(public.Addresses) != 1 || len(internal.Addresses) != 1 || public.Addresses[0] == internal.Addresses[0] {
		t.Errorf("the addresses are %v and %v", public.Addresses, internal.Addresses)
	}
	if got := statusOf(t, client, "gateways", "shop", "foreign").Addresses; len(got) > 0 {
		t.Errorf("a Gateway of an unknown class has the address %v", got)
	}
}

func testRoutes(t *testing.T, client dynamic.Interface) {
	cases := []struct {
		name, namespace, hostname, backend, section string
		accepted, refs                              string
	}{
		{"admitted", "shop", "www.example.com", "catalog", "https", "Accepted", "ResolvedRefs"},
		{"of-another-namespace", "payments", "www.example.com", "gateway", "https", "NotAllowedByListeners", "ResolvedRefs"},
		{"admitted-from-all", "payments", "www.example.com", "gateway", "http", "Accepted", "ResolvedRefs"},
		{"of-another-hostname", "shop", "www.example.org", "catalog", "https", "NoMatchingListenerHostname", "ResolvedRefs"},
		{"to-no-listener", "shop", "www.example.com", "catalog", "ftp", "NoMatchingParent", "ResolvedRefs"},
		{"without-backend", "shop", "www.example.com", "gone", "http", "Accepted", "BackendNotFound"},
	}
	for _, c := range cases {
		createObject(t, client, "httproutes", c.namespace, c.name, map[string]any{
			"parentRefs": []any{
				map[string]any{"namespace": "infra", "name": "gone"}, // nobody answers for this one
				map[string]any{"namespace": "infra", "name": "public", "sectionName": c.section},
			},
			"hostnames": []any{c.hostname},
			"rules":     []any{map[string]any{"backendRefs": []any{map[string]any{"name": c.backend, "port": 80}}}},
		})
	}
	for _, c := range cases {
		eventually(t, c.name+" is "+c.accepted+" and "+c.refs, func() bool {
			parents := statusOf(t, client, "httproutes", c.namespace, c.name).Parents
			return len(parents) == 1 && parents[0].Parent.Name == "public" &&
				has(parents[0].Conditions, "Accepted", c.accepted) && has(parents[0].Conditions, "ResolvedRefs", c.refs)
		})
	}
	attached := func(http, https int) func() bool {
		return func() bool {
			l := statusOf(t, client, "gateways", "infra", "public").Listeners
			return l[0].AttachedRoutes == http && l[1].AttachedRoutes == https
		}
	}
	eventually(t, "the listeners count their routes", attached(2, 1))
	if err := resources(client, "httproutes", "shop").Delete(t.Context(), "admitted", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the listeners count one less", attached(2, 0))

	service := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "v1", "kind": "Service", "metadata": map[string]any{"name": "gone"},
		"spec": map[string]any{"ports": []any{map[string]any{"port": 80}}},
	}}
	services := client.Resource(schema.GroupVersionResource{Version: "v1", Resource: "services"}).Namespace("shop")
	if _, err := services.Create(t.Context(), service, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the backend is found once it is there", func() bool {
		parents := statusOf(t, client, "httproutes", "shop", "without-backend").Parents
		return len(parents) == 1 && has(parents[0].Conditions, "ResolvedRefs", "ResolvedRefs")
	})
}

// has reports whether a condition has this reason, and is true exactly when that is the one of success.
func has(conditions []metav1.Condition, name, reason string) bool {
	c := meta.FindStatusCondition(conditions, name)
	return c != nil && c.Reason == reason && (c.Status == metav1.ConditionTrue) == (name == reason)
}

func resources(client dynamic.Interface, resource, namespace string) dynamic.ResourceInterface {
	return client.Resource(schema.GroupVersionResource{Group: gatewayAPI, Version: "v1", Resource: resource}).Namespace(namespace)
}

func createObject(t *testing.T, client dynamic.Interface, resource, namespace, name string, spec map[string]any) {
	t.Helper()
	kind := map[string]string{"gateways": "Gateway", "httproutes": "HTTPRoute"}[resource]
	_, err := resources(client, resource, namespace).Create(t.Context(), &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": gatewayAPI + "/v1", "kind": kind, "metadata": map[string]any{"name": name}, "spec": spec,
	}}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
}

func statusOf(t *testing.T, client dynamic.Interface, resource, namespace, name string) gatewayStatus {
	t.Helper()
	object, err := resources(client, resource, namespace).Get(t.Context(), name, metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var into struct {
		Status gatewayStatus `json:"status"`
	}
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(object.Object, &into); err != nil {
		t.Fatal(err)
	}
	return into.Status
}
