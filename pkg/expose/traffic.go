package expose

import corev1 "k8s.io/api/core/v1"

// SessionAffinity says whether a client gets the same Pod each time.
type SessionAffinity = corev1.ServiceAffinity

// ExternalTrafficPolicy says which Pods serve traffic from outside.
type ExternalTrafficPolicy = corev1.ServiceExternalTrafficPolicy

// InternalTrafficPolicy says which Pods serve traffic from inside the cluster.
type InternalTrafficPolicy = corev1.ServiceInternalTrafficPolicy

// TrafficDistribution says which Pods are preferred. It is a text in the API.
type TrafficDistribution string

// SessionAffinities lists every session affinity.
func SessionAffinities() []SessionAffinity {
	return []SessionAffinity{corev1.ServiceAffinityNone, corev1.ServiceAffinityClientIP}
}

// ParseSessionAffinity reads a session affinity, in any case.
func ParseSessionAffinity(s string) (SessionAffinity, error) {
	return parseEnum("session affinity", s, SessionAffinities())
}

// ExternalTrafficPolicies lists every external traffic policy.
func ExternalTrafficPolicies() []ExternalTrafficPolicy {
	return []ExternalTrafficPolicy{corev1.ServiceExternalTrafficPolicyCluster, corev1.ServiceExternalTrafficPolicyLocal}
}

// ParseExternalTrafficPolicy reads an external traffic policy, in any case.
func ParseExternalTrafficPolicy(s string) (ExternalTrafficPolicy, error) {
	return parseEnum("external traffic policy", s, ExternalTrafficPolicies())
}

// InternalTrafficPolicies lists every internal traffic policy.
func InternalTrafficPolicies() []InternalTrafficPolicy {
	return []InternalTrafficPolicy{corev1.ServiceInternalTrafficPolicyCluster, corev1.ServiceInternalTrafficPolicyLocal}
}

// ParseInternalTrafficPolicy reads an internal traffic policy, in any case.
func ParseInternalTrafficPolicy(s string) (InternalTrafficPolicy, error) {
	return parseEnum("internal traffic policy", s, InternalTrafficPolicies())
}

// TrafficDistributions lists every traffic distribution, but for the old name PreferClose, which means PreferSameZone.
func TrafficDistributions() []TrafficDistribution {
	return []TrafficDistribution{corev1.ServiceTrafficDistributionPreferSameZone, corev1.ServiceTrafficDistributionPreferSameNode}
}

// ParseTrafficDistribution reads a traffic distribution, in any case.
func ParseTrafficDistribution(s string) (TrafficDistribution, error) {
	return parseEnum("traffic distribution", s, TrafficDistributions())
}
