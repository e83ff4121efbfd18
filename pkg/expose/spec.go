package expose

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// Spec is what the user wants, and the only state that flags and forms edit.
//
// The zero value of a field means "not said": [Default] chooses, or the API server. A field's JSON name is
// the name of its flag and the path of its errors; what goes with which type stands in [Fields].
type Spec struct {
	// Type is the way in.
	Type Type `json:"type,omitempty"`
	// Name names the objects made: the Service, and the Ingress or HTTPRoute in front of it.
	Name string `json:"name,omitempty"`
	// Ports are the Service's ports, in order.
	Ports []Port `json:"port,omitempty"`
	// TargetPort is the target port of the Ports that name none. Without Ports it chooses the container port to serve.
	TargetPort intstr.IntOrString `json:"target-port,omitzero"`
	// Protocol is that of the Ports that name none. Without Ports it chooses the container ports to serve.
	Protocol corev1.Protocol `json:"protocol,omitempty"`
	// ExternalName is the DNS name outside the cluster that an ExternalName Service stands for.
	ExternalName string `json:"external-name,omitempty"`

	// Host is the DNS name that is answered to; "*.example.com" is a wildcard. Empty means every host.
	Host string `json:"host,omitempty"`
	// Path is the URL path that is answered to.
	Path string `json:"path,omitempty"`
	// PathType says how Path is compared, and the paths of Rules that do not end in *.
	PathType PathType `json:"path-type,omitempty"`
	// Rules are hosts and paths, each with where it leads, in place of Host, Path and TLSSecret.
	Rules []Rule `json:"rule,omitempty"`
	// DefaultBackend is where requests lead that no rule of an Ingress matches.
	DefaultBackend Backend `json:"default-backend,omitzero"`
	// IngressClass names the IngressClass. Empty leaves it to the cluster's default class.
	IngressClass string `json:"ingress-class,omitempty"`
	// TLSSecret names the Secret with the certificate for Host. Empty means plain HTTP.
	TLSSecret string `json:"tls-secret,omitempty"`
	// Gateways are those that an HTTPRoute is attached to.
	Gateways []GatewayRef `json:"gateway,omitempty"`
	// HTTPSRedirect names the Gateway's listener for plain HTTP, whose requests an HTTPRoute of their own sends to HTTPS.
	HTTPSRedirect string `json:"https-redirect,omitempty"`

	// SessionAffinity ClientIP sends a client to the same Pod each time.
	SessionAffinity SessionAffinity `json:"session-affinity,omitempty"`
	// SessionAffinityTimeout is for how many seconds after its last connection a client keeps its Pod, 1 to 86400 (a day).
	SessionAffinityTimeout int32 `json:"session-affinity-timeout,omitempty"`
	// ExternalTrafficPolicy Local keeps the client's address, and serves only on nodes that have a Pod.
	ExternalTrafficPolicy ExternalTrafficPolicy `json:"external-traffic-policy,omitempty"`
	// InternalTrafficPolicy Local serves clients inside the cluster only from Pods of their own node.
	InternalTrafficPolicy InternalTrafficPolicy `json:"internal-traffic-policy,omitempty"`
	// TrafficDistribution prefers Pods that are near the client.
	// https://kubernetes.io/docs/reference/networking/virtual-ips/#traffic-distribution
	TrafficDistribution TrafficDistribution `json:"traffic-distribution,omitempty"`
	// PublishNotReadyAddresses answers with Pods that are not ready, too, as peers need that look for each other.
	PublishNotReadyAddresses *bool `json:"publish-not-ready-addresses,omitempty"`

	// ClusterIP is the Service's address inside the cluster; "None" makes it headless.
	ClusterIP string `json:"cluster-ip,omitempty"`
	// IPFamilyPolicy says whether the Service has addresses of one family or of two.
	IPFamilyPolicy IPFamilyPolicy `json:"ip-family-policy,omitempty"`
	// IPFamilies are the families of the Service's addresses, the first one first.
	IPFamilies []IPFamily `json:"ip-family,omitempty"`
	// ExternalIPs are addresses outside the cluster's care that lead to its nodes. Deprecated by KEP-5707.
	ExternalIPs []string `json:"external-ip,omitempty"`
	// LoadBalancerIP asks the load balancer for an address. Deprecated: it means different things to different makers.
	LoadBalancerIP string `json:"load-balancer-ip,omitempty"`
	// LoadBalancerClass names who makes the load balancer. Empty leaves it to the cluster's default.
	LoadBalancerClass string `json:"load-balancer-class,omitempty"`
	// LoadBalancerSourceRanges are the CIDRs whose clients the load balancer lets in.
	LoadBalancerSourceRanges []string `json:"load-balancer-source-range,omitempty"`
	// AllocateLoadBalancerNodePorts false saves the node ports where the load balancer reaches the Pods without.
	AllocateLoadBalancerNodePorts *bool `json:"allocate-load-balancer-node-ports,omitempty"`
	// HealthCheckNodePort is where a load balancer asks nodes whether they have a Pod, 1 to 65535; only with
	// ExternalTrafficPolicy Local.
	HealthCheckNodePort int32 `json:"health-check-node-port,omitempty"`

	// Selector chooses the Pods in place of the workload's own selector.
	Selector map[string]string `json:"selector,omitempty"`
	// Labels are put on the objects made, beside those that they have from the workload.
	Labels map[string]string `json:"labels,omitempty"`
	// Annotations are put on the object that Type names: the Service, the Ingress or the HTTPRoute.
	Annotations map[string]string `json:"annotation,omitempty"`
	// Overrides is JSON that is merged into the object that Type names.
	Overrides string `json:"overrides,omitempty"`
	// OverrideType says how Overrides is merged.
	OverrideType OverrideType `json:"override-type,omitempty"`
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
