package expose

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// noneReady reports whether there are Pods, and none of them is sent requests.
func noneReady(pods []corev1.Pod) bool {
	return len(pods) > 0 && !slices.ContainsFunc(pods, func(p corev1.Pod) bool { return podReady(&p) })
}

// notReady says why Pods are not ready: what most of them say, and what is known beside that of one of those.
func notReady(pods []corev1.Pod, events []corev1.Event) string {
	pod, reason := mostTroubled(pods)
	_, detail := podTrouble(pod)
	if detail == "" {
		detail = newestWarning(events, pod.UID, settled(pod))
	}
	reason = because(reason, detail)
	if len(pods) == 1 {
		return "1 Pod, not ready: " + reason
	}
	return fmt.Sprintf("%d Pods, none ready: %s", len(pods), reason)
}

// mostTroubled returns the reason that most Pods have not to be ready, and the first Pod that has it. There must be a Pod.
func mostTroubled(pods []corev1.Pod) (*corev1.Pod, string) {
	times, first := map[string]int{}, map[string]*corev1.Pod{}
	most := ""
	for i := range pods {
		reason, _ := podTrouble(&pods[i])
		times[reason]++
		if p := first[reason]; p == nil || pods[i].Name < p.Name {
			first[reason] = &pods[i]
		}
		if cmp.Or(cmp.Compare(times[reason], times[most]), cmp.Compare(most, reason)) > 0 {
			most = reason
		}
	}
	return first[most], most
}

// podTrouble says why a Pod is not ready: in the words of kubectl get pods, but for those that run and are still not. detail is what the Pod
// says of it beside that; empty when it says no more.
func podTrouble(p *corev1.Pod) (reason, detail string) {
	if p.DeletionTimestamp != nil {
		return "Terminating", ""
	}
	for _, status := range slices.Concat(p.Status.InitContainerStatuses, p.Status.ContainerStatuses) {
		switch state := status.State; {
		case state.Waiting != nil && state.Waiting.Reason == "CrashLoopBackOff":
			return state.Waiting.Reason, exited(status.Name, status.LastTerminationState.Terminated)
		case state.Waiting != nil && state.Waiting.Reason != "" && state.Waiting.Reason != "PodInitializing":
			detail := oneLine(state.Waiting.Message)
			if detail != "" {
				detail = "container " + status.Name + ": " + detail
			}
			return state.Waiting.Reason, detail
		case state.Terminated != nil && state.Terminated.ExitCode != 0:
			return cmp.Or(state.Terminated.Reason, "Error"), exited(status.Name, state.Terminated)
		}
	}
	for _, c := range p.Status.Conditions {
		if c.Type == corev1.PodScheduled && c.Status == corev1.ConditionFalse {
			return cmp.Or(c.Reason, "not scheduled yet"), oneLine(c.Message)
		}
	}
	if p.Status.Phase != corev1.PodRunning {
		return cmp.Or(p.Status.Reason, string(p.Status.Phase), string(corev1.PodPending)), oneLine(p.Status.Message)
	}
	for _, c := range p.Status.Conditions {
		if c.Type == corev1.PodReady && c.Reason == "ReadinessGatesNotReady" {
			return "a readiness gate is closed", oneLine(c.Message)
		}
	}
	return "the readiness probe has not succeeded", ""
}

// exited says how a container ended; empty when that is not known.
func exited(container string, end *corev1.ContainerStateTerminated) string {
	if end == nil {
		return ""
	}
	text := fmt.Sprintf("container %s exited with %d", container, end.ExitCode)
	if end.Reason != "" && end.Reason != "Error" && end.Reason != "Completed" {
		text += ", " + end.Reason
	}
	return text
}

// settled is when a Pod came as far as it is now, as far as it tells: what it was warned of before is over.
func settled(p *corev1.Pod) time.Time {
	var since time.Time
	later := func(t time.Time) {
		if t.After(since) {
			since = t
		}
	}
	for _, c := range p.Status.Conditions {
		if c.Type == corev1.PodScheduled && c.Status == corev1.ConditionTrue {
			later(c.LastTransitionTime.Time)
		}
	}
	for _, status := range p.Status.ContainerStatuses {
		if status.State.Running != nil {
			later(status.State.Running.StartedAt.Time)
		}
	}
	return since
}

func podReady(p *corev1.Pod) bool {
	return slices.ContainsFunc(p.Status.Conditions, func(c corev1.PodCondition) bool {
		return c.Type == corev1.PodReady && c.Status == corev1.ConditionTrue
	})
}
