package tui

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// pickHead is how many lines stand above the first row: kinds, filter, a blank one and the headings.
const pickHead = 4

func (p *pick) view(width, height int) string {
	if p.namespaces != nil {
		return p.namespaces.view(width, height)
	}
	head := p.kinds(width) + "\n"
	switch p.state {
	case pickLoading:
		return head + p.styles.dim.Render("Reading the "+p.session.scope.Kind.Kind+"s "+p.session.place()+" …")
	case pickFailed, pickByName:
		return head + "\n" + p.problem(width)
	}
	if len(p.rows.all) == 0 {
		text := fmt.Sprintf("There is no %s %s.", p.session.scope.Kind.Kind, p.session.place())
		return head + "\n" + wrap(text+" n chooses another namespace, A shows all, tab other kinds of workloads.", width)
	}
	p.scroll.resize(p.rows.count(), height-pickHead)
	lines := []string{head + p.status(width), p.halfDoneLine(width), ""}
	c := newColumns(width, p.session.scope.Namespace == "")
	lines[2] = p.styles.heading.Render(c.render("  ", cells{"NAMESPACE", "NAME", "READY", "PORTS", "AGE", "EXPOSED BY"}))
	if p.rows.count() == 0 {
		lines[2] = "Nothing matches. esc clears the filter."
	}
	now := time.Now()
	from, to := p.scroll.seen()
	for i := from; i < to; i++ {
		lines = append(lines, p.line(c, i, now))
	}
	return strings.Join(lines, "\n")
}

// line draws a row.
func (p *pick) line(c columns, i int, now time.Time) string {
	mark, style := mark(p.styles, i == p.scroll.cursor, p.styles.plain)
	r := p.rows.row(i)
	ready := readyText(r)
	if r.Ready < r.Replicas && i != p.scroll.cursor {
		ready = p.styles.warning.Render(ready)
	}
	return style.Render(c.render(mark, cells{printable(r.Namespace), printable(r.Name), ready, printable(r.Ports), ageText(r, now), printable(r.Exposed)}))
}

// kinds are the tabs: all of them, or as many as fit from the one that is shown.
func (p *pick) kinds(width int) string {
	var tabs []string
	now, all := 0, 0
	for i, k := range expose.Kinds() {
		tab := p.styles.dim.Render(k.Kind + "s")
		if k == p.session.scope.Kind {
			now, tab = i, p.styles.selected.Render("["+k.Kind+"s]")
		}
		tabs = append(tabs, tab)
		all += ansi.StringWidth(tab) + len("  ")
	}
	if all > width {
		tabs = tabs[now:]
	}
	return fitLine(strings.Join(tabs, "  "), width)
}

// status counts the rows, says how far the list has come and shows the filter.
func (p *pick) status(width int) string {
	what := p.session.scope.Kind.Kind
	text := count(len(p.rows.all), what)
	switch {
	case !p.complete && p.err == nil && p.total > p.loaded:
		text = fmt.Sprintf("%d of %s …", p.loaded, count(p.total, what))
	case !p.complete && p.err == nil:
		text += " …"
	}
	switch {
	case p.opening != "":
		return p.styles.dim.Render("Reading " + printable(p.opening) + " …")
	case p.refused != nil:
		return p.styles.bad.Render(fitLine("✗ "+printable(p.refused.Error()), width))
	case p.rows.filtered() || p.filtering:
		p.filter.SetWidth(max(10, width/2))
		return p.styles.dim.Render(fmt.Sprintf("%d of %s  ", p.rows.count(), text)) + sieve(p.filter.View())
	case p.err != nil:
		return p.styles.dim.Render(text+"  ") + p.styles.warning.Render(fitLine("⚠ not live: "+printable(p.err.Error()), max(0, width-len(text)-2)))
	}
	return p.styles.dim.Render(text)
}

// problem says why there is no list, and asks for a name where that may be given.
func (p *pick) problem(width int) string {
	text := p.styles.bad.Render(wrap("✗ "+printable(p.err.Error()), width))
	if p.state == pickFailed {
		return text
	}
	text += fmt.Sprintf("\n\nThe name of the %s, if you know it:\n\n%s", p.session.scope.Kind.Kind, sieve(p.name.View()))
	switch {
	case p.opening != "":
		text += "\n\n" + p.styles.dim.Render("Reading "+printable(p.opening)+" …")
	case p.refused != nil:
		text += "\n\n" + p.styles.bad.Render(wrap("✗ "+printable(p.refused.Error()), width))
	default:
		text += "\n\n" + p.styles.dim.Render("enter with a name goes on with it, without one tries the list again")
	}
	return text
}
