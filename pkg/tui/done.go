package tui

import (
	"context"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/viewport"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// done applies, tells what happened, and shows the addresses as they appear.
type done struct {
	session *session
	styles  styles
	ctx     context.Context //nolint:containedctx // ends when the screen is left
	updates chan tea.Msg    // from the goroutine that applies

	applying bool
	objects  []*unstructured.Unstructured // as they are now
	text     viewport.Model
}

// addressInterval is how often an object without an address is looked at again.
const addressInterval = time.Second

type (
	eventMsg   expose.Event
	appliedMsg struct{ err error }
	liveMsg    struct {
		index  int
		object *unstructured.Unstructured
	}
)

func newDone(s *session, st styles) screen { return &done{session: s, styles: st, text: newText()} }

func (d *done) start(ctx context.Context) tea.Cmd {
	d.ctx, d.applying, d.updates = ctx, true, make(chan tea.Msg)
	d.objects = nil
	d.session.begin()
	changes, takeOver, apply := d.session.changes, d.session.takeOver, d.session.config.Ops.Apply
	updates := d.updates
	send := func(msg tea.Msg) {
		select {
		case updates <- msg:
		case <-ctx.Done():
		}
	}
	work := func() tea.Msg {
		err := apply(ctx, changes, takeOver, func(e expose.Event) { send(eventMsg(e)) })
		send(appliedMsg{err})
		return nil
	}
	return tea.Batch(work, d.listen())
}

// listen waits for the next thing that happens while applying.
func (d *done) listen() tea.Cmd {
	ctx, updates := d.ctx, d.updates
	return func() tea.Msg {
		select {
		case msg := <-updates:
			return msg
		case <-ctx.Done():
			return nil
		}
	}
}

func (d *done) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case eventMsg:
		d.session.happened(expose.Event(msg))
		if msg.Object != nil {
			d.objects = append(d.objects, msg.Object)
		}
		return d.listen()
	case appliedMsg:
		d.applying = false
		d.session.finish(msg.err)
		return d.lookAgain()
	case liveMsg:
		if msg.object != nil {
			d.objects[msg.index] = msg.object
		}
		return d.lookAgain()
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

// lookAgain reads the first object that has no address yet, after a while.
func (d *done) lookAgain() tea.Cmd {
	if d.session.config.DryRun {
		return nil // nothing was made that could get one
	}
	for i, o := range d.objects {
		if _, pending := expose.Addresses(o); pending {
			ref, live := expose.RefOf(o), d.session.config.Ops.Live
			return request(d.ctx, func(ctx context.Context) tea.Msg {
				select {
				case <-time.After(addressInterval):
				case <-ctx.Done():
				}
				object, _ := live(ctx, ref) // it is only looked at: the next look may have more luck
				return liveMsg{i, object}
			})
		}
	}
	return nil
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
	for _, o := range d.objects {
		addresses, pending := expose.Addresses(o)
		for _, address := range addresses {
			b.WriteString("  " + printable(address) + "\n")
		}
		if pending {
			b.WriteString(d.styles.dim.Render("  "+printable(expose.RefOf(o).Short())+": waiting for its address …") + "\n")
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
