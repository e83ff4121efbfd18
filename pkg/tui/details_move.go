package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// load puts the text at the cursor's spot into the input.
func (d *details) load() tea.Cmd {
	d.input = newInput("")
	d.input.ShowSuggestions = true
	// A number or a word is replaced by typing, a text is changed.
	d.whole = d.at.field == expose.FieldPort || len(d.formField(d.at.field).Choices) > 0
	if !d.whole {
		d.edits()
	}
	return d.input.Focus()
}

// move moves the cursor. A port that is left blank is gone then.
func (d *details) move(to spot) tea.Cmd {
	kept := -1
	if to.field == expose.FieldPort {
		kept, d.column = to.line, to.cell
	}
	if line := d.ports.prune(kept); kept >= 0 {
		to.line = line
	}
	d.at = to
	d.refresh() // also for a field that is closed with the cursor
	return d.load()
}

// beside is the spot after the one that has the cursor, or those after that.
func (d *details) beside(by int) spot {
	spots := d.spots()
	at := slices.Index(spots, d.at)
	return spots[(at+by+len(spots))%len(spots)]
}

// spots are all there are, in the order of reading.
func (d *details) spots() []spot {
	var spots []spot
	for _, f := range d.fields {
		if f.Name != expose.FieldPort {
			spots = append(spots, spot{field: f.Name})
			continue
		}
		for line := range d.ports.lines {
			for _, cell := range d.cells() {
				spots = append(spots, spot{f.Name, line, cell})
			}
		}
	}
	return spots
}

// below is the spot in the line below, or above.
func (d *details) below(by int) spot {
	if line := d.at.line + by; d.at.field == expose.FieldPort && line >= 0 && line < len(d.ports.lines) {
		return spot{d.at.field, line, d.at.cell}
	}
	n := len(d.fields)
	to := d.spotOf(d.fields[(d.shown(d.at.field)+by+n)%n].Name)
	if to.field == expose.FieldPort && by < 0 {
		to.line = len(d.ports.lines) - 1
	}
	return to
}

// spotOf is where the cursor comes to in a field.
func (d *details) spotOf(name string) spot {
	if name == expose.FieldPort {
		return spot{name, 0, d.column}
	}
	return spot{field: name}
}

// click moves the cursor to what is clicked.
func (d *details) click(at clickMsg) tea.Cmd {
	if at.y >= len(d.drawn) {
		return nil
	}
	row := d.drawn[at.y]
	switch {
	case row.advanced:
		return d.advanced()
	case row.field == "" || at.x >= row.width:
		return nil
	case row.field != expose.FieldPort:
		return d.move(spot{field: row.field})
	}
	to := spot{row.field, row.line, d.column}
	for _, c := range row.cells {
		if c.contains(at.x) {
			to.cell = c.cell
		}
	}
	return d.move(to)
}

// moveInLine moves to the cell beside, if there is one.
func (d *details) moveInLine(by int) tea.Cmd {
	cells := d.cells()
	at := slices.Index(cells, d.at.cell) + by
	if at < 0 || at == len(cells) {
		return nil
	}
	return d.move(spot{d.at.field, d.at.line, cells[at]})
}

// cells are the columns of the ports: those that the type has a use for, or that say something.
func (d *details) cells() []int {
	t := d.judged.spec.Type
	var cells []int
	for cell := range cellCount {
		used := slices.ContainsFunc(d.ports.lines, func(l portLine) bool { return l.said[cell] != "" || l.began[cell] != "" }) ||
			d.at.field == expose.FieldPort && d.at.cell == cell
		switch cell {
		case cellNodePort:
			used = used || t == expose.NodePort || t == expose.LoadBalancer
		case cellAppProtocol:
			used = used || d.session.rare
		default:
			used = true
		}
		if used {
			cells = append(cells, cell)
		}
	}
	return cells
}
