package expose

import (
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// Reason says why a field has the value that [Default] chose.
type Reason struct {
	// Field is one of the Field constants, Value what was chosen.
	Field, Value string
	// Text is a clause for people.
	Text string
}

// Reasons says where the defaults come from with which s is completed, in the order of the fields. What s says itself needs none.
func Reasons(w Workload, s Spec) []Reason {
	full := Default(w, s)
	w = w.as(s)
	var reasons []Reason
	for _, f := range Fields() {
		said, chosen := f.texts(s), f.texts(full)
		if len(said) > 0 && f.Name != FieldPort || len(chosen) == 0 || !f.AppliesTo(full.Type) {
			continue
		}
		if f.Name == FieldPort {
			for i, p := range full.Ports {
				if i >= len(s.Ports) || s.Ports[i] != p {
					reasons = append(reasons, Reason{f.Name, p.String(), portReason(w, s, p)})
				}
			}
			continue
		}
		if text := fieldReason(w, full, f.Name); text != "" {
			reasons = append(reasons, Reason{f.Name, strings.Join(chosen, ","), text})
		}
	}
	if selector, ok := w.ServiceSelector(); ok && len(s.Selector) == 0 && full.Type != ExternalName {
		reasons = append(reasons, Reason{FieldSelector, labels.FormatLabels(selector), "the labels by which " + w.Short() + " chooses its Pods"})
	}
	return reasons
}

func fieldReason(w Workload, full Spec, name string) string {
	switch name {
	case FieldType:
		if full.Type == Headless {
			return "it gives the Pods of a StatefulSet their names"
		}
		return "it has the smallest reach"
	case FieldName:
		if full.Name != w.Name {
			return "the Service that the StatefulSet names"
		}
		return "the workload's name"
	case FieldPath:
		return "every path"
	case FieldPathType:
		return "what most controllers agree on"
	case FieldGateway:
		return "the only Gateway that admits it"
	case FieldSessionAffinity:
		return "the timeout is its"
	case FieldExternalTrafficPolicy:
		return "the health check is for it"
	}
	return ""
}

func portReason(w Workload, s Spec, p Port) string {
	c, declared := w.declared(p.TargetPort, p.Protocol)
	var texts []string
	switch {
	case declared && c.Source != "":
		texts = append(texts, fmt.Sprintf("no container declares a port: %d comes from %s", c.Port, c.Source))
	case declared:
		texts = append(texts, fmt.Sprintf("%d is declared", c.Port))
	case len(s.Ports) == 0:
		if service, ok := w.servedBy(); ok {
			texts = append(texts, "service/"+service.Name+" serves it")
		}
	default:
		texts = append(texts, "no container declares a port for it, so it leads to its own number")
	}
	if declared && len(s.Ports) == 0 && p.Port != c.Port && p.Protocol == corev1.ProtocolTCP {
		texts = append(texts, fmt.Sprintf("a web server is looked for on %d", p.Port))
	}
	return strings.Join(texts, "; ")
}
