package tui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// hint says what a field is for, what the cluster has for it, and what is wrong with that.
func (s *session) hint(f formField) string {
	text := f.hint
	if len(f.Choices) > 0 {
		return text // it names them
	}
	switch all := candidates(s, s.complete(), f); {
	case len(all) > 0:
		text += "; there is " + named(all, 10)
	case f.Name == expose.FieldGateway:
		text += "; none that admits it is known"
	}
	if f.Name == expose.FieldIngressClass {
		if problem := classProblem(s.facts, s.spec.IngressClass); problem != "" {
			text += "; " + problem
		}
	}
	return text
}

// named names the first candidates.
func named(all []candidate, most int) string {
	var texts []string
	for _, c := range all[:min(most, len(all))] {
		if c.note != "" {
			c.text += " (" + c.note + ")"
		}
		texts = append(texts, c.text)
	}
	text := strings.Join(texts, ", ")
	if len(all) > most {
		text += fmt.Sprintf(" and %d more", len(all)-most)
	}
	return text
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
