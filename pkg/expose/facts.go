package expose

// Facts are what is known of the cluster around a workload: what a form can offer, and which types can work here. A nil list was
// not or could not be read, an empty one says that there is nothing.
type Facts struct {
	IngressClasses []IngressClass
	// ClasslessIngress says that somebody cares for an Ingress that has no class, as GKE's own controller does.
	ClasslessIngress bool
	// TLSSecrets are the names of the namespace's Secrets of type kubernetes.io/tls. Their data is never read.
	TLSSecrets []string
	// Hosts are those that Ingresses and Gateways answer to already, each once, in alphabetical order: of the namespace, and of others as
	// far as they may be read. In a cluster of thousands of Ingresses they are not all.
	Hosts []string
	// AllGateways says that the Gateways of all namespaces may be read: there are no others than those that are known of.
	AllGateways bool
	// LoadBalancers says whether anything was seen that gives a LoadBalancer Service its address.
	LoadBalancers Evidence
	// Node is the address of a node, at which a NodePort is tried; empty when not known.
	Node string
}

// IngressClass is a class of Ingresses, and who cares for them.
type IngressClass struct {
	Name string
	// Controller is IngressClass.spec.controller, such as traefik.io/ingress-controller.
	Controller string
	// Default is true for the class of an Ingress that names none; one class at most is.
	Default bool
}

// Evidence says whether something is there, and what tells so.
type Evidence struct {
	Known, Found bool
	// By is a clause for people: "service/ingress-nginx has an address from one".
	By string
}
