package tui

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// details is the form with the fields that the type has a use for.
type details struct {
	session *session
	styles  styles
	lines   []formLine
	focus   int
	// tried is set once enter was pressed: from then on missing fields are errors, too.
	tried bool
}

type formLine struct {
	formField
	input   textinput.Model
	touched bool
}

const labelWidth = 16

func newDetails(s *session, st styles) screen {
	d := &details{session: s, styles: st}
	spec := s.complete()
	applies := map[string]bool{}
	for _, f := range expose.Fields() {
		applies[f.Name] = f.AppliesTo(spec.Type)
	}
	for _, f := range formFields() {
		if !applies[f.name] {
			continue
		}
		in := textinput.New()
		in.Prompt = ""
		in.SetStyles(inputStyles())
		if f.empty != "" {
			in.Placeholder = "(" + f.empty + ")" // told apart without colours, too
		}
		in.SetValue(f.get(s.workload, spec))
		draft, touched := s.drafts[f.name]
		if touched {
			in.SetValue(draft)
		}
		if len(f.choices) > 0 {
			in.ShowSuggestions = true
			in.SetSuggestions(f.choices)
			in.KeyMap.AcceptSuggestion = key.NewBinding(key.WithKeys("right", "ctrl+e"))
		}
		d.lines = append(d.lines, formLine{formField: f, input: in, touched: touched})
	}
	return d
}

func (d *details) start(context.Context) tea.Cmd { return d.lines[d.focus].input.Focus() }

func (d *details) update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyPressMsg); ok {
		switch {
		case key.Matches(msg, keyBack()):
			return back
		case key.Matches(msg, keyNext()):
			return d.next()
		case key.Matches(msg, keyNextField()):
			return d.move(1)
		case key.Matches(msg, keyPrevField()):
			return d.move(-1)
		}
	}
	line := &d.lines[d.focus]
	before := line.input.Value()
	var cmd tea.Cmd
	line.input, cmd = line.input.Update(msg)
	if line.input.Value() != before {
		line.touched = true
		d.session.say(line.formField, line.input.Value())
	}
	return cmd
}

// next goes on when nothing is wrong, else to the first line that is.
func (d *details) next() tea.Cmd {
	d.tried = true
	problems := d.problems()
	for i, line := range d.lines {
		if len(problems[line.name]) > 0 {
			return d.move(i - d.focus)
		}
	}
	if len(problems) > 0 {
		return nil // not of a line: it stands below the form
	}
	return next
}

func (d *details) move(by int) tea.Cmd {
	d.lines[d.focus].input.Blur()
	d.focus = (d.focus + by + len(d.lines)) % len(d.lines)
	return d.lines[d.focus].input.Focus()
}

// problems says what is wrong, by field.
func (d *details) problems() map[string][]string {
	unparsed, touched := map[string][]string{}, map[string]bool{}
	for _, line := range d.lines {
		touched[line.name] = line.touched
		if err := line.set(&expose.Spec{}, line.input.Value()); err != nil {
			unparsed[line.name] = []string{err.Error()}
		}
	}
	problems := maps.Clone(unparsed)
	for _, e := range expose.Validate(d.session.workload, d.session.complete()) {
		if unparsed[e.Field] != nil || e.Type == field.ErrorTypeRequired && !d.tried && !touched[e.Field] {
			continue
		}
		problems[e.Field] = append(problems[e.Field], e.Detail)
	}
	return problems
}

func (d *details) view(width, height int) string {
	problems := d.problems()
	var b strings.Builder
	spec := d.session.complete()
	fmt.Fprintf(&b, "%s as %s\n\n", d.styles.label.Render(printable(d.session.workload.Short())), d.styles.label.Render(string(spec.Type)))
	var first, last int // lines of the field that has the cursor
	for i, line := range d.lines {
		if i == d.focus {
			first = strings.Count(b.String(), "\n")
		}
		mark, label := mark(d.styles, i == d.focus, d.styles.plain)
		line.input.SetWidth(width - labelWidth - 5) // a suggestion takes a cell more
		b.WriteString(label.Render(pad(mark+line.label, labelWidth)) + line.input.View() + "\n")
		for _, problem := range problems[line.name] {
			b.WriteString(d.note(d.styles.bad, "✗ "+problem, width))
		}
		if i == d.focus && len(problems[line.name]) == 0 {
			b.WriteString(d.note(d.styles.dim, line.hint, width))
		}
		if i == d.focus {
			last = strings.Count(b.String(), "\n") - 1
		}
	}
	b.WriteString("\n")
	for _, name := range slices.Sorted(maps.Keys(problems)) {
		if !slices.ContainsFunc(d.lines, func(l formLine) bool { return l.name == name }) {
			b.WriteString(d.styles.bad.Render(wrap("✗ "+printable(strings.Join(problems[name], "; ")), width)) + "\n")
		}
	}
	if spec.Type != expose.ExternalName {
		b.WriteString(d.pods(width))
	}
	return strings.Join(window(strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n"), first, last, height), "\n")
}

func (d *details) note(style styleRenderer, text string, width int) string {
	lines := strings.Split(wrap(printable(text), width-labelWidth), "\n")
	for i, line := range lines {
		lines[i] = strings.Repeat(" ", labelWidth) + style.Render(line)
	}
	return strings.Join(lines, "\n") + "\n"
}

type styleRenderer interface{ Render(...string) string }

// pods says which Pods will be behind it.
func (d *details) pods(width int) string {
	w := d.session.workload
	selector, ok := w.ServiceSelector()
	if !ok {
		return ""
	}
	terms := make([]string, 0, len(selector))
	for _, k := range slices.Sorted(maps.Keys(selector)) {
		terms = append(terms, k+"="+selector[k])
	}
	return d.styles.dim.Render(wrap(fmt.Sprintf("Pods %s: %d of %d ready", printable(strings.Join(terms, ",")), w.Ready, w.Replicas), width))
}

func (d *details) keys() (short, more []key.Binding) {
	return []key.Binding{keyNext(), keyBack(), keyNextField()}, []key.Binding{keyPrevField()}
}

func (d *details) typing() typing { return letters }
