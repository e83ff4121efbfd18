package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// factsMsg is what is known of the cluster around the workload.
type factsMsg struct {
	facts expose.Facts
	err   error
}

// readFacts reads the facts of the session's workload, unless they are known. Its [factsMsg] goes to [session.learn].
func readFacts(ctx context.Context, s *session) tea.Cmd {
	if s.facts != nil {
		return nil
	}
	read, namespace := s.config.Ops.Facts, s.workload.Namespace
	return request(ctx, func(ctx context.Context) tea.Msg {
		facts, err := read(ctx, namespace)
		return factsMsg{facts, err}
	})
}

// doubt says why a type cannot work here, as far as that is known.
func (s *session) doubt(t expose.Type) string {
	if s.facts == nil {
		return ""
	}
	spec := s.spec
	spec.Type = t
	return expose.Doubt(s.workload, spec.Relevant(), *s.facts)
}

// learn keeps facts. Where they could not be read, a form offers nothing to complete, and the next screen asks again.
func (s *session) learn(msg factsMsg) {
	if msg.err == nil {
		s.facts = &msg.facts
	}
}
