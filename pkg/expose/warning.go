package expose

import (
	"cmp"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"
)

// newestWarning is what the newest event of type Warning says of an object, none of those before since; empty when there is none.
func newestWarning(events []corev1.Event, of types.UID, since time.Time) string {
	var newest *corev1.Event
	for i := range events {
		e := &events[i]
		if e.Type != corev1.EventTypeWarning || e.InvolvedObject.UID != of || eventTime(e).Before(since) || isRepair(e) {
			continue
		}
		if newest == nil || eventTime(e).After(eventTime(newest)) {
			newest = e
		}
	}
	if newest == nil {
		return ""
	}
	reason, message := oneLine(newest.Reason), oneLine(newest.Message)
	if reason == "" || message == "" {
		return reason + message
	}
	return reason + ": " + message
}

// isRepair reports whether the API server tells of an address or a port that it books late. It mends that itself.
// https://github.com/kubernetes/kubernetes/tree/v1.37.2/pkg/registry/core/service (ipallocator/controller, portallocator/controller)
func isRepair(e *corev1.Event) bool {
	return strings.HasSuffix(cmp.Or(e.ReportingController, e.Source.Component), "allocator-repair-controller")
}

// eventTime is when an event was last seen: old and new ones say that in different fields.
// https://kubernetes.io/docs/reference/kubernetes-api/core/event-v1/
func eventTime(e *corev1.Event) time.Time {
	newest := e.CreationTimestamp.Time
	times := []time.Time{e.FirstTimestamp.Time, e.LastTimestamp.Time, e.EventTime.Time}
	if e.Series != nil {
		times = append(times, e.Series.LastObservedTime.Time)
	}
	for _, t := range times {
		if t.After(newest) {
			newest = t
		}
	}
	return newest
}

// because adds to a clause why it is so, where that is known and the clause does not say so itself.
func because(clause, why string) string {
	if why == "" || strings.HasSuffix(clause, ")") {
		return clause
	}
	return clause + " (" + why + ")"
}

// longestMessage is how many characters of a message are told: some run to pages.
const longestMessage = 160

// oneLine is a message of somebody else's as part of a sentence: without line breaks and full stop, and not too long.
func oneLine(message string) string {
	text := strings.TrimSuffix(strings.Join(strings.Fields(message), " "), ".")
	if short := []rune(text); len(short) > longestMessage {
		return strings.TrimSpace(string(short[:longestMessage-1])) + "…"
	}
	return text
}
