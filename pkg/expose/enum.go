package expose

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
)

// Enum is a closed set of words, and how people call them.
type Enum[E ~string] struct {
	// What names the thing in errors, such as "path type".
	What string
	// Values are all there are, in the order in which they are offered.
	Values []E
}

// Parse reads one of the values, in any case. It returns an error that lists them.
func (e Enum[E]) Parse(s string) (E, error) {
	i := slices.IndexFunc(e.Values, func(v E) bool { return strings.EqualFold(string(v), s) })
	if i < 0 {
		return "", fmt.Errorf("unknown %s: use %s", e.What, oneOf(e.Values))
	}
	return e.Values[i], nil
}

// Words are the values as texts.
func (e Enum[E]) Words() []string {
	words := make([]string, len(e.Values))
	for i, v := range e.Values {
		words[i] = string(v)
	}
	return words
}

// oneOf lists choices as a sentence does: "A, B or C".
func oneOf[E ~string](all []E) string {
	var b strings.Builder
	for i, e := range all {
		switch {
		case i == 0:
		case i == len(all)-1:
			b.WriteString(" or ")
		default:
			b.WriteString(", ")
		}
		b.WriteString(string(e))
	}
	return b.String()
}

// These are the API's own types, under the names that people use for the fields.
type (
	// PathType says how a path is compared.
	PathType = networkingv1.PathType
	// SessionAffinity says whether a client gets the same Pod each time.
	SessionAffinity = corev1.ServiceAffinity
	// ExternalTrafficPolicy says which Pods serve traffic from outside.
	ExternalTrafficPolicy = corev1.ServiceExternalTrafficPolicy
	// InternalTrafficPolicy says which Pods serve traffic from inside the cluster.
	InternalTrafficPolicy = corev1.ServiceInternalTrafficPolicy
	// IPFamilyPolicy says whether a Service has addresses of one family or of two.
	IPFamilyPolicy = corev1.IPFamilyPolicy
	// IPFamily is IPv4 or IPv6.
	IPFamily = corev1.IPFamily
)

// TrafficDistribution says which Pods are preferred. It is a text in the API.
type TrafficDistribution string

// OverrideType says how overrides are merged into an object, in kubectl's words.
type OverrideType string

// The types of overrides.
const (
	OverrideMerge     OverrideType = "merge"     // https://www.rfc-editor.org/rfc/rfc7386
	OverrideStrategic OverrideType = "strategic" // lists are merged by their keys, as Kubernetes does
	OverrideJSON      OverrideType = "json"      // https://www.rfc-editor.org/rfc/rfc6902
)

// PathTypes are the ways to compare a path.
func PathTypes() Enum[PathType] {
	return Enum[PathType]{"path type", []PathType{networkingv1.PathTypePrefix, networkingv1.PathTypeExact, networkingv1.PathTypeImplementationSpecific}}
}

// SessionAffinities are the session affinities.
func SessionAffinities() Enum[SessionAffinity] {
	return Enum[SessionAffinity]{"session affinity", []SessionAffinity{corev1.ServiceAffinityNone, corev1.ServiceAffinityClientIP}}
}

// ExternalTrafficPolicies are the external traffic policies.
func ExternalTrafficPolicies() Enum[ExternalTrafficPolicy] {
	return Enum[ExternalTrafficPolicy]{"external traffic policy", []ExternalTrafficPolicy{corev1.ServiceExternalTrafficPolicyCluster, corev1.ServiceExternalTrafficPolicyLocal}}
}

// InternalTrafficPolicies are the internal traffic policies.
func InternalTrafficPolicies() Enum[InternalTrafficPolicy] {
	return Enum[InternalTrafficPolicy]{"internal traffic policy", []InternalTrafficPolicy{corev1.ServiceInternalTrafficPolicyCluster, corev1.ServiceInternalTrafficPolicyLocal}}
}

// TrafficDistributions are the traffic distributions, but for the old name PreferClose, which means PreferSameZone.
func TrafficDistributions() Enum[TrafficDistribution] {
	return Enum[TrafficDistribution]{"traffic distribution", []TrafficDistribution{corev1.ServiceTrafficDistributionPreferSameZone, corev1.ServiceTrafficDistributionPreferSameNode}}
}

// IPFamilyPolicies are the IP family policies.
func IPFamilyPolicies() Enum[IPFamilyPolicy] {
	return Enum[IPFamilyPolicy]{"IP family policy", []IPFamilyPolicy{corev1.IPFamilyPolicySingleStack, corev1.IPFamilyPolicyPreferDualStack, corev1.IPFamilyPolicyRequireDualStack}}
}

// IPFamilies are the IP families.
func IPFamilies() Enum[IPFamily] {
	return Enum[IPFamily]{"IP family", []IPFamily{corev1.IPv4Protocol, corev1.IPv6Protocol}}
}

// OverrideTypes are the types of overrides.
func OverrideTypes() Enum[OverrideType] {
	return Enum[OverrideType]{"override type", []OverrideType{OverrideMerge, OverrideStrategic, OverrideJSON}}
}

// Protocols are the protocols of a port.
func Protocols() Enum[corev1.Protocol] {
	return Enum[corev1.Protocol]{"protocol", []corev1.Protocol{corev1.ProtocolTCP, corev1.ProtocolUDP, corev1.ProtocolSCTP}}
}
