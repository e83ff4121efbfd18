package tui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// canvas is a picture that is drawn from top to bottom: boxes of its width, one below the other, and the line that leads through them.
type canvas struct {
	styles *styles
	width  int
	most   int // rows of a list
	lines  []string
}

// trunk is the column of the line that leads down.
const trunk = 2

func (c *canvas) add(lines ...string) { c.lines = append(c.lines, lines...) }

// arrow leads down to what is drawn next, past the texts beside it.
func (c *canvas) arrow(texts ...string) {
	for _, text := range texts {
		c.beside("│", text)
	}
	c.beside("▼", "")
}

// beside draws the trunk and a text beside it.
func (c *canvas) beside(line, text string) {
	c.add(strings.Repeat(" ", trunk) + c.styles.rule.Render(line) + " " + fitLine(text, c.width-trunk-2))
}

// box is drawn with a way out at its bottom where it leads on.
func (c *canvas) box(title string, leadsOn bool, rows ...string) {
	c.add(box(c.styles, title, c.width, leadsOn, rows...)...)
}

// tight says that there is no room for what is only good to know.
func (c *canvas) tight() bool { return c.most < 3 }

// upTo are the first rows, and how many more there are.
func (c *canvas) upTo(rows []string, what string) []string {
	if len(rows) <= c.most {
		return rows
	}
	kept := max(1, c.most-1)
	return append(slices.Clone(rows[:kept]), c.styles.dim.Render("… "+count(len(rows)-kept, "more "+what)))
}

// warning wraps a text to rows of a box.
func (c *canvas) warning(text string) []string {
	rows := strings.Split(wrap("⚠ "+text, c.width-4), "\n")
	for i, row := range rows {
		rows[i] = c.styles.warning.Render(row)
	}
	return rows
}

// box draws rows in a box of the width, its title in the upper border.
func box(st *styles, title string, width int, leadsOn bool, rows ...string) []string {
	title = fitLine(title, width-6)
	line := st.rule.Render
	lines := []string{line("╭─ ") + title + line(" "+strings.Repeat("─", width-5-ansi.StringWidth(title))+"╮")}
	for _, row := range rows {
		lines = append(lines, line("│")+" "+pad(row, width-4)+" "+line("│"))
	}
	bottom := strings.Repeat("─", width-2)
	if leadsOn {
		bottom = strings.Repeat("─", trunk-1) + "┬" + strings.Repeat("─", width-2-trunk)
	}
	return append(lines, line("╰"+bottom+"╯"))
}
