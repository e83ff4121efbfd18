package tui

import (
	"strings"

	"al.essio.dev/pkg/shellescape"
	"github.com/kballard/go-shellquote"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// formField binds a field of a Spec to a line of the form, as a flag binds it to the command line.
type formField struct {
	expose.Field
	label, hint string
	empty       string // what an empty line means
	rare        bool   // only shown when asked for, or said
}

// formFields lists all lines of the form, in the order of [expose.Fields]. The type is chosen on a screen of its own.
func formFields() []formField {
	lines := map[string]formField{
		expose.FieldName:         {label: "Name", empty: "the workload's name", hint: "of the objects made"},
		expose.FieldPort:         {label: "Ports", hint: "such as 80, 80:8080, dns=53:dns/UDP, 80:http@30080 or 80+grpc; a space between two"},
		expose.FieldTargetPort:   {label: "Target port", empty: "as the ports say", hint: "of the ports that name none", rare: true},
		expose.FieldProtocol:     {label: "Protocol", empty: "as the ports say", hint: "of the ports that name none", rare: true},
		expose.FieldExternalName: {label: "External name", hint: "the host outside, such as db.example.com"},

		expose.FieldHost:           {label: "Host", empty: "every host", hint: "such as shop.example.com or *.example.com"},
		expose.FieldPath:           {label: "Path", empty: "/", hint: "the URLs that lead here"},
		expose.FieldPathType:       {label: "Path type", empty: "Prefix", hint: "how the path is compared"},
		expose.FieldRule:           {label: "Rules", empty: "host and path above", hint: "several hosts and paths: host/path[*][=[service:]port][,tls[=secret]]; a space between two", rare: true},
		expose.FieldDefaultBackend: {label: "Default to", empty: "the controller's", hint: "[service:]port for what no rule matches", rare: true},
		expose.FieldIngressClass:   {label: "Ingress class", empty: "the cluster's default", hint: "the IngressClass"},
		expose.FieldTLSSecret:      {label: "TLS Secret", empty: "plain HTTP", hint: "with the certificate for the host"},
		expose.FieldGateway:        {label: "Gateway", hint: "[namespace/]name[:listener]"},
		expose.FieldHTTPSRedirect:  {label: "To HTTPS", empty: "none", hint: "the listener for plain HTTP, whose requests are sent to HTTPS"},

		expose.FieldSessionAffinity:          {label: "Affinity", empty: "None", hint: "the same Pod for a client each time"},
		expose.FieldSessionAffinityTimeout:   {label: "Affinity time", empty: "10800", hint: "seconds for which a client keeps its Pod", rare: true},
		expose.FieldExternalTrafficPolicy:    {label: "From outside", empty: "Cluster", hint: "Local keeps the client's address, and needs a Pod on the node"},
		expose.FieldInternalTrafficPolicy:    {label: "From inside", empty: "Cluster", hint: "Local serves from Pods of the client's node only"},
		expose.FieldTrafficDistribution:      {label: "Prefer", empty: "all alike", hint: "Pods near the client"},
		expose.FieldPublishNotReadyAddresses: {label: "Unready, too", empty: "false", hint: "answer with Pods that are not ready, for peers that look for each other", rare: true},

		expose.FieldClusterIP:                     {label: "Cluster IP", empty: "the next free one", hint: "the address inside the cluster", rare: true},
		expose.FieldIPFamilyPolicy:                {label: "IP families", empty: "SingleStack", hint: "addresses of one family or two", rare: true},
		expose.FieldIPFamily:                      {label: "IP family", empty: "the cluster's", hint: "the first one first; a space between two", rare: true},
		expose.FieldExternalIP:                    {label: "External IPs", empty: "none", hint: "addresses that lead to the nodes; deprecated by Kubernetes", rare: true},
		expose.FieldLoadBalancerIP:                {label: "LB address", empty: "any", hint: "the address to ask for; deprecated by Kubernetes", rare: true},
		expose.FieldLoadBalancerClass:             {label: "LB class", empty: "the cluster's default", hint: "who makes the load balancer"},
		expose.FieldLoadBalancerSourceRange:       {label: "Let in", empty: "everybody", hint: "ranges of client addresses, such as 10.0.0.0/8; a space between two", rare: true},
		expose.FieldAllocateLoadBalancerNodePorts: {label: "Node ports", empty: "true", hint: "false where the load balancer reaches the Pods without", rare: true},
		expose.FieldHealthCheckNodePort:           {label: "Health port", empty: "the next free one", hint: "where the load balancer asks nodes for Pods; From outside must be Local", rare: true},

		expose.FieldSelector:     {label: "Selector", empty: "the workload's own", hint: "labels of the Pods to serve, such as app=web tier=front", rare: true},
		expose.FieldLabels:       {label: "Labels", empty: "the workload's app.kubernetes.io", hint: "more labels for the objects made, such as team=a env=test", rare: true},
		expose.FieldAnnotation:   {label: "Annotations", empty: "none", hint: "key=value; a space between two, quotes around one with spaces", rare: true},
		expose.FieldOverrides:    {label: "Overrides", empty: "none", hint: "JSON that is merged into the object", rare: true},
		expose.FieldOverrideType: {label: "Override type", empty: "merge", hint: "how the overrides are merged", rare: true},
	}
	var form []formField
	for _, f := range expose.Fields() {
		if line, ok := lines[f.Name]; ok {
			line.Field = f
			if len(f.Choices) > 0 {
				line.hint = strings.Join(f.Choices, ", ") + ": " + line.hint
			}
			form = append(form, line)
		}
	}
	return form
}

// text is what the line shows of s.
func (f formField) text(w expose.Workload, s expose.Spec) string {
	switch {
	case f.Name == expose.FieldPort:
		return expose.PortsText(w, s)
	case f.Repeatable:
		return shellescape.QuoteCommand(f.Texts(s))
	}
	return strings.Join(f.Texts(s), "")
}

// say reads what was typed into the line; an empty one means the default. It returns an error that says what is allowed.
func (f formField) say(s *expose.Spec, text string) error {
	switch {
	case strings.TrimSpace(text) == "":
		return f.Set(s)
	case !f.Repeatable:
		return f.Set(s, text)
	}
	words, err := shellquote.Split(text)
	if err != nil {
		return err
	}
	return f.Set(s, words...)
}
