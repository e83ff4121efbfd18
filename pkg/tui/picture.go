package tui

import (
	"cmp"
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// picture is what people are about to make: from the client by what it comes through to the Pods, on their nodes in their zones.
type picture struct {
	workload expose.Workload
	spec     expose.Spec // completed
	behind   expose.Behind
	leads    bool // requests lead to the workload, by behind
	ways     []expose.Way
	facts    *expose.Facts // nil when not known
	pods     podNews
	// field is the one that is edited: what it changes stands out.
	field string
}

func newPicture(w expose.Workload, s expose.Spec, facts *expose.Facts, pods podNews) picture {
	p := picture{workload: w, spec: s, facts: facts, pods: pods, ways: expose.Ways(w, s)}
	p.behind, p.leads = expose.BehindOf(w, s)
	return p
}

// draw draws at most height lines of at most width cells. Long lists are cut, and say how much they leave out.
func (p picture) draw(st *styles, width, height int) []string {
	toPods := p.leads && p.spec.Type != expose.ExternalName
	var c canvas
	for most := 6; most > 0; most-- { // rows of a list
		c = canvas{styles: st, width: width, most: most}
		p.wayIn(&c)
		if !toPods || len(c.lines)+p.leastOfPods() <= height {
			break
		}
	}
	if toPods {
		p.toPods(&c, height)
	}
	return c.lines[:min(height, len(c.lines))]
}

// wayIn draws everything in front of the Pods.
func (p picture) wayIn(c *canvas) {
	client := func(text string) { c.add(c.styles.label.Render(text)) }
	dns := p.lit(c, printable(p.spec.Name+"."+p.workload.Namespace+".svc"), expose.FieldName)
	switch p.spec.Type {
	case expose.ExternalName:
		client("a Pod in the cluster")
		c.arrow("asks DNS for " + dns)
		c.box(p.service(c), true, "a name for another one, no proxy")
		c.arrow()
		c.box("outside", false, p.lit(c, cmp.Or(printable(p.spec.ExternalName), "(which host?)"), expose.FieldExternalName))
		return
	case expose.Headless:
		client("a Pod in the cluster")
		c.arrow("asks DNS for " + dns)
	case expose.NodePort:
		client("a client that reaches a node")
		c.arrow()
		title := "every node"
		if p.spec.ExternalTrafficPolicy == corev1.ServiceExternalTrafficPolicyLocal {
			title += p.lit(c, " with a ready Pod", expose.FieldExternalTrafficPolicy)
		}
		c.box(title, true, c.upTo(p.nodePorts(c), "port")...)
		c.arrow()
	case expose.LoadBalancer:
		client("a client outside")
		c.arrow(p.letIn(c)...)
		c.box("load balancer", true, p.balancer(c)...)
		c.arrow(p.throughNodes(c))
	case expose.Ingress:
		client("a client outside")
		c.arrow(c.upTo(p.waysIn(c, "http"), "way")...)
		c.box(p.titled(c, "Ingress", p.spec.Name, expose.FieldName), true, p.class(c)...)
		c.arrow()
	case expose.HTTPRoute:
		client("a client outside")
		c.arrow(c.upTo(append(p.waysIn(c, p.schemeOfGateways()), p.redirect(c)...), "way")...)
		title, rows := p.gateways(c)
		c.box(title, true, c.upTo(rows, "listener")...)
		c.arrow("HTTPRoute " + p.lit(c, printable(p.spec.Name), expose.FieldName))
	default:
		client("a Pod in the cluster")
		c.arrow("connects to " + dns)
	}
	if !p.leads {
		c.box("other Services", false, c.upTo(p.otherServices(), "Service")...)
		return
	}
	c.box(p.service(c), true, c.upTo(p.ports(c), "port")...)
}

// lit makes a text stand out when one of the fields is edited that it shows.
func (p picture) lit(c *canvas, text string, fields ...string) string {
	if slices.Contains(fields, p.field) {
		return c.styles.selected.Render(text)
	}
	return text
}

// titled is the kind and the name of an object.
func (p picture) titled(c *canvas, kind, name, field string) string {
	name = cmp.Or(printable(name), "(which name?)")
	if p.field != field {
		name = c.styles.label.Render(name)
	}
	return kind + " " + p.lit(c, name, field)
}

func (p picture) service(c *canvas) string {
	switch {
	case p.behind.There:
		return p.titled(c, "Service", p.behind.Name, "") + ", there already"
	case p.spec.Type == expose.Headless:
		return p.titled(c, "Service", p.spec.Name, expose.FieldName) + ", headless"
	}
	return p.titled(c, "Service", p.spec.Name, expose.FieldName)
}
