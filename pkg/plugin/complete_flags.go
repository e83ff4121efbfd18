package plugin

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/cluster"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/tui"
)

// completeSpecFlags completes values of the flags of a Spec: words that are known, and what the cluster has.
func completeSpecFlags(cmd *cobra.Command, config *genericclioptions.ConfigFlags) {
	flags := map[string]cobra.CompletionFunc{}
	for _, f := range expose.Fields() {
		switch {
		case f.Repeatable && len(f.Choices) > 0:
			all := choices(f)
			flags[f.Name] = func(_ *cobra.Command, _ []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
				found, _ := afterCommas(func(context.Context, completing) ([]cobra.Completion, error) { return slices.Clone(all), nil })(nil, completing{word: word})
				return beginningWith(word, found)
			}
		case len(f.Choices) > 0:
			flags[f.Name] = words(choices(f)...)
		}
	}
	for name, look := range map[string]lookup{
		expose.FieldIngressClass:      ingressClasses,
		expose.FieldTLSSecret:         texted((*cluster.Cluster).TLSSecrets),
		expose.FieldGateway:           afterCommas(gateways),
		expose.FieldHTTPSRedirect:     plainListeners,
		expose.FieldHost:              texted((*cluster.Cluster).Hosts),
		expose.FieldRule:              hostsOfRules,
		expose.FieldLoadBalancerClass: texted((*cluster.Cluster).LoadBalancerClasses),
		expose.FieldPort:              afterCommas(ports),
		expose.FieldTargetPort:        targetPorts,
		expose.FieldSelector:          afterCommas(podLabels),
	} {
		flags[name] = fromCluster(config, look)
	}
	register(cmd, flags)
}

// choices are the words that a field takes, and what each means.
func choices(f expose.Field) []cobra.Completion {
	about := aboutChoices()[f.Name]
	all := make([]cobra.Completion, len(f.Choices))
	for i, word := range f.Choices {
		all[i] = described(word, about[word])
	}
	return all
}

// aboutChoices says what the words mean that fields take, by the fields. Those of switches say it themselves.
func aboutChoices() map[string]map[string]string {
	types := map[string]string{}
	for _, t := range expose.Types().Values {
		types[string(t)] = t.Advice()
	}
	return map[string]map[string]string{
		expose.FieldType:                  types,
		expose.FieldProtocol:              {"TCP": "streams, and what most servers speak", "UDP": "datagrams, such as DNS and QUIC", "SCTP": "streams of messages; not every network has it"},
		expose.FieldPathType:              {"Prefix": "the path and all below it", "Exact": "this path alone", "ImplementationSpecific": "as the controller of the class compares"},
		expose.FieldSessionAffinity:       {"None": "any Pod each time", "ClientIP": "the same Pod for a client each time"},
		expose.FieldExternalTrafficPolicy: {"Cluster": "through every node", "Local": "only through nodes with a Pod; keeps the client's address"},
		expose.FieldInternalTrafficPolicy: {"Cluster": "from all Pods", "Local": "only from Pods of the client's node"},
		expose.FieldTrafficDistribution:   {"PreferSameZone": "Pods of the client's zone first", "PreferSameNode": "Pods of the client's node first"},
		expose.FieldIPFamilyPolicy:        {"SingleStack": "addresses of one family", "PreferDualStack": "of both where the cluster has them", "RequireDualStack": "of both, or it fails"},
		expose.FieldIPFamily:              {"IPv4": "addresses such as 10.0.0.1", "IPv6": "addresses such as fd00::1"},
		expose.FieldOverrideType:          {"merge": "JSON merge patch", "strategic": "lists are merged by their keys, as Kubernetes does", "json": "JSON patch, a list of operations"},
	}
}

// completeDryRun are the words of --dry-run, and what each means.
func completeDryRun() cobra.CompletionFunc {
	about := map[dryRun]string{dryRunNone: "do it", dryRunClient: "print what would be sent", dryRunServer: "print what the API server would make of it"}
	var all []cobra.Completion
	for _, d := range dryRuns() {
		all = append(all, described(string(d), about[d]))
	}
	return words(all...)
}

// completeThemes are the words of --theme, and what each means.
func completeThemes() cobra.CompletionFunc {
	about := map[tui.Theme]string{
		tui.ThemeAuto: "as the terminal's background is", tui.ThemeDark: "for a dark background", tui.ThemeLight: "for a light background", tui.ThemeNone: "no colours",
	}
	var all []cobra.Completion
	for _, theme := range tui.Themes().Values {
		all = append(all, described(string(theme), about[theme]))
	}
	return words(all...)
}

// completePrinting completes what all commands have that print objects.
func completePrinting(cmd *cobra.Command, printing *printFlags, more ...string) {
	register(cmd, map[string]cobra.CompletionFunc{flagOutput: words(append(more, printing.AllowedFormats()...)...)})
	_ = cmd.MarkFlagFilename("template") // fails only for a flag that is not there
}

