package tui

import (
	"context"

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
func askWouldChange(ctx context.Context, ops Ops, w expose.Workload, s expose.Spec, takeOver bool) wouldChange {
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
	changes, err := ops.Preview(ctx, plan, takeOver)
	return wouldChange{w, plan, changes, err}
}

// reread reads the workload as it is now, unless it came from a file.
func reread(ctx context.Context, ops Ops, w expose.Workload, s expose.Spec) (expose.Workload, error) {
	if ops.Workload == nil {
		return w, nil
	}
	return ops.Workload(ctx, w.Ref, s)
}
