package expose

import (
	"cmp"
	"slices"
)

// The names of the fields of a Spec. Each is the name of a flag, the JSON name of the
// field and the path of its errors.
const (
	FieldType         = "type"
	FieldName         = "name"
	FieldPort         = "port"
	FieldTargetPort   = "target-port"
	FieldProtocol     = "protocol"
	FieldExternalName = "external-name"

	FieldHost           = "host"
	FieldPath           = "path"
	FieldPathType       = "path-type"
	FieldRule           = "rule"
	FieldDefaultBackend = "default-backend"
	FieldIngressClass   = "ingress-class"
	FieldTLSSecret      = "tls-secret"
	FieldGateway        = "gateway"
	FieldHTTPSRedirect  = "https-redirect"

	FieldSessionAffinity          = "session-affinity"
	FieldSessionAffinityTimeout   = "session-affinity-timeout"
	FieldExternalTrafficPolicy    = "external-traffic-policy"
	FieldInternalTrafficPolicy    = "internal-traffic-policy"
	FieldTrafficDistribution      = "traffic-distribution"
	FieldPublishNotReadyAddresses = "publish-not-ready-addresses"

	FieldClusterIP                     = "cluster-ip"
	FieldIPFamilyPolicy                = "ip-family-policy"
	FieldIPFamily                      = "ip-family"
	FieldExternalIP                    = "external-ip"
	FieldLoadBalancerIP                = "load-balancer-ip"
	FieldLoadBalancerClass             = "load-balancer-class"
	FieldLoadBalancerSourceRange       = "load-balancer-source-range"
	FieldAllocateLoadBalancerNodePorts = "allocate-load-balancer-node-ports"
	FieldHealthCheckNodePort           = "health-check-node-port"

	FieldSelector     = "selector"
	FieldLabels       = "labels"
	FieldAnnotation   = "annotation"
	FieldOverrides    = "overrides"
	FieldOverrideType = "override-type"
)

// Field describes one field of a [Spec], and reads and writes it as text: what flags and forms have in common.
type Field struct {
	// Name is one of the Field constants.
	Name string
	// Types are the types that have a use for the field; none means all of them.
	Types []Type
	// Choices are the only words that it takes; none when it takes others.
	Choices []string
	// Repeatable says that it takes several values.
	Repeatable bool
	// Switch says that it is on or off, and that naming it alone turns it on.
	Switch bool

	add   func(*Spec, string) error // reads a value; one more where it is repeatable
	texts func(Spec) []string       // the values as add reads them; none when not said
	clear func(*Spec)               // makes the field "not said"
}

// AppliesTo reports whether an exposure of type t has a use for the field.
// The empty type stands for the default one.
func (f Field) AppliesTo(t Type) bool {
	return len(f.Types) == 0 || slices.Contains(f.Types, cmp.Or(t, ClusterIP))
}

// Texts are the field's values in s, as [Field.Add] reads them; none when the field is not said.
func (f Field) Texts(s Spec) []string { return f.texts(s) }

// Add reads a value into s: one more where the field is repeatable, else in place of the one before.
// It returns an error that says what is allowed, and leaves s as it is then.
func (f Field) Add(s *Spec, text string) error { return f.add(s, text) }

// Set reads values in place of what s says; none makes the field "not said".
// It returns an error that says what is allowed, and leaves s as it is then.
func (f Field) Set(s *Spec, texts ...string) error {
	changed := *s
	f.clear(&changed)
	for _, text := range texts {
		if err := f.add(&changed, text); err != nil {
			return err
		}
	}
	*s = changed
	return nil
}

