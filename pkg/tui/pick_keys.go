package tui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

func (p *pick) key(msg tea.KeyPressMsg) tea.Cmd {
	if p.opening != "" && key.Matches(msg, keyBack()) {
		p.giveUp() // it takes too long
		return nil
	}
	p.refused = nil
	if cmd, handled := p.halfDoneKey(msg); handled {
		return cmd
	}
	switch {
	case p.filtering && key.Matches(msg, keyNext()):
		return p.open()
	case p.filtering && msg.Text == "" && p.scroll.update(msg):
		return nil
	case p.filtering && key.Matches(msg, keyClearFilter()), p.rows.filtered() && key.Matches(msg, keyClearFilter()):
		p.filtering = false
		p.filter.Reset()
		p.filter.Blur()
		p.search()
		return nil
	case p.filtering:
		return p.typed(msg)
	case p.state == pickByName && key.Matches(msg, keyNext()):
		if name := strings.TrimSpace(p.name.Value()); name != "" {
			return p.read(expose.Ref{GroupVersionKind: p.session.scope.Kind.GroupVersionKind, Namespace: p.session.scope.Namespace, Name: name})
		}
		p.state = pickLoading
		return p.list()
	case key.Matches(msg, keyKind()):
		return p.otherKind(1)
	case key.Matches(msg, keyKindBefore()):
		return p.otherKind(-1)
	case p.state == pickByName && !key.Matches(msg, keyOtherNamespace()):
		return p.typed(msg)
	case key.Matches(msg, keyNamespace()), key.Matches(msg, keyOtherNamespace()):
		p.namespaces = newNamespaces(p.session, p.styles)
		return p.namespaces.start(p.ctx)
	case key.Matches(msg, keyAllNamespaces()):
		return p.show(Scope{p.session.scope.Kind, p.session.otherThanAll()})
	case p.state == pickFailed && key.Matches(msg, keyRetry()):
		p.state = pickLoading
		return p.list()
	case p.state != pickReady:
		return nil
	case key.Matches(msg, keyFilter()):
		p.filtering = true
		return p.filter.Focus()
	case key.Matches(msg, keyNext()):
		return p.open()
	}
	p.scroll.update(msg)
	return nil
}

// typed takes a key or what was pasted into the input that is open.
func (p *pick) typed(msg tea.Msg) (cmd tea.Cmd) {
	switch {
	case p.filtering:
		before := p.filter.Value()
		if p.filter, cmd = p.filter.Update(msg); p.filter.Value() != before {
			p.search()
		}
	case p.state == pickByName:
		p.name, cmd = p.name.Update(msg)
	}
	return cmd
}

// search shows the rows that match the filter, the best one first.
func (p *pick) search() {
	p.rows.setFilter(p.filter.Value())
	p.scroll.resize(p.rows.count(), p.scroll.height)
	p.scroll.to(0)
}

func (p *pick) click(at clickMsg) tea.Cmd {
	line, ok := p.scroll.at(at.y - pickHead)
	switch {
	case p.state != pickReady || !ok || p.half.undoing:
		return nil
	case line == p.scroll.cursor:
		return p.open()
	}
	p.scroll.to(line)
	return nil
}

func (p *pick) keys() (short, more []key.Binding) {
	scopes := []key.Binding{keyKind(), keyNamespace(), keyAllNamespaces()}
	if len(p.half.plans) > 0 {
		scopes = append(scopes, keyFinishPlan(), keyTakePlanBack())
	}
	more = []key.Binding{keyKindBefore(), keyPageUp(), keyPageDown(), keyFirst(), keyLast()}
	switch {
	case p.namespaces != nil:
		return p.namespaces.keys(), nil
	case p.opening != "":
		return []key.Binding{keyBack()}, nil
	case p.half.asking:
		return []key.Binding{keyUndoIt(), keyKeepIt()}, nil
	case p.state == pickByName:
		return []key.Binding{keyNext(), keyKind(), keyOtherNamespace()}, nil
	case p.state == pickFailed:
		return append([]key.Binding{keyRetry()}, scopes...), nil
	case p.filtering:
		return []key.Binding{keyNext(), keyMove(), keyClearFilter()}, nil
	case p.rows.filtered():
		return []key.Binding{keyNext(), keyMove(), keyFilter(), keyClearFilter()}, append(scopes, more...)
	case p.rows.count() == 0:
		return scopes, nil
	}
	return append([]key.Binding{keyNext(), keyFilter()}, scopes...), append([]key.Binding{keyMove()}, more...)
}

func (p *pick) typing() typing {
	switch {
	case p.filtering, p.namespaces != nil, p.half.asking, p.half.undoing:
		return anything
	case p.state == pickByName:
		return letters
	}
	return nothing
}
