package tui

import (
	"context"
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/list"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// pick lets the user choose a workload.
type pick struct {
	session *session
	styles  styles
	ctx     context.Context //nolint:containedctx // ends when the screen is left

	state  loadState
	err    error
	byName bool // the list is not allowed, but a name may be given
	list   list.Model
	name   textinput.Model // asks for the name where listing is not allowed
}

// loadState is where a screen that reads something stands.
type loadState int

const (
	loading loadState = iota
	ready
	failed
)

type workloadsMsg struct {
	workloads []expose.Workload
	err       error
}

type workloadMsg struct {
	workload expose.Workload
	err      error
}

func newPick(s *session, st styles) screen {
	return &pick{session: s, styles: st, list: newList(workloadRow{st}), name: newNameInput()}
}

func (p *pick) start(ctx context.Context) tea.Cmd {
	p.ctx = ctx
	if p.state != ready { // else, back again, it stays as it was left until the news is there
		p.state, p.byName = loading, false
	}
	workloads := p.session.config.Ops.Workloads
	return request(ctx, func(ctx context.Context) tea.Msg {
		found, err := workloads(ctx)
		return workloadsMsg{found, err}
	})
}

func (p *pick) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case workloadsMsg:
		return p.loaded(msg)
	case workloadMsg:
		if p.err = msg.err; p.err != nil {
			return nil
		}
		return p.take(msg.workload)
	case tea.KeyPressMsg:
		switch {
		case p.byName:
			return p.nameKey(msg)
		case p.state == failed && key.Matches(msg, keyRetry()):
			return p.start(p.ctx)
		}
		if p.state == ready && !p.list.SettingFilter() && key.Matches(msg, keyNext()) {
			if row, ok := p.list.SelectedItem().(workloadItem); ok {
				return p.take(row.Workload)
			}
			return nil
		}
	}
	var cmd tea.Cmd
	p.list, cmd = p.list.Update(msg)
	return cmd
}

func (p *pick) loaded(msg workloadsMsg) tea.Cmd {
	if p.err = msg.err; p.err != nil && p.state == ready {
		return nil // there is no news, and what is known still serves
	}
	if p.err != nil {
		p.state = failed
		p.byName = p.session.config.Ops.Refusal(p.err) == RefusedForbidden
		return p.name.Focus()
	}
	p.state = ready
	items := make([]list.Item, len(msg.workloads))
	for i, w := range msg.workloads {
		items[i] = workloadItem{w}
	}
	return p.list.SetItems(items)
}

func (p *pick) take(w expose.Workload) tea.Cmd {
	p.session.pick(w)
	return next
}

// nameKey handles a key where the list could not be had: the name can still be typed.
func (p *pick) nameKey(msg tea.KeyPressMsg) tea.Cmd {
	name := strings.TrimSpace(p.name.Value())
	if key.Matches(msg, keyNext()) {
		if name == "" {
			return p.start(p.ctx)
		}
		workload := p.session.config.Ops.Workload
		return request(p.ctx, func(ctx context.Context) tea.Msg {
			w, err := workload(ctx, expose.Ref{Name: name}, expose.Spec{})
			return workloadMsg{w, err}
		})
	}
	var cmd tea.Cmd
	p.name, cmd = p.name.Update(msg)
	return cmd
}

func (p *pick) view(width, height int) string {
	switch p.state {
	case loading:
		return p.styles.dim.Render("Reading the Deployments of " + printable(p.session.config.Identity.Namespace) + " …")
	case failed:
		problem := p.styles.bad.Render(wrap("✗ "+printable(p.err.Error()), width))
		if !p.byName {
			return problem
		}
		return problem + "\n\nThe name of the Deployment, if you know it:\n\n" + p.name.View() +
			"\n\n" + p.styles.dim.Render("enter with a name goes on with it, without one tries the list again")
	}
	if len(p.list.Items()) == 0 {
		return wrap(fmt.Sprintf("There is no Deployment in namespace %s. Choose another one with --namespace.", printable(p.session.config.Identity.Namespace)), width)
	}
	p.list.SetSize(width, height-3)
	p.list.FilterInput.SetWidth(width / 2) // SetSize gives it the whole line
	filter := p.styles.dim.Render(count(len(p.list.Items()), "Deployment"))
	if p.list.FilterState() != list.Unfiltered {
		filter = p.styles.dim.Render(fmt.Sprintf("%d of %s  ", len(p.list.VisibleItems()), count(len(p.list.Items()), "Deployment"))) + p.list.FilterInput.View()
	}
	if len(p.list.VisibleItems()) == 0 {
		return filter + "\n\nNothing matches."
	}
	return filter + "\n\n" + p.styles.heading.Render(columns(width, "  NAME", "READY", "PORTS", "AGE", "SERVICES")) + "\n" + p.list.View()
}

func (p *pick) keys() (short, more []key.Binding) {
	more = []key.Binding{keyPageUp(), keyPageDown(), keyFirst(), keyLast()}
	switch {
	case p.state == loading, p.state == ready && len(p.list.Items()) == 0:
		return nil, nil
	case p.byName:
		return []key.Binding{keyNext()}, nil
	case p.state == failed:
		return []key.Binding{keyRetry()}, nil
	case p.list.SettingFilter():
		return []key.Binding{keyKeepFilter(), keyClearFilter()}, nil
	case p.list.IsFiltered():
		return []key.Binding{keyNext(), keyMove(), keyFilter(), keyClearFilter()}, more
	}
	return []key.Binding{keyNext(), keyMove(), keyFilter()}, more
}

func (p *pick) typing() typing {
	switch {
	case p.byName:
		return letters
	case p.list.SettingFilter():
		return anything
	}
	return nothing
}
