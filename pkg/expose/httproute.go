package expose

import (
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// httpRoutes builds the HTTPRoute, and beside it the one that sends plain HTTP to HTTPS. They are unstructured: the Go module of
// Gateway API asks for more than its few fields are worth. service is the one that serves the workload; nil when it is still to be made.
func httpRoutes(w Workload, s Spec, service *corev1.Service) []*unstructured.Unstructured {
	rule := func(matches []any, does string, what any) map[string]any {
		return map[string]any{"matches": matches, does: []any{what}}
	}
	var rules, matches []any
	for _, r := range distinctPaths(s) {
		match := map[string]any{"path": map[string]any{"type": gatewayPathType(r.pathType), "value": r.path}}
		d := destinationOf(w, s, service, r.backend)
		matches = append(matches, match)
		rules = append(rules, rule([]any{match}, "backendRefs", map[string]any{"name": d.service, "port": int64(d.number)}))
	}
	all := []*unstructured.Unstructured{httpRoute(w, s, s.Name, s.Gateways, rules)}
	if s.HTTPSRedirect != "" {
		plain := make([]GatewayRef, len(s.Gateways))
		for i, g := range s.Gateways {
			plain[i] = GatewayRef{g.Namespace, g.Name, s.HTTPSRedirect}
		}
		redirect := map[string]any{"type": "RequestRedirect", "requestRedirect": map[string]any{"scheme": "https", "statusCode": int64(301)}}
		all = append(all, httpRoute(w, s, s.Name+"-https-redirect", plain, []any{rule(matches, "filters", redirect)}))
	}
	return all
}

func httpRoute(w Workload, s Spec, name string, gateways []GatewayRef, rules []any) *unstructured.Unstructured {
	var parents, hosts []any
	for _, g := range gateways {
		parent := map[string]any{"name": g.Name}
		if g.Namespace != "" {
			parent["namespace"] = g.Namespace
		}
		if g.Listener != "" {
			parent["sectionName"] = g.Listener
		}
		parents = append(parents, parent)
	}
	for _, host := range hostsOf(s) {
		hosts = append(hosts, host)
	}
	spec := map[string]any{"parentRefs": parents, "rules": rules}
	if len(hosts) > 0 {
		spec["hostnames"] = hosts
	}
	o := &unstructured.Unstructured{Object: map[string]any{"spec": spec}}
	o.SetGroupVersionKind(GatewayAPI().WithKind(string(HTTPRoute)))
	o.SetNamespace(w.Namespace)
	o.SetName(name)
	o.SetLabels(labelsFor(w, s))
	if len(s.Annotations) > 0 {
		o.SetAnnotations(s.Annotations)
	}
	return o
}

// distinctPaths are the routes without their hosts: an HTTPRoute serves the same paths on all its hosts.
func distinctPaths(s Spec) []route {
	var paths []route
	seen := map[route]bool{}
	for _, r := range routes(s) {
		r.host = ""
		if !seen[r] {
			seen[r] = true
			paths = append(paths, r)
		}
	}
	return paths
}

// samePathsOnAllHosts reports whether one HTTPRoute can say what s says.
func samePathsOnAllHosts(s Spec) bool {
	all, hosts := map[route]bool{}, map[string]bool{}
	for _, r := range routes(s) {
		all[r], hosts[r.host] = true, true
	}
	return len(all) == len(hosts)*len(distinctPaths(s)) && (len(hosts) == 1 || !hosts[""])
}

func gatewayPathType(t PathType) string {
	if t == networkingv1.PathTypePrefix {
		return "PathPrefix"
	}
	return string(t)
}
