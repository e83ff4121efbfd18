package tui

import (
	"context"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// steps are the screens in their order. The whole flow is this list: enter goes on, esc goes back.
func steps() []step {
	return []step{
		{"Workload", newPick},
		{"Expose as", newChooseType},
		{"Details", newDetails},
		{previewTitle, newPreview},
		{"Done", newDone},
	}
}

const previewTitle = "Preview"

type step struct {
	title string
	open  func(*session, *styles) screen
}

// screen is one step. It shows the session, changes it, and says when to go on or back; it knows no other screen.
type screen interface {
	// start is called each time the screen comes up, also by going back to it. Requests end with ctx,
	// which ends when the screen is left.
	start(ctx context.Context) tea.Cmd
	// update handles a message. It may leave the screen by session.leave.
	update(msg tea.Msg) tea.Cmd
	// view draws at most height lines of at most width cells.
	view(width, height int) string
	// keys are those that do something now, the footer's and those that only help lists.
	keys() (short, more []key.Binding)
	// typing says what keys are text now, and not commands.
	typing() typing
}

// interrupter is a screen that asks before ctrl+c ends the program: something would stop half way.
type interrupter interface {
	// interrupt reports whether it asks now.
	interrupt() (asks bool)
}

// typing says what can be typed into a screen.
type typing int

const (
	nothing  typing = iota
	letters         // all but ?, which no value has
	anything        // everything
)

// move is where a screen is left to.
type move int

const (
	stay              move = iota
	forward                // to the next step
	backward               // to the step before
	restart                // to the first step, with another workload
	straightToPreview      // to the preview, past the steps between
)

type (
	noticeMsg string             // say something in the footer, until the next key
	clickMsg  struct{ x, y int } // a click into the screen, where 0, 0 is its upper left corner
)

func notice(text string) tea.Cmd { return func() tea.Msg { return noticeMsg(text) } }

// request runs f outside of update. Its message is dropped when the screen has been left meanwhile.
func request(ctx context.Context, f func(context.Context) tea.Msg) tea.Cmd {
	return func() tea.Msg {
		msg := f(ctx)
		if ctx.Err() != nil {
			return nil
		}
		return msg
	}
}

// newsMsg is one of many messages of something that is followed. The root hands msg to the screen and waits for more.
type newsMsg struct {
	msg  tea.Msg
	more tea.Cmd
}

// follow runs f outside of update until it or ctx ends. All that it emits meanwhile comes as messages, in order.
func follow(ctx context.Context, f func(ctx context.Context, emit func(tea.Msg))) tea.Cmd {
	news := make(chan tea.Msg)
	emit := func(msg tea.Msg) {
		select {
		case news <- msg:
		case <-ctx.Done():
		}
	}
	var listen tea.Cmd
	listen = func() tea.Msg {
		select {
		case msg, open := <-news:
			if open && ctx.Err() == nil {
				return newsMsg{msg, listen}
			}
		case <-ctx.Done():
		}
		return nil
	}
	work := func() tea.Msg {
		defer close(news)
		f(ctx, emit)
		return nil
	}
	return tea.Batch(work, listen)
}