func ingressClasses(ctx context.Context, c completing) ([]cobra.Completion, error) {
	classes, err := c.cluster.IngressClasses(ctx)
	var all []cobra.Completion
	for _, class := range classes {
		about := class.Controller
		if class.Default {
			about += ", the default"
		}
		all = append(all, described(class.Name, about))
	}
	return all, err
}

// gateways completes Gateways that admit routes of the namespace, and each of their listeners.
func gateways(ctx context.Context, c completing) ([]cobra.Completion, error) {
	found, err := c.cluster.Gateways(ctx)
	var all []cobra.Completion
	for _, g := range found {
		if len(g.Listeners) == 0 {
			continue
		}
		ref := expose.GatewayRef{Namespace: g.Namespace, Name: g.Name}
		if g.Namespace == c.cluster.Namespace {
			ref.Namespace = ""
		}
		all = append(all, described(ref.String(), strings.Join(g.Addresses, ", ")))
		for _, l := range g.Listeners {
			ref.Listener = l.Name
			all = append(all, described(ref.String(), listenerText(l)))
		}
	}
	return all, err
}

// listenerText says what a listener answers to: "HTTPS on 443 for *.example.com".
func listenerText(l expose.Listener) string {
	text := fmt.Sprintf("%s on %d", l.Protocol, l.Port)
	if l.Hostname != "" {
		text += " for " + l.Hostname
	}
	return text
}

// plainListeners completes listeners for plain HTTP: of the Gateways that are given, or of all.
func plainListeners(ctx context.Context, c completing) ([]cobra.Completion, error) {
	found, err := c.cluster.Gateways(ctx)
	var given []string
	if flag := c.cmd.Flags().Lookup(expose.FieldGateway); flag != nil && flag.Changed {
		given = strings.Split(flag.Value.String(), ",")
	}
	isGiven := func(g expose.Gateway) bool {
		return len(given) == 0 || slices.ContainsFunc(given, func(text string) bool {
			ref, err := expose.ParseGatewayRef(text)
			return err == nil && ref.Name == g.Name && (ref.Namespace == g.Namespace || ref.Namespace == "" && g.Namespace == c.cluster.Namespace)
		})
	}
	var all []cobra.Completion
	for _, g := range found {
		for _, l := range g.Listeners {
			if l.Protocol == "HTTP" && isGiven(g) {
				all = append(all, described(l.Name, "of "+g.Name+", "+listenerText(l)))
			}
		}
	}
	return all, err
}

// hostsOfRules completes the host that a rule begins with.
func hostsOfRules(ctx context.Context, c completing) ([]cobra.Completion, error) {
	hosts, err := c.cluster.Hosts(ctx)
	all := make([]cobra.Completion, len(hosts))
	for i, host := range hosts {
		all[i] = host + "/"
	}
	return all, err
}

// ports completes ports for those of the containers, as they are served when nobody says how.
func ports(ctx context.Context, c completing) ([]cobra.Completion, error) {
	w, ok, err := c.workload(ctx)
	if !ok || err != nil {
		return nil, err
	}
	served := expose.Default(w, expose.Spec{}).Ports
	var all []cobra.Completion
	for _, port := range w.Ports {
		text := fmt.Sprint(port.Port)
		if port.Protocol != corev1.ProtocolTCP {
			text += "/" + string(port.Protocol)
		}
		i := slices.IndexFunc(served, func(s expose.Port) bool {
			target := s.TargetPort.String()
			return s.Protocol == port.Protocol && (target == port.Name || target == strconv.Itoa(int(port.Port)))
		})
		if i >= 0 {
			s := served[i]
			if s.Protocol == corev1.ProtocolTCP {
				s.Protocol = ""
			}
			if len(served) == 1 {
				s.Name = ""
			}
			text = s.String()
		}
		all = append(all, described(text, containerPortText(port)))
	}
	return all, nil
}

// targetPorts completes names and numbers of the containers' ports.
func targetPorts(ctx context.Context, c completing) ([]cobra.Completion, error) {
	w, ok, err := c.workload(ctx)
	if !ok || err != nil {
		return nil, err
	}
	var all []cobra.Completion
	for _, port := range w.Ports {
		if port.Name != "" {
			all = append(all, described(port.Name, containerPortText(port)))
		}
		all = append(all, described(fmt.Sprint(port.Port), containerPortText(port)))
	}
	return all, nil
}

// containerPortText says which port of a container it is: "container port http, 8080/TCP".
func containerPortText(port expose.ContainerPort) string {
	text := "container port "
	if port.Name != "" {
		text += port.Name + ", "
	}
	text += fmt.Sprintf("%d/%s", port.Port, port.Protocol)
	switch {
	case port.Sidecar:
		text += ", of a sidecar"
	case port.Source != "":
		text += ", from " + port.Source
	}
	return text
}

// podLabels completes labels of the workload's Pods.
func podLabels(ctx context.Context, c completing) ([]cobra.Completion, error) {
	w, ok, err := c.workload(ctx)
	if !ok || err != nil {
		return nil, err
	}
	var all []cobra.Completion
	for key, value := range w.PodLabels {
		all = append(all, key+"="+value)
	}
	slices.Sort(all)
	return all, nil
}
