package tui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// The smallest terminal that everything fits on.
const (
	minWidth  = 60
	minHeight = 20
)

const (
	headerHeight = 3 // crumbs, identity, rule
	footerHeight = 2 // rule, help
)

// View implements [tea.Model].
func (r *root) View() tea.View {
	v := tea.NewView(sieve(r.frame()))
	v.AltScreen = true
	v.MouseMode = tea.MouseModeCellMotion
	v.WindowTitle = "kubectl xnode expose"
	return v
}

func (r *root) frame() string {
	if r.width == 0 {
		return "" // the size comes first
	}
	if r.width < minWidth || r.height < minHeight {
		return ansi.Wrap("This terminal is too small: 60 columns and 20 rows at least, please.", r.width, "")
	}
	body := r.height - headerHeight - footerHeight
	var content string
	if r.help {
		content = r.helpView(r.width-2, body)
	} else {
		content = r.current().view(r.width-2, body)
	}
	lines := append(r.header(), fit(indent(content), r.width, body)...)
	lines = append(lines, r.footer()...)
	return strings.Join(lines, "\n")
}

// span is a range of cells of a line.
type span struct{ from, to int }

func (s span) contains(x int) bool { return x >= s.from && x < s.to }

func (r *root) header() []string {
	title, between := " "+r.styles.title.Render("xnode expose")+"  ", r.styles.crumb.Render(" › ")
	line := title
	r.crumbs = make([]span, len(r.steps))
	for i, s := range r.steps {
		crumb := r.styles.crumb.Render(s.title)
		if i == r.at() {
			crumb = r.styles.crumbNow.Render("[" + s.title + "]")
		}
		if i > 0 {
			line += between
		}
		from := ansi.StringWidth(line)
		line += crumb
		r.crumbs[i] = span{from, ansi.StringWidth(line)}
	}
	if ansi.StringWidth(line) > r.width {
		r.crumbs = nil
		line = title + r.styles.crumbNow.Render("["+r.steps[r.at()].title+"]") + r.styles.crumb.Render(fmt.Sprintf("  %d of %d", r.at()+1, len(r.steps)))
	}
	return []string{line, " " + r.identity(), r.healthRule()}
}

// healthRule is the line below the header. It says so when the API server is slow or does not answer.
func (r *root) healthRule() string {
	var text string
	switch {
	case r.health.Waiting > time.Second:
		text = fmt.Sprintf("the API server has not answered for %d s", int(r.health.Waiting.Seconds()))
	case r.health.Err != nil && r.session.config.Ops.Refusal(r.health.Err) == RefusedLogin:
		text = "your credentials are refused: log in again"
	case r.health.Err != nil:
		text = "the API server does not answer"
	default:
		return r.rule()
	}
	text = fitLine(" ⚠ "+text+" ", r.width-4)
	return r.styles.rule.Render("──") + r.styles.warning.Render(text) + r.styles.rule.Render(strings.Repeat("─", r.width-2-ansi.StringWidth(text)))
}

// identity says who does something where. Long names are cut in their
// middle, the context's first and the namespace's last: all three stay in sight.
func (r *root) identity() string {
	who, namespace := r.session.config.Identity, printable(r.session.namespace())
	if namespace == "" {
		namespace = "(all)"
	}
	parts := []struct{ label, name string }{{"context ", printable(who.Context)}, {"  namespace ", namespace}, {"  user ", printable(who.User)}}
	room := r.width - 2
	for _, p := range parts {
		room -= len(p.label) + ansi.StringWidth(p.name)
	}
	for _, i := range []int{0, 2, 1} {
		const least = 12
		if width := ansi.StringWidth(parts[i].name); room < 0 && width > least {
			parts[i].name = cutMiddle(parts[i].name, max(least, width+room))
			room += width - ansi.StringWidth(parts[i].name)
		}
	}
	var line string
	for _, p := range parts {
		line += r.styles.dim.Render(p.label) + p.name
	}
	return line
}

// cutMiddle shortens s to width cells and keeps both ends.
func cutMiddle(s string, width int) string {
	head := (width - 1) / 2
	return ansi.Truncate(s, head, "") + "…" + ansi.TruncateLeft(s, ansi.StringWidth(s)-(width-1-head), "")
}

