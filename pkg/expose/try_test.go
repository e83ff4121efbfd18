package expose_test

import (
	"slices"
	"testing"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

func TestTry(t *testing.T) {
	service := func(spec, status string) string {
		return "{kind: Service, metadata: {name: web, namespace: shop}, spec: {selector: {app: web}, " + spec + "}, status: {" + status + "}}"
	}
	const (
		http80   = "{port: 80, targetPort: 8080, nodePort: 30080, protocol: TCP}"
		forward  = "kubectl port-forward --namespace=shop service/web "
		ip       = "loadBalancer: {ingress: [{ip: 203.0.113.7}, {ip: 203.0.113.8}]}"
		hostname = "loadBalancer: {ingress: [{hostname: lb.example.com}]}"
		ipv6     = "loadBalancer: {ingress: [{ip: 'fd00::7'}]}"
	)
	ingress := func(spec, status string) string {
		return "{kind: Ingress, metadata: {name: web, namespace: shop}, spec: {" + spec + "}, status: {" + status + "}}"
	}
	cart := "rules: [{host: shop.example.com, http: {paths: [{path: /cart}]}}]"
	route := "{kind: HTTPRoute, metadata: {name: web, namespace: shop}, spec: {hostnames: ['*.example.com'], parentRefs: [{name: public}], rules: [{matches: [{path: {value: /}}]}]}, status: {parents: [{parentRef: {name: public}, conditions: [{type: Accepted, status: 'True'}]}]}}"
	from := expose.Vantage{Node: "192.0.2.10", Gateways: []expose.Gateway{{
		Namespace: "shop", Name: "public", Addresses: []string{"203.0.113.7"},
		Listeners: []expose.Listener{{Name: "alt", Protocol: "HTTP", Port: 8080}, {Name: "https", Protocol: "HTTPS", Port: 443}},
	}}}
	for _, c := range []struct {
		name, object string
		from         expose.Vantage
		want         []string
		best         string
	}{
		{"ClusterIP", service("type: ClusterIP, ports: ["+http80+"]", ""), from, []string{forward + "8080:80", "curl http://localhost:8080/"}, "http://web.shop.svc/"},
		{"ClusterIP of another cluster", service("type: ClusterIP, ports: ["+http80+"]", ""), expose.Vantage{Kubectl: []string{"--context=my prod"}}, []string{"kubectl '--context=my prod' port-forward --namespace=shop service/web 8080:80", "curl http://localhost:8080/"}, "http://web.shop.svc/"},
		{"ClusterIP with HTTPS", service("type: ClusterIP, ports: [{port: 443, protocol: TCP}]", ""), from, []string{forward + "8443:443", "curl --insecure https://localhost:8443/"}, "https://web.shop.svc/"},
		{"ClusterIP with HTTP by its name", service("type: ClusterIP, ports: [{name: http-api, port: 7000, protocol: TCP}]", ""), from, []string{forward + "7000", "curl http://localhost:7000/"}, "http://web.shop.svc:7000/"},
		{"ClusterIP with HTTP by its target's name", service("type: ClusterIP, ports: [{port: 7000, targetPort: web, protocol: TCP}]", ""), from, []string{forward + "7000", "curl http://localhost:7000/"}, "http://web.shop.svc:7000/"},
		{"ClusterIP with HTTP/2", service("type: ClusterIP, ports: [{port: 7000, protocol: TCP, appProtocol: kubernetes.io/h2c}]", ""), from, []string{forward + "7000", "curl --http2-prior-knowledge http://localhost:7000/"}, "http://web.shop.svc:7000/"},
		{"ClusterIP with gRPC", service("type: ClusterIP, ports: [{name: grpc, port: 8080, protocol: TCP}]", ""), from, []string{forward + "8080"}, "web.shop.svc:8080"},
		{"ClusterIP with an app protocol that is not HTTP", service("type: ClusterIP, ports: [{name: http, port: 8080, protocol: TCP, appProtocol: mysql}]", ""), from, []string{forward + "8080"}, "web.shop.svc:8080"},
		{"ClusterIP of a database", service("type: ClusterIP, ports: [{port: 5432, protocol: TCP}]", ""), from, []string{forward + "5432"}, "web.shop.svc:5432"},
		{"ClusterIP with several ports", service("type: ClusterIP, ports: [{name: metrics, port: 9090, protocol: TCP}, {name: admin, port: 8080, protocol: TCP}, {name: http, port: 80, protocol: TCP}, {name: dns, port: 53, protocol: UDP}]", ""), from, []string{forward + "9090 8080 8081:80", "curl http://localhost:8081/"}, "http://web.shop.svc/"},
		{"UDP", service("type: ClusterIP, ports: [{port: 53, protocol: UDP}]", ""), from, nil, "web.shop.svc:53"},
		{"ClusterIP without a selector", "{kind: Service, metadata: {name: web, namespace: shop}, spec: {type: ClusterIP, ports: [" + http80 + "]}}", from, nil, "http://web.shop.svc/"},
		{"Headless", service("type: ClusterIP, clusterIP: None, ports: [{port: 5432, targetPort: 5432, protocol: TCP}]", ""), from, []string{forward + "5432"}, "web.shop.svc"},
		{"Headless, whose ports kubectl would not translate", service("type: ClusterIP, clusterIP: None, ports: ["+http80+"]", ""), from, nil, "web.shop.svc"},
		{"ExternalName", service("type: ExternalName, externalName: db.example.com", ""), from, nil, "web.shop.svc"},

		{"NodePort", service("type: NodePort, ports: ["+http80+", {port: 5432, nodePort: 30432, protocol: TCP}, {port: 53, nodePort: 30053, protocol: UDP}]", ""), from, []string{"curl http://192.0.2.10:30080/", "nc -vz 192.0.2.10 30432"}, "http://192.0.2.10:30080/"},
		{"NodePort without a node", service("type: NodePort, ports: ["+http80+"]", ""), expose.Vantage{}, []string{forward + "8080:80", "curl http://localhost:8080/"}, "http://web.shop.svc/"},
		{"NodePort that not every node answers", service("type: NodePort, externalTrafficPolicy: Local, ports: ["+http80+"]", ""), from, []string{forward + "8080:80", "curl http://localhost:8080/"}, "http://web.shop.svc/"},

		{"LoadBalancer", service("type: LoadBalancer, ports: ["+http80+", {name: https, port: 443, protocol: TCP}]", ip), from, []string{"curl http://203.0.113.7/", "curl --insecure https://203.0.113.7/"}, "http://203.0.113.7/"},
		{"LoadBalancer by its name", service("type: LoadBalancer, ports: ["+http80+"]", hostname), from, []string{"curl http://lb.example.com/"}, "http://lb.example.com/"},
		{"LoadBalancer of IPv6", service("type: LoadBalancer, ports: ["+http80+", {name: db, port: 5432, protocol: TCP}]", ipv6), from, []string{"curl 'http://[fd00::7]/'", "nc -vz fd00::7 5432"}, "http://[fd00::7]/"},
		{"LoadBalancer for UDP", service("type: LoadBalancer, ports: [{port: 53, protocol: UDP}]", ip), from, nil, "203.0.113.7:53"},
		{"LoadBalancer without an address", service("type: LoadBalancer, ports: ["+http80+"]", ""), from, []string{forward + "8080:80", "curl http://localhost:8080/"}, "http://web.shop.svc/"},

		{"Ingress", ingress(cart, ip), from, []string{"curl --resolve shop.example.com:80:203.0.113.7 http://shop.example.com/cart"}, "http://shop.example.com/cart"},
		{"Ingress of IPv6", ingress(cart, ipv6), from, []string{"curl --resolve 'shop.example.com:80:[fd00::7]' http://shop.example.com/cart"}, "http://shop.example.com/cart"},
		{"Ingress by its name", ingress(cart, hostname), from, []string{"curl --connect-to shop.example.com:80:lb.example.com:80 http://shop.example.com/cart"}, "http://shop.example.com/cart"},
		{"Ingress with TLS for one host", ingress("tls: [{hosts: [b.example.com]}], rules: [{host: a.example.com, http: {paths: [{path: /}]}}, {host: b.example.com, http: {paths: [{path: /}]}}]", ip), from, []string{"curl --resolve a.example.com:80:203.0.113.7 http://a.example.com/", "curl --resolve b.example.com:443:203.0.113.7 https://b.example.com/"}, "https://b.example.com/"},
		{"Ingress for every host", ingress("tls: [{}], rules: [{http: {paths: [{path: /}]}}]", ip), from, []string{"curl --insecure https://203.0.113.7/"}, "https://203.0.113.7/"},
		{"Ingress for a wildcard and a pattern", ingress("rules: [{host: '*.example.com', http: {paths: [{path: '/api(/|$)(.*)'}]}}]", ip), from, []string{"curl --resolve www.example.com:80:203.0.113.7 http://www.example.com/api"}, "http://www.example.com/api"},
		{"Ingress with a path to quote", ingress("rules: [{host: a.example.com, http: {paths: [{path: \"/it's;true\"}]}}]", ip), from, []string{`curl --resolve a.example.com:80:203.0.113.7 'http://a.example.com/it'"'"'s;true'`}, "http://a.example.com/it's;true"},
		{"Ingress without an address", ingress(cart, ""), from, nil, ""},

		{"HTTPRoute", route, from, []string{"curl --resolve www.example.com:8080:203.0.113.7 http://www.example.com:8080/", "curl --resolve www.example.com:443:203.0.113.7 https://www.example.com/"}, "https://www.example.com/"},
		{"HTTPRoute without its Gateway", route, expose.Vantage{}, nil, ""},
		{"another kind", "{kind: ConfigMap}", from, nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := object(t, c.object)
			if got := expose.Try(o, c.from); !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
			if got := expose.BestAddress(o, c.from); got != c.best {
				t.Errorf("the best address is %q, want %q", got, c.best)
			}
		})
	}
}
