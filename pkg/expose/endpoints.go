package expose

import (
	"cmp"
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

// patience is how often a Service without Pods is looked at until that is taken for what somebody wants.
const patience = 3

// waiting says why no requests are sent yet; empty when they are, or when nobody is there to be waited for.
func (c endpointCount) waiting(s *corev1.Service, seen Surroundings) string {
	switch {
	case c.ready > 0:
		return ""
	case c.portless > 0:
		return "no Pod has a port named " + oneOf(namedTargets(s))
	case len(seen.Pods) > 0 && !slices.ContainsFunc(seen.Pods, func(p corev1.Pod) bool { return podReady(&p) }):
		return notReady(seen.Pods)
	case c.all == 0 && len(seen.Pods) == 0 && seen.Looks >= patience:
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

// notReady says why Pods are not ready: what most of them say.
func notReady(pods []corev1.Pod) string {
	times := map[string]int{}
	most := ""
	for i := range pods {
		reason := podReason(&pods[i])
		times[reason]++
		if cmp.Or(cmp.Compare(times[reason], times[most]), cmp.Compare(most, reason)) > 0 {
			most = reason
		}
	}
	if len(pods) == 1 {
		return "1 Pod, not ready: " + most
	}
	return fmt.Sprintf("%d Pods, none ready: %s", len(pods), most)
}

// podReason says why a Pod is not ready: in the words of kubectl get pods, but for those that run and are still not.
func podReason(p *corev1.Pod) string {
	if p.DeletionTimestamp != nil {
		return "Terminating"
	}
	for _, status := range slices.Concat(p.Status.InitContainerStatuses, p.Status.ContainerStatuses) {
		switch state := status.State; {
		case state.Waiting != nil && state.Waiting.Reason != "" && state.Waiting.Reason != "PodInitializing":
			return state.Waiting.Reason
		case state.Terminated != nil && state.Terminated.ExitCode != 0:
			return cmp.Or(state.Terminated.Reason, "Error")
		}
	}
	for _, c := range p.Status.Conditions {
		if c.Type == corev1.PodScheduled && c.Status == corev1.ConditionFalse {
			return cmp.Or(c.Reason, "not scheduled yet")
		}
	}
	if p.Status.Phase != corev1.PodRunning {
		return cmp.Or(p.Status.Reason, string(p.Status.Phase), string(corev1.PodPending))
	}
	for _, c := range p.Status.Conditions {
		if c.Type == corev1.PodReady && c.Reason == "ReadinessGatesNotReady" {
			return "a readiness gate is closed"
		}
	}
	return "the readiness probe has not succeeded"
}

func podReady(p *corev1.Pod) bool {
	return slices.ContainsFunc(p.Status.Conditions, func(c corev1.PodCondition) bool {
		return c.Type == corev1.PodReady && c.Status == corev1.ConditionTrue
	})
}
