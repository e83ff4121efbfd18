package tui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// edit hands a message to the input, and takes what is typed.
func (d *details) edit(msg tea.Msg) tea.Cmd {
	before := d.text(d.at)
	if d.whole {
		if d.extends(msg) {
			d.edits()
		}
	} else {
		before = d.input.Value()
	}
	var cmd tea.Cmd
	d.input, cmd = d.input.Update(msg)
	if after := d.input.Value(); after != before && (after != "" || !d.whole) {
		d.whole = false
		return tea.Batch(cmd, d.typed(after))
	}
	return cmd
}

// extends reports whether a message changes the text instead of replacing it: an editing key does, and what goes on as a port does.
func (d *details) extends(msg tea.Msg) bool {
	goesOn := func(text string) bool {
		return d.at.field == expose.FieldPort && text != "" && strings.ContainsAny(text[:1], " ,=:/@+")
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return msg.Text == "" && !key.Matches(msg, d.input.KeyMap.Paste) || goesOn(msg.Text)
	case tea.PasteMsg:
		return goesOn(msg.Content)
	}
	return false
}

// edits lets the text be edited that typing would have replaced.
func (d *details) edits() {
	d.whole = false
	d.input.SetValue(d.text(d.at))
	d.input.CursorEnd()
	d.suggest()
}

// typed takes the text that stands in the input.
func (d *details) typed(text string) tea.Cmd {
	if d.at.field == expose.FieldPort {
		at := d.at
		var empty bool
		at.line, at.cell, empty = d.ports.put(at.line, at.cell, text)
		d.session.sayPorts(d.formField(expose.FieldPort), d.ports)
		d.touched[expose.FieldPort] = true
		d.refresh()
		if at != d.at {
			d.at, d.column = at, at.cell
			cmd := d.load()
			if !empty {
				d.edits()
			}
			return cmd
		}
	} else {
		d.session.say(d.formField(d.at.field), text)
		d.touched[d.at.field] = true
		d.refresh()
	}
	d.suggest()
	return d.reselect()
}

// reselect follows other Pods when the selector is another one.
func (d *details) reselect() tea.Cmd {
	if selector := d.selector(); !labels.Equals(selector, d.selected.selector) {
		return d.selected.follow(d.ctx, d.session, selector, typingPause)
	}
	return nil
}

// complete writes the next candidate into the field.
func (d *details) complete(by int) tea.Cmd {
	all, text := d.candidates(d.at), d.input.Value()
	if whole := d.text(d.at); d.whole && indexOf(all, whole) >= 0 {
		text = whole
	}
	completed := d.cycle.next(d.at, all, text, d.severalWords(), by)
	if completed == text {
		return nil
	}
	d.whole = false
	d.input.SetValue(completed)
	d.input.CursorEnd()
	return d.typed(completed)
}

// severalWords says that a space divides what is typed at the cursor, and that only the last word is completed.
func (d *details) severalWords() bool {
	return d.at.field != expose.FieldPort && d.formField(d.at.field).Repeatable
}

// suggest offers what the text can be completed to.
func (d *details) suggest() {
	head := ""
	if d.severalWords() {
		head, _ = cutLastWord(d.input.Value())
	}
	var texts []string
	for _, c := range d.candidates(d.at) {
		texts = append(texts, head+c.text)
	}
	d.input.SetSuggestions(texts)
}

// accept completes the text as suggested, if the cursor is where the suggestion is.
func (d *details) accept() bool {
	suggested := d.input.CurrentSuggestion()
	if d.whole || len(suggested) <= len(d.input.Value()) || d.input.Position() < len([]rune(d.input.Value())) {
		return false
	}
	d.input.SetValue(suggested)
	d.input.CursorEnd()
	return true
}

// sayPorts takes the ports as they stand in a table.
func (s *session) sayPorts(f formField, t portTable) {
	texts := t.said()
	if err := f.Set(&s.spec, texts...); err != nil {
		s.drafts[f.Name] = strings.Join(texts, " ")
		return
	}
	delete(s.drafts, f.Name)
}
