package expose_test

import (
	"slices"
	"testing"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

func TestAddresses(t *testing.T) {
	for _, c := range []struct {
		name, object string
		want         []string
		pending      bool
	}{
		{
			"ClusterIP", "{kind: Service, metadata: {name: web, namespace: shop}, spec: {type: ClusterIP, ports: [{port: 80, protocol: TCP}, {port: 53, protocol: UDP}]}}",
			[]string{"web.shop.svc:80 inside the cluster", "web.shop.svc:53/UDP inside the cluster"}, false,
		},
		{
			"Headless", "{kind: Service, metadata: {name: web, namespace: shop}, spec: {type: ClusterIP, clusterIP: None, ports: [{port: 80, targetPort: 8080, protocol: TCP}]}}",
			[]string{"web.shop.svc stands for the addresses of the Pods", "port 8080 of each, TCP"}, false,
		},
		{
			"NodePort", "{kind: Service, metadata: {name: web, namespace: shop}, spec: {type: NodePort, ports: [{port: 80, nodePort: 30080, protocol: TCP}]}}",
			[]string{"web.shop.svc:80 inside the cluster", "NODE:30080 on the address of any node"}, false,
		},
		{
			"LoadBalancer without an address", "{kind: Service, metadata: {name: web, namespace: shop}, spec: {type: LoadBalancer, ports: [{port: 80, protocol: TCP}]}}",
			[]string{"web.shop.svc:80 inside the cluster"}, true,
		},
		{
			"LoadBalancer", "{kind: Service, metadata: {name: web, namespace: shop}, spec: {type: LoadBalancer, ports: [{port: 80, protocol: TCP}]}, status: {loadBalancer: {ingress: [{ip: 'fd00::1'}, {hostname: lb.example.com}]}}}",
			[]string{"web.shop.svc:80 inside the cluster", "[fd00::1]:80", "lb.example.com:80"}, false,
		},
		{
			"ExternalName", "{kind: Service, metadata: {name: db, namespace: shop}, spec: {type: ExternalName, externalName: db.example.com}}",
			[]string{"db.shop.svc stands for db.example.com"}, false,
		},
		{
			"Ingress without an address", "{kind: Ingress, metadata: {name: web, namespace: shop}, spec: {rules: [{host: a.example.com, http: {paths: [{path: /}]}}]}}",
			nil, true,
		},
		{
			"Ingress", "{kind: Ingress, metadata: {name: web, namespace: shop}, spec: {tls: [{}], rules: [{host: a.example.com, http: {paths: [{path: /x}]}}, {http: {paths: [{path: /}]}}, {host: no.paths}]}, status: {loadBalancer: {ingress: [{ip: 203.0.113.7}]}}}",
			[]string{"https://a.example.com/x at 203.0.113.7", "https://203.0.113.7/"}, false,
		},
		{
			"Ingress with a certificate for some hosts", "{kind: Ingress, metadata: {name: web, namespace: shop}, spec: {tls: [{hosts: [a.example.com, '*.b.example.com']}], rules: [{host: a.example.com, http: {paths: [{path: /}]}}, {host: x.b.example.com, http: {paths: [{path: /}]}}, {host: b.example.com, http: {paths: [{path: /}]}}]}, status: {loadBalancer: {ingress: [{hostname: lb.example.com}]}}}",
			[]string{"https://a.example.com/ at lb.example.com", "https://x.b.example.com/ at lb.example.com", "http://b.example.com/ at lb.example.com"}, false,
		},
		{
			"Ingress with nothing but a default backend", "{kind: Ingress, metadata: {name: web, namespace: shop}, spec: {defaultBackend: {service: {name: web}}}, status: {loadBalancer: {ingress: [{ip: 'fd00::7'}]}}}",
			[]string{"http://[fd00::7]/"}, false,
		},
		{"another kind", "{kind: ConfigMap}", nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, pending := expose.Addresses(object(t, c.object))
			if !slices.Equal(got, c.want) || pending != c.pending {
				t.Errorf("%q, pending %v; want %q, %v", got, pending, c.want, c.pending)
			}
		})
	}
}

