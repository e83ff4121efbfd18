package tui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/labels"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// preview tells what applying would change, and asks whether to.
func (d *dialogue) preview(ctx context.Context, _ bool) error {
	s := d.session
	// Taking over was meant for the objects that were shown then.
	s.takeOver = s.config.TakeOver
	for {
		would, err := wait(ctx, d.prompter, "Asking the API server what would change.", d.previewed())
		if errors.Is(err, errStopped) {
			return errBack
		}
		if err != nil {
			return err
		}
		s.workload = would.workload
		if would.err == nil {
			s.changes = would.changes
			d.tell(would)
			return d.decide(ctx)
		}
		if err := d.refused(ctx, would.err); err != nil {
			return err
		}
	}
}

// outlook is what applying would do, and to which Pods it leads.
type outlook struct {
	wouldChange
	pods string // nothing where there are none to count
}

// previewed returns what asks for it, the API server and the Pods side by side.
func (d *dialogue) previewed() func(context.Context) (outlook, error) {
	s := d.session
	ops, workload, spec, takeOver, selector := s.config.Ops, s.workload, s.spec.Relevant(), s.takeOver, s.selector(s.complete())
	return func(ctx context.Context) (outlook, error) {
		pods := make(chan string, 1)
		go func() { pods <- countPods(ctx, ops, workload.Namespace, selector) }()
		would := askWouldChange(ctx, ops, workload, spec, takeOver)
		return outlook{would, <-pods}, nil
	}
}

// tell says what will become of each object, and what is to be said about it.
func (d *dialogue) tell(would outlook) {
	d.pause()
	for _, c := range would.changes {
		d.say("%s %s.", c.Ref(), outcome(c))
		for _, warning := range c.Warnings {
			d.say("Warning: %s", warning)
		}
	}
	for _, note := range would.plan.Notes {
		d.say("Note: %s.", note)
	}
	if would.pods != "" {
		d.say("%s.", would.pods)
	}
}

// countPods says how many Pods a selector matches now and how many of them are ready; nothing where that is not known soon.
func countPods(ctx context.Context, ops Ops, namespace string, selector labels.Set) string {
	if selector == nil {
		return ""
	}
	ctx, enough := context.WithTimeout(ctx, patience)
	defer enough()
	var text string
	ops.Pods(ctx, namespace, selector, func(pods []expose.Pod, err error) {
		if text == "" && err == nil {
			counted := selected{podNews: podNews{state: ready, places: newPlaces(pods)}}
			text = fmt.Sprintf("Pods %s: %s", labels.FormatLabels(selector), counted.figures())
		}
		enough()
	})
	return text
}

// word is something that can be typed, what that does, and does it.
type word struct {
	word, does string
	do         func() error
}

// words asks for one of them. An empty line is none.
func (p *prompter) words(ctx context.Context, question string, words []word) error {
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = w.word + " to " + w.does
	}
	help := func() {
		p.say("Type %s; back to change something; quit to leave.", strings.Join(texts, "; "))
	}
	help()
	return p.ask(ctx, question, help, func(answer string) error {
		i := slices.IndexFunc(words, func(w word) bool { return strings.EqualFold(w.word, answer) })
		switch {
		case i >= 0:
			return words[i].do()
		case answer == "":
			return errors.New("an empty line does nothing here; ? says what can be typed")
		}
		return fmt.Errorf("%q means nothing here; ? says what can be typed", answer)
	})
}

// decide lets the user read on, and apply.
func (d *dialogue) decide(ctx context.Context) error {
	s := d.session
	read := func(text string) func() error {
		return func() error {
			d.show(text)
			return errAskAgain
		}
	}
	apply, question := "apply", "Apply?"
	if s.config.DryRun {
		apply, question = "print", "Print?"
	}
	words := []word{
		{apply, apply + " it", func() error { return nil }},
		{"yaml", "read what is sent", read(manifest(s.changes))},
		{"diff", "read what changes", read(differences(s.changes))},
		{"command", "read the command that does the same", read(strings.Join(s.command(), " ") + "\n")},
	}
	if save := s.config.Ops.Save; save != nil {
		words = append(words, word{"save", "write the YAML to a file", func() error {
			path, err := save(s.complete().Name+".yaml", manifest(s.changes))
			if err != nil {
				return err
			}
			d.say("It is in %s.", path)
			return errAskAgain
		}})
	}
	return d.words(ctx, question, words)
}

// refused says why nothing can be applied as it stands, and asks what to do about it. It returns nil when to ask the API server again.
func (d *dialogue) refused(ctx context.Context, why error) error {
	s := d.session
	d.pause()
	d.say("%s.", why)
	if len(s.applied) == 0 {
		d.say("Nothing has been changed.")
	}
	name := word{"name", "give another name", func() error {
		f := d.fieldCalled(expose.FieldName)
		if err := d.field(ctx, *f); errors.Is(err, errBack) {
			return errAskAgain
		} else if err != nil {
			return err
		}
		s.takeOver = s.config.TakeOver
		return nil
	}}
	again := word{"again", "try again", func() error { return nil }}
	switch s.config.Ops.Refusal(why) {
	case RefusedConflict:
		takeOver := word{"take over", "take these fields over, though their owner may change them back", func() error {
			s.takeOver = true
			return nil
		}}
		return d.words(ctx, "What now?", []word{name, takeOver, again})
	case RefusedExisting:
		return d.words(ctx, "What now?", []word{name, again})
	default:
		return d.words(ctx, "What now?", []word{again})
	}
}

// apply applies, tells what happens and which addresses appear, and asks whether that is all.
func (d *dialogue) apply(ctx context.Context, _ bool) error {
	s := d.session
	d.pause()
	s.begin()
	told := false
	err := s.config.Ops.Apply(ctx, s.changes, s.takeOver, func(e expose.Event) {
		if ctx.Err() != nil {
			return
		}
		s.happened(e)
		switch {
		case e.Err != nil:
			told = true
			d.say("%s went wrong: %s.", e.Ref, e.Err)
		case e.Action == "":
			d.say("Applying %s.", e.Ref)
		case s.config.DryRun:
			d.say("%s would be %s.", e.Ref, e.Action)
		default:
			d.say("%s is %s.", e.Ref, e.Action)
		}
	})
	if ctx.Err() != nil {
		return ErrInterrupted
	}
	if s.finish(err); err != nil {
		if !told {
			d.say("%s.", err)
		}
		d.say("This is what is left to do:")
		return errBack
	}
	if s.config.DryRun {
		d.say("Nothing was changed: this was a dry run.")
	} else if err := d.reached(ctx); err != nil {
		return err
	}
	d.say("The same without asking:")
	d.say("  %s", strings.Join(s.command(), " "))
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
	if now.Pending != "" && now.Pending != before.Pending {
		d.say("%s: %s.", name, now.Pending)
	}
}
