package tui

import (
	"context"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// selected follows the Pods that a selector matches.
type selected struct {
	podNews
	selector labels.Set // nil where none is to be followed
	asked    int        // counts the selectors, so that news of an old one is told from that of the newest
	stop     context.CancelFunc
}

// podNews is what is known of the Pods.
type podNews struct {
	state loadState
	places
	err error // why they cannot be read, or are not live now
	// fallback says what the workload itself tells of its Pods where they cannot be read; empty when it tells nothing.
	fallback string
}

type podsMsg struct {
	asked  int
	places places
	err    error
}

// typingPause is how long a selector stays as it is before its Pods are asked for.
const typingPause = 300 * time.Millisecond

func newSelected() selected { return selected{stop: func() {}} }

// follow asks for the Pods after a pause, in place of those asked for before.
func (p *selected) follow(ctx context.Context, s *session, selector labels.Set, pause time.Duration) tea.Cmd {
	p.stop()
	p.asked++
	p.selector, p.podNews = selector, podNews{}
	if selector == nil {
		return nil
	}
	ctx, p.stop = context.WithCancel(ctx)
	asked, namespace, pods := p.asked, s.workload.Namespace, s.config.Ops.Pods
	return follow(ctx, func(ctx context.Context, emit func(tea.Msg)) {
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return
		}
		pods(ctx, namespace, selector, func(pods []expose.Pod, err error) {
			emit(podsMsg{asked, newPlaces(pods), err})
		})
	})
}

// learn takes what is told of the Pods. Those known stay when the cluster cannot be asked for a while.
func (p *selected) learn(msg podsMsg, fallback string) {
	switch {
	case msg.asked != p.asked:
	case msg.err == nil:
		p.podNews = podNews{state: ready, places: msg.places}
	case p.state == ready:
		p.err = msg.err
	default:
		p.podNews = podNews{state: failed, err: msg.err, fallback: fallback}
	}
}

// line says in a line how many Pods match and how many of them are ready. What is too long is cut, but never the figures.
func (p *selected) line(st *styles, width int) string {
	if p.selector == nil {
		return ""
	}
	text, style, why := p.figures(), st.plain, ""
	switch {
	case p.state == failed:
		style, why = st.dim, p.err.Error()
	case p.state == ready && p.err != nil:
		why = "not live: " + p.err.Error()
	}
	before, selector := "Pods ", printable(labels.FormatLabels(p.selector))
	if p.state == ready && p.ready == 0 {
		before, style = "⚠ Pods ", st.warning
	}
	const least = 8 // of the selector
	room := max(least, width-ansi.StringWidth(before+": "+text))
	if ansi.StringWidth(selector) > room {
		selector = cutMiddle(selector, room)
	}
	line := style.Render(before + selector + ": " + text)
	if left := width - ansi.StringWidth(line) - 2; why != "" && left > least {
		line += "  " + st.dim.Render(fitLine(printable(why), left))
	}
	return fitLine(line, width)
}

func (p *selected) figures() string {
	switch {
	case p.state == loading:
		return "reading…"
	case p.state == failed && p.fallback != "":
		return p.fallback
	case p.state == failed:
		return "cannot be read"
	case p.pods == 0:
		return "none, so nothing would answer"
	case p.ready == p.pods && p.pods > 1:
		return fmt.Sprintf("%d, all ready", p.pods)
	case p.ready == p.pods:
		return "1, ready"
	case p.ready == 0:
		return fmt.Sprintf("%d, none ready", p.pods)
	}
	return fmt.Sprintf("%d, %d ready", p.pods, p.ready)
}

// readyOf is what a workload itself tells of its Pods.
func readyOf(w expose.Workload) string {
	return fmt.Sprintf("%d of %d ready, says the %s", w.Ready, w.Replicas, strings.ToLower(w.Kind))
}
