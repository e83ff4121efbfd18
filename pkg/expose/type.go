package expose

// Type is a way in: a type of Service, or a kind of object in front of one.
type Type string

// The types, from the smallest reach to the widest.
const (
	ClusterIP    Type = "ClusterIP"
	Headless     Type = "Headless" // a ClusterIP Service whose clusterIP is None
	NodePort     Type = "NodePort"
	LoadBalancer Type = "LoadBalancer"
	ExternalName Type = "ExternalName"
	Ingress      Type = "Ingress"   // an Ingress and the ClusterIP Service behind it
	HTTPRoute    Type = "HTTPRoute" // Gateway API's successor of an Ingress, and the ClusterIP Service behind it
)

// Types are all types, in the order in which they are offered.
func Types() Enum[Type] {
	return Enum[Type]{"type", []Type{ClusterIP, Headless, NodePort, LoadBalancer, ExternalName, Ingress, HTTPRoute}}
}

// routed reports whether requests reach the Service by host and path, through an object in front of it.
func (t Type) routed() bool { return t == Ingress || t == HTTPRoute }

// Advice says when to choose a type, and what it costs.
func (t Type) Advice() string {
	switch t {
	case ClusterIP:
		return "For clients inside the cluster; costs nothing."
	case Headless:
		return "DNS answers with each Pod; clients balance themselves."
	case NodePort:
		return "A port on every node; for tests, not for heavy load."
	case LoadBalancer:
		return "For the outside; takes an address of a cloud or MetalLB."
	case ExternalName:
		return "A DNS name in here for a host outside; not for HTTPS."
	case Ingress:
		return "HTTP(S) by host and path; many share one address."
	case HTTPRoute:
		return "HTTP(S) by host and path, through a Gateway; the newer way."
	default:
		return ""
	}
}
