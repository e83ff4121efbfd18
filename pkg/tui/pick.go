package tui

import (
	"context"
	"slices"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// pick lets the user choose a workload from a list that is live.
type pick struct {
	session *session
	styles  *styles
	ctx     context.Context    //nolint:containedctx // ends when the screen is left
	stop    context.CancelFunc // ends the news of the scope shown

	state pickState
	err   error // why the list could not be had, or is not live now
	// asked counts the scopes listed, so that news of an old one is told from that of the newest.
	asked int
	rows  rows
	// loaded and total say how far the list has come.
	loaded, total int
	complete      bool

	scroll     scroll
	filter     textinput.Model
	filtering  bool // keys go into the filter
	name       textinput.Model
	namespaces *namespaces        // lets choose one; nil otherwise
	opening    string             // the workload that is read to go on with it
	unread     context.CancelFunc // ends that
	refused    error              // why it could not be read
	half       halfDone
}

// pickState is where the list stands.
type pickState int

const (
	pickLoading pickState = iota // nothing is there yet
	pickReady                    // there are rows, or there are none
	pickFailed                   // the list could not be had
	pickByName                   // listing is not allowed, but a name may be given
)

type rowsMsg struct {
	asked int
	expose.RowsEvent
}

type workloadMsg struct {
	workload expose.Workload
	err      error
}

func newPick(s *session, st *styles) screen {
	return &pick{session: s, styles: st, filter: newInput("/ "), name: newInput("› "), stop: func() {}, unread: func() {}}
}

// newInput returns an input of one line.
func newInput(prompt string) textinput.Model {
	in := textinput.New()
	in.Prompt = prompt
	in.SetStyles(inputStyles())
	return in
}

func (p *pick) start(ctx context.Context) tea.Cmd {
	p.ctx = ctx
	p.session.picking, p.filtering = true, false
	p.filter.Blur()
	p.opening, p.refused = "", nil
	return p.list()
}

// list follows the workloads of the session's scope. Rows that are there stay until the news is there.
func (p *pick) list() tea.Cmd {
	p.stop()
	var ctx context.Context
	ctx, p.stop = context.WithCancel(p.ctx)
	p.asked++
	p.complete, p.loaded, p.total, p.err = false, 0, 0, nil
	if p.state != pickReady {
		p.state = pickLoading
	}
	asked, scope, follows := p.asked, p.session.scope, p.session.config.Ops.Rows
	return follow(ctx, func(ctx context.Context, emit func(tea.Msg)) {
		follows(ctx, scope, func(e expose.RowsEvent) { emit(rowsMsg{asked, e}) })
	})
}

// show lists another scope.
func (p *pick) show(scope Scope) tea.Cmd {
	p.giveUp()
	p.session.scope = scope
	p.state, p.refused = pickLoading, nil
	p.rows.clear()
	p.scroll.to(0)
	return p.list()
}

func (p *pick) update(msg tea.Msg) tea.Cmd {
	if p.namespaces != nil {
		switch msg.(type) {
		case rowsMsg, workloadMsg, unfinishedMsg, tookBackMsg:
		default:
			return p.chooseNamespace(msg)
		}
	}
	switch msg := msg.(type) {
	case rowsMsg:
		if msg.asked == p.asked {
			return p.news(msg.RowsEvent)
		}
	case workloadMsg:
		p.opening = ""
		if p.refused = msg.err; p.refused == nil {
			p.session.pick(msg.workload)
			return p.session.leave(forward)
		}
	case unfinishedMsg, finishMsg, tookBackMsg:
		return p.halfDoneNews(msg)
	case clickMsg:
		return p.click(msg)
	case tea.KeyPressMsg:
		return p.key(msg)
	case tea.PasteMsg:
		return p.typed(msg)
	}
	return nil
}

// news takes what is told of the list. The cursor stays on its row.
func (p *pick) news(e expose.RowsEvent) tea.Cmd {
	p.err, p.loaded, p.total = e.Err, e.Loaded, e.Total
	if e.Err != nil && !e.Complete && p.state != pickReady {
		p.state = pickFailed
		if p.session.config.Ops.Refusal(e.Err) == RefusedForbidden && p.session.scope.Namespace != "" {
			p.state = pickByName
			return p.name.Focus()
		}
		return nil
	}
	if p.state != pickReady && len(e.Changed) == 0 && !e.Complete {
		return nil
	}
	var under expose.RowKey
	if p.scroll.cursor > 0 && p.scroll.cursor < p.rows.count() {
		under = p.rows.row(p.scroll.cursor).RowKey
	}
	p.state, p.complete = pickReady, e.Complete
	p.rows.change(e)
	p.scroll.resize(p.rows.count(), p.scroll.height)
	if line := p.rows.line(under); under.Name != "" && line >= 0 && line != p.scroll.cursor {
		p.scroll.top += line - p.scroll.cursor // it stays where it is on the screen
		p.scroll.to(line)
	}
	if !p.complete {
		return nil
	}
	return p.lookForHalfDone()
}

// open goes on with the row under the cursor.
func (p *pick) open() tea.Cmd {
	if p.scroll.cursor >= p.rows.count() {
		return nil
	}
	row := p.rows.row(p.scroll.cursor)
	return p.read(expose.Ref{GroupVersionKind: p.session.scope.Kind.GroupVersionKind, Namespace: row.Namespace, Name: row.Name})
}

// read reads a workload, to go on with it.
func (p *pick) read(ref expose.Ref) tea.Cmd {
	p.giveUp()
	var ctx context.Context
	ctx, p.unread = context.WithCancel(p.ctx)
	p.opening = ref.Short()
	workload, spec := p.session.config.Ops.Workload, p.session.config.Spec
	return request(ctx, func(ctx context.Context) tea.Msg {
		w, err := workload(ctx, ref, spec)
		return workloadMsg{w, err}
	})
}

// giveUp goes on with no workload, though one was chosen.
func (p *pick) giveUp() {
	p.unread()
	p.opening = ""
}

func (p *pick) otherKind(by int) tea.Cmd {
	kinds := expose.Kinds()
	i := slices.Index(kinds, p.session.scope.Kind)
	return p.show(Scope{kinds[(i+by+len(kinds))%len(kinds)], p.session.scope.Namespace})
}

// chooseNamespace hands a message to the choice of namespaces, and takes what was chosen.
func (p *pick) chooseNamespace(msg tea.Msg) tea.Cmd {
	cmd := p.namespaces.update(msg)
	if !p.namespaces.done {
		return cmd
	}
	chosen := p.namespaces.chosen
	p.namespaces = nil
	if chosen == nil {
		return nil
	}
	return p.show(Scope{p.session.scope.Kind, *chosen})
}
