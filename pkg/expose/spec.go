package expose

// Spec is what the user wants, and the only state that flags and forms edit.
//
// The zero value of a field means "not said": [Default] chooses. A field's JSON name is
// the name of its flag and the path of its errors.
type Spec struct {
	// Type is the way in.
	Type Type `json:"type,omitempty"`
	// Name names the objects made: the Service, and the Ingress in front of it.
	Name string `json:"name,omitempty"`
	// Ports are the Service's ports, in order.
	Ports []Port `json:"port,omitempty"`
	// ExternalName is the DNS name outside the cluster that an ExternalName Service stands for.
	ExternalName string `json:"external-name,omitempty"`
	// SessionAffinity ClientIP sends a client to the same Pod each time.
	SessionAffinity SessionAffinity `json:"session-affinity,omitempty"`
	// ExternalTrafficPolicy Local keeps the client's address, and serves only on nodes that have a Pod.
	ExternalTrafficPolicy ExternalTrafficPolicy `json:"external-traffic-policy,omitempty"`
	// InternalTrafficPolicy Local serves clients inside the cluster only from Pods of their own node.
	InternalTrafficPolicy InternalTrafficPolicy `json:"internal-traffic-policy,omitempty"`
	// TrafficDistribution prefers Pods that are near the client.
	// https://kubernetes.io/docs/reference/networking/virtual-ips/#traffic-distribution
	TrafficDistribution TrafficDistribution `json:"traffic-distribution,omitempty"`
	// LoadBalancerClass names who makes the load balancer. Empty leaves it to the cluster's default.
	LoadBalancerClass string `json:"load-balancer-class,omitempty"`
	// Host is the DNS name that an Ingress answers to; "*.example.com" is a wildcard.
	// Empty means every host.
	Host string `json:"host,omitempty"`
	// Path is the URL path that an Ingress answers to.
	Path string `json:"path,omitempty"`
	// PathType says how Path is compared.
	PathType PathType `json:"path-type,omitempty"`
	// IngressClass names the IngressClass. Empty leaves it to the cluster's default class.
	IngressClass string `json:"ingress-class,omitempty"`
	// TLSSecret names the Secret with the certificate for Host. Empty means plain HTTP.
	TLSSecret string `json:"tls-secret,omitempty"`
}

// Relevant returns s without the fields that its type has no use for. A form keeps such
// fields while the user tries one type after the other; a plan must not see them.
func (s Spec) Relevant() Spec {
	for _, f := range Fields() {
		if !f.AppliesTo(s.Type) {
			f.clear(&s)
		}
	}
	return s
}
