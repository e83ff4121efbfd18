package tui

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// text is text to scroll in. Lines that are too long go on in the next row: what is cut off looks like the whole value. (The viewport of bubbles
// loses wide characters where it wraps.)
type text struct {
	lines         []string // may be styled
	rows          []string // the lines as wrapped to the width
	starts        []int    // the row at which each line starts
	width, height int
	top           int // the first row on the screen
}

// show draws the lines in at most height rows. The text stays where it was scrolled to when its lines or the size change.
func (t *text) show(lines []string, width, height int) string {
	if width != t.width || !slices.Equal(lines, t.lines) {
		first, narrower := t.first(), width != t.width
		t.wrap(lines, width)
		if narrower {
			t.to(first)
		}
	}
	t.height = max(1, height)
	t.move(0)
	return strings.Join(t.rows[t.top:min(len(t.rows), t.top+t.height)], "\n")
}

func (t *text) wrap(lines []string, width int) {
	t.lines, t.width, t.rows, t.starts = slices.Clone(lines), width, nil, nil
	for _, line := range lines {
		t.starts = append(t.starts, len(t.rows))
		t.rows = append(t.rows, cutRows(line, width)...)
	}
}

// cutRows cuts a line into rows of at most width cells, each with its styles.
func cutRows(line string, width int) []string {
	var rows []string
	for {
		row := ansi.Truncate(line, width, "")
		rows = append(rows, row)
		taken := ansi.StringWidth(row)
		if taken == 0 || taken >= ansi.StringWidth(line) {
			return rows
		}
		line = ansi.TruncateLeft(line, taken, "")
	}
}

// first is the line of which the first row on the screen is a part.
func (t *text) first() int {
	line, found := slices.BinarySearch(t.starts, t.top)
	if !found {
		line--
	}
	return line
}

// to scrolls to a line.
func (t *text) to(line int) {
	if line = min(line, len(t.starts)-1); line >= 0 {
		t.top = t.starts[line]
	}
}

// move scrolls by rows, as far as they go.
func (t *text) move(by int) { t.top = max(0, min(t.top+by, len(t.rows)-t.height)) }

// fits reports whether all of it is on the screen.
func (t *text) fits() bool { return len(t.rows) <= t.height }

// position says how far it is scrolled; empty when all of it is on the screen.
func (t *text) position() string {
	if t.fits() {
		return ""
	}
	return fmt.Sprintf("%d%%", 100*t.top/(len(t.rows)-t.height))
}

// update handles the keys that scroll.
func (t *text) update(msg tea.KeyPressMsg) {
	switch {
	case key.Matches(msg, keyUp()):
		t.move(-1)
	case key.Matches(msg, keyDown()):
		t.move(1)
	case key.Matches(msg, keyPageUp()):
		t.move(-t.height)
	case key.Matches(msg, keyPageDown()):
		t.move(t.height)
	case key.Matches(msg, keyHalfPageUp()):
		t.move(-t.height / 2)
	case key.Matches(msg, keyHalfPageDown()):
		t.move(t.height / 2)
	case key.Matches(msg, keyFirst()):
		t.move(-len(t.rows))
	case key.Matches(msg, keyLast()):
		t.move(len(t.rows))
	}
}

// keys are those that scroll; none when there is nothing to scroll.
func (t *text) keys() (short, more []key.Binding) {
	if t.fits() {
		return nil, nil
	}
	return []key.Binding{keyScroll()}, []key.Binding{keyPageUp(), keyPageDown(), keyHalfPageUp(), keyHalfPageDown(), keyFirst(), keyLast()}
}

// drawable are the lines of a text that is not ours, safe to draw.
func drawable(s string) []string {
	s = strings.ReplaceAll(expose.Printable(s), "\t", "    ")
	return strings.Split(strings.TrimSuffix(s, "\n"), "\n")
}

// hanging wraps a text that stands after something of the width of indent.
func hanging(first, text string, indent, width int) []string {
	lines := strings.Split(wrap(text, width-indent), "\n")
	for i := range lines {
		if i > 0 {
			first = strings.Repeat(" ", indent)
		}
		lines[i] = first + lines[i]
	}
	return lines
}
