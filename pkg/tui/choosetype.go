package tui

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// chooseType lets the user choose the way in.
type chooseType struct {
	session *session
	styles  *styles
	types   []expose.Type
	scroll  scroll
	lines   int // of a type, with its advice
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

func newChooseType(s *session, st *styles) screen {
	c := &chooseType{session: s, styles: st, types: offered(s.workload)}
	preferred := cmp.Or(s.spec.Type, expose.Default(s.workload, expose.Spec{}).Type)
	c.scroll.resize(len(c.types), len(c.types))
	c.scroll.to(slices.Index(c.types, preferred))
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
			c.session.spec.Type = c.types[c.scroll.cursor]
			return next
		}
		c.scroll.update(msg)
	}
	return nil
}

func (c *chooseType) view(width, height int) string {
	head := fmt.Sprintf("How should clients reach %s?\n", c.styles.label.Render(printable(c.session.workload.Short())))
	if reason := c.suggestion(); reason != "" {
		head += c.styles.dim.Render(pad(reason, width)) + "\n"
		height--
	}
	switch n := len(c.types); {
	case height >= 2+3*n:
		c.lines = 3 // with a line between
	case height < 2+2*n:
		c.lines = 1 // side by side
	default:
		c.lines = 2
	}
	c.scroll.resize(len(c.types), (height-2)/c.lines)
	text := head
	for i, to := c.scroll.seen(); i < to; i++ {
		text += "\n" + c.row(i, width)
	}
	return text
}

// row draws a type with its advice below, in as many lines as there are for it.
func (c *chooseType) row(i, width int) string {
	t := c.types[i]
	mark, style := mark(c.styles, i == c.scroll.cursor, c.styles.label)
	if c.lines == 1 {
		return style.Render(pad(mark+string(t), 15)) + pad(advice(t), width-15)
	}
	return style.Render(mark+string(t)) + "\n" + pad("  "+advice(t), width) + strings.Repeat("\n", c.lines-2)
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
