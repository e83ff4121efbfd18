package tui

import (
	"context"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// root is the program: it handles size, quitting, going on and back, help and the mouse; the rest is the current screen's.
type root struct {
	ctx     context.Context //nolint:containedctx // the program's own; each screen gets one below it
	session *session
	styles  *styles
	steps   []step
	screens []screen // those opened so far; the last one is current
	first   int      // the step that the user starts at
	cancel  context.CancelFunc

	width, height int
	help          bool
	notice        string
	health        expose.Health
	crumbs        []span // where the steps stand on the first line
}

// healthInterval is how often the header looks at how the API server answers. It asks nobody for that.
const healthInterval = 500 * time.Millisecond

type healthMsg expose.Health

func newRoot(ctx context.Context, config Config) *root {
	r := &root{
		ctx:     ctx,
		session: newSession(config),
		styles:  config.Theme.styles(true),
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
func (r *root) Init() tea.Cmd {
	var background tea.Cmd
	if r.session.config.Theme.asksTerminal() {
		background = tea.RequestBackgroundColor
	}
	return tea.Batch(background, r.watchHealth(), r.open())
}

// Update implements [tea.Model].
func (r *root) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		r.width, r.height = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		*r.styles = *r.session.config.Theme.styles(msg.IsDark()) // the screens share it
	case healthMsg:
		r.health = expose.Health(msg)
		return r, r.watchHealth()
	case newsMsg:
		return r, tea.Batch(r.tell(msg.msg), msg.more)
	case noticeMsg:
		r.notice = string(msg)
		return r, nil
	case tea.KeyPressMsg:
		r.notice = ""
		if cmd, handled := r.key(msg); handled {
			return r, cmd
		}
	case tea.MouseMsg:
		return r, r.mouse(msg)
	}
	return r, r.tell(msg)
}

// tell hands a message to the current screen, and leaves that where it wants so.
func (r *root) tell(msg tea.Msg) tea.Cmd {
	cmd := r.current().update(msg)
	to := r.session.move
	r.session.move = stay
	switch to {
	case forward:
		return tea.Batch(cmd, r.open())
	case backward:
		return tea.Batch(cmd, r.backTo(r.at()-1))
	case restart:
		return tea.Batch(cmd, r.again())
	case straightToPreview:
		for r.steps[r.first+len(r.screens)].title != previewTitle {
			r.screens = append(r.screens, r.steps[r.first+len(r.screens)].open(r.session, r.styles)) // for going back
		}
		return tea.Batch(cmd, r.open())
	}
	return cmd
}

// key handles the keys that mean the same on every screen.
func (r *root) key(msg tea.KeyPressMsg) (cmd tea.Cmd, handled bool) {
	switch {
	case key.Matches(msg, keyInterrupt()):
		if s, ok := r.current().(interrupter); ok && s.interrupt() {
			return nil, true
		}
		return tea.Interrupt, true
	case key.Matches(msg, keySuspend()):
		return tea.Suspend, true
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

// mouse turns the wheel into the arrow keys, clicks on a step before into going back there, and other clicks into the screen's.
func (r *root) mouse(msg tea.MouseMsg) tea.Cmd {
	at := msg.Mouse()
	switch msg.(type) {
	case tea.MouseWheelMsg:
		arrow := map[tea.MouseButton]rune{tea.MouseWheelUp: tea.KeyUp, tea.MouseWheelDown: tea.KeyDown}[at.Button]
		if arrow != 0 && !r.help {
			return r.tell(tea.KeyPressMsg{Code: arrow})
		}
	case tea.MouseClickMsg:
		switch {
		case at.Button != tea.MouseLeft || r.help:
		case at.Y == 0:
			for i, crumb := range r.crumbs {
				if crumb.contains(at.X) && i < r.at() && i >= r.first && r.current().typing() != anything {
					return r.backTo(i)
				}
			}
		case at.Y >= headerHeight && at.Y < r.height-footerHeight:
			return r.tell(clickMsg{at.X - 1, at.Y - headerHeight})
		}
	}
	return nil
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

// backTo returns to a screen before, as it was left.
func (r *root) backTo(step int) tea.Cmd {
	if step < r.first {
		return nil
	}
	r.screens = r.screens[:step-r.first+1]
	return r.enter()
}

// again starts over at the first step, also when the workload was given then.
func (r *root) again() tea.Cmd {
	r.session.again()
	if r.first > 0 {
		r.first, r.screens = 0, nil
		return r.open()
	}
	return r.backTo(0)
}

func (r *root) enter() tea.Cmd {
	r.leave()
	var ctx context.Context
	ctx, r.cancel = context.WithCancel(r.ctx)
	return r.current().start(ctx)
}

// leave ends the requests of the current screen.
func (r *root) leave() { r.cancel() }

func (r *root) watchHealth() tea.Cmd {
	health := r.session.config.Ops.Health
	return request(r.ctx, func(ctx context.Context) tea.Msg {
		select {
		case <-time.After(healthInterval):
		case <-ctx.Done():
		}
		return healthMsg(health())
	})
}
