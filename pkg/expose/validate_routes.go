package expose

import (
	"fmt"
	"net/netip"
	"regexp"
	"strings"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// validateRoutes checks the hosts and paths of an Ingress or an HTTPRoute, and where they lead.
func validateRoutes(w Workload, s Spec) field.ErrorList {
	var errs field.ErrorList
	// The Service behind a route is a plain one; making it of another would take its addresses away.
	if own := ownService(w, s.Name); own != nil && !plainClusterIP(own) && len(routedPorts(s)) > 0 {
		if _, ok := existingBackend(w, s); !ok {
			errs = append(errs, field.Invalid(field.NewPath(FieldName), s.Name,
				fmt.Sprintf("service/%s is there as %s and does not serve that port, so give another name", own.Name, describe(own))))
		}
	}
	if len(s.Rules) > 0 {
		errs = append(errs, validateRules(w, s)...)
	} else {
		for _, r := range routes(s) {
			for _, p := range routeProblems(s.Type, r) {
				errs = append(errs, field.Invalid(field.NewPath(p.part), p.value, p.text))
			}
		}
	}
	if text := backendProblem(w, s, s.DefaultBackend); text != "" && s.DefaultBackend != (Backend{}) {
		errs = append(errs, field.Invalid(field.NewPath(FieldDefaultBackend), s.DefaultBackend.String(), text))
	}
	if s.IngressClass != "" && len(validation.IsDNS1123Subdomain(s.IngressClass)) > 0 {
		errs = append(errs, field.Invalid(field.NewPath(FieldIngressClass), s.IngressClass, subdomainRule))
	}
	if s.Type == HTTPRoute {
		errs = append(errs, validateHTTPRoute(w, s)...)
	}
	return errs
}

func describe(s *corev1.Service) string {
	if s.Spec.ClusterIP == corev1.ClusterIPNone {
		return string(Headless)
	}
	return string(s.Spec.Type)
}

func validateRules(w Workload, s Spec) field.ErrorList {
	var errs field.ErrorList
	path := field.NewPath(FieldRule)
	for _, f := range []struct{ name, value string }{{FieldHost, s.Host}, {FieldPath, s.Path}, {FieldTLSSecret, s.TLSSecret}} {
		if f.value != "" {
			errs = append(errs, field.Forbidden(field.NewPath(f.name), "is part of a --"+FieldRule+" where there are some"))
		}
	}
	seen := map[route]bool{}
	for i, r := range routes(s) {
		rule := s.Rules[i]
		for _, p := range routeProblems(s.Type, r) {
			errs = append(errs, field.Invalid(path, rule.String(), "the "+strings.TrimSuffix(p.part, "-secret")+" "+p.text))
		}
		if text := backendProblem(w, s, r.backend); text != "" {
			errs = append(errs, field.Invalid(path, rule.String(), text))
		}
		if s.Type == HTTPRoute && r.tls {
			errs = append(errs, field.Invalid(path, rule.String(), "the Gateway has the certificates, so leave out tls"))
		}
		if key := (route{host: r.host, path: r.path, pathType: r.pathType}); seen[key] {
			errs = append(errs, field.Invalid(path, rule.String(), "the same host and path are there twice"))
		} else {
			seen[key] = true
		}
	}
	return errs
}

// problem is what is wrong with a part of a route.
type problem struct{ part, value, text string }

func routeProblems(t Type, r route) []problem {
	var problems []problem
	if text := hostProblem(r.host); text != "" {
		problems = append(problems, problem{FieldHost, r.host, text})
	}
	text := pathProblem(r)
	if t == HTTPRoute {
		text = gatewayPathProblem(r)
	}
	if text != "" {
		problems = append(problems, problem{FieldPath, r.path, text})
	}
	if r.tlsSecret != "" && len(validation.IsDNS1123Subdomain(r.tlsSecret)) > 0 {
		problems = append(problems, problem{FieldTLSSecret, r.tlsSecret, subdomainRule})
	}
	return problems
}

// pathProblem follows ValidateHTTPIngressPath of the API server (pkg/apis/networking/validation): a path that means another one
// would be compared in ways nobody expects.
func pathProblem(r route) string {
	if !strings.HasPrefix(r.path, "/") {
		return "must start with /"
	}
	if r.pathType == networkingv1.PathTypeImplementationSpecific {
		return "" // what it means is up to the controller
	}
	for _, part := range []string{"//", "/./", "/../", "%2f", "%2F"} {
		if strings.Contains(r.path, part) {
			return "must not contain " + part
		}
	}
	for _, end := range []string{"/..", "/."} {
		if strings.HasSuffix(r.path, end) {
			return "must not end in " + end
		}
	}
	return ""
}

// gatewayPathProblem follows the rules of Gateway API's HTTPPathMatch, which its CRD holds in CEL.
func gatewayPathProblem(r route) string {
	switch {
	case r.pathType == networkingv1.PathTypeImplementationSpecific:
		return fmt.Sprintf("cannot be compared as %s by an HTTPRoute: use %s or %s", r.pathType, networkingv1.PathTypePrefix, networkingv1.PathTypeExact)
	case len(r.path) > 1024:
		return "must be at most 1024 characters long"
	case strings.Contains(r.path, "#"):
		return "must not contain #"
	}
	if text := pathProblem(r); text != "" {
		return text
	}
	if !regexp.MustCompile(`^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$`).MatchString(r.path) {
		return "must hold only what a URL may, others as % and two hexadecimal digits"
	}
	return ""
}

func hostProblem(host string) string {
	if host == "" {
		return ""
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return "must be a DNS name, not an IP address"
	}
	if strings.Contains(host, "://") {
		return "is a URL; give the host alone, such as shop.example.com"
	}
	if lower := strings.ToLower(host); lower != host && len(validation.IsDNS1123Subdomain(strings.TrimPrefix(lower, "*."))) == 0 {
		return "must be in lower case: " + lower
	}
	if strings.HasPrefix(host, "*") {
		if len(validation.IsWildcardDNS1123Subdomain(host)) > 0 {
			return "a wildcard stands for one part at the front, such as *.example.com"
		}
		return ""
	}
	if len(validation.IsDNS1123Subdomain(host)) > 0 {
		return subdomainRule
	}
	return ""
}

// backendProblem says why requests cannot lead to b.
func backendProblem(w Workload, s Spec, b Backend) string {
	if b.Service != "" {
		switch {
		case len(validation.IsDNS1123Label(b.Service)) > 0:
			return "the Service's name " + labelRule
		case b.Port.StrVal != "" && len(validation.IsValidPortName(b.Port.StrVal)) > 0:
			return "the port's name must be a-z, 0-9 and -, at most 15 characters, with a letter"
		case s.Type == HTTPRoute && w.servicePortNumber(b) == 0:
			return fmt.Sprintf("an HTTPRoute needs the number of the port, and service/%s with port %s is not known", b.Service, b.Port.StrVal)
		}
		return ""
	}
	if _, ok := portOf(s, b); !ok && len(s.Ports) > 0 {
		return fmt.Sprintf("there is no TCP port %s; there is %s", b.Port.String(), portsText(s.Ports))
	}
	return ""
}

func validateHTTPRoute(w Workload, s Spec) field.ErrorList {
	var errs field.ErrorList
	gateways := field.NewPath(FieldGateway)
	if len(s.Gateways) == 0 {
		text := "an HTTPRoute is attached to a Gateway, and none is known here that admits it: give [namespace/]name"
		if refs := GatewayRefs(w, s); len(refs) > 0 {
			texts := make([]string, len(refs))
			for i, ref := range refs {
				texts[i] = ref.String()
			}
			text = "several Gateways admit it: choose " + oneOf(texts)
		}
		errs = append(errs, field.Required(gateways, text))
	}
	seen := map[GatewayRef]bool{}
	for _, g := range s.Gateways {
		if seen[g] {
			errs = append(errs, field.Invalid(gateways, g.String(), "is there twice"))
		}
		seen[g] = true
		if seen[GatewayRef{g.Namespace, g.Name, ""}] && seen[g] && g.Listener != "" {
			errs = append(errs, field.Invalid(gateways, g.String(), "is there with and without a listener"))
		}
		if s.HTTPSRedirect != "" && (g.Listener == "" || g.Listener == s.HTTPSRedirect) {
			errs = append(errs, field.Invalid(gateways, g.String(), fmt.Sprintf("with --%s it must name the listener for HTTPS, such as %s", FieldHTTPSRedirect, GatewayRef{g.Namespace, g.Name, "https"})))
		}
	}
	if s.HTTPSRedirect != "" && len(validation.IsDNS1123Subdomain(s.HTTPSRedirect)) > 0 {
		errs = append(errs, field.Invalid(field.NewPath(FieldHTTPSRedirect), s.HTTPSRedirect, "the listener's name "+subdomainRule))
	}
	if !samePathsOnAllHosts(s) {
		errs = append(errs, field.Forbidden(field.NewPath(FieldRule), "an HTTPRoute serves the same paths on all its hosts; give each host that differs a route of its own, with another --"+FieldName))
	}
	return errs
}
