package tui

import (
	"context"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// details is the form with the fields that the type has a use for, and a picture of what it comes to.
type details struct {
	session *session
	styles  *styles
	ctx     context.Context //nolint:containedctx // ends when the screen is left

	form   []formField // of the type
	fields []formField // shown, those that are advanced last
	needed int         // how many of them are not
	ports  portTable

	at    spot
	input textinput.Model // of the field or the cell that has the cursor
	// whole says that typing replaces the text, and that the input does not hold it yet.
	whole  bool
	column int // that the cursor comes back to in another port
	cycle  cycle

	touched map[string]bool
	tried   bool // enter was pressed: from then on missing fields are errors, too

	selected selected
	// These follow from what was said.
	judged   judged
	problems map[string][]string // by field, but for the lines of ports
	reasons  map[string]string

	drawn []row // on the screen, by line
}

// spot is a field, or a cell of a port.
type spot struct {
	field      string
	line, cell int
}

func newDetails(s *session, st *styles) screen {
	return &details{session: s, styles: st, column: cellPort, touched: map[string]bool{}, selected: newSelected()}
}

func (d *details) start(ctx context.Context) tea.Cmd {
	d.ctx = ctx
	d.form = slices.DeleteFunc(formFields(), func(f formField) bool { return !f.AppliesTo(d.session.complete().Type) })
	var said []string
	for _, p := range d.session.spec.Relevant().Ports {
		said = append(said, p.String())
	}
	if draft, ok := d.session.drafts[expose.FieldPort]; ok {
		said = strings.Fields(draft)
	}
	d.ports = newPortTable(said, d.defaultPorts())
	d.refresh()
	if d.shown(d.session.focus) >= 0 {
		d.at, d.session.focus = d.spotOf(d.session.focus), ""
	}
	if d.at.field == "" || d.shown(d.at.field) < 0 {
		d.at = d.spotOf(d.fields[0].Name)
	}
	d.at.line = min(d.at.line, len(d.ports.lines)-1)
	return tea.Batch(d.load(), readFacts(ctx, d.session), d.selected.follow(ctx, d.session, d.selector(), 0))
}

func (d *details) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case factsMsg:
		d.session.learn(msg)
		d.suggest()
		return nil
	case podsMsg:
		d.selected.learn(msg, d.fallback())
		return nil
	case clickMsg:
		return d.click(msg)
	case tea.KeyPressMsg:
		if cmd, handled := d.key(msg); handled {
			return cmd
		}
	}
	return d.edit(msg)
}

func (d *details) key(msg tea.KeyPressMsg) (cmd tea.Cmd, handled bool) {
	inPorts := d.at.field == expose.FieldPort
	switch {
	case key.Matches(msg, keyBack()):
		return d.session.leave(backward), true
	case key.Matches(msg, keyNext()):
		return d.next(), true
	case key.Matches(msg, keyNextField()):
		return d.move(d.beside(1)), true
	case key.Matches(msg, keyPrevField()):
		return d.move(d.beside(-1)), true
	case key.Matches(msg, keyFieldBelow()):
		return d.move(d.below(1)), true
	case key.Matches(msg, keyFieldAbove()):
		return d.move(d.below(-1)), true
	case key.Matches(msg, keyAdvanced()):
		return d.advanced(), true
	case key.Matches(msg, keyComplete()):
		return d.complete(1), true
	case key.Matches(msg, keyCompleteBefore()):
		return d.complete(-1), true
	case inPorts && key.Matches(msg, keyRemovePort()):
		return d.removePort(), true
	case key.Matches(msg, d.input.KeyMap.CharacterForward, d.input.KeyMap.LineEnd) && d.accept():
		return d.typed(d.input.Value()), true
	case inPorts && key.Matches(msg, keyCellAfter()) && (d.whole || d.input.Position() == len([]rune(d.input.Value()))):
		return d.moveInLine(1), true
	case inPorts && key.Matches(msg, keyCellBefore()) && (d.whole || d.input.Position() == 0):
		return d.moveInLine(-1), true
	}
	return nil, false
}

// next goes on when nothing is wrong, else to the first field that is.
func (d *details) next() tea.Cmd {
	d.tried = true
	d.refresh()
	for _, f := range d.fields {
		if f.Name == expose.FieldPort {
			for i, line := range d.judged.lines {
				if len(line.problems) > 0 {
					to := spot{f.Name, i, line.problems[0].cell}
					if to.cell < 0 {
						to.cell = d.column
					}
					return d.move(to)
				}
			}
		}
		if len(d.problems[f.Name]) > 0 {
			return d.move(d.spotOf(f.Name))
		}
	}
	if len(d.problems) > 0 {
		return nil // not of a field: it stands below the form
	}
	return d.session.leave(forward)
}

// advanced shows or hides the fields that are rarely needed. Those that say something stay.
func (d *details) advanced() tea.Cmd {
	at := d.shown(d.at.field)
	d.session.rare = !d.session.rare
	d.refresh()
	if d.shown(d.at.field) < 0 {
		return d.move(d.spotOf(d.fields[min(at, len(d.fields)-1)].Name))
	}
	return nil
}

func (d *details) removePort() tea.Cmd {
	d.ports.remove(d.at.line)
	d.session.sayPorts(d.formField(expose.FieldPort), d.ports)
	d.refresh()
	d.at.line = min(d.at.line, len(d.ports.lines)-1)
	return d.load()
}

func (d *details) keys() (short, more []key.Binding) {
	short = []key.Binding{keyNext(), keyBack()}
	if d.at.field == expose.FieldPort {
		short, more = append(short, keyAddPort(), keyRemovePort()), append(more, keyCellAfter(), keyCellBefore())
	}
	short = append(short, keyNextField())
	if len(d.candidates(d.at)) > 0 {
		short, more = append(short, keyComplete()), append(more, keyCompleteBefore())
	}
	return append(short, keyAdvanced()), append([]key.Binding{keyPrevField(), keyFieldBelow(), keyFieldAbove()}, more...)
}

func (d *details) typing() typing { return letters }
