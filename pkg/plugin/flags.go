package plugin

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// The flags that are not fields of a Spec. The names of those that are stand in expose/field.go.
const (
	flagDryRun         = "dry-run"
	flagDiff           = "diff"
	flagFieldManager   = "field-manager"
	flagForceConflicts = "force-conflicts"
	flagInteractive    = "interactive"
)

// addSpecFlags binds the flags of a Spec to s.
func addSpecFlags(flags *pflag.FlagSet, s *expose.Spec) {
	flags.Var(&enumValue[expose.Type]{&s.Type, expose.ParseType, "TYPE"}, expose.FieldType,
		"how to expose it: "+list(expose.Types())+" (default ClusterIP)")
	flags.Var(&textValue{&s.Name}, expose.FieldName, "name of the objects to make (default the workload's name)")
	flags.Var(&portsValue{ports: &s.Ports}, expose.FieldPort,
		"port to serve, repeatable: [name=]port[:targetPort][/protocol][@nodePort] (default the ports that the containers declare, a web server's on 80)")
	flags.Var(&textValue{&s.ExternalName}, expose.FieldExternalName, "DNS name outside the cluster that an ExternalName Service stands for")
	flags.Var(&enumValue[expose.SessionAffinity]{&s.SessionAffinity, expose.ParseSessionAffinity, "AFFINITY"}, expose.FieldSessionAffinity,
		"ClientIP sends a client to the same Pod each time: "+list(expose.SessionAffinities())+" (default None)")
	flags.Var(&enumValue[expose.ExternalTrafficPolicy]{&s.ExternalTrafficPolicy, expose.ParseExternalTrafficPolicy, "POLICY"}, expose.FieldExternalTrafficPolicy,
		"Local keeps the address of clients from outside, and serves only on nodes with a Pod: "+list(expose.ExternalTrafficPolicies())+" (default Cluster)")
	flags.Var(&enumValue[expose.InternalTrafficPolicy]{&s.InternalTrafficPolicy, expose.ParseInternalTrafficPolicy, "POLICY"}, expose.FieldInternalTrafficPolicy,
		"Local serves clients inside the cluster from Pods of their own node only: "+list(expose.InternalTrafficPolicies())+" (default Cluster)")
	flags.Var(&enumValue[expose.TrafficDistribution]{&s.TrafficDistribution, expose.ParseTrafficDistribution, "WHERE"}, expose.FieldTrafficDistribution,
		"prefer Pods near the client: "+list(expose.TrafficDistributions())+" (default all alike)")
	flags.Var(&textValue{&s.LoadBalancerClass}, expose.FieldLoadBalancerClass, "who makes the load balancer (default the cluster's own)")
	flags.Var(&textValue{&s.Host}, expose.FieldHost, "host that an Ingress answers to; *.example.com is a wildcard (default every host)")
	flags.Var(&textValue{&s.Path}, expose.FieldPath, "URL path that an Ingress answers to (default /)")
	flags.Var(&enumValue[expose.PathType]{&s.PathType, expose.ParsePathType, "TYPE"}, expose.FieldPathType,
		"how an Ingress compares the path: "+list(expose.PathTypes())+" (default Prefix)")
	flags.Var(&textValue{&s.IngressClass}, expose.FieldIngressClass, "IngressClass of an Ingress (default the cluster's default class)")
	flags.Var(&textValue{&s.TLSSecret}, expose.FieldTLSSecret, "Secret with the certificate for the host of an Ingress (default plain HTTP)")
}

// completeSpecFlags lets the shell complete the values that are known without a cluster.
func completeSpecFlags(cmd *cobra.Command) error {
	for flag, values := range map[string][]string{
		expose.FieldType:     texts(expose.Types()),
		expose.FieldPathType: texts(expose.PathTypes()),
		flagDryRun:           texts(dryRuns()),

		expose.FieldSessionAffinity:       texts(expose.SessionAffinities()),
		expose.FieldExternalTrafficPolicy: texts(expose.ExternalTrafficPolicies()),
		expose.FieldInternalTrafficPolicy: texts(expose.InternalTrafficPolicies()),
		expose.FieldTrafficDistribution:   texts(expose.TrafficDistributions()),
	} {
		if err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)); err != nil {
			return err
		}
	}
	return nil
}

func texts[E ~string](values []E) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}

func list[E ~string](values []E) string { return strings.Join(texts(values), ", ") }

// textValue is a flag that takes a text. An empty one is refused: it comes from a shell variable that is not set, and would
// mean the default, which for a host is every host.
type textValue struct{ text *string }

// String implements [pflag.Value].
func (v *textValue) String() string {
	if v.text == nil { // pflag asks a zero value for its default
		return ""
	}
	return *v.text
}

// Set implements [pflag.Value].
func (v *textValue) Set(s string) error {
	if s == "" {
		return errors.New("it is empty; leave the flag out for the default")
	}
	*v.text = s
	return nil
}

// Type implements [pflag.Value].
func (v *textValue) Type() string { return "string" }

// enumValue is a flag that takes one of a few words.
type enumValue[E ~string] struct {
	value *E
	parse func(string) (E, error)
	kind  string
}

// String implements [pflag.Value].
func (v *enumValue[E]) String() string {
	if v.value == nil { // pflag asks a zero value for its default
		return ""
	}
	return string(*v.value)
}

// Set implements [pflag.Value].
func (v *enumValue[E]) Set(s string) (err error) {
	*v.value, err = v.parse(s)
	return err
}

// Type implements [pflag.Value].
func (v *enumValue[E]) Type() string { return v.kind }

// portsValue is a repeatable flag that takes one port each time.
type portsValue struct{ ports *[]expose.Port }

// String implements [pflag.Value].
func (v *portsValue) String() string {
	if v.ports == nil || len(*v.ports) == 0 {
		return ""
	}
	return fmt.Sprint(*v.ports)
}

// Set implements [pflag.Value].
func (v *portsValue) Set(s string) error {
	p, err := expose.ParsePort(s)
	if err == nil {
		*v.ports = append(*v.ports, p)
	}
	return err
}

// Type implements [pflag.Value].
func (v *portsValue) Type() string { return "PORT" }