func TestAddressesOfRoutes(t *testing.T) {
	gateways := []expose.Gateway{
		{
			Namespace: "infra", Name: "public", Addresses: []string{"203.0.113.7"},
			Listeners: []expose.Listener{{Name: "http", Protocol: "HTTP", Port: 80}, {Name: "https", Protocol: "HTTPS", Port: 443, Hostname: "*.example.com"}, {Name: "alt", Protocol: "HTTP", Port: 8080, Hostname: "alt.example.com"}},
		},
		{Namespace: "shop", Name: "internal", Listeners: []expose.Listener{{Name: "http", Protocol: "HTTP", Port: 80}}},
	}
	const (
		accepted = "conditions: [{type: Accepted, status: 'True', observedGeneration: 2}, {type: ResolvedRefs, status: 'True', observedGeneration: 2}]"
		matches  = "rules: [{matches: [{path: {value: /cart}}]}]"
	)
	for _, c := range []struct {
		name, hostnames, parents, status string
		want                             []string
		pending                          bool
	}{
		{"of all listeners that answer to the host", "[shop.example.com]", "[{name: public, namespace: infra}]", "[{parentRef: {name: public, namespace: infra}, " + accepted + "}]", []string{"http://shop.example.com/cart at 203.0.113.7", "https://shop.example.com/cart at 203.0.113.7"}, false},
		{"of one listener", "[alt.example.com]", "[{name: public, namespace: infra, sectionName: alt}]", "[{parentRef: {name: public, namespace: infra, sectionName: alt}, " + accepted + "}]", []string{"http://alt.example.com:8080/cart at 203.0.113.7"}, false},
		{"of one port", "[alt.example.com]", "[{name: public, namespace: infra, port: 443}]", "[{parentRef: {name: public, namespace: infra, port: 443}, " + accepted + "}]", []string{"https://alt.example.com/cart at 203.0.113.7"}, false},
		{"on every host", "[]", "[{name: public, namespace: infra}]", "[{parentRef: {name: public, namespace: infra}, " + accepted + "}]", []string{"http://203.0.113.7/cart", "https://*.example.com/cart at 203.0.113.7", "http://alt.example.com:8080/cart at 203.0.113.7"}, false},
		{"on a wildcard", "['*.example.com', other.org]", "[{name: public, namespace: infra}]", "[{parentRef: {name: public, namespace: infra}, " + accepted + "}]", []string{"http://*.example.com/cart at 203.0.113.7", "http://other.org/cart at 203.0.113.7", "https://*.example.com/cart at 203.0.113.7", "http://alt.example.com:8080/cart at 203.0.113.7"}, false},
		{"of a Gateway without an address", "[a.example.com]", "[{name: internal}]", "[{parentRef: {name: internal, namespace: shop}, " + accepted + "}]", []string{"a.example.com/cart through Gateway internal"}, false},
		{"of a Gateway that is not known", "[]", "[{name: other, namespace: infra}]", "[{parentRef: {name: other, namespace: infra}, " + accepted + "}]", []string{"any host/cart through Gateway infra/other"}, false},
		{"that no Gateway accepts", "[]", "[{name: internal}]", "[{parentRef: {name: internal}, conditions: [{type: Accepted, status: 'False'}]}]", nil, true},
		{"that nobody cares for", "[]", "[{name: internal}]", "[]", nil, true},
		{"that one of two accepts", "[a.example.com]", "[{name: internal}, {name: public, namespace: infra, sectionName: http}]", "[{parentRef: {name: public, namespace: infra, sectionName: http}, " + accepted + "}]", []string{"http://a.example.com/cart at 203.0.113.7"}, true},
		{"that was accepted before it was changed", "[]", "[{name: internal}]", "[{parentRef: {name: internal}, conditions: [{type: Accepted, status: 'True', observedGeneration: 1}]}]", nil, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := object(t, "{kind: HTTPRoute, metadata: {name: web, namespace: shop, generation: 2}, spec: {hostnames: "+c.hostnames+", parentRefs: "+c.parents+", "+matches+"}, status: {parents: "+c.status+"}}")
			got, pending := expose.Addresses(o, gateways...)
			if !slices.Equal(got, c.want) || pending != c.pending {
				t.Errorf("%q, pending %v; want %q, %v", got, pending, c.want, c.pending)
			}
		})
	}
}
