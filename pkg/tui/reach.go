package tui

import (
	"slices"

	"k8s.io/utils/ptr"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// reach is how clients get to what was applied.
type reach struct {
	address string   // the one to give to them; empty when there is none yet
	try     []string // lines for a shell that try it
}

// reachOf looks at what was applied last first: an Ingress leads to the Service before it.
func reachOf(s *session, arrivals []expose.Arrival) reach {
	from := expose.Vantage{Node: ptr.Deref(s.facts, expose.Facts{}).Node, Gateways: s.workload.Gateways, Kubectl: s.config.ClusterFlags}
	var r reach
	for _, a := range slices.Backward(arrivals) {
		if a.Object == nil {
			continue
		}
		if r.address == "" {
			r.address = expose.BestAddress(a.Object, from)
		}
		r.try = append(r.try, expose.Try(a.Object, from)...)
	}
	return r
}
