package tui

import (
	"context"
	"slices"
	"strings"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// halfDone asks what to do about plans that an earlier run left half done. Who may not look is asked nothing.
func (d *dialogue) halfDone(ctx context.Context) error {
	ops := d.session.config.Ops
	if ops.Unfinished == nil || d.session.config.DryRun {
		return nil
	}
	plans, _ := ops.Unfinished(ctx, d.session.config.Identity.Namespace)
	for _, plan := range plans {
		d.pause()
		d.say("An earlier run left %s half exposed: %s is missing.", printable(plan.Workload.Short()), missingText(plan))
		chosen, err := d.choose(ctx, []option{{"leave", "leave it so"}, {"finish", "apply what is missing"}, {"undo", "take back " + writtenText(plan)}}, 0, func(answer string) int {
			return slices.Index([]string{"leave", "finish", "undo"}, strings.ToLower(answer))
		})
		switch {
		case err != nil:
			return err
		case chosen == 1:
			err = d.finishPlan(ctx, expose.Plan{Workload: plan.Workload, Objects: plan.Missing})
		case chosen == 2:
			err = d.takePlanBack(ctx, plan)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// finishPlan shows what is missing, and applies it when the user says so.
func (d *dialogue) finishPlan(ctx context.Context, plan expose.Plan) error {
	s := d.session
	changes, err := s.config.Ops.Preview(ctx, plan, s.config.OnConflict)
	if err != nil {
		d.say("%s.", err)
		return nil
	}
	d.show(differences(changes))
	yes, err := d.yes(ctx, "Apply this?")
	if err != nil || !yes {
		return err
	}
	s.finishing, s.edited = true, true
	err = d.write(ctx, s.begin(), func(ctx context.Context, emit func(expose.Event)) error {
		return s.config.Ops.Apply(ctx, changes, s.config.OnConflict, emit)
	})
	s.finish(err)
	s.finishing, s.edited = false, false
	return ctx.Err()
}

func (d *dialogue) takePlanBack(ctx context.Context, plan expose.UnfinishedPlan) error {
	yes, err := d.yes(ctx, "Take back "+writtenText(plan)+"?")
	if err != nil || !yes {
		return err
	}
	err = d.write(ctx, d.session.busy(), func(ctx context.Context, emit func(expose.Event)) error {
		return d.session.config.Ops.TakeBack(ctx, objectsOf(plan.Written), emit)
	})
	if d.session.takenBack(err); err == nil {
		d.say("%s", tookBack(d.session.events))
	}
	return ctx.Err()
}
