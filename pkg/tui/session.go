package tui

import "github.com/kubectl-xnode/kubectl-xnode/pkg/expose"

// session is what the user has said and done so far. Screens share it and change it only in their update.
type session struct {
	config   Config
	workload expose.Workload
	// spec holds what the user said, of all types tried; what is not said is left to the defaults.
	spec expose.Spec
	// drafts are texts of fields that cannot be read yet.
	drafts   map[string]string
	takeOver bool
	changes  []expose.Change
	events   []expose.Event
	done     bool
}

// pick takes another workload. What was said about the one before does not hold for it.
func (s *session) pick(w expose.Workload) {
	if s.workload.Ref != w.Ref {
		s.spec, s.drafts = s.config.Spec, map[string]string{}
	}
	s.workload = w
}

// complete returns what the user said about the type chosen, with the defaults filled in.
func (s *session) complete() expose.Spec {
	return expose.Default(s.workload, s.spec.Relevant())
}

// commandLine is the shortest command that means the same.
func (s *session) commandLine() string {
	return s.config.Ops.CommandLine(s.workload, expose.Shorten(s.workload, s.complete()), s.takeOver)
}

func (s *session) result() Result {
	var r Result
	for _, e := range s.events {
		if e.Action != "" {
			r.Events = append(r.Events, e)
		}
	}
	if n := len(s.events); n > 0 && s.events[n-1].Action == "" && s.events[n-1].Err == nil {
		r.Unfinished = &s.events[n-1].Ref
	}
	return r
}

// say takes what the user typed into a field. Text that cannot be read yet is kept as a draft.
func (s *session) say(f formField, text string) {
	if err := f.set(&s.spec, text); err != nil {
		s.drafts[f.name] = text
		return
	}
	delete(s.drafts, f.name)
}
