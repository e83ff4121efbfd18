package tui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/labels"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// preview tells what applying would change, and asks whether to.
func (d *dialogue) preview(ctx context.Context, _ bool) error {
	s := d.session
	// Taking over, or not, was meant for the objects that were shown then.
	s.onConflict = s.config.OnConflict
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
		if err := d.refused(ctx, would.wouldChange); err != nil {
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
	ops, workload, spec, onConflict, selector := s.config.Ops, s.workload, s.spec.Relevant(), s.onConflict, s.selector(s.complete())
	return func(ctx context.Context) (outlook, error) {
		pods := make(chan string, 1)
		go func() { pods <- countPods(ctx, ops, workload.Namespace, selector) }()
		would := askWouldChange(ctx, ops, workload, spec, onConflict)
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
	apply, question := "apply", "Apply?"
	if s.config.DryRun {
		apply, question = "print", "Print?"
	}
	return d.words(ctx, question, append([]word{
		{apply, apply + " it", func() error { return nil }},
		d.readable("yaml", "read what is sent", manifest(s.changes)),
		d.readable("diff", "read what changes", differences(s.changes)),
		d.readable("command", "read the command that does the same", shellLine(s.command())+"\n"),
	}, d.savable(s.changes)...))
}

// readable is a word that shows a text.
func (d *dialogue) readable(name, does, text string) word {
	return word{name, does, func() error {
		d.show(text)
		return errAskAgain
	}}
}

// savable is a word that saves the changes as YAML, where something can be saved.
func (d *dialogue) savable(changes []expose.Change) []word {
	save := d.session.config.Ops.Save
	if save == nil {
		return nil
	}
	return []word{{"save", "write the YAML to a file", func() error {
		path, err := save(d.session.complete().Name+".yaml", manifest(changes))
		if err != nil {
			return err
		}
		d.say("It is in %s.", path)
		return errAskAgain
	}}}
}

// refused says why nothing can be applied as it stands, and asks what to do about it. It returns nil when to ask the API server again.
func (d *dialogue) refused(ctx context.Context, would wouldChange) error {
	s, why := d.session, would.err
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
		s.onConflict = s.config.OnConflict
		return nil
	}}
	// Somebody else may be able to apply it.
	var other []word
	if changes := unsent(would.plan); len(changes) > 0 {
		other = append([]word{d.readable("yaml", "read what would be sent", manifest(changes))}, d.savable(changes)...)
	}
	other = append(other, word{"again", "try again", func() error { return nil }})
	switch s.config.Ops.Refusal(why) {
	case RefusedConflict:
		handle := func(onConflict expose.OnConflict) func() error {
			return func() error {
				s.onConflict = onConflict
				return nil
			}
		}
		keep := word{"keep", "leave these fields to them, and set the others", handle(expose.KeepTheirs)}
		takeOver := word{"take", "take these fields over, though their owner may change them back", handle(expose.TakeOver)}
		return d.words(ctx, "What now?", append([]word{name, keep, takeOver}, other...))
	case RefusedExisting:
		return d.words(ctx, "What now?", append([]word{name}, other...))
	default:
		return d.words(ctx, "What now?", other)
	}
}
