package expose

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
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
	// bySelector finds each Service that selects Pods by one label of its selector, the one that the fewest other selectors have.
	// nil when it is to be made anew.
	bySelector map[label][]ListedService
	// leading are the routes that lead to a Service, by its name.
	leading map[string][]routeKey
}

type label struct{ key, value string }

// ListedService is what is kept of a Service.
type ListedService struct {
	RowKey
	typ      Type
	selector map[string]string // nil when it selects no Pods
}

// ListService returns what is kept of s.
func ListService(s *corev1.Service) ListedService {
	listed := ListedService{RowKey: RowKey{s.Namespace, s.Name}, typ: typeOf(s)}
	if selectsPods(s) {
		listed.selector = s.Spec.Selector
	}
	return listed
}

// selectsPods reports whether it is the Service's selector that says where it leads. https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors
func selectsPods(s *corev1.Service) bool {
	return s.Spec.Type != corev1.ServiceTypeExternalName && len(s.Spec.Selector) > 0
}

func typeOf(s *corev1.Service) Type {
	if s.Spec.Type == corev1.ServiceTypeClusterIP && s.Spec.ClusterIP == corev1.ClusterIPNone {
		return Headless
	}
	return Type(s.Spec.Type)
}

// ListedRoute is what is kept of an Ingress or an HTTPRoute.
type ListedRoute struct {
	typ  Type
	key  RowKey
	lead []lead
}

type routeKey struct {
	typ Type
	RowKey
}

// lead is one way from a host to a Service. An empty host is any.
type lead struct {
	service RowKey
	host    string
}

// ListIngress returns what is kept of i.
func ListIngress(i *networkingv1.Ingress) ListedRoute {
	r := ListedRoute{typ: Ingress, key: RowKey{i.Namespace, i.Name}}
	add := func(host string, b *networkingv1.IngressBackend) {
		if b != nil && b.Service != nil {
			r.add(lead{RowKey{i.Namespace, b.Service.Name}, host})
		}
	}
	for _, rule := range i.Spec.Rules {
		if rule.HTTP == nil {
			continue
		}
		for _, path := range rule.HTTP.Paths {
			add(rule.Host, &path.Backend)
		}
	}
	add("", i.Spec.DefaultBackend)
	return r
}

// ListHTTPRoute returns what is kept of an HTTPRoute. A malformed one leads nowhere.
// https://gateway-api.sigs.k8s.io/reference/spec/#httpbackendref
func ListHTTPRoute(o *unstructured.Unstructured) ListedRoute {
	r := ListedRoute{typ: HTTPRoute, key: RowKey{o.GetNamespace(), o.GetName()}}
	var read struct {
		Spec struct {
			Hostnames []string
			Rules     []struct {
				BackendRefs []struct {
					Group, Kind, Namespace, Name string
					Weight                       *int32
				}
			}
		}
	}
	text, err := o.MarshalJSON()
	if err != nil || json.Unmarshal(text, &read) != nil {
		return r
	}
	hosts := read.Spec.Hostnames
	if len(hosts) == 0 {
		hosts = []string{""}
	}
	for _, rule := range read.Spec.Rules {
		for _, b := range rule.BackendRefs {
			if b.Group != "" || cmp.Or(b.Kind, "Service") != "Service" || b.Weight != nil && *b.Weight == 0 {
				continue
			}
			for _, host := range hosts {
				r.add(lead{RowKey{cmp.Or(b.Namespace, r.key.Namespace), b.Name}, host})
			}
		}
	}
	return r
}

func (r *ListedRoute) add(l lead) {
	if !slices.Contains(r.lead, l) {
		r.lead = append(r.lead, l)
	}
}

// texts say how the route leads to the Service: "Ingress shop.example.com" for each host, or where any will do "Ingress NAME".
func (r ListedRoute) texts(service RowKey) []string {
	var texts []string
	for _, l := range r.lead {
		if l.service == service && l.host != "" {
			texts = append(texts, string(r.typ)+" "+l.host)
		}
	}
	if len(texts) == 0 {
		texts = []string{string(r.typ) + " " + r.key.Name}
	}
	return texts
}

func (x *exposures) in(namespace string) *exposuresOf {
	n := x.namespaces[namespace]
	if n == nil {
		if x.namespaces == nil {
			x.namespaces, x.routes = map[string]*exposuresOf{}, map[routeKey]ListedRoute{}
		}
		n = &exposuresOf{services: map[string]ListedService{}, leading: map[string][]routeKey{}}
		x.namespaces[namespace] = n
	}
	return n
}

func (x *exposures) setService(s ListedService) {
	n := x.in(s.Namespace)
	if have, there := n.services[s.Name]; there && have.typ == s.typ && maps.Equal(have.selector, s.selector) {
		return
	}
	n.services[s.Name] = s
	n.stale, n.bySelector = true, nil
}

func (x *exposures) removeService(key RowKey) {
	n := x.in(key.Namespace)
	delete(n.services, key.Name)
	n.stale, n.bySelector = true, nil
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
		return "…"
	case servicesUnreadable:
		return "?"
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
	if n.bySelector == nil {
		n.index()
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

func (n *exposuresOf) index() {
	uses := map[label]int{}
	for _, s := range n.services {
		for key, value := range s.selector {
			uses[label{key, value}]++
		}
	}
	n.bySelector = map[label][]ListedService{}
	for _, s := range n.services {
		var rarest label
		for key, value := range s.selector {
			if l := (label{key, value}); rarest == (label{}) || uses[l] < uses[rarest] {
				rarest = l
			}
		}
		if s.selector != nil {
			n.bySelector[rarest] = append(n.bySelector[rarest], s)
		}
	}
}
