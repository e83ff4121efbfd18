package expose

import "k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

// Event is one thing that happened while a plan was applied. Terminal and log are two views of the same events.
type Event struct {
	Ref Ref
	// Action is what was done; empty while it is under way, or when it went wrong.
	Action Action
	// Object is the object as it is now; nil unless Action is set.
	Object *unstructured.Unstructured
	// Err is why it went wrong.
	Err error
	// Back says that this takes back what was done to the object before.
	Back bool
	// Kept are fields that were not taken back with the rest, because others changed them since.
	Kept []Drift
}