// Fields lists the fields of a Spec in the order in which they are asked for.
func Fields() []Field {
	all := []Type(nil)
	services := []Type{ClusterIP, Headless, NodePort, LoadBalancer} // those that lead to Pods
	withPorts := append(slices.Clone(services), Ingress, HTTPRoute)
	withAddress := []Type{ClusterIP, NodePort, LoadBalancer}
	fromOutside := []Type{NodePort, LoadBalancer}
	balancer := []Type{LoadBalancer}
	routed := []Type{Ingress, HTTPRoute}
	ingress := []Type{Ingress}
	route := []Type{HTTPRoute}
	return []Field{
		wordField(FieldType, all, Types(), func(s *Spec) *Type { return &s.Type }),
		textField(FieldName, all, func(s *Spec) *string { return &s.Name }),
		listField(FieldPort, withPorts, splitCommas, ParsePort, Port.String, func(s *Spec) *[]Port { return &s.Ports }),
		valueField(FieldTargetPort, withPorts, parseTargetPort, portText, func(s *Spec) *targetPort { return &s.TargetPort }),
		wordField(FieldProtocol, withPorts, Protocols(), func(s *Spec) *protocol { return &s.Protocol }),
		textField(FieldExternalName, []Type{ExternalName}, func(s *Spec) *string { return &s.ExternalName }),

		textField(FieldHost, routed, func(s *Spec) *string { return &s.Host }),
		textField(FieldPath, routed, func(s *Spec) *string { return &s.Path }),
		wordField(FieldPathType, routed, PathTypes(), func(s *Spec) *PathType { return &s.PathType }),
		listField(FieldRule, routed, whole, ParseRule, Rule.String, func(s *Spec) *[]Rule { return &s.Rules }),
		valueField(FieldDefaultBackend, ingress, ParseBackend, Backend.String, func(s *Spec) *Backend { return &s.DefaultBackend }),
		textField(FieldIngressClass, ingress, func(s *Spec) *string { return &s.IngressClass }),
		textField(FieldTLSSecret, ingress, func(s *Spec) *string { return &s.TLSSecret }),
		listField(FieldGateway, route, splitCommas, ParseGatewayRef, GatewayRef.String, func(s *Spec) *[]GatewayRef { return &s.Gateways }),
		textField(FieldHTTPSRedirect, route, func(s *Spec) *string { return &s.HTTPSRedirect }),

		wordField(FieldSessionAffinity, services, SessionAffinities(), func(s *Spec) *SessionAffinity { return &s.SessionAffinity }),
		numberField(FieldSessionAffinityTimeout, services, "seconds", 86400, func(s *Spec) *int32 { return &s.SessionAffinityTimeout }),
		wordField(FieldExternalTrafficPolicy, fromOutside, ExternalTrafficPolicies(), func(s *Spec) *ExternalTrafficPolicy { return &s.ExternalTrafficPolicy }),
		wordField(FieldInternalTrafficPolicy, withAddress, InternalTrafficPolicies(), func(s *Spec) *InternalTrafficPolicy { return &s.InternalTrafficPolicy }),
		wordField(FieldTrafficDistribution, services, TrafficDistributions(), func(s *Spec) *TrafficDistribution { return &s.TrafficDistribution }),
		switchField(FieldPublishNotReadyAddresses, services, func(s *Spec) **bool { return &s.PublishNotReadyAddresses }),

		textField(FieldClusterIP, services, func(s *Spec) *string { return &s.ClusterIP }),
		wordField(FieldIPFamilyPolicy, services, IPFamilyPolicies(), func(s *Spec) *IPFamilyPolicy { return &s.IPFamilyPolicy }),
		wordsField(FieldIPFamily, services, IPFamilies(), func(s *Spec) *[]IPFamily { return &s.IPFamilies }),
		listField(FieldExternalIP, services, splitCommas, parseText, sameText, func(s *Spec) *[]string { return &s.ExternalIPs }),
		textField(FieldLoadBalancerIP, balancer, func(s *Spec) *string { return &s.LoadBalancerIP }),
		textField(FieldLoadBalancerClass, balancer, func(s *Spec) *string { return &s.LoadBalancerClass }),
		listField(FieldLoadBalancerSourceRange, balancer, splitCommas, parseText, sameText, func(s *Spec) *[]string { return &s.LoadBalancerSourceRanges }),
		switchField(FieldAllocateLoadBalancerNodePorts, balancer, func(s *Spec) **bool { return &s.AllocateLoadBalancerNodePorts }),
		numberField(FieldHealthCheckNodePort, balancer, "a port", 65535, func(s *Spec) *int32 { return &s.HealthCheckNodePort }),

		mapField(FieldSelector, withPorts, splitCommas, func(s *Spec) *map[string]string { return &s.Selector }),
		mapField(FieldLabels, all, splitCommas, func(s *Spec) *map[string]string { return &s.Labels }),
		mapField(FieldAnnotation, all, whole, func(s *Spec) *map[string]string { return &s.Annotations }),
		textField(FieldOverrides, all, func(s *Spec) *string { return &s.Overrides }),
		wordField(FieldOverrideType, all, OverrideTypes(), func(s *Spec) *OverrideType { return &s.OverrideType }),
	}
}
