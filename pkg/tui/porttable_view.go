package tui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// portColumn is a column of the table of ports.
type portColumn struct {
	cell        int
	head, short string // the short one where there is little room
	hint        string
	least, most int // cells
	width       int
}

func portColumns() []portColumn {
	return []portColumn{
		{cell: cellName, head: "NAME", short: "NAME", hint: "the port's name within the Service", least: 8, most: 16},
		{cell: cellPort, head: "PORT", short: "PORT", hint: "what clients connect to", least: 6, most: 8},
		{cell: cellTarget, head: "TARGET PORT", short: "TARGET", hint: "where the Pods listen: a number, or a container port's name", least: 8, most: 16},
		{cell: cellProtocol, head: "PROTOCOL", short: "PROTO", hint: "TCP, UDP or SCTP", least: 6, most: 9},
		{cell: cellNodePort, head: "NODE PORT", short: "NODE", hint: "a port of every node; 30000-30085 are given away last", least: 6, most: 10},
		{cell: cellAppProtocol, head: "APP PROTOCOL", short: "APP", hint: "what is spoken", least: 10, most: 20},
	}
}

// layout gives the columns of cells widths that fit, with a space between. ok is false when even the least do not.
func layout(cells []int, room int) (columns []portColumn, ok bool) {
	for _, c := range portColumns() {
		if slices.Contains(cells, c.cell) {
			c.width = c.least
			columns = append(columns, c)
			room -= c.least + 1
		}
	}
	room++ // none after the last
	if room < 0 {
		return columns, false
	}
	for grown := true; grown && room > 0; {
		grown = false
		for i := range columns {
			if columns[i].width < columns[i].most && room > 0 {
				columns[i].width++
				room--
				grown = true
			}
		}
	}
	return columns, true
}

// portRows draws the table of ports, and below a line what is wrong with it, or what the cell is that has the cursor.
func (d *details) portRows(width int) []row {
	label, at := pad("  Ports", labelWidth), labelWidth
	columns, ok := layout(d.cells(), width-at)
	var rows []row
	if !ok { // the labels' column is needed, too
		at = 4
		columns, _ = layout(d.cells(), width-at)
		rows = append(rows, row{text: label, field: expose.FieldPort})
		label = strings.Repeat(" ", at)
	}
	heads := label
	for _, c := range columns {
		head := c.head
		if len(head) > c.width {
			head = c.short
		}
		heads += d.styles.heading.Render(pad(head, c.width)) + " "
	}
	rows = append(rows, row{text: heads})
	for i := range d.ports.lines {
		rows = append(rows, d.portRow(i, columns, at))
		for _, note := range d.portNotes(i, columns, at, width) {
			note.field, note.line = expose.FieldPort, i
			rows = append(rows, note)
		}
	}
	return rows
}

func (d *details) portRow(i int, columns []portColumn, at int) row {
	line, focused := d.ports.lines[i], d.at.field == expose.FieldPort && d.at.line == i
	before, label := mark(d.styles, focused, d.styles.dim)
	labelled := line.untouched() && at == labelWidth
	if labelled {
		before += "  default"
	}
	r := row{text: label.Render(pad(before, at)), field: expose.FieldPort, line: i}
	for _, c := range columns {
		text, style := d.cellText(i, c.cell, labelled), styleRenderer(d.styles.plain)
		if line.said[c.cell] == "" {
			style = d.styles.dim
		}
		if slices.ContainsFunc(d.judged.lines[i].problems, func(p portProblem) bool { return p.cell == c.cell }) {
			style = d.styles.bad
		}
		drawn := pad(style.Render(fitLine(printable(text), c.width)), c.width)
		if focused && d.at.cell == c.cell {
			drawn = d.inputText(text, style, c.width)
		}
		r.cells = append(r.cells, cellSpan{span{at, at + c.width + 1}, c.cell})
		r.text += drawn
		if c.cell != columns[len(columns)-1].cell {
			r.text += " "
		}
		at += c.width + 1
	}
	return r
}

// cellText is what a cell shows: what was said, or in brackets what it is without, unless a label says so of the whole line.
func (d *details) cellText(line, cell int, labelled bool) string {
	text := d.text(spot{expose.FieldPort, line, cell})
	switch l := d.ports.lines[line]; {
	case l.said[cell] != "", labelled && text != "":
		return text
	case text != "":
		return "(" + text + ")"
	case l.blank() && cell != cellPort:
		return ""
	case l.blank() && d.judged.spec.Type != expose.Headless:
		return "(port)"
	case cell == cellNodePort && (d.judged.spec.Type == expose.NodePort || d.judged.spec.Type == expose.LoadBalancer):
		return "(free)"
	}
	return "(none)"
}

func (d *details) portNotes(i int, columns []portColumn, at, width int) []row {
	var notes []row
	for _, p := range d.judged.lines[i].problems {
		from := at
		for _, c := range columns {
			if c.cell == p.cell {
				break
			}
			from += c.width + 1
		}
		if p.cell < 0 || width-from < min(30, ansi.StringWidth(p.text)+2) {
			from = at
		}
		notes = append(notes, d.noteRows("✗ "+p.text, d.styles.bad, from, width)...)
	}
	if d.at.field != expose.FieldPort || d.at.line != i {
		return notes
	}
	if len(notes) == 0 {
		hint := columns[slices.IndexFunc(columns, func(c portColumn) bool { return c.cell == d.at.cell })].hint
		notes = d.noteRows(hint, d.styles.dim, at, width)
		if reason := d.judged.lines[i].reason; reason != "" && (d.at.cell == cellPort || d.at.cell == cellTarget) {
			notes = append(notes, d.noteRows("now: "+reason, d.styles.dim, at, width)...)
		}
	}
	if text := d.offer(); text != "" && d.at.cell != cellProtocol {
		notes = append(notes, d.noteRows(text, d.styles.dim, at, width)...)
	}
	return append(notes, d.noteRows(fmt.Sprintf("%s adds a port, %s removes it", keyAddPort().Help().Key, keyRemovePort().Help().Key), d.styles.dim, at, width)...)
}
