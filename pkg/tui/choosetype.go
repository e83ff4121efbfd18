package tui

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// chooseType lets the user choose the way in.
type chooseType struct {
	session *session
	styles  *styles
	types   []expose.Type
	scroll  scroll
	// lines are those of a type, with its advice; 1 where there is no room for that.
	lines int
	// recommended is the type where the cursor begins, and reason why.
	recommended expose.Type
	reason      string
}

// recommend is the type that is suggested for the workload, and why.
func recommend(w expose.Workload) (t expose.Type, reason string) {
	for _, r := range expose.Reasons(w, expose.Spec{}) {
		if r.Field == expose.FieldType {
			reason = r.Text
		}
	}
	return expose.Default(w, expose.Spec{}).Type, reason
}

func newChooseType(s *session, st *styles) screen {
	c := &chooseType{session: s, styles: st, types: expose.Types().Values}
	c.recommended, c.reason = recommend(s.workload)
	c.scroll.resize(len(c.types), len(c.types))
	c.scroll.to(slices.Index(c.types, cmp.Or(s.spec.Type, c.recommended)))
	return c
}

func (c *chooseType) start(ctx context.Context) tea.Cmd { return readFacts(ctx, c.session) }

func (c *chooseType) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case factsMsg:
		c.session.learn(msg)
	case clickMsg:
		line, ok := c.scroll.at((msg.y - chooseTypeHead) / max(1, c.lines))
		switch {
		case msg.y < chooseTypeHead || !ok:
		case line == c.scroll.cursor:
			return c.choose()
		default:
			c.scroll.to(line)
		}
	case tea.KeyPressMsg:
		switch {
		case key.Matches(msg, keyBack()):
			return c.session.leave(backward)
		case key.Matches(msg, keyNext()):
			return c.choose()
		}
		c.scroll.update(msg)
	}
	return nil
}

func (c *chooseType) choose() tea.Cmd {
	c.session.spec.Type = c.types[c.scroll.cursor]
	return c.session.leave(forward)
}

// chooseTypeHead is how many lines stand above the first type.
const chooseTypeHead = 2

func (c *chooseType) view(width, height int) string {
	lines := []string{"How should clients reach " + c.styles.label.Render(printable(c.session.workload.Short())) + "?", ""}
	room, n := height-len(lines), len(c.types)
	switch {
	case room >= 3*n:
		c.lines = 3 // with a line between
	case room >= 2*n:
		c.lines = 2
	default:
		c.lines = 1 // side by side
	}
	c.scroll.resize(n, room/c.lines)
	for i, to := c.scroll.seen(); i < to; i++ {
		lines = append(lines, c.row(i, width)...)
	}
	if c.lines == 1 {
		chosen := c.types[c.scroll.cursor]
		note, style := c.note(chosen)
		lines = append(lines, "", wrap(chosen.Advice(), width), style.Render(wrap(note, width)))
	}
	return strings.Join(lines, "\n")
}

// row draws a type with its advice below, in as many lines as there are for it. In a single one there is no room for the advice: that
// of the type under the cursor stands below all.
func (c *chooseType) row(i, width int) []string {
	t := c.types[i]
	note, noteStyle := c.note(t)
	otherwise, plain := c.styles.label, c.styles.plain
	if c.session.doubt(t) != "" {
		otherwise, plain = c.styles.dim, c.styles.dim
	}
	mark, style := mark(c.styles, i == c.scroll.cursor, otherwise)
	const name = 16
	lines := make([]string, c.lines)
	lines[0] = style.Render(pad(mark+string(t), name)) + noteStyle.Render(pad(note, width-name))
	if c.lines > 1 {
		lines[1] = plain.Render(pad("  "+t.Advice(), width))
	}
	return lines
}

// note says of a type that it is recommended, or why it cannot work here.
func (c *chooseType) note(t expose.Type) (string, lipgloss.Style) {
	if doubt := c.session.doubt(t); doubt != "" {
		return "⚠ " + doubt, c.styles.warning
	}
	if t == c.recommended {
		return "✓ recommended: " + c.reason, c.styles.good
	}
	return "", c.styles.dim
}

func (c *chooseType) keys() (short, more []key.Binding) {
	return []key.Binding{keyNext(), keyBack(), keyMove()}, []key.Binding{keyFirst(), keyLast()}
}

func (c *chooseType) typing() typing { return nothing }
