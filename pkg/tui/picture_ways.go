package tui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	networkingv1 "k8s.io/api/networking/v1"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// class are the rows of the Ingress: who cares for it.
func (p picture) class(c *canvas) []string {
	class, known := classOf(p.facts, p.spec.IngressClass)
	name := "class " + p.spec.IngressClass
	switch {
	case p.spec.IngressClass == "" && known:
		name = class.Name + ", the default class"
	case p.spec.IngressClass == "":
		name = "the default class"
	}
	rows := []string{p.lit(c, printable(name), expose.FieldIngressClass)}
	if known && !c.tight() {
		rows = append(rows, c.styles.dim.Render(printable(class.Controller)))
	}
	if text := classProblem(p.facts, p.spec.IngressClass); text != "" {
		rows = append(rows, c.warning(text)...)
	}
	return rows
}

// waysIn are the URLs that lead in, and where those lead that do not lead to the workload.
func (p picture) waysIn(c *canvas, scheme string) []string {
	var texts []string
	for _, w := range p.ways {
		text := "all else"
		if w.Path != "" {
			text = scheme
			if w.TLS {
				text = "https"
			}
			text += "://" + cmp.Or(printable(w.Host), "(every host)") + printable(w.Path)
			switch {
			case w.PathType == networkingv1.PathTypeExact:
				text += " exactly"
			case w.PathType == networkingv1.PathTypePrefix && w.Path != "/":
				text += " and below"
			}
		}
		if !w.Own {
			text += " → " + printable(w.Service+":"+w.Port)
		}
		texts = append(texts, p.lit(c, text, expose.FieldHost, expose.FieldPath, expose.FieldPathType, expose.FieldRule, expose.FieldTLSSecret, expose.FieldDefaultBackend))
	}
	return texts
}

// otherServices are those that requests lead to instead of the workload.
func (p picture) otherServices() []string {
	var texts []string
	for _, w := range p.ways {
		if text := printable(w.Service + ":" + w.Port); !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return texts
}

// gateways are the box of the Gateways that the route is attached to.
func (p picture) gateways(c *canvas) (title string, rows []string) {
	switch len(p.spec.Gateways) {
	case 0:
		return p.titled(c, "Gateway", "(which one?)", expose.FieldGateway), nil
	case 1:
		for _, l := range p.listeners(p.spec.Gateways[0]) {
			rows = append(rows, printable(fmt.Sprintf("%s on %d, listener %s", l.Protocol, l.Port, l.Name)))
		}
		return p.titled(c, "Gateway", p.spec.Gateways[0].String(), expose.FieldGateway), rows
	}
	for _, g := range p.spec.Gateways {
		rows = append(rows, p.lit(c, printable(g.String()), expose.FieldGateway))
	}
	return "Gateways", rows
}

// listeners are those of the Gateway that the route is attached to, as far as they are known.
func (p picture) listeners(ref expose.GatewayRef) []expose.Listener {
	var hosts []string
	for _, w := range p.ways {
		if w.Host != "" {
			hosts = append(hosts, w.Host)
		}
	}
	for _, g := range p.workload.Gateways {
		if g.Name == ref.Name && g.Namespace == cmp.Or(ref.Namespace, p.workload.Namespace) {
			return slices.DeleteFunc(g.Admitting(hosts), func(l expose.Listener) bool { return ref.Listener != "" && l.Name != ref.Listener })
		}
	}
	return nil
}

// schemeOfGateways is https or http where all listeners agree.
func (p picture) schemeOfGateways() string {
	scheme := ""
	for _, ref := range p.spec.Gateways {
		for _, l := range p.listeners(ref) {
			of := strings.ToLower(l.Protocol)
			if scheme != "" && scheme != of {
				return "http(s)"
			}
			scheme = of
		}
	}
	return cmp.Or(scheme, "http(s)")
}

func (p picture) redirect(c *canvas) []string {
	if p.spec.HTTPSRedirect == "" {
		return nil
	}
	return []string{p.lit(c, "http is sent to https, by listener "+printable(p.spec.HTTPSRedirect), expose.FieldHTTPSRedirect)}
}
