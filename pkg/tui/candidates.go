package tui

import (
	"fmt"
	"slices"
	"strings"

	"k8s.io/utils/ptr"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// candidate is a text that can be completed, and what people want to know of it.
type candidate struct{ text, note string }

// candidates are what can be given to a field: the words that it takes, or what there is in the cluster.
func candidates(s *session, spec expose.Spec, f formField) []candidate {
	w, facts := s.workload, ptr.Deref(s.facts, expose.Facts{})
	switch f.Name {
	case expose.FieldHost:
		return plain(facts.Hosts)
	case expose.FieldIngressClass:
		var all []candidate
		for _, c := range facts.IngressClasses {
			note := c.Controller
			if c.Default {
				note += ", the default"
			}
			all = append(all, candidate{c.Name, note})
		}
		return all
	case expose.FieldTLSSecret:
		return plain(facts.TLSSecrets)
	case expose.FieldGateway:
		var all []candidate
		for _, ref := range expose.GatewayRefs(w, spec) {
			all = append(all, candidate{text: ref.String()})
		}
		return all
	case expose.FieldHTTPSRedirect:
		var all []candidate
		for _, g := range w.Gateways {
			for _, l := range g.Listeners {
				if l.Protocol == "HTTP" {
					all = append(all, candidate{l.Name, "of " + g.Name})
				}
			}
		}
		return all
	case expose.FieldSelector:
		var all []candidate
		for key, value := range w.PodLabels {
			all = append(all, candidate{text: key + "=" + value})
		}
		slices.SortFunc(all, func(a, b candidate) int { return strings.Compare(a.text, b.text) })
		return all
	}
	return plain(f.Choices)
}

// portCandidates are what can be given to a cell of a port.
func portCandidates(w expose.Workload, cell int) []candidate {
	var all []candidate
	switch cell {
	case cellProtocol:
		return plain(expose.Protocols().Words())
	case cellAppProtocol:
		// https://kubernetes.io/docs/concepts/services-networking/service/#application-protocol
		return plain([]string{"http", "https", "grpc", "kubernetes.io/h2c", "kubernetes.io/ws", "kubernetes.io/wss"})
	case cellName, cellTarget:
		for _, p := range w.Ports {
			if p.Name != "" {
				all = append(all, candidate{p.Name, portNumber(p.Port, p.Protocol)})
			}
		}
		if cell == cellName {
			return all
		}
		for _, p := range w.Ports {
			all = append(all, candidate{text: fmt.Sprint(p.Port)})
		}
	}
	return all
}

func plain(texts []string) []candidate {
	var all []candidate
	for _, text := range texts {
		all = append(all, candidate{text: text})
	}
	return all
}

// classOf is the IngressClass that is named, or else the cluster's default one. ok is false when it is not known.
func classOf(facts *expose.Facts, name string) (class expose.IngressClass, ok bool) {
	if facts == nil {
		return class, false
	}
	i := slices.IndexFunc(facts.IngressClasses, func(c expose.IngressClass) bool { return c.Name == name || name == "" && c.Default })
	if i < 0 {
		return class, false
	}
	return facts.IngressClasses[i], true
}

// retiredController is that of ingress-nginx, whose last release was in March 2026.
// https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/
const retiredController = "k8s.io/ingress-nginx"

// classProblem says why an Ingress of the class may have nobody who cares for it.
func classProblem(facts *expose.Facts, name string) string {
	class, ok := classOf(facts, name)
	switch {
	case facts == nil || facts.IngressClasses == nil:
		return ""
	case ok && class.Controller == retiredController:
		return "ingress-nginx is retired since March 2026"
	case ok:
		return ""
	case len(facts.IngressClasses) == 0:
		return "this cluster has no IngressClass"
	case name != "":
		return "there is no IngressClass of this name"
	}
	return "no IngressClass is the default one, so name one"
}
