package expose

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	unversionedvalidation "k8s.io/apimachinery/pkg/apis/meta/v1/validation"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

const (
	labelRule     = "must be a DNS label: a-z, 0-9 and -, at most 63 characters, with a letter or digit at both ends"
	subdomainRule = "must be a DNS name: a-z, 0-9, - and ., at most 253 characters, with a letter or digit at both ends of each part"
)

// Validate says what keeps s, as [Default] completed it, from exposing w. A field's path is
// the name of its flag, a detail is a sentence for people.
//
// It is early and kind; the last word has the API server's dry-run.
func Validate(w Workload, s Spec) field.ErrorList {
	w = w.as(s)
	errs := slices.Concat(validateRelevance(s), validateName(w, s), validateMetadata(s))
	switch {
	case s.Type == ExternalName:
		errs = append(errs, validateExternalName(s.ExternalName)...)
	case s.Type.routed() && !leadsToWorkload(s): // no Service is made
		errs = append(errs, validateRoutes(w, s)...)
	case s.Type.routed():
		errs = slices.Concat(errs, validateSelector(w, s), validatePorts(w, s), validateRoutes(w, s))
	default:
		errs = slices.Concat(errs, validateSelector(w, s), validatePorts(w, s), validateTraffic(s), validateServer(w, s), validateAddresses(s))
	}
	return append(errs, validateOverrides(w, s, len(errs) == 0)...)
}

func validateName(w Workload, s Spec) field.ErrorList {
	path := field.NewPath(FieldName)
	switch {
	case s.Name == "" && w.IsService():
		return field.ErrorList{field.Required(path, fmt.Sprintf("a second Service for the Pods of %s needs a name of its own", w.Short()))}
	case s.Type.routed() && !leadsToWorkload(s):
		if len(validation.IsDNS1123Subdomain(s.Name)) > 0 {
			return field.ErrorList{field.Invalid(path, s.Name, subdomainRule)}
		}
	case len(validation.IsDNS1123Label(s.Name)) > 0:
		return field.ErrorList{field.Invalid(path, s.Name, labelRule)}
	}
	return nil
}

// validateSelector checks what chooses the Pods: the labels that somebody gave, or the workload's own selector.
func validateSelector(w Workload, s Spec) field.ErrorList {
	path := field.NewPath(FieldSelector)
	if len(s.Selector) > 0 {
		return validateLabels(path, s.Selector)
	}
	if _, ok := w.ServiceSelector(); !ok {
		return field.ErrorList{field.Required(path, unexpressible(w))}
	}
	return nil
}

func validateMetadata(s Spec) field.ErrorList {
	errs := validateLabels(field.NewPath(FieldLabels), s.Labels)
	for _, e := range apivalidation.ValidateAnnotations(s.Annotations, field.NewPath(FieldAnnotation)) {
		errs = append(errs, field.Invalid(field.NewPath(FieldAnnotation), e.BadValue, "the key must be a name such as example.com/owner, and all together at most 256 KiB long"))
	}
	return errs
}

func validateLabels(path *field.Path, labels map[string]string) field.ErrorList {
	var errs field.ErrorList
	for _, e := range unversionedvalidation.ValidateLabels(labels, path) {
		errs = append(errs, field.Invalid(path, e.BadValue, "a label is key=value, the key such as app or example.com/app, the value of at most 63 letters, digits, -, _ and ."))
	}
	return errs
}

// validateOverrides tries them, where there is an object to try them on.
func validateOverrides(w Workload, s Spec, buildable bool) field.ErrorList {
	path := field.NewPath(FieldOverrides)
	switch {
	case s.Overrides == "" && s.OverrideType != "":
		return field.ErrorList{field.Required(path, "--"+FieldOverrideType+" says how to merge them")}
	case s.Overrides != "" && buildable:
		if _, err := Build(w, s); err != nil {
			return field.ErrorList{field.Invalid(path, s.Overrides, err.Error())}
		}
	}
	return nil
}

// validateRelevance refuses fields that the type has no use for: dropping what somebody
// asked for would surprise them.
func validateRelevance(s Spec) field.ErrorList {
	var errs field.ErrorList
	for _, f := range Fields() {
		if !f.AppliesTo(s.Type) && len(f.texts(s)) > 0 {
			errs = append(errs, field.Forbidden(field.NewPath(f.Name),
				fmt.Sprintf("has no meaning for %s; it goes with %s", s.Type, oneOf(f.Types))))
		}
	}
	return errs
}

func unexpressible(w Workload) string {
	if w.Selector == nil || len(w.Selector.MatchLabels)+len(w.Selector.MatchExpressions) == 0 {
		return fmt.Sprintf("%s has no selector, so say which Pods to serve, such as app=web", w.Short())
	}
	why := "no labels of its Pod template choose the same"
	if w.Pods == nil {
		why = "whether labels of its Pod template choose the same is not known, because its Pods could not be listed"
	}
	return fmt.Sprintf("%s chooses its Pods by sets (%s), which a Service cannot express, and %s; give its Pods a label of their own, or say which labels to select",
		w.Short(), setsText(w.Selector), why)
}

func validateExternalName(name string) field.ErrorList {
	path := field.NewPath(FieldExternalName)
	if name == "" {
		return field.ErrorList{field.Required(path, "an ExternalName Service needs the DNS name that it stands for, such as db.example.com")}
	}
	if _, err := netip.ParseAddr(name); err == nil {
		return field.ErrorList{field.Invalid(path, name, "must be a DNS name, not an IP address: clients are answered with a CNAME")}
	}
	// The API server allows the dot at the end that makes a name absolute.
	if len(validation.IsDNS1123Subdomain(strings.TrimSuffix(name, "."))) > 0 {
		return field.ErrorList{field.Invalid(path, name, subdomainRule)}
	}
	return nil
}
