package tui

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

const (
	labelWidth  = 16
	reasonAfter = 22 // cells of the value, where it is not longer
)

// A picture stands beside the form in a terminal of so many columns.
const (
	pictureFrom   = 100
	pictureMost   = 64 // cells
	pictureGap    = 3
	besideLeast   = 56 // cells of the form
	besideMost    = 80
	besidePortion = 53 // of a hundred
)

// row is a line of the form, and what it is of.
type row struct {
	text     string
	field    string // empty for what cannot be clicked
	line     int    // of the ports
	cells    []cellSpan
	advanced bool
	width    int // of what can be clicked
}

// cellSpan is where a cell of a port is drawn.
type cellSpan struct {
	span
	cell int
}

func (d *details) view(width, height int) string {
	if width+2 < pictureFrom {
		return strings.Join(d.formLines(width, height), "\n")
	}
	of := min(max(besideLeast, width*besidePortion/100), besideMost)
	picture := newPicture(d.session.workload, d.judged.spec, d.session.facts, d.selected.podNews)
	picture.field = d.at.field
	lines := d.formLines(of, height)
	for i, drawn := range picture.draw(d.styles, min(pictureMost, width-of-pictureGap), height) {
		lines[i] = pad(lines[i], of+pictureGap) + drawn
	}
	return strings.Join(lines, "\n")
}

// formLines draws the form in exactly so many lines: what is exposed stays in sight at the top, its Pods at the bottom.
func (d *details) formLines(width, height int) []string {
	rows := d.rows(width)
	first, last := len(rows), 0 // rows of what has the cursor
	for i, r := range rows {
		if r.field == d.at.field && (r.field != expose.FieldPort || r.line == d.at.line) {
			first, last = min(first, i), i
		}
	}
	head := []row{{text: d.title(width)}}
	foot := []row{{text: d.selected.line(d.styles, width)}}
	room := height - len(head) - len(foot)
	switch from, to := window(len(rows), first, last, room-2); {
	case from > 0 || to < len(rows):
		head = append(head, row{text: d.beyond("↑", from)})
		foot = append([]row{{text: d.beyond("↓", len(rows)-to)}}, foot...)
		rows = rows[from:to]
	default:
		head = append(head, row{})
		foot = append(make([]row, room-1-len(rows)), foot...)
	}
	d.drawn = slices.Concat(head, rows, foot)
	lines := make([]string, len(d.drawn))
	for i := range d.drawn {
		lines[i], d.drawn[i].width = d.drawn[i].text, width
	}
	return lines
}

// beyond says how many lines are out of sight.
func (d *details) beyond(arrow string, lines int) string {
	if lines == 0 {
		return ""
	}
	return d.styles.dim.Render("  " + arrow + " " + count(lines, "more line"))
}

func (d *details) title(width int) string {
	as := " as " + string(d.judged.spec.Type)
	name := printable(d.session.workload.Short())
	if most := width - len(as); ansi.StringWidth(name) > most {
		name = cutMiddle(name, most)
	}
	return d.styles.label.Render(name) + " as " + d.styles.label.Render(string(d.judged.spec.Type))
}

// rows are all lines of the form.
func (d *details) rows(width int) []row {
	var rows []row
	for i, f := range d.fields {
		if i == d.needed {
			rows = append(rows, d.advancedRow())
		}
		if f.Name == expose.FieldPort {
			rows = append(rows, d.portRows(width)...)
		} else {
			rows = append(rows, row{text: d.fieldText(f, width), field: f.Name})
		}
		for _, note := range d.notes(f, width) {
			rows = append(rows, row{text: note, field: f.Name, line: len(d.ports.lines) - 1})
		}
	}
	if d.needed == len(d.fields) && d.hidden() > 0 {
		rows = append(rows, d.advancedRow())
	}
	for _, name := range slices.Sorted(maps.Keys(d.problems)) {
		if d.shown(name) < 0 {
			rows = append(rows, d.noteRows("✗ "+strings.Join(d.problems[name], "; "), d.styles.bad, 0, width)...)
		}
	}
	return rows
}

// hidden is how many fields are not shown.
func (d *details) hidden() int { return len(d.form) - len(d.fields) }

func (d *details) advancedRow() row {
	text := "ctrl+o hides them"
	if d.hidden() > 0 {
		text = count(d.hidden(), "more field") + ": ctrl+o"
	}
	return row{text: d.styles.heading.Render("  Advanced") + d.styles.dim.Render("      "+text), advanced: true}
}

// fieldText draws the line of a field: its label, what it holds, and where that comes from when nobody said it.
func (d *details) fieldText(f formField, width int) string {
	focused := f.Name == d.at.field
	mark, label := mark(d.styles, focused, d.styles.plain)
	text, said, room := d.text(spot{field: f.Name}), d.said(f), width-labelWidth
	style, reason := d.styles.plain, ""
	switch {
	case text == "":
		text, style = "("+d.emptyText(f)+")", d.styles.dim // told apart without colours, too
	case !said:
		style, reason = d.styles.dim, d.reasons[f.Name]
	}
	if of := max(reasonAfter, ansi.StringWidth(text)+2); reason != "" && d.fitsBeside(f, room) {
		room, reason = of, d.styles.dim.Render(reason)
	} else {
		reason = ""
	}
	drawn := pad(style.Render(fitLine(printable(text), room)), room)
	if focused {
		drawn = d.inputText(text, style, room)
	}
	return label.Render(pad(mark+f.label, labelWidth)) + drawn + reason
}

// fitsBeside reports whether the reason for a value fits beside it.
func (d *details) fitsBeside(f formField, room int) bool {
	value := max(reasonAfter, ansi.StringWidth(d.text(spot{field: f.Name}))+2)
	return value+ansi.StringWidth(d.reasons[f.Name]) <= room
}

// emptyText is what an empty field means here.
func (d *details) emptyText(f formField) string {
	if f.Name == expose.FieldIngressClass {
		if class, ok := classOf(d.session.facts, ""); ok {
			return printable(class.Name) + ", the cluster's default"
		}
	}
	return cmp.Or(f.empty, "needed")
}

// inputText draws what has the cursor: the input, or as long as that holds nothing what stands in its place.
func (d *details) inputText(instead string, style styleRenderer, width int) string {
	if !d.whole && d.input.Value() != "" {
		d.input.SetWidth(width - 1) // the cursor takes a cell
		in := d.input
		if ansi.StringWidth(in.Value()) < width {
			in.SetWidth(0) // else it is filled up without regard to the suggestion
		}
		in.SetCursor(in.Position()) // the width may have changed
		return pad(sieve(in.View()), width)
	}
	instead = fitLine(printable(cmp.Or(instead, " ")), width)
	_, size := utf8.DecodeRuneInString(instead)
	return pad(d.styles.cursor.Render(instead[:size])+style.Render(instead[size:]), width)
}
