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
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// details is the form with the fields that the type has a use for.
type details struct {
	session *session
	styles  *styles
	lines   []formLine
	focus   int
	hidden  int // lines that are rarely needed, and not shown
	// tried is set once enter was pressed: from then on missing fields are errors, too.
	tried bool
}

type formLine struct {
	formField
	input   textinput.Model
	touched bool
}

const labelWidth = 16

func newDetails(s *session, st *styles) screen {
	d := &details{session: s, styles: st}
	d.build()
	return d
}

// build makes the lines of the form from what is said. The cursor stays where it is.
func (d *details) build() {
	s := d.session
	spec := s.complete()
	focused := ""
	if d.focus < len(d.lines) {
		focused = d.lines[d.focus].Name
	}
	d.lines, d.hidden, d.focus = nil, 0, 0
	for _, f := range formFields() {
		draft, touched := s.drafts[f.Name]
		switch {
		case !f.AppliesTo(spec.Type):
			continue
		case f.rare && !s.rare && !touched && len(f.Texts(s.spec)) == 0 && f.Name != focused:
			d.hidden++
			continue
		}
		in := textinput.New()
		in.Prompt = ""
		in.SetStyles(inputStyles())
		if f.empty != "" {
			in.Placeholder = "(" + f.empty + ")" // told apart without colours, too
		}
		in.SetValue(f.text(s.workload, spec))
		if touched {
			in.SetValue(draft)
		}
		if suggestions := d.session.offers(f); len(suggestions) > 0 {
			in.ShowSuggestions = true
			in.SetSuggestions(suggestions)
			in.KeyMap.AcceptSuggestion = key.NewBinding(key.WithKeys("right", "ctrl+e"))
		}
		if f.Name == focused {
			d.focus = len(d.lines)
		}
		d.lines = append(d.lines, formLine{formField: f, input: in, touched: touched})
	}
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
		case key.Matches(msg, keyRareFields()):
			d.session.rare = !d.session.rare
			d.build()
			return d.move(0)
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
		if len(problems[line.Name]) > 0 {
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
		touched[line.Name] = line.touched
		if err := line.say(&expose.Spec{}, line.input.Value()); err != nil {
			unparsed[line.Name] = []string{err.Error()}
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
		for _, problem := range problems[line.Name] {
			b.WriteString(d.note(d.styles.bad, "✗ "+problem, width))
		}
		if i == d.focus && len(problems[line.Name]) == 0 {
			for _, hint := range d.hints(line) {
				b.WriteString(d.note(d.styles.dim, hint, width))
			}
		}
		if i == d.focus {
			last = strings.Count(b.String(), "\n") - 1
		}
	}
	if d.hidden > 0 {
		b.WriteString(d.styles.dim.Render(pad(fmt.Sprintf("  %s: ctrl+o", count(d.hidden, "more field")), width)) + "\n")
	}
	b.WriteString("\n")
	for _, name := range slices.Sorted(maps.Keys(problems)) {
		if !slices.ContainsFunc(d.lines, func(l formLine) bool { return l.Name == name }) {
			b.WriteString(d.styles.bad.Render(wrap("✗ "+printable(strings.Join(problems[name], "; ")), width)) + "\n")
		}
	}
	if spec.Type != expose.ExternalName {
		b.WriteString(d.pods(width))
	}
	return strings.Join(window(strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n"), first, last, height), "\n")
}

// hints say what the line is for, and where its value comes from.
func (d *details) hints(line formLine) []string {
	hints := []string{d.session.hint(line.formField)}
	reasons := d.session.reasons(line.formField)
	if !line.touched && line.input.Value() != "" && len(reasons) > 0 {
		hints = append(hints, "now: "+strings.Join(reasons, "; "))
	}
	return hints
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
	w, given := d.session.workload, d.session.spec.Selector
	selector, ok := w.ServiceSelector()
	if len(given) > 0 {
		selector, ok = given, true
	}
	if !ok {
		return ""
	}
	text := "Pods " + printable(labels.FormatLabels(selector))
	if len(given) == 0 && !w.IsService() { // of others nobody has counted them
		text += fmt.Sprintf(": %d of %d ready", w.Ready, w.Replicas)
	}
	return d.styles.dim.Render(wrap(text, width))
}

func (d *details) keys() (short, more []key.Binding) {
	return []key.Binding{keyNext(), keyBack(), keyNextField()}, []key.Binding{keyPrevField(), keyRareFields()}
}

func (d *details) typing() typing { return letters }
