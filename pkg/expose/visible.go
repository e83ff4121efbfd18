package expose

import (
	"fmt"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// visible returns the part of an object that people wrote: without the bookkeeping of the API server,
// status, and what client-side kubectl apply and we ourselves remember.
func visible(o *unstructured.Unstructured) map[string]any {
	u := o.DeepCopy()
	for _, name := range []string{"managedFields", "resourceVersion", "uid", "creationTimestamp", "generation"} {
		unstructured.RemoveNestedField(u.Object, "metadata", name)
	}
	unstructured.RemoveNestedField(u.Object, "metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration")
	dropRecord(u)
	unstructured.RemoveNestedField(u.Object, "status")
	return u.Object
}

// withoutAllocated removes from want the addresses and ports that the API server would allocate: a
// dry-run answers with some, but applying will choose others. Those that were asked for or are live already stay.
func withoutAllocated(want map[string]any, asked, live *unstructured.Unstructured) map[string]any {
	if want["kind"] != "Service" {
		return want
	}
	for _, name := range []string{"clusterIP", "clusterIPs", "healthCheckNodePort"} {
		if !has(asked, "spec", name) && !has(live, "spec", name) {
			unstructured.RemoveNestedField(want, "spec", name)
		}
	}
	known := nodePorts(asked)
	for port := range nodePorts(live) {
		known[port] = true
	}
	ports, _, _ := unstructured.NestedSlice(want, "spec", "ports")
	for _, p := range ports {
		if port, ok := p.(map[string]any); ok && !known[portKey(port)] {
			delete(port, "nodePort")
		}
	}
	if len(ports) > 0 {
		_ = unstructured.SetNestedSlice(want, ports, "spec", "ports") // spec is there: the ports came from it
	}
	return want
}

func has(o *unstructured.Unstructured, path ...string) bool {
	if o == nil {
		return false
	}
	_, found, _ := unstructured.NestedFieldNoCopy(o.Object, path...)
	return found
}

// nodePorts are the keys of the Service's ports that have a node port.
func nodePorts(o *unstructured.Unstructured) map[string]bool {
	known := map[string]bool{}
	if o == nil {
		return known
	}
	ports, _, _ := unstructured.NestedSlice(o.Object, "spec", "ports")
	for _, p := range ports {
		if port, ok := p.(map[string]any); ok && port["nodePort"] != nil {
			known[portKey(port)] = true
		}
	}
	return known
}

func portKey(port map[string]any) string { return fmt.Sprint(port["port"], port["protocol"]) }
