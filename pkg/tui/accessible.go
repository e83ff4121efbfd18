package tui

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// dialogue is the flow of the screens as questions and answers, for screen readers and for terminals that cannot be drawn on. It edits
// the same session and keeps the same rules.
type dialogue struct {
	*prompter
	session *session
	given   bool // there is no workload to pick
}

// question is a step. backwards says that the user comes back to it. It returns errBack to go back further.
type question func(ctx context.Context, backwards bool) error

// errAgain says to start over with another workload.
var errAgain = errors.New("the user exposes another workload")

// questions are the steps in their order, as the screens of [steps] are.
func (d *dialogue) questions() []question {
	questions := []question{d.chooseType, d.details, d.preview, d.apply}
	if d.given {
		return questions
	}
	return append([]question{d.pickKind, d.pickWorkload}, questions...)
}

// RunAccessible asks on plain lines what [Run] asks on screens: it writes text alone to out, and reads answers line by line from in. It ends when
// the user is done, when in ends, or when ctx does, and returns as Run does.
func RunAccessible(ctx context.Context, config Config, in io.Reader, out io.Writer) (Result, error) {
	d := &dialogue{prompter: newPrompter(in, out), session: newSession(config)}
	if config.Workload != nil {
		d.session.workload, d.given = *config.Workload, true
	}
	err := d.run(ctx)
	result := d.session.result()
	if errors.Is(err, errEnded) && !d.session.done {
		text := "Standard input has ended, so nobody is there to answer."
		if len(result.Events) == 0 {
			text += " Nothing was changed."
		}
		d.say("%s Run it on a terminal, or say everything by flags: kubectl xnode expose --help lists them.", text)
	}
	if errors.Is(err, ErrInterrupted) || err != nil && !d.session.done {
		return result, ErrInterrupted
	}
	return result, nil
}

// run asks all there is to ask, and comes back when the user leaves.
func (d *dialogue) run(ctx context.Context) error {
	d.welcome()
	if err := d.halfDone(ctx); err != nil && !errors.Is(err, errBack) {
		return err
	}
	for {
		err := d.walk(ctx)
		if !errors.Is(err, errAgain) {
			return err
		}
		d.session.again()
		d.given = false
	}
}

func (d *dialogue) welcome() {
	who := d.session.config.Identity
	d.say("kubectl xnode expose: context %s, namespace %s, user %s.", printable(who.Context), printable(who.Namespace), printable(who.User))
	d.say("An empty line takes what the question names. ? explains, back goes back, quit leaves.")
	if d.session.config.DryRun {
		d.say("This is a dry run: nothing is changed.")
	} else {
		d.say("Nothing is changed before you say so.")
	}
}

// walk asks one question after the other, back and forth.
func (d *dialogue) walk(ctx context.Context) error {
	questions := d.questions()
	for i, backwards := 0, false; i < len(questions); {
		err := questions[i](ctx, backwards)
		switch backwards = errors.Is(err, errBack); {
		case err == nil:
			i++
		case backwards && i == 0:
			d.say("This is the first question.")
			backwards = false
		case backwards:
			i--
		default:
			return err
		}
	}
	return nil
}

// chooseType asks for the way in.
func (d *dialogue) chooseType(ctx context.Context, _ bool) error {
	s := d.session
	if err := d.learn(ctx); err != nil {
		return err
	}
	types := expose.Types().Values
	recommended, reason := recommend(s.workload)
	preferred := slices.Index(types, cmp.Or(s.spec.Type, recommended))
	options := make([]option, len(types))
	for i, t := range types {
		options[i] = option{string(t), t.Advice()}
		if doubt := s.doubt(t); doubt != "" {
			options[i].text += " It cannot work here: " + doubt + "."
		} else if t == recommended {
			options[i].text += " Recommended: " + reason + "."
		}
	}
	d.pause()
	if s.workload.Namespace != s.config.Identity.Namespace {
		d.say("%s is in namespace %s.", s.workload.Short(), s.workload.Namespace)
	}
	d.say("How should clients reach %s?", s.workload.Short())
	chosen, err := d.choose(ctx, options, preferred, func(answer string) int {
		t, err := expose.Types().Parse(answer)
		if err != nil {
			return -1
		}
		return slices.Index(types, t)
	})
	if err == nil {
		s.spec.Type = types[chosen]
	}
	return err
}

// learn reads the facts of the session's workload, unless they are known. Who does not wait for them goes on without.
func (d *dialogue) learn(ctx context.Context) error {
	s := d.session
	if s.facts != nil {
		return nil
	}
	facts, err := wait(ctx, d.prompter, "Reading what this cluster has.", func(ctx context.Context) (expose.Facts, error) {
		return s.config.Ops.Facts(ctx, s.workload.Namespace)
	})
	if unanswered(err) {
		return err
	}
	s.learn(factsMsg{facts, err})
	return nil
}
