package tui

import (
	tea "charm.land/bubbletea/v2"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// session is what the user has said and done so far. Screens share it and change it only in their update.
type session struct {
	config Config
	// exec hands the terminal to a program while it runs. Tests have none to hand over.
	exec func(tea.ExecCommand, tea.ExecCallback) tea.Cmd
	// scope is what the list of workloads shows.
	scope Scope
	// picking says that a workload is being picked, and workload is the one before.
	picking  bool
	workload expose.Workload
	// facts are known of the cluster around the workload; nil until they are read.
	facts *expose.Facts
	// spec holds what the user said, of all types tried; what is not said is left to the defaults.
	spec expose.Spec
	// drafts are texts of fields that cannot be read yet.
	drafts map[string]string
	// onConflict is what to do about fields that others own. It holds for the preview that asked for it, and what is applied from it.
	onConflict expose.OnConflict
	// focus is the field that the form is to come up with, once; empty for the one where it was left.
	focus   string
	changes []expose.Change
	// edited says that the changes are of YAML edited by hand; saved is the file that this was saved to, empty when it was not.
	edited bool
	saved  string
	// events are those of the plan that was applied last, applied what was done by all of them.
	events, applied []expose.Event
	commands        [][]string // that do what was applied, by their words, one a plan
	err             error      // of the plan that was applied last
	done            bool
	undone          bool // it was taken back again
	// work is what changes the cluster now, or did so last; told counts its events that are known.
	work *work
	told int
	// leftover is a plan that an earlier run left half done, which is to be previewed; finishing says that it is what is previewed or was applied.
	leftover  *expose.Plan
	finishing bool
	// changed is why applying stopped: something was not as the preview had shown.
	changed error
	// rare says that the fields which are rarely needed are shown.
	rare bool
	// move is where the screen is left to once its update returns.
	move move
}

// leave leaves the screen. The root does it before it takes another message: a key typed right after belongs to the screen that comes.
func (s *session) leave(to move) tea.Cmd {
	s.move = to
	return nil
}

func newSession(config Config) *session {
	s := &session{config: config, spec: config.Spec, drafts: map[string]string{}, exec: tea.Exec, rare: config.Advanced}
	s.scope = Scope{Kind: expose.Kinds()[0], Namespace: config.Identity.Namespace}
	if config.AllNamespaces {
		s.scope.Namespace = ""
	}
	return s
}

// pick takes another workload. What was said about the one before does not hold for it.
func (s *session) pick(w expose.Workload) {
	if s.workload.Ref != w.Ref {
		s.spec, s.drafts = s.config.Spec, map[string]string{}
	}
	if s.workload.Namespace != w.Namespace {
		s.facts = nil
	}
	s.workload, s.picking = w, false
}

// again forgets what was said about the workload. What was applied stays known.
func (s *session) again() {
	s.spec, s.drafts, s.workload = s.config.Spec, map[string]string{}, expose.Workload{}
	s.rare = s.config.Advanced
}

// namespace is the one that is spoken of; empty means all of them.
func (s *session) namespace() string {
	if s.picking {
		return s.scope.Namespace
	}
	return s.workload.Namespace
}

// otherThanAll is the namespace to show in place of all of them, and none where all are to be shown.
func (s *session) otherThanAll() string {
	if s.scope.Namespace == "" {
		return s.config.Identity.Namespace
	}
	return ""
}

// place says where workloads are listed.
func (s *session) place() string {
	if s.scope.Namespace == "" {
		return "in any namespace"
	}
	return "in namespace " + printable(s.scope.Namespace)
}

// complete returns what the user said about the type chosen, with the defaults filled in.
func (s *session) complete() expose.Spec {
	return expose.Default(s.workload, s.spec.Relevant())
}

// selector is the one that chooses the Pods for spec; nil when there is none to be followed.
func (s *session) selector(spec expose.Spec) labels.Set {
	switch {
	case spec.Type == expose.ExternalName:
		return nil
	case len(spec.Selector) > 0:
		return spec.Selector
	}
	selector, _ := s.workload.ServiceSelector()
	return selector
}

// command does what is previewed, or was applied last, by its words: the shortest that mean the same. There are none for YAML that was edited
// by hand and is in no file.
func (s *session) command() []string {
	switch {
	case !s.edited:
		return s.config.Ops.CommandLine(s.workload, expose.Shorten(s.workload, s.complete()), s.onConflict)
	case s.saved != "":
		return s.config.Ops.ApplyCommand(s.saved, s.onConflict)
	}
	return nil
}

// begin starts another plan.
func (s *session) begin() *work {
	s.events, s.err, s.done, s.undone, s.changed = nil, nil, false, false, nil
	return s.busy()
}

// busy starts to change the cluster.
func (s *session) busy() *work {
	s.work, s.told = newWork(), 0
	return s.work
}

// happened records an event; the end of an object replaces its start.
func (s *session) happened(e expose.Event) {
	s.told++
	if n := len(s.events); n > 0 && s.events[n-1].Ref == e.Ref && s.events[n-1].Action == "" && s.events[n-1].Err == nil {
		s.events[n-1] = e
	} else {
		s.events = append(s.events, e)
	}
	if e.Action != "" {
		s.applied = append(s.applied, e)
	}
}

// finish records how the plan ended, and the command that does the same.
func (s *session) finish(err error) {
	s.work = nil
	s.err, s.done = err, err == nil
	if !s.done {
		return
	}
	if words := s.command(); words != nil {
		s.commands = append(s.commands, words)
	}
}

// takenBack records how taking back ended what was applied last.
func (s *session) takenBack(err error) {
	s.work = nil
	s.err, s.undone = err, err == nil
	if n := len(s.commands); s.undone && n > 0 && s.command() != nil {
		s.commands = s.commands[:n-1]
	}
}

// undidEarlier records what taking back an earlier run came to, and returns what happened.
func (s *session) undidEarlier(err error) []expose.Event {
	events, _ := s.work.wait()
	for _, e := range events {
		if e.Action != "" {
			s.applied = append(s.applied, e)
		}
	}
	s.work, s.err = nil, err
	return events
}

// written are the objects that the last plan wrote.
func (s *session) written() []*unstructured.Unstructured {
	var objects []*unstructured.Unstructured
	for _, e := range s.events {
		if (e.Action == expose.Created || e.Action == expose.Configured) && !e.Back {
			objects = append(objects, e.Object)
		}
	}
	return objects
}

// settle waits for what still changes the cluster, and records it.
func (s *session) settle() {
	if s.work == nil {
		return
	}
	events, err := s.work.wait()
	for _, e := range events[min(s.told, len(events)):] {
		s.happened(e)
	}
	s.work, s.err, s.done = nil, err, err == nil
}

func (s *session) result() Result {
	r := Result{Events: s.applied, Err: s.err}
	for _, words := range s.commands {
		r.Commands = append(r.Commands, shellLine(words))
	}
	return r
}

// say takes what the user typed into a field. Text that cannot be read yet is kept as a draft.
func (s *session) say(f formField, text string) {
	if err := f.say(&s.spec, text); err != nil {
		s.drafts[f.Name] = text
		return
	}
	delete(s.drafts, f.Name)
}
