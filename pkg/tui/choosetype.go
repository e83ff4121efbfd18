package tui

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/list"
	tea "charm.land/bubbletea/v2"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// chooseType lets the user choose the way in.
type chooseType struct {
	session *session
	styles  styles
	list    list.Model
}

// advice says when to choose a type, and what it costs.
func advice(t expose.Type) string {
	switch t {
	case expose.ClusterIP:
		return "One stable address inside the cluster, for other Pods."
	case expose.Headless:
		return "No address of its own: DNS answers with each Pod's."
	case expose.NodePort:
		return "The same port on every node; not for heavy load."
	case expose.LoadBalancer:
		return "An address from outside, from a cloud or MetalLB."
	case expose.ExternalName:
		return "A name in here for a host outside; no Pods behind it."
	case expose.Ingress:
		return "HTTP(S) by host and path; needs an Ingress controller."
	case expose.HTTPRoute:
		return "HTTP(S) by host and path, through a Gateway; the newer way."
	default:
		return ""
	}
}

func newChooseType(s *session, st styles) screen {
	c := &chooseType{session: s, styles: st, list: newList(typeRow{st, 2})}
	types := offered(s.workload)
	items := make([]list.Item, len(types))
	for i, t := range types {
		items[i] = typeItem(t)
	}
	c.list.SetItems(items)
	c.list.SetFilteringEnabled(false)
	c.list.SetShowPagination(false) // all fit on the smallest terminal
	preferred := cmp.Or(s.spec.Type, expose.Default(s.workload, expose.Spec{}).Type)
	c.list.Select(max(0, slices.Index(types, preferred)))
	return c
}

// offered are the types that the cluster can make: HTTPRoute only where it serves Gateway API.
func offered(w expose.Workload) []expose.Type {
	return slices.DeleteFunc(expose.Types().Values, func(t expose.Type) bool { return t == expose.HTTPRoute && w.Gateways == nil })
}

func (c *chooseType) start(context.Context) tea.Cmd { return nil }

func (c *chooseType) update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyPressMsg); ok {
		switch {
		case key.Matches(msg, keyBack()):
			return back
		case key.Matches(msg, keyNext()):
			if item, ok := c.list.SelectedItem().(typeItem); ok {
				c.session.spec.Type = expose.Type(item)
				return next
			}
		}
	}
	var cmd tea.Cmd
	c.list, cmd = c.list.Update(msg)
	return cmd
}

func (c *chooseType) view(width, height int) string {
	head := fmt.Sprintf("How should clients reach %s?\n", c.styles.label.Render(printable(c.session.workload.Short())))
	if reason := c.suggestion(); reason != "" {
		head += c.styles.dim.Render(pad(reason, width)) + "\n"
		height--
	}
	row := typeRow{c.styles, 2}
	switch n := len(c.list.Items()); {
	case height >= 2+3*n:
		row.lines = 3 // with a line between
	case height < 2+2*n:
		row.lines = 1 // side by side
	}
	c.list.SetDelegate(rowDelegate{row})
	c.list.SetSize(width, height-2)
	return head + "\n" + c.list.View()
}

// suggestion says why the cursor begins where it does, when that is not on the first type.
func (c *chooseType) suggestion() string {
	for _, r := range expose.Reasons(c.session.workload, expose.Spec{}) {
		if r.Field == expose.FieldType && r.Value != string(expose.ClusterIP) {
			return r.Value + ": " + r.Text
		}
	}
	return ""
}

func (c *chooseType) keys() (short, more []key.Binding) {
	return []key.Binding{keyNext(), keyBack(), keyMove()}, []key.Binding{keyFirst(), keyLast()}
}

func (c *chooseType) typing() typing { return nothing }

type typeItem expose.Type

// FilterValue implements [list.Item].
func (t typeItem) FilterValue() string { return string(t) }

// typeRow draws a type with its advice below, in as many lines as there are for it.
type typeRow struct {
	styles styles
	lines  int
}

func (r typeRow) render(w io.Writer, width int, selected bool, item list.Item) {
	t, ok := item.(typeItem)
	if !ok {
		return
	}
	mark, style := mark(r.styles, selected, r.styles.label)
	if r.lines == 1 {
		fmt.Fprint(w, style.Render(pad(mark+string(t), 15))+pad(advice(expose.Type(t)), width-15))
		return
	}
	fmt.Fprint(w, style.Render(mark+string(t))+"\n"+pad("  "+advice(expose.Type(t)), width)+strings.Repeat("\n", r.lines-2))
}

func (r typeRow) height() int { return r.lines }
