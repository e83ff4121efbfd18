package expose_test

import (
	"slices"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// web is a workload with an HTTP port and a metrics port.
func web() expose.Workload {
	return expose.Workload{
		Ref:       expose.Ref{Namespace: "shop", Name: "web", GroupVersionKind: deployment},
		Selector:  &metav1.LabelSelector{MatchLabels: map[string]string{"app": "web"}},
		PodLabels: map[string]string{"app": "web", "tier": "frontend"},
		Ports:     []expose.ContainerPort{{Name: "http", Port: 8080, Protocol: "TCP"}, {Name: "metrics", Port: 9090, Protocol: "TCP"}},
		Replicas:  3, Ready: 3,
	}
}

var deployment = appsv1.SchemeGroupVersion.WithKind("Deployment")

func TestValidate(t *testing.T) {
	long := strings.Repeat("a", 64)
	undeclared := func(w *expose.Workload) { w.Ports = nil }
	sets := func(w *expose.Workload) {
		w.Selector = &metav1.LabelSelector{MatchExpressions: []metav1.LabelSelectorRequirement{{Key: "app", Operator: "In", Values: []string{"web", "shop"}}}}
	}
	for _, c := range []struct {
		name   string
		spec   string
		change func(*expose.Workload)
		want   []string // the fields that are wrong
	}{
		{name: "all defaults", spec: "{}"},
		{name: "every type", spec: "{type: LoadBalancer}"},
		{name: "a name that starts with a digit", spec: "{name: 1password}"},
		{name: "63 characters", spec: "{name: " + long[1:] + "}"},
		{name: "64 characters", spec: "{name: " + long + "}", want: []string{"name"}},
		{name: "upper case", spec: "{name: Web}", want: []string{"name"}},
		{name: "a dot", spec: "{name: web.v1}", want: []string{"name"}},
		{name: "no port declared, none given", spec: "{}", change: undeclared, want: []string{"port"}},
		{name: "no port declared, one given", spec: "{port: ['80:8080']}", change: undeclared},
		{name: "no port needed", spec: "{type: ExternalName, external-name: db.example.com}", change: undeclared},
		{name: "a name that no container port has", spec: "{port: ['80:web']}", want: []string{"port"}},
		{name: "a name of another protocol", spec: "{port: ['80:http/UDP']}", want: []string{"port"}},
		{name: "the same port twice", spec: "{port: ['80:8080', '80:9090']}", want: []string{"port"}},
		{name: "the same port by two protocols", spec: "{port: ['53:8080/TCP', '53:9000/UDP']}"},
		{name: "the same name twice", spec: "{port: ['a=80', 'a=81']}", want: []string{"port"}},
		{name: "the same node port twice", spec: "{type: NodePort, port: ['80@30080', '81@30080']}", want: []string{"port"}},
		{name: "a node port without nodes", spec: "{port: ['80@30080']}", want: []string{"port"}},
		{name: "sets", spec: "{}", change: sets, want: []string{"selector"}},
		{name: "sets do not matter", spec: "{type: ExternalName, external-name: db.example.com}", change: sets},
		{name: "no selector", spec: "{}", change: func(w *expose.Workload) { w.Selector = nil }, want: []string{"selector"}},
		{name: "no external name", spec: "{type: ExternalName}", want: []string{"external-name"}},
		{name: "an absolute external name", spec: "{type: ExternalName, external-name: db.example.com.}"},
		{name: "an address", spec: "{type: ExternalName, external-name: 10.0.0.1}", want: []string{"external-name"}},
		{name: "an IPv6 address", spec: "{type: ExternalName, external-name: 'fd00::1'}", want: []string{"external-name"}},
		{name: "a URL", spec: "{type: ExternalName, external-name: 'https://db.example.com'}", want: []string{"external-name"}},
		{name: "fields of another type", spec: "{host: a.example.com, tls-secret: a, external-name: b}", want: []string{"external-name", "host", "tls-secret"}},
		{name: "an Ingress for every host", spec: "{type: Ingress}"},
		{name: "a wildcard", spec: "{type: Ingress, host: '*.example.com'}"},
		{name: "a wildcard in the middle", spec: "{type: Ingress, host: 'a.*.example.com'}", want: []string{"host"}},
		{name: "a host with a port", spec: "{type: Ingress, host: 'example.com:80'}", want: []string{"host"}},
		{name: "a host that is an address", spec: "{type: Ingress, host: 10.0.0.1}", want: []string{"host"}},
		{name: "a certificate for every host", spec: "{type: Ingress, tls-secret: web-tls}"},
		{name: "a timeout without affinity", spec: "{session-affinity: None, session-affinity-timeout: 5}", want: []string{"session-affinity-timeout"}},
		{name: "a health check without Local", spec: "{type: LoadBalancer, external-traffic-policy: Cluster, health-check-node-port: 32000}", want: []string{"health-check-node-port"}},
		{name: "an address with zeros", spec: "{cluster-ip: 010.0.0.1}", want: []string{"cluster-ip"}},
		{name: "no address for a NodePort", spec: "{type: NodePort, cluster-ip: None}", want: []string{"cluster-ip"}},
		{name: "an address for a headless Service", spec: "{type: Headless, cluster-ip: 10.0.0.1}", want: []string{"cluster-ip"}},
		{name: "an address of the other family", spec: "{cluster-ip: 10.0.0.1, ip-family: [IPv6]}", want: []string{"cluster-ip"}},
		{name: "two families by default", spec: "{ip-family: [IPv4, IPv6]}", want: []string{"ip-family"}},
		{name: "a loopback address from outside", spec: "{external-ip: [127.0.0.1]}", want: []string{"external-ip"}},
		{name: "a range without length", spec: "{type: LoadBalancer, load-balancer-source-range: [10.0.0.0]}", want: []string{"load-balancer-source-range"}},
		{name: "a label that is none", spec: "{labels: {a: b c}}", want: []string{"labels"}},
		{name: "an annotation that is none", spec: "{annotation: {a/b/c: d}}", want: []string{"annotation"}},
		{name: "a selector by hand for sets", spec: "{selector: {app: web}}", change: sets},
		{name: "a selector that is none", spec: "{selector: {app: ü}}", want: []string{"selector"}},
		{name: "overrides that are none", spec: "{overrides: '{'}", want: []string{"overrides"}},
		{name: "overrides that rename", spec: "{overrides: '{\"metadata\":{\"name\":\"x\"}}'}", want: []string{"overrides"}},
		{name: "a type of no overrides", spec: "{override-type: json}", want: []string{"overrides"}},
		{name: "an app protocol that is none", spec: "{port: ['80+a/b/c']}", want: []string{"port"}},
		{name: "rules and a host", spec: "{type: Ingress, host: a.example.com, rule: ['b.example.com/']}", want: []string{"host"}},
		{name: "a rule for a port that is not there", spec: "{type: Ingress, rule: ['/=99']}", want: []string{"rule"}},
		{name: "the same rule twice", spec: "{type: Ingress, rule: ['/=http', '/=metrics']}", want: []string{"rule"}},
		{name: "a rule for a host in upper case", spec: "{type: Ingress, rule: ['A.example.com/']}", want: []string{"rule"}},
		{name: "a default backend that is not there", spec: "{type: Ingress, default-backend: dns}", want: []string{"default-backend"}},
		{name: "a route without Gateway", spec: "{type: HTTPRoute}", want: []string{"gateway"}},
		{name: "a redirect beside a listener without name", spec: "{type: HTTPRoute, gateway: [infra/public], https-redirect: http}", want: []string{"gateway"}},
		{name: "a route with TLS", spec: "{type: HTTPRoute, gateway: [public], rule: ['a.example.com/,tls']}", want: []string{"rule"}},
		{name: "a route whose hosts differ", spec: "{type: HTTPRoute, gateway: [public], rule: ['a.example.com/', 'b.example.com/b']}", want: []string{"rule"}},
		{name: "a path", spec: "{type: Ingress, path: cart}", want: []string{"path"}},
		{name: "a path that climbs", spec: "{type: Ingress, path: /a/../b}", want: []string{"path"}},
		{name: "a path that climbs at its end", spec: "{type: Ingress, path: /a/..}", want: []string{"path"}},
		{name: "a path with an empty part", spec: "{type: Ingress, path: /a//b}", want: []string{"path"}},
		{name: "a path with a hidden slash", spec: "{type: Ingress, path: /a%2Fb, path-type: Exact}", want: []string{"path"}},
		{name: "a path with a dot", spec: "{type: Ingress, path: /.well-known}"},
		{name: "a path of the controller's own", spec: "{type: Ingress, path: '/a//(.*)', path-type: ImplementationSpecific}"},
		{name: "a relative path of the controller's own", spec: "{type: Ingress, path: cart, path-type: ImplementationSpecific}", want: []string{"path"}},
		{name: "a class without a domain", spec: "{type: LoadBalancer, load-balancer-class: internal}"},
		{name: "a class that is no name", spec: "{type: LoadBalancer, load-balancer-class: a/b/c}", want: []string{"load-balancer-class"}},
		{name: "a policy for traffic that does not come", spec: "{external-traffic-policy: Local}", want: []string{"external-traffic-policy"}},
		{name: "a class", spec: "{type: Ingress, ingress-class: 'My Class'}", want: []string{"ingress-class"}},
		{name: "a Secret", spec: "{type: Ingress, host: a.example.com, tls-secret: web_tls}", want: []string{"tls-secret"}},
		{name: "HTTP over UDP", spec: "{type: Ingress, port: ['80/UDP']}", want: []string{"port"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := web()
			if c.change != nil {
				c.change(&w)
			}
			var s expose.Spec
			unmarshal(t, c.spec, &s)
			errs := expose.Validate(w, expose.Default(w, s))
			var got []string
			for _, e := range errs {
				got = append(got, e.Field)
			}
			slices.Sort(got)
			if !slices.Equal(slices.Compact(got), c.want) {
				t.Errorf("wrong are %v, want %v: %v", got, c.want, errs)
			}
			if _, err := expose.NewPlan(w, expose.Default(w, s)); (err != nil) != (len(errs) > 0) {
				t.Errorf("NewPlan says %v, Validate %v", err, errs)
			}
		})
	}
}
