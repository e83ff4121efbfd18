package tui

import (
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// reach is how clients get to what was applied.
type reach struct {
	address string   // the one to give to them; empty when there is none yet
	try     []string // lines for a shell that try it
}

// reachOf looks at what was applied last first: an Ingress leads to the Service before it.
func reachOf(arrivals []expose.Arrival) reach {
	var r reach
	for _, a := range slices.Backward(arrivals) {
		if a.Object == nil {
			continue
		}
		if r.address == "" {
			r.address = addressToCopy(a.Addresses)
		}
		r.try = append(r.try, tryLines(a.Object, r.address)...)
	}
	return r
}

// addressToCopy prefers those from outside.
func addressToCopy(addresses []string) string {
	if len(addresses) == 0 {
		return ""
	}
	best := addresses[0]
	if i := slices.IndexFunc(addresses, func(a string) bool { return strings.HasPrefix(a, "http") || !strings.Contains(a, " ") }); i >= 0 {
		best = addresses[i]
	}
	best, _, _ = strings.Cut(best, " ")
	return best
}

func tryLines(o *unstructured.Unstructured, address string) []string {
	if o.GetKind() != "Service" {
		if strings.HasPrefix(address, "http") {
			return []string{"curl " + address}
		}
		return nil
	}
	ports, _, _ := unstructured.NestedSlice(o.Object, "spec", "ports")
	for _, p := range ports {
		if port, ok := p.(map[string]any); ok && (port["protocol"] == nil || port["protocol"] == "TCP") {
			return []string{fmt.Sprintf("kubectl port-forward --namespace=%s service/%s 8080:%v", o.GetNamespace(), o.GetName(), port["port"])}
		}
	}
	return nil
}
