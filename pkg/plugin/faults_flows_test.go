package plugin_test

import "strings"

// flow is something that people do with the program.
type flow struct {
	name string
	// before are the command lines that it comes after.
	before []string
	line   string
	// once says that it has nothing to do when it is done already, and says so.
	once bool
}

// args are the words of the command line, to which none of these needs quotes.
func (f flow) args() []string { return strings.Fields(f.line) }

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
		unexpose("unexpose a Service", nodePort),
		unexpose("unexpose an Ingress", ingress),
		unexpose("unexpose an HTTPRoute", route),
	}
}
