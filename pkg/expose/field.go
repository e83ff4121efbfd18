package expose

import (
	"cmp"
	"slices"
)

// The names of the fields of a Spec. Each is the name of a flag, the JSON name of the
// field and the path of its errors.
const (
	FieldType                  = "type"
	FieldName                  = "name"
	FieldPort                  = "port"
	FieldExternalName          = "external-name"
	FieldSessionAffinity       = "session-affinity"
	FieldExternalTrafficPolicy = "external-traffic-policy"
	FieldInternalTrafficPolicy = "internal-traffic-policy"
	FieldTrafficDistribution   = "traffic-distribution"
	FieldLoadBalancerClass     = "load-balancer-class"
	FieldHost                  = "host"
	FieldPath                  = "path"
	FieldPathType              = "path-type"
	FieldIngressClass          = "ingress-class"
	FieldTLSSecret             = "tls-secret"
)

// FieldSelector is the path of errors about the workload's selector, which no field of a Spec can mend.
const FieldSelector = "selector"

// Field describes one field of a [Spec].
type Field struct {
	// Name is one of the Field constants.
	Name string
	// Types are the types that have a use for the field; none means all of them.
	Types []Type

	args  func(Spec) []string // the field's values as flags take them; none when not said
	clear func(*Spec)         // makes the field "not said"
}

// AppliesTo reports whether an exposure of type t has a use for the field.
// The empty type stands for the default one.
func (f Field) AppliesTo(t Type) bool {
	return len(f.Types) == 0 || slices.Contains(f.Types, cmp.Or(t, ClusterIP))
}

// Fields lists the fields of a Spec in the order in which they are asked for.
func Fields() []Field {
	withPorts := []Type{ClusterIP, Headless, NodePort, LoadBalancer, Ingress}
	withAddress := []Type{ClusterIP, NodePort, LoadBalancer}
	withPods := []Type{ClusterIP, Headless, NodePort, LoadBalancer}
	fromOutside := []Type{NodePort, LoadBalancer}
	ingress := []Type{Ingress}
	return []Field{
		{FieldType, nil, one(func(s Spec) string { return string(s.Type) }), func(s *Spec) { s.Type = "" }},
		{FieldName, nil, one(func(s Spec) string { return s.Name }), func(s *Spec) { s.Name = "" }},
		{FieldPort, withPorts, portArgs, func(s *Spec) { s.Ports = nil }},
		{FieldExternalName, []Type{ExternalName}, one(func(s Spec) string { return s.ExternalName }), func(s *Spec) { s.ExternalName = "" }},
		{FieldSessionAffinity, withPods, one(func(s Spec) string { return string(s.SessionAffinity) }), func(s *Spec) { s.SessionAffinity = "" }},
		{FieldExternalTrafficPolicy, fromOutside, one(func(s Spec) string { return string(s.ExternalTrafficPolicy) }), func(s *Spec) { s.ExternalTrafficPolicy = "" }},
		{FieldInternalTrafficPolicy, withAddress, one(func(s Spec) string { return string(s.InternalTrafficPolicy) }), func(s *Spec) { s.InternalTrafficPolicy = "" }},
		{FieldTrafficDistribution, withPods, one(func(s Spec) string { return string(s.TrafficDistribution) }), func(s *Spec) { s.TrafficDistribution = "" }},
		{FieldLoadBalancerClass, []Type{LoadBalancer}, one(func(s Spec) string { return s.LoadBalancerClass }), func(s *Spec) { s.LoadBalancerClass = "" }},
		{FieldHost, ingress, one(func(s Spec) string { return s.Host }), func(s *Spec) { s.Host = "" }},
		{FieldPath, ingress, one(func(s Spec) string { return s.Path }), func(s *Spec) { s.Path = "" }},
		{FieldPathType, ingress, one(func(s Spec) string { return string(s.PathType) }), func(s *Spec) { s.PathType = "" }},
		{FieldIngressClass, ingress, one(func(s Spec) string { return s.IngressClass }), func(s *Spec) { s.IngressClass = "" }},
		{FieldTLSSecret, ingress, one(func(s Spec) string { return s.TLSSecret }), func(s *Spec) { s.TLSSecret = "" }},
	}
}

func one(value func(Spec) string) func(Spec) []string {
	return func(s Spec) []string {
		if v := value(s); v != "" {
			return []string{v}
		}
		return nil
	}
}

func portArgs(s Spec) []string {
	args := make([]string, len(s.Ports))
	for i, p := range s.Ports {
		args[i] = p.String()
	}
	return args
}
