package tui

import (
	"context"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// preview shows what applying would change, and applies it on a key of its own.
type preview struct {
	session *session
	styles  *styles
	ctx     context.Context //nolint:containedctx // ends when the screen is left

	state loadState
	asked int         // counts the requests, so that an old answer is told from the newest
	now   wouldChange // the newest answer
	// planned is what the Spec comes to, and manifest its YAML. What is edited must still be of its objects.
	planned  expose.Plan
	manifest string
	edit     edit
	leftover *expose.Plan // previewed in place of what the Spec comes to
	changed  error        // why it comes up again: this is not what it showed before
	problem  error        // why the editor could not be used
	warned   bool         // that going back drops the edit

	shown   previewView
	lines   []string // of the objects, as shown
	objects []int    // the line at which each object begins
	words   []string // of the command, as shown
	note    string   // on it
	text    text
	tabs    tabs
}

type previewMsg struct {
	asked int
	wouldChange
}

func newPreview(s *session, st *styles) screen {
	p := &preview{session: s, styles: st, leftover: s.leftover}
	if p.leftover != nil {
		s.leftover, s.saved = nil, ""
	}
	return p
}

func (p *preview) start(ctx context.Context) tea.Cmd {
	p.ctx = ctx
	// Taking over, or not, was meant for the objects that were shown then.
	p.session.onConflict = p.session.config.OnConflict
	p.changed, p.session.changed = p.session.changed, nil
	return p.ask()
}

// ask previews what the user said for the workload as it is now, or what they wrote by hand.
func (p *preview) ask() tea.Cmd {
	p.state, p.problem = loading, nil
	p.session.finishing = p.leftover != nil && !p.edit.exists()
	p.session.edited = p.edit.exists() || p.session.finishing
	p.asked++
	asked, onConflict, ops := p.asked, p.session.onConflict, p.session.config.Ops
	workload, spec := p.session.workload, p.session.spec.Relevant()
	given, plan := p.session.edited, p.edit.plan
	if p.session.finishing {
		plan = *p.leftover
	}
	return request(p.ctx, func(ctx context.Context) tea.Msg {
		if given {
			changes, err := ops.Preview(ctx, plan, onConflict)
			return previewMsg{asked, wouldChange{workload, plan, changes, err}}
		}
		return previewMsg{asked, askWouldChange(ctx, ops, workload, spec, onConflict)}
	})
}

func (p *preview) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case previewMsg:
		if msg.asked == p.asked {
			p.loaded(msg.wouldChange)
		}
	case editedMsg:
		return p.edited(msg)
	case savedMsg:
		return p.saved(msg)
	case tea.BackgroundColorMsg:
		p.fill() // the styles have changed
	case clickMsg:
		if view, ok := p.tabs.at(msg); ok {
			p.show(view)
		}
	case tea.KeyPressMsg:
		return p.key(msg)
	}
	return nil
}

func (p *preview) loaded(answer wouldChange) {
	p.now, p.session.workload, p.state = answer, answer.workload, ready
	if !p.edit.exists() {
		p.planned, p.manifest = answer.plan, manifest(p.changes())
	}
	view := asYAML
	if answer.err != nil {
		p.state = failed
	} else {
		p.session.changes = answer.changes
		for _, c := range answer.changes {
			if c.Live != nil {
				view = asDiff // against nothing it tells less than the YAML
			}
		}
	}
	p.show(view)
}

// err is why there is nothing to apply; nil when there is.
func (p *preview) err() error {
	if p.edit.err != nil {
		return p.edit.err
	}
	return p.now.err
}

// changes are those that are shown. Where the API server refuses them, they are only what would be sent.
func (p *preview) changes() []expose.Change {
	if p.now.err == nil {
		return p.now.changes
	}
	return unsent(p.now.plan)
}

// unsent are the changes of a plan of which the API server has not said what it makes of them.
func unsent(plan expose.Plan) []expose.Change {
	changes := make([]expose.Change, len(plan.Objects))
	for i, o := range plan.Objects {
		changes[i] = expose.Change{Object: o}
	}
	return changes
}

func (p *preview) key(msg tea.KeyPressMsg) tea.Cmd {
	warned := p.warned
	p.warned = false
	something := len(p.views()) > 0
	switch {
	case key.Matches(msg, keyBack()):
		if p.edit.exists() && !warned {
			p.warned = true
			return notice("esc again drops what you edited; s saves it before")
		}
		if !p.edit.exists() && (p.refused(RefusedConflict) || p.refused(RefusedExisting)) {
			p.session.focus = expose.FieldName // as the ways out say
		}
		return p.session.leave(backward)
	case p.state == ready && key.Matches(msg, p.applyKey()):
		return p.session.leave(forward)
	case p.edit.err != nil && key.Matches(msg, keyDropEdit("r")), p.state != loading && p.edit.exists() && key.Matches(msg, keyDropEdit("R")):
		return p.dropEdit()
	case p.state == failed && key.Matches(msg, keyRetry()):
		return p.ask()
	case p.refused(RefusedConflict) && key.Matches(msg, keyTakeOver()):
		p.session.onConflict = expose.TakeOver
		return p.ask()
	case p.refused(RefusedConflict) && key.Matches(msg, keyKeepTheirs()):
		p.session.onConflict = expose.KeepTheirs
		return p.ask()
	case something && key.Matches(msg, keyView()):
		p.show(p.viewBeside(1))
	case something && key.Matches(msg, keyViewBefore()):
		p.show(p.viewBeside(-1))
	case something && key.Matches(msg, keyCopy("what is shown")):
		return copyText(p.copied(), p.shown.String())
	case something && key.Matches(msg, keySave()):
		return p.save()
	case something && key.Matches(msg, keyEdit()):
		return p.startEditor()
	case something && key.Matches(msg, keyNextObject()):
		p.jump(1)
	case something && key.Matches(msg, keyObjectBefore()):
		p.jump(-1)
	default:
		p.text.update(msg)
	}
	return nil
}

func (p *preview) applyKey() key.Binding {
	if p.session.config.DryRun {
		return keyApply("print")
	}
	return keyApply("apply")
}

// refused reports whether the API server refuses what is shown, and why.
func (p *preview) refused(why Refusal) bool {
	return p.state == failed && p.edit.err == nil && p.session.config.Ops.Refusal(p.now.err) == why
}

func (p *preview) keys() (short, more []key.Binding) {
	if p.state == loading {
		return []key.Binding{keyBack()}, nil
	}
	switch {
	case p.state == ready:
		short = []key.Binding{p.applyKey(), keyBack(), keyView()}
	case p.edit.err != nil:
		short = []key.Binding{keyEdit(), keyDropEdit("r"), keyBack()}
	case p.refused(RefusedConflict):
		short, more = []key.Binding{keyBack(), keyKeepTheirs(), keyTakeOver()}, []key.Binding{keyRetry()}
	default:
		short = []key.Binding{keyBack(), keyRetry()}
	}
	if len(p.views()) == 0 {
		return short, more
	}
	if p.edit.err == nil {
		short = append(short, keyEdit())
	}
	short = append(short, keyCopy("copy"), keySave())
	if p.state != ready && len(p.views()) > 1 {
		short = append(short, keyView())
	}
	more = append(more, keyViewBefore())
	if p.edit.exists() && p.edit.err == nil {
		more = append(more, keyDropEdit("R"))
	}
	if len(p.objects) > 1 {
		more = append(more, keyNextObject(), keyObjectBefore())
	}
	scroll, scrollMore := p.text.keys()
	return append(short, scroll...), append(more, scrollMore...)
}

func (p *preview) typing() typing { return nothing }