func (r *root) rule() string { return r.styles.rule.Render(strings.Repeat("─", r.width)) }

func (r *root) footer() []string {
	bindings, _ := r.current().keys()
	if len(r.screens) == 1 {
		bindings = slices.DeleteFunc(bindings, func(b key.Binding) bool { return b.Help() == keyBack().Help() }) // there is nothing to go back to
	}
	if r.notice != "" {
		return []string{r.rule(), fitLine(" "+r.styles.good.Render(printable(r.notice)), r.width)}
	}
	always := []key.Binding{keyInterrupt()}
	if r.current().typing() != anything {
		always = []key.Binding{keyHelp(), keyInterrupt()}
	}
	if r.help {
		bindings, always = []key.Binding{binding("any key", "close help", "any")}, always[len(always)-1:]
	}
	return []string{r.rule(), " " + r.shortHelp(bindings, always, r.width-1)}
}

// shortHelp names as many keys as fit into width cells, and always the last ones.
func (r *root) shortHelp(bindings, last []key.Binding, width int) string {
	text := func(b key.Binding) string {
		return r.styles.key.Render(b.Help().Key) + " " + r.styles.dim.Render(b.Help().Desc)
	}
	const between, more = " • ", "…"
	for _, b := range last {
		width -= ansi.StringWidth(between + text(b))
	}
	var parts []string
	for i, b := range bindings {
		width -= ansi.StringWidth(text(b) + between)
		if width < 0 || width < ansi.StringWidth(between+more) && i < len(bindings)-1 {
			parts = append(parts, r.styles.dim.Render(more))
			break
		}
		parts = append(parts, text(b))
	}
	for _, b := range last {
		parts = append(parts, text(b))
	}
	return strings.Join(parts, r.styles.dim.Render(between))
}

// helpView lists every key of the current screen, in two columns where one is too long.
func (r *root) helpView(width, height int) string {
	short, more := r.current().keys()
	bindings := slices.Concat(short, more, []key.Binding{keyHelp(), keySuspend(), keyInterrupt()})
	if r.current().typing() == nothing {
		bindings = append(bindings, keyQuit())
	}
	head := []string{r.styles.heading.Render("Keys on this screen"), ""}
	foot := []string{"", r.styles.dim.Render("Only a, and y where it is asked, change the cluster.")}
	room := height - len(head) - len(foot)
	lines := make([]string, min(len(bindings), room))
	for i, b := range bindings {
		text := r.styles.key.Render(pad(b.Help().Key, 11)) + b.Help().Desc
		if len(bindings) > room {
			text = pad(text, width/2)
		}
		lines[i%room] += text
	}
	return strings.Join(slices.Concat(head, lines, foot), "\n")
}

// fit makes content exactly height lines of at most width cells.
func fit(content string, width, height int) []string {
	lines := strings.Split(content, "\n")
	fitted := make([]string, height)
	for i := range min(height, len(lines)) {
		fitted[i] = fitLine(lines[i], width)
	}
	return fitted
}

func fitLine(line string, width int) string { return ansi.Truncate(line, width, "…") }

func indent(content string) string { return " " + strings.ReplaceAll(content, "\n", "\n ") }

// pad fills s up with spaces to width cells; what is longer is cut.
func pad(s string, width int) string {
	s = ansi.Truncate(s, width, "…")
	return s + strings.Repeat(" ", max(0, width-ansi.StringWidth(s)))
}

// window says which of the lines are drawn in a height: among them those from first to last.
func window(lines, first, last, height int) (from, to int) {
	if lines <= height {
		return 0, lines
	}
	from = min(max(0, last+1-height), first, lines-height)
	return from, from + height
}

// wrap breaks lines at spaces. ansi.Wrap breaks at hyphens, too, which tears flags and names apart.
func wrap(s string, width int) string {
	const hyphen, unbreakable = "-", "\u2011"
	return strings.ReplaceAll(ansi.Wrap(strings.ReplaceAll(s, hyphen, unbreakable), width, ""), unbreakable, hyphen)
}

// printable makes text from the cluster safe to draw on one line.
func printable(s string) string { return expose.PrintableLine(s) }
