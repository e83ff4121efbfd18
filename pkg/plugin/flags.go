package plugin

import (
	"strings"

	"github.com/spf13/pflag"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// The flags that are not fields of a Spec. The names of those that are stand in expose/field.go.
const (
	flagDryRun         = "dry-run"
	flagDiff           = "diff"
	flagFieldManager   = "field-manager"
	flagForceConflicts = "force-conflicts"
	flagKeepConflicts  = "keep-conflicts"
	flagNoRollback     = "no-rollback"
	flagYes            = "yes"
	flagLast           = "last"
	flagPlan           = "plan"
	flagInteractive    = "interactive"
	flagFilename       = "filename"
	flagKustomize      = "kustomize"
	flagRecursive      = "recursive"
	flagWorkloads      = "workload-selector"
	flagVerbose        = "verbose"
	flagAllNamespaces  = "all-namespaces"
	flagNoHeaders      = "no-headers"
	flagOutput         = "output"
	flagTemplate       = "template"
	flagWait           = "wait"
	flagTimeout        = "timeout"
	flagTheme          = "theme"
	flagAdvanced       = "advanced"
)

// addSpecFlags binds the flags of a Spec to s.
func addSpecFlags(flags *pflag.FlagSet, s *expose.Spec) {
	usages := specUsages()
	for _, f := range expose.Fields() {
		flag := flags.VarPF(&specValue{field: f, spec: s, kind: usages[f.Name].kind}, f.Name, "", usages[f.Name].text)
		if f.Switch {
			flag.NoOptDefVal = "true"
		}
	}
}

// usage is what help says of a flag: what kind of value it takes, and what for.
type usage struct{ kind, text string }

// specUsages describes the flags of a Spec, by name.
func specUsages() map[string]usage {
	return map[string]usage{
		expose.FieldType:         {"TYPE", "how to expose it: " + list(expose.Types()) + " (default ClusterIP; Headless for a StatefulSet)"},
		expose.FieldName:         {"NAME", "name of the objects to make (default the workload's name)"},
		expose.FieldPort:         {"PORT", "port to serve, repeatable: [name=]port[:targetPort][/protocol][@nodePort][+appProtocol] (default the ports that the containers declare, a web server's on 80)"},
		expose.FieldTargetPort:   {"PORT", "number or name of the container port, where --port names none; alone, it chooses the one to serve"},
		expose.FieldProtocol:     {"PROTOCOL", "protocol, where --port names none: " + list(expose.Protocols()) + " (default the container port's); alone, it chooses the ports to serve"},
		expose.FieldExternalName: {"HOST", "DNS name outside the cluster that an ExternalName Service stands for"},

		expose.FieldHost:           {"HOST", "host that is answered to; *.example.com is a wildcard (default every host)"},
		expose.FieldPath:           {"PATH", "URL path that is answered to (default /)"},
		expose.FieldPathType:       {"TYPE", "how the path is compared: " + list(expose.PathTypes()) + " (default Prefix; for a --rule without *, Exact)"},
		expose.FieldRule:           {"RULE", "host and path and where they lead, repeatable, in place of --host and --path: host/path[*][=[service:]port][,tls[=secret]]; * compares as Prefix"},
		expose.FieldDefaultBackend: {"BACKEND", "[service:]port for requests that no rule of an Ingress matches"},
		expose.FieldIngressClass:   {"CLASS", "IngressClass of an Ingress (default the cluster's default class)"},
		expose.FieldTLSSecret:      {"SECRET", "Secret with the certificate for the host of an Ingress (default plain HTTP)"},
		expose.FieldGateway:        {"GATEWAY", "Gateway that an HTTPRoute is attached to, repeatable: [namespace/]name[:listener] (default the only one that admits it)"},
		expose.FieldHTTPSRedirect:  {"LISTENER", "listener of the Gateway for plain HTTP, whose requests are sent to HTTPS"},

		expose.FieldSessionAffinity:          {"AFFINITY", "ClientIP sends a client to the same Pod each time: " + list(expose.SessionAffinities()) + " (default None)"},
		expose.FieldSessionAffinityTimeout:   {"SECONDS", "for how long a client keeps its Pod, 1 to 86400 (default 10800, three hours)"},
		expose.FieldExternalTrafficPolicy:    {"POLICY", "Local keeps the address of clients from outside, and serves only on nodes with a Pod: " + list(expose.ExternalTrafficPolicies()) + " (default Cluster)"},
		expose.FieldInternalTrafficPolicy:    {"POLICY", "Local serves clients inside the cluster from Pods of their own node only: " + list(expose.InternalTrafficPolicies()) + " (default Cluster)"},
		expose.FieldTrafficDistribution:      {"WHERE", "prefer Pods near the client: " + list(expose.TrafficDistributions()) + " (default all alike)"},
		expose.FieldPublishNotReadyAddresses: {"", "answer with Pods that are not ready, too, for peers that look for each other (default false)"},

		expose.FieldClusterIP:                     {"IP", "address inside the cluster, or None for a headless Service (default the next free one)"},
		expose.FieldIPFamilyPolicy:                {"POLICY", "addresses of one family or two: " + list(expose.IPFamilyPolicies()) + " (default SingleStack)"},
		expose.FieldIPFamily:                      {"FAMILY", "family of the addresses, repeatable, the first one first: " + list(expose.IPFamilies()) + " (default the cluster's)"},
		expose.FieldExternalIP:                    {"IP", "address outside the cluster's care that leads to its nodes, repeatable; deprecated by Kubernetes"},
		expose.FieldLoadBalancerIP:                {"IP", "address to ask the load balancer for; deprecated by Kubernetes, annotations of its maker replace it"},
		expose.FieldLoadBalancerClass:             {"CLASS", "who makes the load balancer (default the cluster's own)"},
		expose.FieldLoadBalancerSourceRange:       {"CIDR", "clients that the load balancer lets in, repeatable (default all)"},
		expose.FieldAllocateLoadBalancerNodePorts: {"", "give a LoadBalancer Service node ports, too (default true)"},
		expose.FieldHealthCheckNodePort:           {"PORT", "where the load balancer asks nodes for Pods, with --external-traffic-policy=Local (default the next free one)"},

		expose.FieldSelector:     {"LABELS", "labels of the Pods to serve, such as app=web,tier=front (default the workload's selector)"},
		expose.FieldLabels:       {"LABELS", "labels for the objects made, such as team=a,env=test, beside app.kubernetes.io's of the workload"},
		expose.FieldAnnotation:   {"KEY=VALUE", "annotation for the Service, Ingress or HTTPRoute, repeatable"},
		expose.FieldOverrides:    {"JSON", "JSON that is merged into the Service, Ingress or HTTPRoute"},
		expose.FieldOverrideType: {"TYPE", "how the overrides are merged: " + list(expose.OverrideTypes()) + " (default merge)"},
	}
}

// specValue is a flag that is a field of a Spec.
type specValue struct {
	field expose.Field
	spec  *expose.Spec
	kind  string
}

// String implements [pflag.Value].
func (v *specValue) String() string {
	if v.spec == nil { // pflag asks a zero value for its default
		return ""
	}
	return strings.Join(v.field.Texts(*v.spec), ",")
}

// Set implements [pflag.Value].
func (v *specValue) Set(s string) error { return v.field.Add(v.spec, s) }

// Type implements [pflag.Value].
func (v *specValue) Type() string {
	if v.field.Switch {
		return "bool"
	}
	return v.kind
}

func texts[E ~string](values []E) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}

func list[E ~string](enum expose.Enum[E]) string { return strings.Join(enum.Words(), ", ") }
