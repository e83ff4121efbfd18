package expose

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/utils/ptr"
)

// endpointCount are the endpoints of a Service.
type endpointCount struct {
	// all are the Pods, ready those that are sent requests.
	all, ready int
	// portless are those that would be sent requests, but that no port of the Service leads to.
	portless int
}

// countEndpoints counts each Pod once, which is in two EndpointSlices where a Service has two IP families. Those that end are not counted.
// https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#conditions
func countEndpoints(s *corev1.Service, all []discoveryv1.EndpointSlice) endpointCount {
	pods, ready, portless := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, slice := range all {
		// A Pod that lacks the named port that is the target is in a slice without it.
		reached := len(slice.Ports) > 0 || len(s.Spec.Ports) == 0
		for _, e := range slice.Endpoints {
			if ptr.Deref(e.Conditions.Terminating, false) {
				continue
			}
			id := strings.Join(e.Addresses, " ")
			if e.TargetRef != nil {
				id = e.TargetRef.Kind + "/" + e.TargetRef.Name
			}
			pods[id] = true
			switch {
			case !ptr.Deref(e.Conditions.Ready, true): // nil means unknown, to be taken for ready
			case reached:
				ready[id] = true
			default:
				portless[id] = true
			}
		}
	}
	return endpointCount{len(pods), len(ready), len(portless)}
}

// patience is how often a Service without Pods is looked at until that is taken for what somebody wants, unless the workload says otherwise.
const patience = 3

// waiting says why no requests are sent yet; empty when they are, or when nobody is there to be waited for.
func (c endpointCount) waiting(s *corev1.Service, seen Surroundings) string {
	switch {
	case c.ready > 0:
		return ""
	case c.portless > 0:
		return "no Pod has a port named " + oneOf(namedTargets(s))
	case noneReady(seen.Pods):
		return notReady(seen.Pods, seen.Events)
	case c.all == 0 && len(seen.Pods) == 0 && seen.Looks >= patience:
		if w := seen.Workload; w != nil && w.Replicas > 0 {
			return fmt.Sprintf("no Pod matches %s, though %s wants %d", labels.FormatLabels(s.Spec.Selector), w.Short(), w.Replicas)
		}
		return ""
	case c.all == 0 && seen.Pods != nil && len(seen.Pods) == 0:
		return "no Pod matches " + labels.FormatLabels(s.Spec.Selector)
	}
	return "waiting for a ready endpoint"
}

func namedTargets(s *corev1.Service) []string {
	var names []string
	for _, p := range s.Spec.Ports {
		if p.TargetPort.Type == intstr.String && !slices.Contains(names, p.TargetPort.StrVal) {
			names = append(names, p.TargetPort.StrVal)
		}
	}
	return names
}
