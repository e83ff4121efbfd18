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
	// LedToBy are the Ingresses and HTTPRoutes that lead to a Service that we created, and are not older than it.
	LedToBy []Ref
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

// UnfinishedPlan is a plan that was not written to its end.
type UnfinishedPlan struct {
	// Plan is the run, as its records name it.
	Plan string
	// Workload is what was to be exposed.
	Workload Ref
	// Written are the objects that were written, as they are now.
	Written []Recorded
	// Missing are those that were still to be written, in order.
	Missing []*unstructured.Unstructured
}

// UnfinishedPlans finds the plans that were not written to their end among all objects of a namespace that are recorded.
func UnfinishedPlans(all []Recorded) []UnfinishedPlan {
	var plans []UnfinishedPlan
	of := map[string]int{} // where a plan for a workload is in plans
	for _, r := range all {
		missing := r.Record.Unfinished(all)
		if len(missing) == 0 {
			continue
		}
		key := r.Record.Plan + " " + r.Record.Workload.String()
		i, known := of[key]
		if !known {
			i, of[key] = len(plans), len(plans)
			plans = append(plans, UnfinishedPlan{Plan: r.Record.Plan, Workload: r.Record.Workload, Missing: missing})
		}
		if len(missing) < len(plans[i].Missing) {
			plans[i].Missing = missing // what was written last knows best
		}
	}
	for _, r := range all {
		if i, known := of[r.Record.Plan+" "+r.Record.Workload.String()]; known {
			plans[i].Written = append(plans[i].Written, r)
		}
	}
	return plans
}

// TakeBacks returns what it takes to put the objects back to what they were before we wrote them for the first time, in the order in which that is done: what leads to a Service before it.
func TakeBacks(all []Recorded) []TakeBack {
	backs := make([]TakeBack, 0, len(all))
	for _, r := range slices.Backward(all) {
		backs = append(backs, r.Record.TakeBackTo(r.Record.Original, r.Object))
	}
	keepWhatIsLedTo(backs, all)
	return backs
}

// keepWhatIsLedTo refuses to delete a Service that something leads to which is not taken back with it: it would lead nowhere.
func keepWhatIsLedTo(backs []TakeBack, all []Recorded) {
	for _, r := range all {
		i := slices.IndexFunc(backs, func(t TakeBack) bool { return t.Ref() == r.Ref() })
		if i < 0 || backs[i].Action() != Deleted {
			continue
		}
		for _, route := range r.LedToBy {
			if !slices.ContainsFunc(backs, func(t TakeBack) bool { return t.Ref() == route && t.Refusal == "" }) {
				backs[i].Refusal = route.String() + " leads to it by now"
				break
			}
		}
	}
}

// TakeBacksOfLast returns what it takes to put back only what the last plan of those that wrote the objects did, in the same order.
func TakeBacksOfLast(all []Recorded) []TakeBack {
	last := ""
	for _, r := range all {
		last = max(last, r.Record.Plan)
	}
	return TakeBacksOf(all, last)
}

// TakeBacksOf returns what it takes to put back only what a plan did, in the same order.
func TakeBacksOf(all []Recorded, plan string) []TakeBack {
	var backs []TakeBack
	for _, r := range slices.Backward(all) {
		if r.Record.Plan == plan {
			backs = append(backs, r.Record.TakeBackStep(r.Object))
		}
	}
	keepWhatIsLedTo(backs, all)
	return backs
}
