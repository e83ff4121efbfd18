package tui

import (
	"errors"
	"strings"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// formField binds a field of a Spec to a line of the form, as a flag binds it to the command line.
type formField struct {
	name, label, hint string
	empty             string // what an empty line means
	get               func(expose.Workload, expose.Spec) string
	set               func(*expose.Spec, string) error
	choices           []string // what can be completed
}

// formFields lists all lines of the form, in the order of [expose.Fields]. The type is chosen on a screen of its own.
func formFields() []formField {
	return []formField{
		text(expose.FieldName, "Name", "the workload's name", "of the objects made", func(s *expose.Spec) *string { return &s.Name }),
		{
			name: expose.FieldPort, label: "Ports", hint: "such as 80, 80:8080, dns=53:dns/UDP or 80:http@30080; a space between two",
			get: expose.PortsText, set: setPorts,
		},
		text(expose.FieldExternalName, "External name", "", "the host outside, such as db.example.com", func(s *expose.Spec) *string { return &s.ExternalName }),
		choice(expose.FieldSessionAffinity, "Affinity", "None", "the same Pod for a client each time", expose.SessionAffinities(), expose.ParseSessionAffinity, func(s *expose.Spec) *expose.SessionAffinity { return &s.SessionAffinity }),
		choice(expose.FieldExternalTrafficPolicy, "From outside", "Cluster", "Local keeps the client's address, and needs a Pod on the node", expose.ExternalTrafficPolicies(), expose.ParseExternalTrafficPolicy, func(s *expose.Spec) *expose.ExternalTrafficPolicy { return &s.ExternalTrafficPolicy }),
		choice(expose.FieldInternalTrafficPolicy, "From inside", "Cluster", "Local serves from Pods of the client's node only", expose.InternalTrafficPolicies(), expose.ParseInternalTrafficPolicy, func(s *expose.Spec) *expose.InternalTrafficPolicy { return &s.InternalTrafficPolicy }),
		choice(expose.FieldTrafficDistribution, "Prefer", "all alike", "Pods near the client", expose.TrafficDistributions(), expose.ParseTrafficDistribution, func(s *expose.Spec) *expose.TrafficDistribution { return &s.TrafficDistribution }),
		text(expose.FieldLoadBalancerClass, "LB class", "the cluster's default", "who makes the load balancer", func(s *expose.Spec) *string { return &s.LoadBalancerClass }),
		text(expose.FieldHost, "Host", "every host", "such as shop.example.com or *.example.com", func(s *expose.Spec) *string { return &s.Host }),
		text(expose.FieldPath, "Path", "/", "the URLs that lead here", func(s *expose.Spec) *string { return &s.Path }),
		choice(expose.FieldPathType, "Path type", "Prefix", "how the path is compared", expose.PathTypes(), expose.ParsePathType, func(s *expose.Spec) *expose.PathType { return &s.PathType }),
		text(expose.FieldIngressClass, "Ingress class", "the cluster's default", "the IngressClass", func(s *expose.Spec) *string { return &s.IngressClass }),
		text(expose.FieldTLSSecret, "TLS Secret", "plain HTTP", "with the certificate for the host", func(s *expose.Spec) *string { return &s.TLSSecret }),
	}
}

func text(name, label, empty, hint string, at func(*expose.Spec) *string) formField {
	return formField{
		name: name, label: label, empty: empty, hint: hint,
		get: func(_ expose.Workload, s expose.Spec) string { return *at(&s) },
		set: func(s *expose.Spec, text string) error { *at(s) = text; return nil },
	}
}

// choice is a line that takes one of a few words, in any case; empty means the default.
func choice[E ~string](name, label, empty, hint string, all []E, parse func(string) (E, error), at func(*expose.Spec) *E) formField {
	words := make([]string, len(all))
	for i, e := range all {
		words[i] = string(e)
	}
	return formField{
		name: name, label: label, empty: empty, hint: strings.Join(words, ", ") + ": " + hint, choices: words,
		get: func(_ expose.Workload, s expose.Spec) string { return string(*at(&s)) },
		set: func(s *expose.Spec, text string) (err error) {
			*at(s) = ""
			if text != "" {
				*at(s), err = parse(text)
			}
			return err
		},
	}
}

func setPorts(s *expose.Spec, text string) error {
	var ports []expose.Port
	var errs []error
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' }) {
		p, err := expose.ParsePort(word)
		ports = append(ports, p)
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	s.Ports = ports
	return nil
}
