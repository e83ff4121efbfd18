package tui

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/utils/ptr"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// crowd are Pods on some nodes of some zones; every seventh is not ready.
func crowd(zones, nodes, podsEach int) []expose.Pod {
	var all []expose.Pod
	for z := range zones {
		for n := range nodes {
			for range podsEach {
				all = append(all, expose.Pod{
					Ready: len(all)%7 != 6, Zone: fmt.Sprintf("eu-central-1%c", 'a'+z), Node: fmt.Sprintf("ip-10-0-%d-%d.eu-central-1.compute.internal", z+1, n+10),
				})
			}
		}
	}
	return all
}

// TestPictures compares pictures with testdata/pictures.
func TestPictures(t *testing.T) {
	cart, web := shop()[0], shop()[3]
	gateways := cart
	gateways.Gateways = []expose.Gateway{{Namespace: "infra", Name: "public", Listeners: []expose.Listener{{Name: "https", Protocol: "HTTPS", Port: 443}, {Name: "http", Protocol: "HTTP", Port: 80}}}}
	dns := shop()[1]
	noClass, noBalancer := facts(), facts()
	noClass.IngressClasses = []expose.IngressClass{}
	noBalancer.LoadBalancers = expose.Evidence{Known: true}
	rules := func(texts ...string) []expose.Rule {
		var rules []expose.Rule
		for _, text := range texts {
			r, err := expose.ParseRule(text)
			if err != nil {
				t.Fatal(err)
			}
			rules = append(rules, r)
		}
		return rules
	}
	many := rules("a.example.com/*", "b.example.com/api=api:8080", "c.example.com/*,tls", "d.example.com/", "e.example.com/", "f.example.com/", "g.example.com/", "h.example.com/")
	known := func(pods []expose.Pod) podNews { return podNews{state: ready, places: newPlaces(pods)} }
	for _, c := range []struct {
		name          string
		workload      expose.Workload
		spec          expose.Spec
		facts         expose.Facts
		pods          podNews
		width, height int
	}{
		{name: "clusterip", spec: expose.Spec{}},
		{name: "clusterip-traffic", spec: expose.Spec{InternalTrafficPolicy: "Local", TrafficDistribution: "PreferSameNode", SessionAffinity: "ClientIP"}},
		{name: "clusterip-udp", workload: dns},
		{name: "headless", spec: expose.Spec{Type: expose.Headless, PublishNotReadyAddresses: ptr.To(true)}},
		{name: "nodeport", spec: expose.Spec{Type: expose.NodePort, Ports: []expose.Port{{Port: 80, NodePort: 30080}, {Port: 9090}}}},
		{name: "nodeport-local", spec: expose.Spec{Type: expose.NodePort, ExternalTrafficPolicy: corev1.ServiceExternalTrafficPolicyLocal}},
		{name: "loadbalancer", spec: expose.Spec{Type: expose.LoadBalancer}},
		{name: "loadbalancer-local", spec: expose.Spec{
			Type: expose.LoadBalancer, ExternalTrafficPolicy: corev1.ServiceExternalTrafficPolicyLocal, LoadBalancerClass: "metallb", LoadBalancerSourceRanges: []string{"10.0.0.0/8"}, LoadBalancerIP: "192.0.2.1",
		}},
		{name: "loadbalancer-without-node-ports", spec: expose.Spec{Type: expose.LoadBalancer, AllocateLoadBalancerNodePorts: ptr.To(false)}, facts: noBalancer},
		{name: "externalname", spec: expose.Spec{Type: expose.ExternalName, ExternalName: "db.example.com"}},
		{name: "ingress", spec: expose.Spec{Type: expose.Ingress, Host: "shop.example.com", TLSSecret: "shop-tls", IngressClass: "traefik"}},
		{name: "ingress-service-there-already", workload: web, spec: expose.Spec{Type: expose.Ingress, Path: "/api", PathType: networkingv1.PathTypePrefix}},
		{name: "ingress-no-class", spec: expose.Spec{Type: expose.Ingress}, facts: noClass},
		{name: "ingress-rules", spec: expose.Spec{Type: expose.Ingress, Rules: many, DefaultBackend: expose.Backend{Port: intstr.FromInt32(9090)}}},
		{name: "ingress-rules-low", spec: expose.Spec{Type: expose.Ingress, Rules: many}, height: 16},
		{name: "ingress-other-services", spec: expose.Spec{Type: expose.Ingress, Rules: rules("a.example.com/=api:8080", "b.example.com/=blog:http")}},
		{name: "httproute", workload: gateways, spec: expose.Spec{Type: expose.HTTPRoute, Host: "shop.example.com", HTTPSRedirect: "http"}},
		{name: "httproute-several", workload: gateways, spec: expose.Spec{Type: expose.HTTPRoute, Gateways: []expose.GatewayRef{{Namespace: "infra", Name: "public"}, {Name: "internal"}}}},
		{name: "httproute-no-gateway", spec: expose.Spec{Type: expose.HTTPRoute}},
		{name: "pods-none", pods: known(nil)},
		{name: "pods-loading", pods: podNews{}},
		{name: "pods-forbidden", pods: podNews{state: failed, err: errForbidden, fallback: readyOf(cart)}},
		{name: "pods-unreadable", pods: podNews{state: failed, err: errors.New("no answer")}},
		{name: "pods-many", pods: known(crowd(3, 4, 9))},
		{name: "pods-many-low", pods: known(crowd(3, 40, 9)), height: 15},
		{name: "pods-many-lowest", pods: known(crowd(9, 40, 90)), height: 14, width: 39},
		{name: "pods-many-on-a-node", pods: known(crowd(1, 1, 200))},
		{name: "pods-zones-not-known", pods: known([]expose.Pod{{Node: "node-a", Ready: true}, {Node: "node-b"}, {}})},
		{name: "pods-some-zones-not-known", pods: known([]expose.Pod{{Node: "node-a", Zone: "a", Ready: true}, {Node: "node-b"}, {}})},
		{name: "pods-wide-names", workload: shop()[2], pods: known([]expose.Pod{{Node: "節點一", Zone: "東京", Ready: true}, {Node: "節點十二", Zone: "東京"}, {Node: "node", Zone: "大阪", Ready: true}})},
		{name: "narrow", width: 39, height: 19, spec: expose.Spec{Type: expose.Ingress, Name: strings.Repeat("long-", 12), Host: strings.Repeat("long.", 12) + "example.com"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := c.workload
			if w.Name == "" {
				w = cart
			}
			if c.width == 0 {
				c.width = 52
			}
			if c.height == 0 {
				c.height = 30
			}
			if c.facts.Hosts == nil {
				c.facts = facts()
			}
			if c.pods.zones == nil && !strings.HasPrefix(c.name, "pods") {
				c.pods = known(pods())
			}
			p := newPicture(w, expose.Default(w, c.spec), &c.facts, c.pods)
			lines := p.draw(newStyles(true), c.width, c.height)
			if len(lines) > c.height {
				t.Errorf("%d lines, more than %d", len(lines), c.height)
			}
			var text strings.Builder
			for _, line := range lines {
				if got := ansi.StringWidth(line); got > c.width {
					t.Errorf("%d cells, more than %d: %s", got, c.width, line)
				}
				text.WriteString(strings.TrimRight(ansi.Strip(line), " ") + "\n")
			}
			file := filepath.Join("testdata", "pictures", c.name+".txt")
			if *update {
				if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(file, []byte(text.String()), 0o600)); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if text.String() != string(want) {
				t.Errorf("%s differs; got:\n%s\nwant:\n%s", file, text.String(), want)
			}
		})
	}
}
