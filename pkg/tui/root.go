package tui

import (
	"context"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// root is the program: it handles size, quitting, going on and back and help; the rest is the current screen's.
type root struct {
	ctx     context.Context //nolint:containedctx // the program's own; each screen gets one below it
	session *session
	styles  styles
	steps   []step
	screens []screen // those opened so far; the last one is current
	first   int      // the step that the user starts at
	cancel  context.CancelFunc

	width, height int
	help          bool
}

func newRoot(ctx context.Context, config Config) *root {
	r := &root{
		ctx:     ctx,
		session: &session{config: config, spec: config.Spec, drafts: map[string]string{}},
		styles:  newStyles(),
		steps:   steps(),
		cancel:  func() {},
	}
	if config.Workload != nil {
		r.session.workload = *config.Workload
		r.first = 1 // nothing to pick
	}
	return r
}

// Init implements [tea.Model].
func (r *root) Init() tea.Cmd { return r.open() }

// Update implements [tea.Model].
func (r *root) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		r.width, r.height = msg.Width, msg.Height
	case nextMsg:
		return r, r.open()
	case backMsg:
		return r, r.back()
	case tea.KeyPressMsg:
		if cmd, handled := r.key(msg); handled {
			return r, cmd
		}
	}
	return r, r.current().update(msg)
}

// key handles the keys that mean the same on every screen.
func (r *root) key(msg tea.KeyPressMsg) (cmd tea.Cmd, handled bool) {
	switch {
	case key.Matches(msg, keyInterrupt()):
		return tea.Interrupt, true
	case r.help:
		r.help = false // any key closes it
		return nil, true
	case r.current().typing() != anything && key.Matches(msg, keyHelp()):
		r.help = true
		return nil, true
	case r.current().typing() == nothing && key.Matches(msg, keyQuit()):
		return tea.Quit, true
	}
	return nil, false
}

func (r *root) current() screen { return r.screens[len(r.screens)-1] }

// at is the index of the current step.
func (r *root) at() int { return r.first + len(r.screens) - 1 }

// open goes on to the next step, or ends the program after the last one.
func (r *root) open() tea.Cmd {
	at := r.first + len(r.screens)
	if at == len(r.steps) {
		return tea.Quit
	}
	r.screens = append(r.screens, r.steps[at].open(r.session, r.styles))
	return r.enter()
}

// back returns to the screen before, as it was left.
func (r *root) back() tea.Cmd {
	if len(r.screens) < 2 {
		return nil
	}
	r.screens = r.screens[:len(r.screens)-1]
	return r.enter()
}

func (r *root) enter() tea.Cmd {
	r.leave()
	var ctx context.Context
	ctx, r.cancel = context.WithCancel(r.ctx)
	return r.current().start(ctx)
}

// leave ends the requests of the current screen.
func (r *root) leave() { r.cancel() }
