package tui

import (
	"context"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
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
	err      error
	objects  []*unstructured.Unstructured // as they are now
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

func newDone(s *session, st styles) screen { return &done{session: s, styles: st} }

func (d *done) start(ctx context.Context) tea.Cmd {
	d.ctx, d.applying, d.updates = ctx, true, make(chan tea.Msg)
	d.session.events, d.objects, d.err = nil, nil, nil
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
		d.happened(expose.Event(msg))
		return d.listen()
	case appliedMsg:
		d.applying, d.err = false, msg.err
		d.session.done = msg.err == nil
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
		case d.err == nil && key.Matches(msg, keyFinish()):
			return tea.Quit
		}
	}
	return nil
}

// happened records an event; the end of an object replaces its start.
func (d *done) happened(e expose.Event) {
	events := d.session.events
	if n := len(events); n > 0 && events[n-1].Ref == e.Ref {
		events[n-1] = e
	} else {
		events = append(events, e)
	}
	d.session.events = events
	if e.Object != nil {
		d.objects = append(d.objects, e.Object)
	}
}

// lookAgain reads the first object that has no address yet, after a while.
func (d *done) lookAgain() tea.Cmd {
	if d.session.config.ApplyVerb != "apply" {
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

func (d *done) view(width, _ int) string {
	var b strings.Builder
	for _, e := range d.session.events {
		name := d.styles.label.Render(printable(e.Ref.String()))
		switch {
		case e.Err != nil:
			b.WriteString(d.styles.bad.Render("✗ ") + name + "\n" + d.styles.bad.Render(wrap(printable(e.Err.Error()), width)) + "\n")
		case e.Action != "":
			b.WriteString(d.styles.good.Render("✓ ") + name + " " + string(e.Action) + "\n")
		default:
			b.WriteString("… " + name + "\n")
		}
	}
	if d.applying {
		return b.String()
	}
	if d.err != nil {
		return b.String() + "\n" + "What is ticked above is done. esc goes back to the preview."
	}
	b.WriteString("\n" + d.addresses(width))
	b.WriteString("\n" + d.styles.heading.Render("The same without asking") + "\n\n" + wrap("  "+printable(d.session.commandLine()), width))
	return b.String()
}

func (d *done) addresses(width int) string {
	if d.session.config.ApplyVerb != "apply" {
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
			b.WriteString(d.styles.dim.Render("  "+printable(expose.RefOf(o).Short())+": waiting for a controller to give it an address …") + "\n")
		}
	}
	return b.String()
}

func (d *done) keys() []key.Binding {
	switch {
	case d.applying:
		return nil
	case d.err != nil:
		return []key.Binding{keyBack()}
	}
	return []key.Binding{keyFinish(), keyBack()}
}

func (d *done) typing() typing {
	if d.applying {
		return anything // quitting now would stop half way
	}
	return nothing
}
