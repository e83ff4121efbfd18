package tui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// previewView is one way to look at what would be applied.
type previewView int

const (
	asYAML previewView = iota
	asDiff
	asCommand
)

// String names the view as its tab does.
func (v previewView) String() string { return [...]string{"YAML", "diff", "command"}[v] }

// views are those that there are now.
func (p *preview) views() []previewView {
	switch {
	case p.state == loading:
		return nil
	case p.edit.err != nil:
		return []previewView{asYAML}
	case len(p.changes()) == 0:
		return nil
	case p.state == failed:
		return []previewView{asYAML, asCommand}
	}
	return []previewView{asYAML, asDiff, asCommand}
}

// viewBeside is the one that many tabs on.
func (p *preview) viewBeside(by int) previewView {
	views := p.views()
	return views[(slices.Index(views, p.shown)+by+len(views))%len(views)]
}

// show turns to a view, and to its beginning.
func (p *preview) show(view previewView) {
	p.shown, p.text.top = view, 0
	p.fill()
}

// fill paints the lines of the view.
func (p *preview) fill() {
	p.lines, p.objects = nil, nil
	if p.edit.err != nil {
		p.lines = drawable(p.edit.text) // it may be anything, so it is not painted
		return
	}
	switch {
	case p.state == loading:
		return
	case p.shown == asCommand:
		p.words, p.note = p.command()
		return
	}
	changes := p.changes()
	for _, c := range changes {
		p.objects = append(p.objects, len(p.lines))
		if len(changes) > 1 {
			name := printable(c.Ref().String())
			rule := strings.Repeat("─", max(2, minWidth-8-ansi.StringWidth(name)))
			p.lines = append(p.lines, p.styles.rule.Render("── ")+p.styles.label.Render(name)+p.styles.rule.Render(" "+rule))
		}
		if p.shown == asDiff {
			p.lines = append(p.lines, paintDiff(p.styles, drawable(differences([]expose.Change{c})))...)
		} else {
			p.lines = append(p.lines, paintYAML(p.styles, drawable(c.YAML()))...)
		}
	}
}

// copied is what y copies: what is shown, in full.
func (p *preview) copied() string {
	switch p.shown {
	case asDiff:
		return differences(p.changes())
	case asCommand:
		return shellLine(p.words)
	}
	return p.yaml()
}

// command is the command that equals what is shown, and what is to be said before it.
func (p *preview) command() (words []string, note string) {
	switch {
	case !p.session.edited:
		return p.session.command(), "The same without asking:"
	case p.session.saved == "":
		note := "No flags say what you edited by hand. Save it (s), and this applies it:"
		if p.session.finishing {
			note = "This is what an earlier run had left to do. Save it (s), and this applies it:"
		}
		return p.session.config.Ops.ApplyCommand("FILE", p.session.onConflict), note
	}
	return p.session.command(), "No flags say what you edited by hand. This applies it:"
}

// jump goes to the object that begins after, or before, the first line on the screen.
func (p *preview) jump(by int) {
	first := p.text.first() - p.tabs.above
	i, found := slices.BinarySearch(p.objects, first)
	if by > 0 && !found {
		by-- // i is the next one
	}
	if i += by; i >= 0 && i < len(p.objects) {
		p.text.to(p.objects[i] + p.tabs.above)
	}
}

func (p *preview) view(width, height int) string {
	if p.state == loading {
		return p.styles.dim.Render("Asking the API server what would change …")
	}
	head := p.head(width)
	if len(p.views()) == 0 {
		return p.text.show(head, width, height)
	}
	lines := p.lines
	if p.shown == asCommand {
		lines = append(strings.Split(p.styles.dim.Render(wrap(p.note, width)), "\n"), "")
		lines = append(lines, commandLines(p.words, width)...)
	}
	const atLeast = 3 // rows of the text
	if len(head)+2+atLeast > height {
		p.tabs = tabs{above: len(head) + 1}
		head, lines = nil, slices.Concat(head, []string{""}, lines)
	} else {
		head = append(head, "")
		p.tabs = tabs{y: len(head)}
	}
	shown := p.text.show(lines, width, height-len(head)-1)
	return strings.Join(append(head, p.tabLine(), shown), "\n")
}

// tabs are where the names of the views stand.
type tabs struct {
	y     int
	spans map[previewView]span
	above int // lines of the text that stand above the objects
}

