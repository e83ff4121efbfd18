package tui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/duration"
	"k8s.io/utils/ptr"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// ports are the rows of the Service: which of its ports leads to which of the Pods.
func (p picture) ports(c *canvas) []string {
	if p.spec.Type == expose.Headless {
		return []string{"stands for the addresses of its Pods"}
	}
	var asked, others []string
	for _, port := range p.behind.Ports {
		text := portNumber(port.Port, port.Protocol) + " → " + printable(p.workload.ResolvedTarget(port))
		for _, more := range []string{port.Name, port.AppProtocol} {
			if more != "" {
				text += "  " + printable(more)
			}
		}
		if len(p.ways) > 0 && !slices.ContainsFunc(p.ways, func(w expose.Way) bool { return w.Own && (w.Port == port.Name || w.Port == fmt.Sprint(port.Port)) }) {
			others = append(others, c.styles.dim.Render(text+", inside only"))
		} else {
			asked = append(asked, p.lit(c, text, expose.FieldPort, expose.FieldTargetPort, expose.FieldProtocol))
		}
	}
	if len(asked)+len(others) == 0 {
		return []string{p.lit(c, "(which port?)", expose.FieldPort)}
	}
	return append(asked, others...)
}

// portNumber writes a port with its protocol where that is not TCP.
func portNumber(port int32, protocol corev1.Protocol) string {
	if protocol == corev1.ProtocolTCP || protocol == "" {
		return fmt.Sprint(port)
	}
	return fmt.Sprintf("%d/%s", port, protocol)
}

// numbers lists ports for people.
func (p picture) numbers() string {
	var texts []string
	for _, port := range p.behind.Ports {
		texts = append(texts, portNumber(port.Port, port.Protocol))
	}
	return strings.Join(texts, ", ")
}

func (p picture) nodePorts(c *canvas) []string {
	var rows []string
	for _, port := range p.spec.Ports {
		on := "the next free port"
		if port.NodePort != 0 {
			on = fmt.Sprint(port.NodePort)
		}
		rows = append(rows, p.lit(c, on+" → "+portNumber(port.Port, port.Protocol), expose.FieldPort))
	}
	return rows
}

func (p picture) letIn(c *canvas) []string {
	if len(p.spec.LoadBalancerSourceRanges) == 0 {
		return nil
	}
	return []string{p.lit(c, "only from "+printable(strings.Join(p.spec.LoadBalancerSourceRanges, ", ")), expose.FieldLoadBalancerSourceRange)}
}

// balancer are the rows of the load balancer.
func (p picture) balancer(c *canvas) []string {
	address := "an address of its own"
	if p.spec.LoadBalancerIP != "" {
		address = p.lit(c, printable(p.spec.LoadBalancerIP), expose.FieldLoadBalancerIP)
	}
	rows := []string{address + ", port " + p.lit(c, p.numbers(), expose.FieldPort)}
	if class := p.spec.LoadBalancerClass; class != "" {
		return append(rows, p.lit(c, "class "+printable(class), expose.FieldLoadBalancerClass))
	}
	if p.facts != nil && p.facts.LoadBalancers.Known && !p.facts.LoadBalancers.Found {
		rows = append(rows, c.warning("nothing was seen that makes one")...)
	}
	return rows
}

func (p picture) throughNodes(c *canvas) string {
	switch {
	case !ptr.Deref(p.spec.AllocateLoadBalancerNodePorts, true):
		return p.lit(c, "past the nodes' ports", expose.FieldAllocateLoadBalancerNodePorts)
	case p.spec.ExternalTrafficPolicy == corev1.ServiceExternalTrafficPolicyLocal:
		return p.lit(c, "a port of every node with a ready Pod", expose.FieldExternalTrafficPolicy)
	}
	return "a port of every node"
}

// choosing says which Pods are chosen for a request, where that is not any that is ready.
func (p picture) choosing(c *canvas) []string {
	var texts []string
	add := func(text string, fields ...string) { texts = append(texts, p.lit(c, text, fields...)) }
	s := p.spec
	if s.Type == expose.Headless {
		var targets []string
		for _, port := range p.behind.Ports {
			targets = append(targets, printable(p.workload.ResolvedTarget(port)))
		}
		text := "connects to the Pods themselves"
		if len(targets) > 0 {
			text += ", port " + strings.Join(slices.Compact(targets), ", ")
		}
		add(text, expose.FieldPort, expose.FieldTargetPort)
	}
	if s.ExternalTrafficPolicy == corev1.ServiceExternalTrafficPolicyLocal {
		add("from outside: only to Pods of that node", expose.FieldExternalTrafficPolicy)
	}
	if s.InternalTrafficPolicy == corev1.ServiceInternalTrafficPolicyLocal {
		from := ""
		if s.Type != expose.ClusterIP {
			from = "from inside: "
		}
		add(from+"only to Pods of the client's node", expose.FieldInternalTrafficPolicy)
	}
	switch s.TrafficDistribution {
	case corev1.ServiceTrafficDistributionPreferSameZone, corev1.ServiceTrafficDistributionPreferClose:
		add("first to Pods of the client's zone", expose.FieldTrafficDistribution)
	case corev1.ServiceTrafficDistributionPreferSameNode:
		add("first to Pods of the client's node", expose.FieldTrafficDistribution)
	}
	if s.SessionAffinity == corev1.ServiceAffinityClientIP {
		keeps := time.Duration(cmp.Or(s.SessionAffinityTimeout, corev1.DefaultClientIPServiceAffinitySeconds)) * time.Second
		add("a client keeps its Pod for "+duration.HumanDuration(keeps), expose.FieldSessionAffinity, expose.FieldSessionAffinityTimeout)
	}
	if ptr.Deref(s.PublishNotReadyAddresses, false) {
		add("to Pods that are not ready, too", expose.FieldPublishNotReadyAddresses)
	}
	return texts
}
