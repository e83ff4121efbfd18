package tui

import (
	"slices"
	"strings"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// offers are what can be completed: the words that a field takes, or the Gateways that admit the route.
func (s *session) offers(f formField) []string {
	if f.Name != expose.FieldGateway {
		return f.Choices
	}
	var texts []string
	for _, ref := range expose.GatewayRefs(s.workload, s.complete()) {
		texts = append(texts, ref.String())
	}
	return texts
}

// hint says what a field is for, or which Gateways there are.
func (s *session) hint(f formField) string {
	if f.Name != expose.FieldGateway {
		return f.hint
	}
	if refs := s.offers(f); len(refs) > 0 {
		return f.hint + "; there is " + strings.Join(refs, ", ")
	}
	return f.hint + "; none that admits it is known"
}

// reasons say where the value of a field comes from that the user left open; none where it has none.
func (s *session) reasons(f formField) []string {
	var reasons []string
	for _, r := range expose.Reasons(s.workload, s.spec.Relevant()) {
		if r.Field == f.Name {
			reasons = append(reasons, r.Text)
		}
	}
	if reasons = slices.Compact(reasons); len(reasons) > 2 {
		reasons = append(reasons[:2], "and so on")
	}
	return reasons
}
