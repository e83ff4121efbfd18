package plugin

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/cluster"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// noteUnfinished says that an earlier run left half done what the changes are about, unless this one finishes it, and how it is taken back. It reads only what the records of the
// objects name and the changes do not know. What may not be read is said nothing of.
func noteUnfinished(ctx context.Context, c *cluster.Cluster, changes []expose.Change, o *exposeOptions) {
	changed := map[expose.Ref]bool{}
	var lives []*unstructured.Unstructured
	for _, change := range changes {
		changed[change.Ref()] = true
		lives = append(lives, change.Live)
	}
	all := recordedOf(lives)
	var refs []expose.Ref
	for _, r := range all {
		for _, rest := range r.Record.Rest {
			if ref := expose.RefOf(rest); !changed[ref] && !slices.Contains(refs, ref) {
				refs = append(refs, ref)
			}
		}
	}
	others, err := c.Lives(ctx, refs)
	if err != nil {
		return
	}
	for _, plan := range expose.UnfinishedPlans(append(all, recordedOf(others)...)) {
		var left []string
		for _, missing := range plan.Missing {
			if ref := expose.RefOf(missing); !changed[ref] {
				left = append(left, ref.Short())
			}
		}
		if len(left) == 0 {
			continue // this run finishes it
		}
		name := plan.Workload.Short()
		undo := takeBackCommand(plan.Plan, plan.Workload.Namespace, []string{name}, o)
		fmt.Fprintf(o.Streams.ErrOut, "Note: an earlier run left %s half exposed: %s is missing; %s takes back what it did\n", name, strings.Join(left, ", "), strings.Join(undo, " "))
	}
}

func recordedOf(objects []*unstructured.Unstructured) (all []expose.Recorded) {
	for _, o := range objects {
		if o == nil {
			continue
		}
		if record, err := expose.RecordOf(o); err == nil && record != nil {
			all = append(all, expose.Recorded{Object: o, Record: *record})
		}
	}
	return all
}
