package plugin_test

import (
	"strings"

	"github.com/kubectl-xnode/kubectl-xnode/internal/apiproxytest"
)

// flow is something that people do with the program.
type flow struct {
	name string
	// before are the command lines that it comes after.
	before []string
	line   string
	// denied is a resource or a name that may be read and tried, but not written: the flow fails there and takes back what it did before.
	denied string
	// once says that it has nothing to do when it is done already, and says so.
	once bool
}

// args are the words of the command line, to which none of these needs quotes.
func (f flow) args() []string { return strings.Fields(f.line) }

// denies reports whether a request is answered with 403 whatever else goes wrong.
func (f flow) denies(r apiproxytest.Request) bool {
	return f.denied != "" && r.Writes() && (r.Resource == f.denied || r.Name == f.denied)
}

// things is how many things are looked at for themselves: workloads, or for a list kinds.
func (f flow) things() int {
	if f.line == "list" {
		return 3
	}
	return 1 + strings.Count(f.line, " cart")
}

// flows are all that the faults are tried on. In their namespace are the Deployments web and cart, which declare
// port 8080, and the Gateway public.
func flows() []flow {
	const (
		clusterIP    = "expose web --name ip"
		headless     = "expose web --name names --type Headless"
		nodePort     = "expose web --name node --type NodePort"
		loadBalancer = "expose web --name lb --type LoadBalancer"
		externalName = "expose web --name db --type ExternalName --external-name db.example.com"
		ingress      = "expose web --type Ingress --host shop.example.com"
		route        = "expose web --type HTTPRoute --host shop.example.com"
	)
	update := func(name, line, flags string) flow {
		return flow{name: name, before: []string{line}, line: line + " " + flags}
	}
	unexpose := func(name string, before ...string) flow {
		return flow{name: name, before: before, line: "unexpose web --yes", once: true}
	}
	return []flow{
		{name: "ClusterIP", line: clusterIP},
		{name: "Headless", line: headless},
		{name: "NodePort", line: nodePort},
		{name: "LoadBalancer", line: loadBalancer},
		{name: "ExternalName", line: externalName},
		{name: "Ingress", line: ingress},
		{name: "HTTPRoute", line: route},
		{name: "HTTPRoute with a redirect", line: route + " --gateway public:https --https-redirect http"},
		{name: "two workloads", line: "expose web cart"},
		update("ClusterIP again", clusterIP, "--port 81:8080"),
		update("NodePort from ClusterIP", clusterIP, "--type NodePort"),
		update("Ingress again", ingress, "--path /cart"),
		update("HTTPRoute again", route, "--path /cart"),
		update("two workloads again", "expose web cart", "--port 81:8080"),
		{name: "Ingress before a Service", before: []string{"expose web"}, line: ingress},
		{name: "nothing to do", before: []string{ingress}, line: ingress},
		{name: "no Ingress allowed", line: ingress, denied: "ingresses"},
		{name: "only the first of two allowed", before: []string{"expose web --port 81:8080"}, line: "expose web cart --port 82:8080", denied: "cart"},
		{name: "list", before: []string{ingress}, line: "list"},
		unexpose("unexpose a Service", nodePort),
		unexpose("unexpose an Ingress", ingress),
		unexpose("unexpose an HTTPRoute", route),
	}
}
