package tui

import (
	"context"
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// namespaces lets the user choose a namespace: from the list, or by typing its name where there is none.
type namespaces struct {
	session *session
	styles  *styles
	state   loadState
	err     error
	rows    rows
	scroll  scroll
	input   textinput.Model

	done   bool
	chosen *string // nil when none was
}

// loadState is where something that is read stands.
type loadState int

const (
	loading loadState = iota
	ready
	failed
)

type namespacesMsg struct {
	names []string
	err   error
}

func newNamespaces(s *session, st *styles) *namespaces {
	return &namespaces{session: s, styles: st, input: newInput("› ")}
}

func (n *namespaces) start(ctx context.Context) tea.Cmd {
	list := n.session.config.Ops.Namespaces
	return tea.Batch(n.input.Focus(), request(ctx, func(ctx context.Context) tea.Msg {
		names, err := list(ctx)
		return namespacesMsg{names, err}
	}))
}

func (n *namespaces) update(msg tea.Msg) (cmd tea.Cmd) {
	switch msg := msg.(type) {
	case namespacesMsg:
		n.state, n.err = ready, msg.err
		if msg.err != nil {
			n.state = failed
		}
		n.rows.change(namespaceRows(msg.names))
		if line := n.rows.line(expose.RowKey{Name: n.session.scope.Namespace}); line > 0 && n.input.Value() == "" {
			n.scroll.resize(n.rows.count(), n.scroll.height)
			n.scroll.to(line)
		}
		return nil
	case clickMsg:
		line, ok := n.scroll.at(msg.y - namespacesHead)
		if ok && line == n.scroll.cursor {
			n.choose()
		} else if ok {
			n.scroll.to(line)
		}
		return nil
	case tea.KeyPressMsg:
		switch {
		case key.Matches(msg, keyBack()):
			n.done = true
			return nil
		case key.Matches(msg, keyNext()):
			n.choose()
			return nil
		case msg.Text == "" && n.scroll.update(msg):
			return nil
		}
	}
	before := n.input.Value()
	if n.input, cmd = n.input.Update(msg); n.input.Value() != before {
		n.rows.setFilter(n.input.Value())
		n.scroll.resize(n.rows.count(), n.scroll.height)
		n.scroll.to(0)
	}
	return cmd
}

// namespaceRows are namespaces as a list shows them.
func namespaceRows(names []string) expose.RowsEvent {
	rows := make([]expose.Row, len(names))
	for i, name := range names {
		rows[i].Name = name
	}
	return expose.RowsEvent{Changed: rows, Complete: true}
}

// choose takes the namespace under the cursor, or the one that was typed where it is not in a list.
func (n *namespaces) choose() {
	name := strings.TrimSpace(n.input.Value())
	if n.rows.count() > 0 {
		name = n.rows.row(n.scroll.cursor).Name
	} else if n.state == ready || name == "" {
		return // there is no such namespace
	}
	n.done, n.chosen = true, &name
}

// namespacesHead is how many lines stand above the first name.
const namespacesHead = 4

func (n *namespaces) view(width, height int) string {
	n.input.SetWidth(width - 4)
	lines := []string{n.styles.heading.Render("Namespace"), sieve(n.input.View()), ""}
	switch {
	case n.state == loading:
		lines = append(lines, n.styles.dim.Render("Reading the namespaces …"))
	case n.state == failed:
		lines = append(lines, n.styles.warning.Render(wrap("⚠ "+printable(n.err.Error()), width)), "", "Type its name.")
	case n.rows.count() == 0:
		lines = append(lines, "No namespace matches.")
	default:
		lines = append(lines, n.styles.dim.Render(count(n.rows.count(), "namespace")))
		n.scroll.resize(n.rows.count(), height-namespacesHead)
		for i, to := n.scroll.seen(); i < to; i++ {
			mark, style := mark(n.styles, i == n.scroll.cursor, n.styles.plain)
			lines = append(lines, style.Render(pad(mark+printable(n.rows.row(i).Name), width)))
		}
	}
	return strings.Join(lines, "\n")
}

func (n *namespaces) keys() []key.Binding { return []key.Binding{keyChoose(), keyMove(), keyCancel()} }
