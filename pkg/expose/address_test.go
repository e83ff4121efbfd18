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
			"HTTPRoute that no Gateway accepts", "{kind: HTTPRoute, spec: {parentRefs: [{name: public}], rules: [{matches: [{path: {value: /}}]}]}, status: {parents: [{conditions: [{type: Accepted, status: 'False'}]}]}}",
			nil, true,
		},
		{
			"HTTPRoute", "{kind: HTTPRoute, spec: {hostnames: [a.example.com], parentRefs: [{name: public, namespace: infra}], rules: [{matches: [{path: {value: /cart}}]}]}, status: {parents: [{conditions: [{type: Accepted, status: 'True'}]}]}}",
			[]string{"a.example.com/cart through Gateway infra/public"}, false,
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
