package tui

import (
	"context"
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/viewport"
	tea "charm.land/bubbletea/v2"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// preview shows what applying would change, and applies it on a key of its own.
type preview struct {
	session *session
	styles  *styles
	ctx     context.Context //nolint:containedctx // ends when the screen is left

	state loadState
	err   error
	asked int // counts the requests, so that an old answer is told from the newest
	diff  bool
	head  []string // what will become of each object, and what is to be said about it
	text  viewport.Model
}

type previewMsg struct {
	asked int
	wouldChange
}

func newPreview(s *session, st *styles) screen {
	return &preview{session: s, styles: st, text: newText()}
}

func (p *preview) start(ctx context.Context) tea.Cmd {
	p.ctx = ctx
	// Taking over was meant for the objects that were shown then.
	p.session.takeOver = p.session.config.TakeOver
	return p.ask()
}

// ask previews what the user said for the workload as it is now.
func (p *preview) ask() tea.Cmd {
	p.state = loading
	p.asked++
	asked, takeOver, ops := p.asked, p.session.takeOver, p.session.config.Ops
	workload, spec := p.session.workload, p.session.spec.Relevant()
	return request(p.ctx, func(ctx context.Context) tea.Msg {
		return previewMsg{asked, askWouldChange(ctx, ops, workload, spec, takeOver)}
	})
}

func (p *preview) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case previewMsg:
		if msg.asked == p.asked {
			p.loaded(msg)
		}
		return nil
	case tea.KeyPressMsg:
		if cmd, handled := p.key(msg); handled {
			return cmd
		}
	}
	var cmd tea.Cmd
	p.text, cmd = p.text.Update(msg)
	return cmd
}

func (p *preview) key(msg tea.KeyPressMsg) (cmd tea.Cmd, handled bool) {
	switch {
	case key.Matches(msg, keyBack()):
		return back, true
	case p.state == ready && key.Matches(msg, p.applyKey()):
		return next, true
	case p.state == ready && key.Matches(msg, keySwitch()):
		p.diff = !p.diff
		p.fill()
		return nil, true
	case p.state == failed && key.Matches(msg, keyRetry()):
		return p.ask(), true
	case p.conflict() && key.Matches(msg, keyTakeOver()):
		p.session.takeOver = true
		return p.ask(), true
	}
	return nil, false
}

func (p *preview) loaded(msg previewMsg) {
	p.session.workload, p.err = msg.workload, msg.err
	if p.err != nil {
		p.state = failed
		return
	}
	p.state = ready
	p.session.changes = msg.changes
	p.diff, p.head = false, nil
	for _, c := range msg.changes {
		p.diff = p.diff || c.Live != nil // a diff against nothing tells less than the YAML
		p.head = append(p.head, p.summary(c))
		for _, warning := range c.Warnings {
			p.head = append(p.head, p.styles.warning.Render("⚠ "+printable(warning)))
		}
	}
	for _, note := range msg.plan.Notes {
		p.head = append(p.head, "  "+printable(note))
	}
	p.fill()
}

// fill shows the YAML or the diff.
func (p *preview) fill() {
	text := manifest(p.session.changes)
	if p.diff {
		text = differences(p.session.changes)
	}
	lines := strings.Split(strings.TrimSuffix(expose.Printable(text), "\n"), "\n")
	for i, line := range lines {
		lines[i] = p.colour(line)
	}
	p.text.SetContentLines(lines)
	p.text.GotoTop()
}

func (p *preview) colour(line string) string {
	switch {
	case !p.diff:
		return line
	case strings.HasPrefix(line, "+++"), strings.HasPrefix(line, "---"):
		return p.styles.label.Render(line)
	case strings.HasPrefix(line, "+"):
		return p.styles.added.Render(line)
	case strings.HasPrefix(line, "-"):
		return p.styles.removed.Render(line)
	case strings.HasPrefix(line, "@@"):
		return p.styles.hunk.Render(line)
	}
	return line
}

func (p *preview) view(width, height int) string {
	switch p.state {
	case loading:
		return p.styles.dim.Render("Asking the API server what would change …")
	case failed:
		text := p.styles.bad.Render(wrap("✗ "+printable(p.err.Error()), width)) + "\n\n"
		switch p.session.config.Ops.Refusal(p.err) {
		case RefusedConflict:
			text += "esc     go back and give another name\nf       take these fields over; their owner may change them back"
		case RefusedExisting:
			text += "esc     go back and give another name\nr       try again"
		default:
			text += "esc     go back and change it\nr       try again"
		}
		if len(p.session.applied) == 0 {
			text += "\n\n" + p.styles.dim.Render("Nothing has been changed.")
		}
		return wrap(text, width)
	}
	head := wrap(strings.Join(p.head, "\n"), width)
	p.text.SetWidth(width)
	p.text.SetHeight(max(1, height-strings.Count(head, "\n")-3))
	return head + "\n\n" + p.tabs() + "\n" + p.text.View()
}

func (p *preview) summary(c expose.Change) string {
	sign, style := "+", p.styles.added
	switch c.Action() {
	case expose.Configured:
		sign, style = "~", p.styles.warning
	case expose.Unchanged:
		sign, style = "=", p.styles.dim
	}
	return style.Render(sign) + " " + p.styles.label.Render(printable(c.Ref().String())) + " " + outcome(c)
}

func (p *preview) tabs() string {
	tab := func(name string, on bool) string {
		if on {
			return p.styles.selected.Render("[" + name + "]")
		}
		return p.styles.dim.Render(" " + name + " ")
	}
	scroll := ""
	if !p.text.AtTop() || !p.text.AtBottom() {
		scroll = p.styles.dim.Render(fmt.Sprintf("  %3.0f%%", p.text.ScrollPercent()*100))
	}
	return tab("YAML", !p.diff) + " " + tab("Diff", p.diff) + scroll
}

func (p *preview) applyKey() key.Binding {
	if p.session.config.DryRun {
		return keyApply("print")
	}
	return keyApply("apply")
}

func (p *preview) conflict() bool {
	return p.state == failed && p.session.config.Ops.Refusal(p.err) == RefusedConflict
}

func (p *preview) keys() (short, more []key.Binding) {
	switch {
	case p.state == loading:
		return []key.Binding{keyBack()}, nil
	case p.conflict():
		return []key.Binding{keyBack(), keyTakeOver()}, []key.Binding{keyRetry()}
	case p.state == failed:
		return []key.Binding{keyBack(), keyRetry()}, nil
	}
	return []key.Binding{p.applyKey(), keyBack(), keySwitch(), keyScroll()}, []key.Binding{keyPageUp(), keyPageDown()}
}

func (p *preview) typing() typing { return nothing }
