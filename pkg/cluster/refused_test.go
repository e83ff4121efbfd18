package cluster

import (
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// TestCausesNameTheirFields names the field of each cause, where there is one: a policy of admission names none.
func TestCausesNameTheirFields(t *testing.T) {
	status := metav1.Status{Message: "all of it", Details: &metav1.StatusDetails{Causes: []metav1.StatusCause{{Field: "spec.rules", Message: "too many"}, {Message: "frozen until Monday"}}}}
	if got, want := causes(status), "spec.rules: too many; frozen until Monday"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	status.Details = nil
	if got := causes(status); got != "all of it" {
		t.Errorf("without causes it is %q", got)
	}
}
