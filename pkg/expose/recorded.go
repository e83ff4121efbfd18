package expose

import (
	"cmp"
	"slices"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Recorded is an object that we wrote, as it is now, and its record.
type Recorded struct {
	Object *unstructured.Unstructured
	Record Record
}

// Ref names the object.
func (r Recorded) Ref() Ref { return RefOf(r.Object) }

// SortRecorded orders objects by namespace, by the workload that they expose, and as they are written: Services before what leads to them.
func SortRecorded(all []Recorded) {
	slices.SortFunc(all, func(a, b Recorded) int {
		refA, refB := a.Ref(), b.Ref()
		return cmp.Or(
			cmp.Compare(refA.Namespace, refB.Namespace),
			cmp.Compare(a.Record.Workload.Kind, b.Record.Workload.Kind),
			cmp.Compare(a.Record.Workload.Name, b.Record.Workload.Name),
			compareNames(refA.Kind, refB.Kind, "Service"),
			cmp.Compare(refA.Name, refB.Name),
		)
	})
}

// Unfinished returns the objects that the plan of r was to write, too, and did not: the program was killed, or the connection lost, or somebody deleted them since. all are the objects
// of the same namespace that are recorded. An object that a later plan wrote counts as written, and so does one that is as it was to be.
func (r Record) Unfinished(all []Recorded) []*unstructured.Unstructured {
	var missing []*unstructured.Unstructured
	for _, rest := range r.Rest {
		written := func(other Recorded) bool {
			return other.Ref() == RefOf(rest) && (other.Record.Plan >= r.Plan || covers(appliedFields(rest), appliedFields(other.Object)))
		}
		if !slices.ContainsFunc(all, written) {
			missing = append(missing, rest)
		}
	}
	return missing
}

// TakeBacks returns what it takes to put the objects back to what they were before we wrote them for the first time, in the order in which that is done: what leads to a Service before it.
func TakeBacks(all []Recorded) []TakeBack {
	backs := make([]TakeBack, 0, len(all))
	for _, r := range slices.Backward(all) {
		backs = append(backs, r.Record.TakeBackTo(r.Record.Original, r.Object))
	}
	return backs
}

// TakeBacksOfLast returns what it takes to put back only what the last plan of those that wrote the objects did, in the same order.
func TakeBacksOfLast(all []Recorded) []TakeBack {
	last := ""
	for _, r := range all {
		last = max(last, r.Record.Plan)
	}
	var backs []TakeBack
	for _, r := range slices.Backward(all) {
		if r.Record.Plan == last {
			backs = append(backs, r.Record.TakeBackTo(r.Record.Previous, r.Object))
		}
	}
	return backs
}
