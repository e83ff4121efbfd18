package tui

import (
	"cmp"
	"slices"
	"strings"
)

// The cells of a port, in the order of the text that [expose.ParsePort] reads.
const (
	cellName = iota
	cellPort
	cellTarget
	cellProtocol
	cellNodePort
	cellAppProtocol
	cellCount
)

type portCells [cellCount]string

// separators stand before the cells in a port's text; that of the name stands after it.
func separators() portCells { return portCells{"=", "", ":", "/", "@", "+"} }

// cutPort divides a port's text into its cells, as [expose.ParsePort] does, whether they can be read or not. last is the last cell that
// the text comes to, even if there is nothing in it yet.
func cutPort(text string) (c portCells, last int) {
	last = cellPort
	for _, cell := range []int{cellAppProtocol, cellNodePort, cellProtocol, cellName, cellTarget} {
		before, after, found := strings.Cut(text, separators()[cell])
		switch {
		case !found:
		case cell == cellName:
			c[cell], text = before, after
		default:
			text, c[cell], last = before, after, max(last, cell)
		}
	}
	c[cellPort] = text
	return c, last
}

// text writes the cells in the form that [expose.ParsePort] reads; what is empty is left out.
func (c portCells) text() string {
	text := c[cellPort]
	if c[cellName] != "" {
		text = c[cellName] + separators()[cellName] + text
	}
	for cell := cellTarget; cell < cellCount; cell++ {
		if c[cell] != "" {
			text += separators()[cell] + c[cell]
		}
	}
	return text
}

// portTable holds the ports as they are edited: a line each, a cell for each part of its text.
type portTable struct {
	lines []portLine
	// defaults are the texts of the ports that are served when nothing is said.
	defaults []string
}

// portLine is a port. What is not said of it is as in the default port that it began as; one that was added began as none.
type portLine struct{ said, began portCells }

func (l portLine) text() string {
	c := l.said
	for i := range c {
		c[i] = cmp.Or(c[i], l.began[i])
	}
	return c.text()
}

func (l portLine) blank() bool { return l.text() == "" }

// untouched reports whether it is the default port that it began as.
func (l portLine) untouched() bool { return l.said == portCells{} && l.began != portCells{} }

// newPortTable returns the table of ports that were said; none means the defaults.
func newPortTable(said, defaults []string) portTable {
	t := portTable{defaults: defaults}
	if len(said) == 0 {
		said = defaults
	}
	for _, text := range said {
		cells, _ := cutPort(text)
		if slices.Contains(defaults, text) {
			t.lines = append(t.lines, portLine{began: cells})
		} else {
			t.lines = append(t.lines, portLine{said: cells})
		}
	}
	t.oneAtLeast()
	return t
}

// oneAtLeast adds a blank line where there is none.
func (t *portTable) oneAtLeast() {
	if len(t.lines) == 0 {
		t.lines = []portLine{{}}
	}
}

// texts are those of the ports, but for lines that are blank.
func (t *portTable) texts() []string {
	var texts []string
	for _, l := range t.lines {
		if !l.blank() {
			texts = append(texts, l.text())
		}
	}
	return texts
}

// said are the texts of the ports; none where they are the defaults.
func (t *portTable) said() []string {
	if texts := t.texts(); !slices.Equal(texts, t.defaults) {
		return texts
	}
	return nil
}

// setDefaults says what is served now when nothing is said.
func (t *portTable) setDefaults(defaults []string) {
	switch {
	case slices.Equal(defaults, t.defaults):
	case len(t.said()) == 0:
		*t = newPortTable(nil, defaults)
	default:
		t.defaults = defaults
	}
}

// put writes what was typed into a cell. Text that goes on as that of a port is spread over the cells after it, and over more
// lines after a space or a comma. It returns the cell where it ends, and whether it came to that cell without writing into it.
func (t *portTable) put(line, cell int, typed string) (atLine, atCell int, empty bool) {
	words := strings.Split(strings.ReplaceAll(typed, ",", " "), " ")
	atCell, empty = t.lines[line].put(cell, words[0])
	for i, word := range words[1:] {
		blank := t.lines[line].blank()
		if word == "" && (blank || i < len(words)-2) {
			continue
		}
		if !blank {
			line++
			t.lines = slices.Insert(t.lines, line, portLine{})
		}
		atCell, empty = t.lines[line].put(cellPort, word)
	}
	return line, atCell, empty
}

func (l *portLine) put(cell int, word string) (at int, empty bool) {
	parts, last := portCells{}, cell
	parts[cell] = word
	if strings.ContainsAny(word, separatorsAfter(cell)) {
		before := ""
		if cell > cellPort {
			before = separators()[cell]
		}
		parts, last = cutPort(before + word)
	}
	l.said[cell] = ""
	for i, part := range parts {
		switch part {
		case "":
		case l.began[i]: // nothing new
			l.said[i] = ""
		default:
			l.said[i] = part
		}
	}
	return last, parts[last] == "" && last != cell
}

// separatorsAfter are those that end a cell.
func separatorsAfter(cell int) string {
	all := separators()
	if cell <= cellPort {
		return strings.Join(all[:], "")
	}
	return strings.Join(all[cell+1:], "")
}

// remove removes a line; without any there are the defaults again.
func (t *portTable) remove(line int) {
	t.lines = slices.Delete(t.lines, line, line+1)
	if len(t.texts()) == 0 {
		*t = newPortTable(nil, t.defaults)
	}
}

// prune removes blank lines but for one that is kept, and returns where that is then.
func (t *portTable) prune(kept int) int {
	var lines []portLine
	at := 0
	for i, l := range t.lines {
		if i == kept {
			at = len(lines)
		}
		if i == kept || !l.blank() {
			lines = append(lines, l)
		}
	}
	t.lines = lines
	t.oneAtLeast()
	return at
}
