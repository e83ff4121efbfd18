package tui

import (
	"context"
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/viewport"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// done applies, tells what happened, and shows the addresses as they appear.
type done struct {
	session *session
	styles  *styles
	ctx     context.Context //nolint:containedctx // ends when the screen is left

	applying bool
	arrivals []expose.Arrival // of the objects applied, in order
	text     viewport.Model
}

type (
	eventMsg   expose.Event
	appliedMsg struct{ err error }
	arrivalMsg struct {
		index int
		expose.Arrival
	}
)

func newDone(s *session, st *styles) screen { return &done{session: s, styles: st, text: newText()} }

func (d *done) start(ctx context.Context) tea.Cmd {
	d.ctx, d.applying, d.arrivals = ctx, true, nil
	d.session.begin()
	changes, takeOver, apply := d.session.changes, d.session.takeOver, d.session.config.Ops.Apply
	return follow(ctx, func(ctx context.Context, emit func(tea.Msg)) {
		err := apply(ctx, changes, takeOver, func(e expose.Event) { emit(eventMsg(e)) })
		emit(appliedMsg{err})
	})
}

func (d *done) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case eventMsg:
		d.session.happened(expose.Event(msg))
		if msg.Object != nil {
			d.arrivals = append(d.arrivals, expose.Arrival{Object: msg.Object})
		}
		return nil
	case appliedMsg:
		d.applying = false
		d.session.finish(msg.err)
		return d.await()
	case arrivalMsg:
		d.arrivals[msg.index] = msg.Arrival
		return nil
	case tea.KeyPressMsg:
		switch {
		case d.applying: // leaving now would stop half way
		case key.Matches(msg, keyBack()):
			return back
		case d.session.done && key.Matches(msg, keyFinish()):
			return tea.Quit
		}
	}
	var cmd tea.Cmd
	d.text, cmd = d.text.Update(msg)
	return cmd
}

// await follows how far the objects have come.
func (d *done) await() tea.Cmd {
	if d.session.config.DryRun {
		return nil // nothing was made that could arrive
	}
	arrival := d.session.config.Ops.Arrival
	cmds := make([]tea.Cmd, len(d.arrivals))
	for i, a := range d.arrivals {
		cmds[i] = follow(d.ctx, func(ctx context.Context, emit func(tea.Msg)) {
			arrival(ctx, a.Object, func(a expose.Arrival) { emit(arrivalMsg{i, a}) })
		})
	}
	return tea.Batch(cmds...)
}

func (d *done) view(width, height int) string {
	d.text.SetWidth(width)
	d.text.SetHeight(height)
	d.text.SetContent(d.content(width))
	return d.text.View()
}

func (d *done) content(width int) string {
	var b strings.Builder
	for _, e := range d.session.events {
		name := d.styles.label.Render(printable(e.Ref.String()))
		switch {
		case e.Err != nil:
			b.WriteString(d.styles.bad.Render("✗ ") + name + "\n" + d.styles.bad.Render(wrap(printable(e.Err.Error()), width)) + "\n")
		case e.Action != "":
			did := string(e.Action)
			if d.session.config.DryRun {
				did = "would be " + did
			}
			b.WriteString(d.styles.good.Render("✓ ") + name + " " + did + "\n")
		default:
			b.WriteString("… " + name + "\n")
		}
	}
	switch {
	case d.applying:
		return b.String()
	case d.session.err != nil:
		return b.String() + "\n" + wrap("esc goes back to the preview, which shows what is left to do; what is ticked above is done.", width)
	}
	return b.String() + "\n" + d.addresses(width) + "\n" + d.command(width)
}

// command is the command line, broken so that it can be copied.
func (d *done) command(width int) string {
	lines := []string{" "}
	for _, word := range d.session.command() {
		word, last := printable(word), len(lines)-1
		if ansi.StringWidth(lines[last])+ansi.StringWidth(word) > width-len("  \\") && strings.TrimSpace(lines[last]) != "" {
			lines[last] += " \\"
			lines, last = append(lines, "   "), last+1
		}
		lines[last] += " " + word
	}
	return d.styles.heading.Render("The same without asking") + "\n\n" + strings.Join(lines, "\n")
}

func (d *done) addresses(width int) string {
	if d.session.config.DryRun {
		return wrap("Nothing was changed: this was a dry run.", width) + "\n"
	}
	var b strings.Builder
	b.WriteString(d.styles.heading.Render("Addresses") + "\n\n")
	for _, a := range d.arrivals {
		for _, address := range a.Addresses {
			b.WriteString("  " + printable(address) + "\n")
		}
		if a.Pending != "" && a.Object != nil {
			b.WriteString(d.styles.dim.Render("  "+printable(expose.RefOf(a.Object).Short())+": "+printable(a.Pending)) + "\n")
		}
	}
	return b.String()
}

func (d *done) keys() (short, more []key.Binding) {
	if !d.applying {
		if d.session.done {
			short = append(short, keyFinish())
		}
		short = append(short, keyBack())
	}
	if !d.text.AtTop() || !d.text.AtBottom() {
		short = append(short, keyScroll())
	}
	return short, nil
}

func (d *done) typing() typing {
	if d.applying {
		return anything // quitting now would stop half way
	}
	return nothing
}
