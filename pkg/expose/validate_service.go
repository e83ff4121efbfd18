package expose

import (
	"fmt"
	"net/netip"
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

func validateTraffic(s Spec) field.ErrorList {
	var errs field.ErrorList
	if s.SessionAffinityTimeout != 0 && s.SessionAffinity != corev1.ServiceAffinityClientIP {
		errs = append(errs, field.Forbidden(field.NewPath(FieldSessionAffinityTimeout), fmt.Sprintf("goes with --%s=%s", FieldSessionAffinity, corev1.ServiceAffinityClientIP)))
	}
	if s.HealthCheckNodePort != 0 && s.ExternalTrafficPolicy != corev1.ServiceExternalTrafficPolicyLocal {
		errs = append(errs, field.Forbidden(field.NewPath(FieldHealthCheckNodePort), fmt.Sprintf("goes with --%s=%s", FieldExternalTrafficPolicy, corev1.ServiceExternalTrafficPolicyLocal)))
	}
	return errs
}

func validateAddresses(s Spec) field.ErrorList {
	errs := slices.Concat(validateClusterIP(s), validateFamilies(s))
	for _, ip := range s.ExternalIPs {
		errs = append(errs, validateExternalIP(ip)...)
	}
	for _, cidr := range s.LoadBalancerSourceRanges {
		path := field.NewPath(FieldLoadBalancerSourceRange)
		if len(validation.IsValidCIDRForLegacyField(path, cidr, true, nil)) > 0 {
			errs = append(errs, field.Invalid(path, cidr, "must be a range of addresses such as 10.0.0.0/8 or 2001:db8::/64, without zeros in front of numbers and without bits behind the prefix"))
		}
	}
	if s.LoadBalancerClass != "" && len(validation.IsQualifiedName(s.LoadBalancerClass)) > 0 {
		errs = append(errs, field.Invalid(field.NewPath(FieldLoadBalancerClass), s.LoadBalancerClass, "must be a name such as example.com/internal"))
	}
	return errs
}

func validateClusterIP(s Spec) field.ErrorList {
	path := field.NewPath(FieldClusterIP)
	switch {
	case s.ClusterIP == "":
		return nil
	case s.Type == Headless:
		return field.ErrorList{field.Invalid(path, s.ClusterIP, "a headless Service has no address of its own")}
	case s.ClusterIP == corev1.ClusterIPNone:
		return field.ErrorList{field.Invalid(path, s.ClusterIP, fmt.Sprintf("a Service without an address is %s, not %s", Headless, s.Type))}
	case len(validation.IsValidIPForLegacyField(path, s.ClusterIP, true, nil)) > 0:
		return field.ErrorList{field.Invalid(path, s.ClusterIP, addressRule+", or "+corev1.ClusterIPNone)}
	}
	if len(s.IPFamilies) > 0 && familyOf(s.ClusterIP) != s.IPFamilies[0] {
		return field.ErrorList{field.Invalid(path, s.ClusterIP, fmt.Sprintf("is no %s address, which --%s says comes first", s.IPFamilies[0], FieldIPFamily))}
	}
	return nil
}

const addressRule = "must be an IP address such as 10.0.0.1 or 2001:db8::1, without zeros in front of numbers"

func familyOf(ip string) IPFamily {
	if address, err := netip.ParseAddr(ip); err == nil && address.Is4() {
		return corev1.IPv4Protocol
	}
	return corev1.IPv6Protocol
}

func validateFamilies(s Spec) field.ErrorList {
	path := field.NewPath(FieldIPFamily)
	seen := map[IPFamily]bool{}
	for _, family := range s.IPFamilies {
		if seen[family] {
			return field.ErrorList{field.Invalid(path, family, "is there twice")}
		}
		seen[family] = true
	}
	if len(s.IPFamilies) > 1 && (s.IPFamilyPolicy == "" || s.IPFamilyPolicy == corev1.IPFamilyPolicySingleStack) {
		return field.ErrorList{field.Invalid(path, s.IPFamilies[1], fmt.Sprintf("two families need --%s %s or %s", FieldIPFamilyPolicy, corev1.IPFamilyPolicyPreferDualStack, corev1.IPFamilyPolicyRequireDualStack))}
	}
	return nil
}

// validateExternalIP follows ValidateEndpointIP of the API server (pkg/apis/core/validation).
func validateExternalIP(ip string) field.ErrorList {
	path := field.NewPath(FieldExternalIP)
	if len(validation.IsValidIPForLegacyField(path, ip, true, nil)) > 0 {
		return field.ErrorList{field.Invalid(path, ip, addressRule)}
	}
	if a, err := netip.ParseAddr(ip); err == nil && (a.IsUnspecified() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.IsLinkLocalMulticast()) {
		return field.ErrorList{field.Invalid(path, ip, "must be an address that other machines can reach, not unspecified, loopback or link-local")}
	}
	return nil
}
