package tui

import (
	"context"
	"slices"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// done applies, tells what happened, and shows the addresses as they appear. It takes back what was applied, too.
type done struct {
	session *session
	styles  *styles
	ctx     context.Context //nolint:containedctx // ends when the screen is left

	doing    doing
	asking   asking
	stop     context.CancelFunc // ends what is under way
	stopping bool               // and then the program
	objects  []progress
	command  []string // that does the same; nil when none does
	began    time.Time
	ticking  bool
	text     text
}

// doing is what is under way.
type doing int

const (
	nothingNow doing = iota
	applying
	takingBack
)

// asking is what the user is asked.
type asking int

const (
	noQuestion asking = iota
	whetherToStop
	whetherToUndo
)

type (
	eventMsg   expose.Event
	appliedMsg struct{ err error }
	undoneMsg  struct{ err error }
	arrivalMsg struct {
		index int
		expose.Arrival
	}
	forsakenMsg int      // there is no more news of the arrival of this object
	tickMsg     struct{} // the spinner turns
)

func newDone(s *session, st *styles) screen { return &done{session: s, styles: st} }

func (d *done) start(ctx context.Context) tea.Cmd {
	d.ctx = ctx
	for _, c := range d.session.changes {
		d.objects = append(d.objects, progress{ref: c.Ref()})
	}
	work := d.session.begin()
	changes, onConflict, apply := d.session.changes, d.session.onConflict, d.session.config.Ops.Apply
	return d.do(applying, work, func(ctx context.Context, emit func(expose.Event)) error {
		return apply(ctx, changes, onConflict, emit)
	}, func(err error) tea.Msg { return appliedMsg{err} })
}

// do begins what changes the cluster. It ends with a message, also when it is stopped: what it did is taken back then.
func (d *done) do(what doing, work *work, f func(context.Context, func(expose.Event)) error, end func(error) tea.Msg) tea.Cmd {
	d.doing, d.began = what, time.Now()
	var ctx context.Context
	ctx, d.stop = context.WithCancel(d.ctx)
	stop := d.stop
	return tea.Batch(d.tick(), follow(d.ctx, func(_ context.Context, emit func(tea.Msg)) {
		defer stop()
		emit(end(work.do(func(e expose.Event) { emit(eventMsg(e)) }, func(emit func(expose.Event)) error { return f(ctx, emit) })))
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
		return d.applied(msg.err)
	case undoneMsg:
		return d.undone(msg.err)
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

func (d *done) applied(err error) tea.Cmd {
	d.doing, d.asking = nothingNow, noQuestion
	d.session.finish(err)
	switch {
	case d.stopping:
		return tea.Interrupt
	case err != nil && d.session.config.Ops.Refusal(err) == RefusedChanged:
		d.session.changed = err
		return d.session.leave(backward) // where it is shown what would change by now
	case err == nil:
		d.command = d.session.command()
		return d.await()
	}
	return nil
}

func (d *done) undone(err error) tea.Cmd {
	d.doing, d.asking = nothingNow, noQuestion
	d.session.takenBack(err)
	if d.stopping {
		return tea.Interrupt
	}
	return nil
}

// undo takes back what was applied.
func (d *done) undo() tea.Cmd {
	for i := range d.objects {
		d.objects[i].forsaken()
	}
	written, takeBack := d.session.written(), d.session.config.Ops.TakeBack
	return d.do(takingBack, d.session.busy(), func(ctx context.Context, emit func(expose.Event)) error {
		return takeBack(ctx, written, emit)
	}, func(err error) tea.Msg { return undoneMsg{err} })
}

// undoable reports whether there is something to take back.
func (d *done) undoable() bool {
	s := d.session
	return s.done && !s.undone && d.doing == nothingNow && s.config.Ops.TakeBack != nil && !s.config.DryRun && len(s.written()) > 0
}

func (d *done) key(msg tea.KeyPressMsg) tea.Cmd {
	asked := d.asking
	d.asking = noQuestion
	reach := d.reach()
	switch {
	case asked == whetherToStop && key.Matches(msg, keyStop()):
		d.stopping = true
		d.stop()
	case asked == whetherToUndo && key.Matches(msg, keyUndoIt()):
		return d.undo()
	case d.doing != nothingNow, asked != noQuestion: // leaving now would stop half way
		d.text.update(msg)
	case key.Matches(msg, keyBack()):
		return d.session.leave(backward)
	case !d.session.done:
		d.text.update(msg)
	case key.Matches(msg, keyFinish()):
		return tea.Quit
	case d.another() && key.Matches(msg, keyAnother()):
		return d.session.leave(restart)
	case d.undoable() && key.Matches(msg, keyUndo()):
		d.asking = whetherToUndo
	case d.session.undone:
		d.text.update(msg)
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
	return d.doing != nothingNow || slices.ContainsFunc(d.objects, func(p progress) bool { return p.running() })
}

// interrupt implements [interrupter]: what is under way is stopped and taken back before the program ends. Who does not want to wait for that presses it again.
func (d *done) interrupt() (asks bool) {
	if d.doing == nothingNow || d.stopping || d.asking == whetherToStop {
		return false
	}
	d.asking = whetherToStop
	return true
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
	case d.asking == whetherToStop:
		return []key.Binding{keyStop(), keyGoOn()}, nil
	case d.asking == whetherToUndo:
		return []key.Binding{keyUndoIt(), keyKeepIt()}, nil
	case d.doing != nothingNow:
		return scroll, scrollMore
	case !d.session.done:
		return append([]key.Binding{keyBack()}, scroll...), scrollMore
	}
	reach := d.reach()
	short = []key.Binding{keyFinish(), keyBack()}
	if d.undoable() {
		short = append(short, keyUndo())
	}
	if d.another() {
		short = append(short, keyAnother())
	}
	if d.session.undone {
		return append(short, scroll...), scrollMore
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
	if d.doing != nothingNow || d.asking != noQuestion {
		return anything // quitting now would stop half way
	}
	return nothing
}