func (t tabs) at(click clickMsg) (previewView, bool) {
	for view, span := range t.spans {
		if click.y == t.y && span.contains(click.x) {
			return view, true
		}
	}
	return 0, false
}

func (p *preview) tabLine() string {
	p.tabs.spans = map[previewView]span{}
	line := ""
	for _, view := range p.views() {
		name := strings.ToUpper(view.String()[:1]) + view.String()[1:]
		tab := p.styles.dim.Render(" " + name + " ")
		if view == p.shown {
			tab = p.styles.selected.Render("[" + name + "]")
		}
		from := ansi.StringWidth(line)
		line += tab + " "
		p.tabs.spans[view] = span{from, from + ansi.StringWidth(tab)}
	}
	return line + p.styles.dim.Render(" "+p.text.position())
}

// head says what will become of each object, or why nothing will.
func (p *preview) head(width int) (lines []string) {
	say := func(sign, text string) { lines = append(lines, hanging(sign+" ", text, 2, width)...) }
	if p.problem != nil {
		say(p.styles.bad.Render("✗"), printable(p.problem.Error()))
	}
	if p.changed != nil {
		say(p.styles.warning.Render("⚠"), p.styles.warning.Render(printable(p.changed.Error())+". This is what would happen now:"))
	}
	if p.session.finishing {
		lines = append(lines, p.styles.label.Render("left half done by an earlier run"))
	}
	if p.edit.exists() && p.edit.err == nil {
		lines = append(lines, p.styles.label.Render("edited by hand")+p.styles.dim.Render(" · e edit again · R drop the edit"))
	}
	if p.state == failed {
		say(p.styles.bad.Render("✗"), p.styles.bad.Render(printable(p.err().Error())))
		return append(lines, p.waysOut(width)...)
	}
	for _, c := range p.now.changes {
		lines = append(lines, p.summary(c, width)...)
		for _, warning := range c.Warnings {
			say(p.styles.warning.Render("⚠"), p.styles.warning.Render(printable(warning)))
		}
	}
	for _, note := range p.now.plan.Notes {
		say(" ", printable(note))
	}
	return lines
}

func (p *preview) summary(c expose.Change, width int) []string {
	sign, style := "+", p.styles.added
	switch c.Action() {
	case expose.Configured:
		sign, style = "~", p.styles.warning
	case expose.Unchanged:
		sign, style = "=", p.styles.dim
	}
	return hanging(style.Render(sign)+" ", p.styles.label.Render(printable(c.Ref().String()))+" "+outcome(c), 2, width)
}

// waysOut say what can be done about a refusal.
func (p *preview) waysOut(width int) []string {
	lines := []string{""}
	const indent = 8
	for _, way := range p.ways() {
		lines = append(lines, hanging(p.styles.key.Render(pad(way.key, indent)), way.does, indent, width)...)
	}
	if len(p.session.applied) == 0 {
		lines = append(lines, "", p.styles.dim.Render("Nothing has been changed."))
	}
	return lines
}

// way is a key that leads out of a refusal.
type way struct{ key, does string }

func (p *preview) ways() []way {
	back := way{"esc", "go back and change it"}
	editIt := []way{{"e", "change the YAML by hand"}}
	switch {
	case p.edit.err != nil:
		return []way{{"e", "go on editing"}, {"r", "drop the edit"}}
	case len(p.changes()) == 0:
		editIt = nil
	case p.edit.exists():
		editIt = []way{{"e", "go on editing"}, {"R", "drop the edit"}}
	}
	again := way{"r", "try again"}
	switch p.session.config.Ops.Refusal(p.now.err) {
	case RefusedConflict:
		if !p.edit.exists() {
			editIt = append([]way{{"esc", "go back and give another name"}}, editIt...)
		}
		return append(editIt, way{"t", "keep theirs: leave these fields out, and set the others"}, way{"f", "take these fields over; their owner may change them back"})
	case RefusedExisting:
		back.does = "go back and give another name"
	case RefusedForbidden:
		return []way{{"y, s", "copy or save the YAML for somebody who may apply it"}, {"r", "try again, once you may"}}
	case RefusedLogin:
		return []way{{"r", "try again, once you have logged in in another terminal"}}
	}
	if p.edit.exists() {
		return append(editIt, again)
	}
	return append(append([]way{back}, editIt...), again)
}
