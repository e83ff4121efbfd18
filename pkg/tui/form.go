package tui

import (
	"errors"
	"strings"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// formField binds a field of a Spec to a line of the form, as a flag binds it to the command line.
type formField struct {
	name, label, hint string
	get               func(expose.Workload, expose.Spec) string
	set               func(*expose.Spec, string) error
	choices           []string // what can be completed
}

// formFields lists all lines of the form, in the order of [expose.Fields]. The type is chosen on a screen of its own.
func formFields() []formField {
	return []formField{
		text(expose.FieldName, "Name", "of the objects made", func(s *expose.Spec) *string { return &s.Name }),
		{
			name: expose.FieldPort, label: "Ports", hint: "such as 80, 80:8080, dns=53:dns/UDP or 80:http@30080; a space between two",
			get: expose.PortsText, set: setPorts,
		},
		text(expose.FieldExternalName, "External name", "the host outside, such as db.example.com", func(s *expose.Spec) *string { return &s.ExternalName }),
		text(expose.FieldHost, "Host", "such as shop.example.com or *.example.com; empty means every host", func(s *expose.Spec) *string { return &s.Host }),
		text(expose.FieldPath, "Path", "the URLs that lead here", func(s *expose.Spec) *string { return &s.Path }),
		{
			name: expose.FieldPathType, label: "Path type", hint: "Prefix, Exact or ImplementationSpecific",
			get: func(_ expose.Workload, s expose.Spec) string { return string(s.PathType) },
			set: func(s *expose.Spec, text string) (err error) {
				s.PathType = ""
				if text != "" {
					s.PathType, err = expose.ParsePathType(text)
				}
				return err
			},
			choices: []string{"Prefix", "Exact", "ImplementationSpecific"},
		},
		text(expose.FieldIngressClass, "Ingress class", "empty leaves it to the cluster's default class", func(s *expose.Spec) *string { return &s.IngressClass }),
		text(expose.FieldTLSSecret, "TLS Secret", "with the certificate for the host; empty means plain HTTP", func(s *expose.Spec) *string { return &s.TLSSecret }),
	}
}

func text(name, label, hint string, at func(*expose.Spec) *string) formField {
	return formField{
		name: name, label: label, hint: hint,
		get: func(_ expose.Workload, s expose.Spec) string { return *at(&s) },
		set: func(s *expose.Spec, text string) error { *at(s) = text; return nil },
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
