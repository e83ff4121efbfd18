package expose

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// exposures know how Pods are reached: by which Services, and by which Ingresses and HTTPRoutes those. Ten thousand workloads beside ten
// thousand Services in one namespace are matched without comparing each with each.
type exposures struct {
	services   servicesState
	namespaces map[string]*exposuresOf
	routes     map[routeKey]ListedRoute
	// allStale says that what was told of any namespace may no longer be so, exposuresOf.stale that of one.
	allStale bool
}

// servicesState says what is known of the Services.
type servicesState int

const (
	servicesUnknown servicesState = iota
	servicesKnown
	servicesUnreadable
)

// exposuresOf are those of a namespace.
type exposuresOf struct {
	stale    bool
	services map[string]ListedService
	// bySelector finds each Service that selects Pods by one label of its selector, and byLabel says which that is: the one by which the
	// fewest others were found, so that labels which many have in common stay out of the way.
	bySelector map[label][]ListedService
	byLabel    map[string]label
	// leading are the routes that lead to a Service, by its name.
	leading map[string][]routeKey
}

type label struct{ key, value string }

func (x *exposures) in(namespace string) *exposuresOf {
	n := x.namespaces[namespace]
	if n == nil {
		if x.namespaces == nil {
			x.namespaces, x.routes = map[string]*exposuresOf{}, map[routeKey]ListedRoute{}
		}
		n = &exposuresOf{
			services: map[string]ListedService{}, bySelector: map[label][]ListedService{}, byLabel: map[string]label{},
			leading: map[string][]routeKey{},
		}
		x.namespaces[namespace] = n
	}
	return n
}

func (x *exposures) setService(s ListedService) {
	n := x.in(s.Namespace)
	if have, there := n.services[s.Name]; there && have.typ == s.typ && maps.Equal(have.selector, s.selector) {
		return
	}
	n.remove(s.Name)
	n.add(s)
}

func (x *exposures) removeService(key RowKey) { x.in(key.Namespace).remove(key.Name) }

func (n *exposuresOf) add(s ListedService) {
	n.stale = true
	n.services[s.Name] = s
	if s.selector == nil {
		return
	}
	var found label
	for key, value := range s.selector {
		if l := (label{key, value}); found == (label{}) || len(n.bySelector[l]) < len(n.bySelector[found]) {
			found = l
		}
	}
	n.bySelector[found], n.byLabel[s.Name] = append(n.bySelector[found], s), found
}

func (n *exposuresOf) remove(name string) {
	n.stale = true
	delete(n.services, name)
	found, selects := n.byLabel[name]
	if !selects {
		return
	}
	delete(n.byLabel, name)
	n.bySelector[found] = slices.DeleteFunc(n.bySelector[found], func(s ListedService) bool { return s.Name == name })
	if len(n.bySelector[found]) == 0 {
		delete(n.bySelector, found)
	}
}

// setRoute takes a route as it is now; one that leads nowhere is as good as none.
func (x *exposures) setRoute(r ListedRoute) {
	key := routeKey{r.typ, r.key}
	have := x.routes[key]
	if slices.Equal(have.lead, r.lead) {
		return
	}
	for _, l := range have.lead {
		n := x.in(l.service.Namespace)
		n.stale = true
		n.leading[l.service.Name] = slices.DeleteFunc(n.leading[l.service.Name], func(k routeKey) bool { return k == key })
	}
	for _, l := range r.lead {
		n := x.in(l.service.Namespace)
		n.stale = true
		if !slices.Contains(n.leading[l.service.Name], key) {
			n.leading[l.service.Name] = append(n.leading[l.service.Name], key)
		}
	}
	if len(r.lead) == 0 {
		delete(x.routes, key)
	} else {
		x.routes[key] = r
	}
}

func (x *exposures) stale() bool {
	if x.allStale {
		return true
	}
	for _, n := range x.namespaces {
		if n.stale {
			return true
		}
	}
	return false
}

func (x *exposures) staleIn(namespace string) bool {
	n := x.namespaces[namespace]
	return x.allStale || n != nil && n.stale
}

func (x *exposures) refreshed() {
	x.allStale = false
	for _, n := range x.namespaces {
		n.stale = false
	}
}

// way is one that a workload is reached by.
type way struct {
	typ  Type
	text string
}

// of says how a workload is reached, the widest reach first, as [Row.Exposed] shows it. A ClusterIP or headless Service behind an Ingress or
// HTTPRoute is left out: that there is one goes without saying, and the room is scarce.
func (x *exposures) of(w ListedWorkload) string {
	switch x.services {
	case servicesUnknown:
		return ExposedUnknown
	case servicesUnreadable:
		return ExposedUnreadable
	}
	n := x.namespaces[w.Namespace]
	if n == nil {
		return ""
	}
	var ways []way
	for _, s := range n.selecting(w) {
		led := len(ways)
		for _, key := range n.leading[s.Name] {
			for _, text := range x.routes[key].texts(s.RowKey) {
				ways = append(ways, way{key.typ, text})
			}
		}
		behind := len(ways) > led && (s.typ == ClusterIP || s.typ == Headless)
		if !behind || w.service != nil {
			ways = append(ways, way{s.typ, string(s.typ) + " " + s.Name})
		}
	}
	slices.SortFunc(ways, func(a, b way) int {
		return cmp.Or(cmp.Compare(reach(b.typ), reach(a.typ)), cmp.Compare(a.text, b.text))
	})
	var text strings.Builder
	for i, way := range slices.Compact(ways) {
		if i > 0 {
			text.WriteString(", ")
		}
		text.WriteString(way.text)
	}
	return text.String()
}

// reach orders types by how far away clients can be.
func reach(t Type) int {
	return slices.Index([]Type{Headless, ClusterIP, ExternalName, NodePort, LoadBalancer, Ingress, HTTPRoute}, t)
}

// selecting returns the Services that select the workload's Pods; for a Service it is the one.
func (n *exposuresOf) selecting(w ListedWorkload) []ListedService {
	if w.service != nil {
		return []ListedService{*w.service}
	}
	var selecting []ListedService
	for key, value := range w.podLabels {
		for _, s := range n.bySelector[label{key, value}] {
			if contains(w.podLabels, s.selector) {
				selecting = append(selecting, s)
			}
		}
	}
	return selecting
}
