package tui

import (
	"fmt"
	"time"

	"k8s.io/apimachinery/pkg/util/duration"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// columns are the widths of the table's columns. What is not wide enough for all leaves out the ports first.
type columns struct {
	all                                         bool // with the namespace
	namespace, name, ready, ports, age, exposed int
}

func newColumns(width int, all bool) columns {
	c := columns{all: all, ready: 7, age: len("2y364d ")}
	rest := width - len("  ") - c.ready - c.age
	if all {
		c.namespace = max(12, rest/5)
		rest -= c.namespace
	}
	if !all || width >= 76 {
		c.ports = max(11, min(24, rest/4))
		rest -= c.ports
	}
	c.exposed = max(12, rest*9/20)
	c.name = rest - c.exposed
	return c
}

// cells are the texts of a row.
type cells struct{ namespace, name, ready, ports, age, exposed string }

// render lays out a row, with mark before it.
func (c columns) render(mark string, t cells) string {
	row := mark
	if c.all {
		row += column(t.namespace, c.namespace)
	}
	row += column(t.name, c.name) + column(t.ready, c.ready)
	if c.ports > 0 {
		row += column(t.ports, c.ports)
	}
	return row + column(t.age, c.age) + pad(t.exposed, c.exposed)
}

// column is a cell and a space after it.
func column(text string, width int) string { return pad(text, width-1) + " " }

func ageText(r expose.Row, now time.Time) string {
	return duration.HumanDuration(now.Sub(time.Unix(r.Created, 0)))
}

func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprint(n, " ", what)
}
