package tui

import (
	"context"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// halfDone is what an earlier run left half done in the namespace, and what is done about it.
type halfDone struct {
	namespace string // that was looked at; empty before
	plans     []expose.UnfinishedPlan
	asking    bool // whether to take the first one back
	undoing   bool
}

type (
	unfinishedMsg struct {
		namespace string
		plans     []expose.UnfinishedPlan
	}
	finishMsg struct {
		workload expose.Workload
		plan     expose.Plan
		err      error
	}
	tookBackMsg struct{ err error }
)

// lookForHalfDone looks once for each namespace, after its workloads are listed: they come first. Who may not look is told nothing.
func (p *pick) lookForHalfDone() tea.Cmd {
	namespace, unfinished := p.session.namespace(), p.session.config.Ops.Unfinished
	if namespace == "" {
		namespace = p.session.config.Identity.Namespace
	}
	if unfinished == nil || p.session.config.DryRun || p.half.namespace == namespace {
		return nil
	}
	p.half = halfDone{namespace: namespace}
	return request(p.ctx, func(ctx context.Context) tea.Msg {
		plans, err := unfinished(ctx, namespace)
		if err != nil {
			return nil
		}
		return unfinishedMsg{namespace, plans}
	})
}

// halfDoneKey handles the keys for it. handled is false for others.
func (p *pick) halfDoneKey(msg tea.KeyPressMsg) (cmd tea.Cmd, handled bool) {
	asked := p.half.asking
	p.half.asking = false
	switch {
	case p.half.undoing: // leaving now would stop half way
		return nil, true
	case len(p.half.plans) == 0 || p.filtering || p.opening != "" || p.state != pickReady:
		return nil, false
	case asked && key.Matches(msg, keyUndoIt()):
		return p.takePlanBack(), true
	case asked:
		return nil, true
	case key.Matches(msg, keyFinishPlan()):
		return p.finishPlan(), true
	case key.Matches(msg, keyTakePlanBack()):
		p.half.asking = true
		return nil, true
	}
	return nil, false
}

// finishPlan reads the workload, and goes on to the preview of what is missing.
func (p *pick) finishPlan() tea.Cmd {
	half, read := p.half.plans[0], p.session.config.Ops.Workload
	plan := expose.Plan{Workload: half.Workload, Objects: half.Missing}
	spec := p.session.config.Spec
	return request(p.ctx, func(ctx context.Context) tea.Msg {
		w, err := read(ctx, half.Workload, spec)
		return finishMsg{w, plan, err}
	})
}

func (p *pick) takePlanBack() tea.Cmd {
	p.half.undoing = true
	written := objectsOf(p.half.plans[0].Written)
	work, takeBack := p.session.busy(), p.session.config.Ops.TakeBack
	return follow(p.ctx, func(ctx context.Context, emit func(tea.Msg)) {
		emit(tookBackMsg{work.do(func(expose.Event) {}, func(emit func(expose.Event)) error {
			return takeBack(ctx, written, emit)
		})})
	})
}

// halfDoneNews takes what became of it.
func (p *pick) halfDoneNews(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case unfinishedMsg:
		if msg.namespace == p.half.namespace {
			p.half.plans = msg.plans
		}
	case finishMsg:
		if msg.err != nil {
			return notice("✗ " + msg.err.Error())
		}
		p.session.pick(msg.workload)
		p.session.leftover = &msg.plan
		return p.session.leave(straightToPreview)
	case tookBackMsg:
		p.half.undoing = false
		events := p.session.undidEarlier(msg.err)
		if msg.err != nil {
			return notice("✗ " + msg.err.Error())
		}
		p.half.plans = slices.Delete(p.half.plans, 0, 1)
		return notice(tookBack(events))
	}
	return nil
}

// halfDoneLine says what was left half done; empty when nothing was.
func (p *pick) halfDoneLine(width int) string {
	if len(p.half.plans) == 0 {
		return ""
	}
	plan := p.half.plans[0]
	name := printable(plan.Workload.Name)
	if p.session.namespace() == "" { // the list is of all of them
		name = printable(plan.Workload.Namespace) + "/" + name
	}
	const keys = " · F finishes · U takes it back"
	text := fitLine("⚠ "+name+" is half exposed: "+missingText(plan)+" is missing", width-ansi.StringWidth(keys)) + keys
	switch {
	case p.half.undoing:
		text = "⚠ Taking back what was done for " + name + " …"
	case p.half.asking:
		text = "⚠ Take back " + writtenText(plan) + "? y takes it back"
	}
	return p.styles.warning.Render(fitLine(text, width))
}

// missingText names what was still to be written.
func missingText(plan expose.UnfinishedPlan) string {
	var names []string
	for _, o := range plan.Missing {
		names = append(names, expose.RefOf(o).Short())
	}
	return printable(strings.Join(names, ", "))
}

// writtenText names what was written.
func writtenText(plan expose.UnfinishedPlan) string {
	var names []string
	for _, r := range plan.Written {
		names = append(names, r.Ref().Short())
	}
	return printable(strings.Join(names, ", "))
}

func objectsOf(written []expose.Recorded) []*unstructured.Unstructured {
	objects := make([]*unstructured.Unstructured, len(written))
	for i, r := range written {
		objects[i] = r.Object
	}
	return objects
}
