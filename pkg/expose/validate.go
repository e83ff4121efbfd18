package expose

import (
	"fmt"
	"net/netip"
	"strings"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
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
	errs := validateRelevance(s)
	if len(validation.IsDNS1123Label(s.Name)) > 0 {
		errs = append(errs, field.Invalid(field.NewPath(FieldName), s.Name, labelRule))
	}
	if s.Type == ExternalName {
		return append(errs, validateExternalName(s.ExternalName)...)
	}
	if _, ok := w.ServiceSelector(); !ok {
		errs = append(errs, field.Forbidden(field.NewPath(FieldSelector), unexpressible(w)))
	}
	errs = append(errs, validatePorts(w, s)...)
	if s.LoadBalancerClass != "" && len(validation.IsQualifiedName(s.LoadBalancerClass)) > 0 {
		errs = append(errs, field.Invalid(field.NewPath(FieldLoadBalancerClass), s.LoadBalancerClass, "must be a name such as example.com/internal"))
	}
	if s.Type == Ingress {
		errs = append(errs, validateIngress(w, s)...)
	}
	return errs
}

func describe(s *corev1.Service) string {
	if s.Spec.ClusterIP == corev1.ClusterIPNone {
		return string(Headless)
	}
	return string(s.Spec.Type)
}

// validateRelevance refuses fields that the type has no use for: dropping what somebody
// asked for would surprise them.
func validateRelevance(s Spec) field.ErrorList {
	var errs field.ErrorList
	for _, f := range Fields() {
		if !f.AppliesTo(s.Type) && len(f.args(s)) > 0 {
			errs = append(errs, field.Forbidden(field.NewPath(f.Name),
				fmt.Sprintf("has no meaning for %s; it goes with %s", s.Type, oneOf(f.Types))))
		}
	}
	return errs
}

func unexpressible(w Workload) string {
	if w.Selector == nil || len(w.Selector.MatchLabels)+len(w.Selector.MatchExpressions) == 0 {
		return fmt.Sprintf("%s has no selector, so no Service can find its Pods", w.Short())
	}
	return fmt.Sprintf("%s chooses its Pods by sets (%s), which a Service cannot express, and no labels of its Pod template choose the same; give its Pods a label of their own",
		w.Short(), setsText(w.Selector))
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

func validateIngress(w Workload, s Spec) field.ErrorList {
	var errs field.ErrorList
	// The Service behind an Ingress is a plain one; making it of another would take its addresses away.
	if own := ownService(w, s.Name); own != nil && !plainClusterIP(own) {
		if _, ok := existingBackend(w, s); !ok {
			errs = append(errs, field.Invalid(field.NewPath(FieldName), s.Name,
				fmt.Sprintf("service/%s is there as %s and does not serve that port, so give another name", own.Name, describe(own))))
		}
	}
	if e := validateHost(s); e != nil {
		errs = append(errs, e)
	}
	if problem := pathProblem(s); problem != "" {
		errs = append(errs, field.Invalid(field.NewPath(FieldPath), s.Path, problem))
	}
	for _, f := range []struct{ name, value string }{{FieldIngressClass, s.IngressClass}, {FieldTLSSecret, s.TLSSecret}} {
		if f.value != "" && len(validation.IsDNS1123Subdomain(f.value)) > 0 {
			errs = append(errs, field.Invalid(field.NewPath(f.name), f.value, subdomainRule))
		}
	}
	return errs
}

// pathProblem follows ValidateHTTPIngressPath of the API server (pkg/apis/networking/validation): a path that means another one
// would be compared in ways nobody expects.
func pathProblem(s Spec) string {
	path := s.Path
	if !strings.HasPrefix(path, "/") {
		return "must start with /"
	}
	if s.PathType == networkingv1.PathTypeImplementationSpecific {
		return "" // what it means is up to the controller
	}
	for _, part := range []string{"//", "/./", "/../", "%2f", "%2F"} {
		if strings.Contains(path, part) {
			return "must not contain " + part
		}
	}
	for _, end := range []string{"/..", "/."} {
		if strings.HasSuffix(path, end) {
			return "must not end in " + end
		}
	}
	return ""
}

func validateHost(s Spec) *field.Error {
	path := field.NewPath(FieldHost)
	if s.Host == "" {
		if s.TLSSecret != "" {
			return field.Required(path, "a certificate is served for a host, so --"+FieldTLSSecret+" needs one")
		}
		return nil
	}
	if _, err := netip.ParseAddr(s.Host); err == nil {
		return field.Invalid(path, s.Host, "must be a DNS name, not an IP address")
	}
	if strings.Contains(s.Host, "://") {
		return field.Invalid(path, s.Host, "is a URL; give the host alone, such as shop.example.com")
	}
	if lower := strings.ToLower(s.Host); lower != s.Host && len(validation.IsDNS1123Subdomain(strings.TrimPrefix(lower, "*."))) == 0 {
		return field.Invalid(path, s.Host, "must be in lower case: "+lower)
	}
	if strings.HasPrefix(s.Host, "*") {
		if len(validation.IsWildcardDNS1123Subdomain(s.Host)) > 0 {
			return field.Invalid(path, s.Host, "a wildcard stands for one part at the front, such as *.example.com")
		}
		return nil
	}
	if len(validation.IsDNS1123Subdomain(s.Host)) > 0 {
		return field.Invalid(path, s.Host, subdomainRule)
	}
	return nil
}
