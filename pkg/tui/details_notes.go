package tui

import (
	"strings"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// notes stand below a field: what is wrong with it, else what it is for when it has the cursor.
func (d *details) notes(f formField, width int) []string {
	var notes []string
	add := func(style styleRenderer, text string) {
		for _, r := range d.noteRows(text, style, labelWidth, width) {
			notes = append(notes, r.text)
		}
	}
	for _, p := range d.problems[f.Name] {
		add(d.styles.bad, "✗ "+p)
	}
	if f.Name != d.at.field || f.Name == expose.FieldPort {
		return notes
	}
	if len(notes) == 0 {
		add(d.styles.dim, f.hint)
		if reason := d.reasons[f.Name]; reason != "" && !d.said(f) && d.text(d.at) != "" && !d.fitsBeside(f, width-labelWidth) {
			add(d.styles.dim, "now: "+reason)
		}
	}
	if f.Name == expose.FieldIngressClass {
		if text := classProblem(d.session.facts, d.session.spec.IngressClass); text != "" {
			add(d.styles.warning, "⚠ "+text)
		}
	}
	if text := d.offer(); text != "" && len(f.Choices) == 0 {
		add(d.styles.dim, text)
	}
	return notes
}

// offer names the first of what can be completed.
func (d *details) offer() string {
	all, word := d.candidates(d.at), d.input.Value()
	if d.severalWords() {
		_, word = cutLastWord(word)
	}
	if indexOf(all, word) < 0 {
		all = matching(all, word)
	}
	if len(all) == 0 {
		return ""
	}
	return keyComplete().Help().Key + ": " + named(all, 3)
}

// noteRows wraps a text to lines that begin at a column.
func (d *details) noteRows(text string, style styleRenderer, at, width int) []row {
	var rows []row
	for line := range strings.SplitSeq(wrap(printable(text), width-at), "\n") {
		rows = append(rows, row{text: strings.Repeat(" ", at) + style.Render(line)})
	}
	return rows
}

type styleRenderer interface{ Render(...string) string }
