package tui

import (
	"context"
	"strings"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// wouldChange is what applying would do.
type wouldChange struct {
	workload expose.Workload // as it is now
	plan     expose.Plan
	changes  []expose.Change
	err      error
}

// askWouldChange asks what exposing w as s says would change.
func askWouldChange(ctx context.Context, ops Ops, w expose.Workload, s expose.Spec, onConflict expose.OnConflict) wouldChange {
	now, err := reread(ctx, ops, w, s)
	switch {
	case err == nil:
		w = now
	case ops.Refusal(err) != RefusedForbidden: // who may list need not be allowed to get
		return wouldChange{workload: w, err: err}
	}
	plan, err := expose.NewPlan(w, expose.Default(w, s))
	if err != nil {
		return wouldChange{workload: w, err: err}
	}
	changes, err := ops.Preview(ctx, plan, onConflict)
	return wouldChange{w, plan, changes, err}
}

// reread reads the workload as it is now, unless it came from a file.
func reread(ctx context.Context, ops Ops, w expose.Workload, s expose.Spec) (expose.Workload, error) {
	if ops.Workload == nil {
		return w, nil
	}
	return ops.Workload(ctx, w.Ref, s)
}

// outcome says what will become of an object, after its name.
func outcome(c expose.Change) string {
	switch c.Action() {
	case expose.Configured:
		return "will be changed"
	case expose.Unchanged:
		return "stays as it is"
	default:
		return "will be created"
	}
}

// manifest is what is sent, as YAML.
func manifest(changes []expose.Change) string {
	texts := make([]string, len(changes))
	for i, c := range changes {
		texts[i] = c.YAML()
	}
	return strings.Join(texts, "---\n")
}

// differences are the diffs of all that changes.
func differences(changes []expose.Change) string {
	var b strings.Builder
	for _, c := range changes {
		diff := c.Diff()
		if diff == "" {
			diff = c.Ref().String() + " would not change\n"
		}
		b.WriteString(diff)
	}
	return b.String()
}
