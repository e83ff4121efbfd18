package tui

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// apply applies, tells what happens and which addresses appear, and asks whether that is all.
func (d *dialogue) apply(ctx context.Context, _ bool) error {
	s := d.session
	d.pause()
	err := d.write(ctx, s.begin(), func(ctx context.Context, emit func(expose.Event)) error {
		return s.config.Ops.Apply(ctx, s.changes, s.onConflict, emit)
	})
	if s.finish(err); ctx.Err() != nil {
		return ErrInterrupted
	}
	if err != nil {
		d.say("This is what is left to do:")
		return errBack
	}
	if s.config.DryRun {
		d.say("Nothing was changed: this was a dry run.")
	} else if err := d.reached(ctx); err != nil {
		return err
	}
	if command := s.command(); command != nil {
		d.say("The same without asking:")
		d.say("  %s", shellLine(command))
	}
	d.pause()
	return d.next(ctx)
}

// write does what changes the cluster, and tells of each object.
func (d *dialogue) write(ctx context.Context, work *work, f func(context.Context, func(expose.Event)) error) error {
	told := false
	err := work.do(func(e expose.Event) {
		d.session.happened(e)
		switch {
		case e.Err != nil && e.Back:
			told = true
			d.say("%s was not taken back: %s.", e.Ref, e.Err)
		case e.Err != nil:
			told = true
			d.say("%s went wrong: %s.", e.Ref, e.Err)
		case e.Back && e.Action == "":
			d.say("Taking back %s.", e.Ref)
		case e.Back:
			d.say("%s is taken back: %s.", e.Ref, e.Action)
		case e.Action == "":
			d.say("Applying %s.", e.Ref)
		case d.session.config.DryRun:
			d.say("%s would be %s.", e.Ref, e.Action)
		default:
			d.say("%s is %s.", e.Ref, e.Action)
		}
	}, func(emit func(expose.Event)) error { return f(ctx, emit) })
	if err != nil && !told {
		d.say("%s.", err)
	}
	return err
}

// next asks what to do once all is applied.
func (d *dialogue) next(ctx context.Context) error {
	s := d.session
	if s.config.Ops.TakeBack == nil || s.config.DryRun || len(s.written()) == 0 {
		another, err := d.yes(ctx, "Expose another workload?")
		if another {
			return errAgain
		}
		return err
	}
	d.say("What now?")
	chosen, err := d.choose(ctx, []option{{"finish", "that is all"}, {"another", "expose another workload"}, {"undo", "take back what was applied"}}, 0, func(answer string) int {
		return slices.Index([]string{"finish", "another", "undo"}, strings.ToLower(answer))
	})
	switch {
	case err != nil:
		return err
	case chosen == 1:
		return errAgain
	case chosen == 2:
		return d.undo(ctx)
	}
	return nil
}

// undo takes back what was applied, and asks whether that is all.
func (d *dialogue) undo(ctx context.Context) error {
	s := d.session
	written := s.written()
	err := d.write(ctx, s.busy(), func(ctx context.Context, emit func(expose.Event)) error {
		return s.config.Ops.TakeBack(ctx, written, emit)
	})
	if s.takenBack(err); ctx.Err() != nil {
		return ErrInterrupted
	}
	if err == nil {
		d.say("%s", tookBack(s.events))
	}
	d.pause()
	another, err := d.yes(ctx, "Expose another workload?")
	if another {
		return errAgain
	}
	return err
}

// reached tells where clients get to what was applied, and how to try it.
func (d *dialogue) reached(ctx context.Context) error {
	arrivals, err := d.await(ctx)
	if err != nil {
		return err
	}
	if reach := reachOf(d.session, arrivals); len(reach.try) > 0 {
		d.say("Try it:")
		for _, line := range reach.try {
			d.say("  %s", line)
		}
	}
	return nil
}

// awaitLimit is for how long objects are waited for.
const awaitLimit = 5 * time.Minute

// await tells how far the objects have come that were applied, until all have arrived or the user does not wait any longer, and returns
// how far that is.
func (d *dialogue) await(ctx context.Context) ([]expose.Arrival, error) {
	type news struct {
		index   int
		arrival expose.Arrival
		ended   bool
	}
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	all := make(chan news)
	var told []expose.Arrival
	var names []string
	for _, e := range d.session.events {
		if e.Object == nil {
			continue
		}
		i := len(told)
		told, names = append(told, expose.Arrival{}), append(names, e.Ref.Short())
		go func() {
			send := func(n news) {
				select {
				case all <- n:
				case <-ctx.Done():
				}
			}
			d.session.config.Ops.Arrival(ctx, e.Object, func(a expose.Arrival) { send(news{i, a, false}) })
			send(news{index: i, ended: true})
		}()
	}
	quiet, limit := time.NewTimer(patience), time.NewTimer(awaitLimit)
	defer quiet.Stop()
	defer limit.Stop()
	var lines <-chan line
	for under := len(told); under > 0; {
		select {
		case n := <-all:
			if n.ended {
				under--
				continue
			}
			d.arrived(names[n.index], told[n.index], n.arrival)
			told[n.index] = n.arrival
		case <-quiet.C:
			d.say("Waiting for what is still to come. Enter stops waiting.")
			lines = d.read()
		case <-limit.C:
			d.say("That has not come for %d minutes; it may still.", int(awaitLimit.Minutes()))
			return told, nil
		case <-lines:
			d.taken()
			return told, nil // also where there is nobody any more who could wait
		case <-ctx.Done():
			d.pause()
			return told, ErrInterrupted
		}
	}
	return told, nil
}

// arrived tells what differs from before.
func (d *dialogue) arrived(name string, before, now expose.Arrival) {
	if now.Object == nil {
		d.say("%s is gone.", name)
		return
	}
	if now.Counted && (now.Endpoints != before.Endpoints || now.Ready != before.Ready || !before.Counted) {
		d.say("%s: %d of %s ready.", name, now.Ready, count(now.Endpoints, "Pod"))
	}
	for _, address := range now.Addresses {
		if !slices.Contains(before.Addresses, address) {
			d.say("%s: %s", name, address)
		}
	}
	switch {
	case now.Pending != "" && now.Pending != before.Pending:
		d.say("%s: %s.", name, now.Pending)
	case now.Unseen != "":
		d.say("Whether %s is ready is not known: %s.", name, now.Unseen)
	}
}
