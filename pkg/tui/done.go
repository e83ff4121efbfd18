package tui

import (
	"context"
	"slices"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// done applies, tells what happened, and shows the addresses as they appear.
type done struct {
	session *session
	styles  *styles
	ctx     context.Context //nolint:containedctx // ends when the screen is left

	applying bool
	asking   bool // whether to stop half way
	objects  []progress
	command  []string // that does the same; nil when none does
	began    time.Time
	ticking  bool
	text     text
}

type (
	eventMsg   expose.Event
	appliedMsg struct{ err error }
	arrivalMsg struct {
		index int
		expose.Arrival
	}
	forsakenMsg int      // there is no more news of the arrival of this object
	tickMsg     struct{} // the spinner turns
)

func newDone(s *session, st *styles) screen { return &done{session: s, styles: st} }

func (d *done) start(ctx context.Context) tea.Cmd {
	d.ctx, d.applying, d.began = ctx, true, time.Now()
	for _, c := range d.session.changes {
		d.objects = append(d.objects, progress{ref: c.Ref()})
	}
	d.session.begin()
	changes, onConflict, apply := d.session.changes, d.session.onConflict, d.session.config.Ops.Apply
	return tea.Batch(d.tick(), follow(ctx, func(ctx context.Context, emit func(tea.Msg)) {
		err := apply(ctx, changes, onConflict, func(e expose.Event) { emit(eventMsg(e)) })
		emit(appliedMsg{err})
	}))
}

func (d *done) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case eventMsg:
		d.session.happened(expose.Event(msg))
		if i := slices.IndexFunc(d.objects, func(p progress) bool { return p.ref == msg.Ref }); i >= 0 {
			d.objects[i].happened(expose.Event(msg))
		}
	case appliedMsg:
		d.applying, d.asking = false, false
		d.session.finish(msg.err)
		if d.session.done {
			d.command = d.session.command()
			return d.await()
		}
	case arrivalMsg:
		d.objects[msg.index].arrived(msg.Arrival)
		return d.tick()
	case forsakenMsg:
		d.objects[msg].forsaken()
	case tickMsg:
		d.ticking = false
		return d.tick()
	case tea.KeyPressMsg:
		return d.key(msg)
	}
	return nil
}

func (d *done) key(msg tea.KeyPressMsg) tea.Cmd {
	asking := d.asking
	d.asking = false
	reach := d.reach()
	switch {
	case asking && key.Matches(msg, keyStop()):
		return tea.Interrupt
	case d.applying: // leaving now would stop half way
		d.text.update(msg)
	case key.Matches(msg, keyBack()):
		return d.session.leave(backward)
	case !d.session.done:
		d.text.update(msg)
	case key.Matches(msg, keyFinish()):
		return tea.Quit
	case d.another() && key.Matches(msg, keyAnother()):
		return d.session.leave(restart)
	case reach.address != "" && key.Matches(msg, keyCopy("")):
		return copyText(reach.address, "address")
	case len(reach.try) > 0 && key.Matches(msg, keyCopyTry()):
		return copyText(reach.try[0], "line that tries it")
	case d.command != nil && key.Matches(msg, keyCopyCommand()):
		return copyText(shellLine(d.command), "command")
	default:
		d.text.update(msg)
	}
	return nil
}

// await follows how far the objects come.
func (d *done) await() tea.Cmd {
	if d.session.config.DryRun {
		return nil // nothing was made that could arrive
	}
	arrival := d.session.config.Ops.Arrival
	cmds := []tea.Cmd{}
	for i := range d.objects {
		if d.objects[i].event.Object == nil {
			continue
		}
		d.objects[i].await()
		object := d.objects[i].event.Object
		cmds = append(cmds, follow(d.ctx, func(ctx context.Context, emit func(tea.Msg)) {
			arrival(ctx, object, func(a expose.Arrival) { emit(arrivalMsg{i, a}) })
			emit(forsakenMsg(i))
		}))
	}
	return tea.Batch(append(cmds, d.tick())...)
}

// interval is how often the spinner turns: at first ten times a second, later once, as then only the seconds count.
func (d *done) interval() time.Duration {
	if time.Since(d.began) < 10*time.Second {
		return 100 * time.Millisecond
	}
	return time.Second
}

// tick turns the spinner as long as something runs.
func (d *done) tick() tea.Cmd {
	if d.ticking || !d.running() {
		return nil
	}
	d.ticking = true
	interval := d.interval()
	return request(d.ctx, func(ctx context.Context) tea.Msg {
		select {
		case <-time.After(interval):
		case <-ctx.Done():
		}
		return tickMsg{}
	})
}

func (d *done) running() bool {
	return d.applying || slices.ContainsFunc(d.objects, func(p progress) bool { return p.running() })
}

// interrupt implements [interrupter]: what is under way when the program ends may be done or not.
func (d *done) interrupt() (asks bool) {
	d.asking = d.applying && !d.asking
	return d.asking
}

// another reports whether there can be another workload: there is a list to pick it from.
func (d *done) another() bool { return d.session.config.Ops.Rows != nil }

func (d *done) reach() reach {
	var arrivals []expose.Arrival
	for _, p := range d.objects {
		arrivals = append(arrivals, p.arrival)
	}
	return reachOf(d.session, arrivals)
}

func (d *done) keys() (short, more []key.Binding) {
	scroll, scrollMore := d.text.keys()
	switch {
	case d.asking:
		return []key.Binding{keyStop(), keyGoOn()}, nil
	case d.applying:
		return scroll, scrollMore
	case !d.session.done:
		return append([]key.Binding{keyBack()}, scroll...), scrollMore
	}
	reach := d.reach()
	short = []key.Binding{keyFinish(), keyBack()}
	if d.another() {
		short = append(short, keyAnother())
	}
	if reach.address != "" {
		short = append(short, keyCopy("copy the address"))
	}
	if len(reach.try) > 0 {
		short = append(short, keyCopyTry())
	}
	if d.command != nil {
		short = append(short, keyCopyCommand())
	}
	return append(short, scroll...), scrollMore
}

func (d *done) typing() typing {
	if d.applying {
		return anything // quitting now would stop half way
	}
	return nothing
}
