package expose

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
)

// ListedWorkload is what is kept of a workload.
type ListedWorkload struct {
	Row
	// podLabels are those by which Services select its Pods.
	podLabels map[string]string
	service   *ListedService // when it is one
}

// ListWorkload returns what is kept of a typed object, as those of [Kinds] are. ok is false when it cannot be exposed.
func ListWorkload(object runtime.Object) (listed ListedWorkload, ok bool) {
	w, ok := FromObject(object)
	if !ok {
		return ListedWorkload{}, false
	}
	listed = ListedWorkload{
		Row: Row{
			RowKey:   RowKey{w.Namespace, w.Name},
			Replicas: w.Replicas, Ready: w.Ready,
			Ports:   containerPortsText(w.Ports),
			Created: w.Created.Unix(),
		},
		podLabels: w.PodLabels,
	}
	switch o := object.(type) {
	case *corev1.Pod:
		listed.podLabels = o.Labels // this Pod's, also those that another one in its place would not have
	case *corev1.Service:
		listed.Ports = servicePortsText(o.Spec.Ports)
		service := ListService(o)
		listed.service = &service
	}
	return listed, true
}

// containerPortsText is how a row shows ports: "8080, 53/UDP, 3000?", where ? says that it was inferred.
func containerPortsText(ports []ContainerPort) string {
	texts := make([]string, len(ports))
	for i, p := range ports {
		texts[i] = withProtocol(p.Port, p.Protocol)
		if p.Source != "" {
			texts[i] += "?"
		}
	}
	return portList(texts)
}

func servicePortsText(ports []corev1.ServicePort) string {
	texts := make([]string, len(ports))
	for i, p := range ports {
		texts[i] = withProtocol(p.Port, p.Protocol)
	}
	return portList(texts)
}

func withProtocol(port int32, protocol corev1.Protocol) string {
	text := strconv.Itoa(int(port))
	if protocol != corev1.ProtocolTCP {
		text += "/" + string(protocol)
	}
	return text
}

func portList(texts []string) string {
	if len(texts) == 0 {
		return "-"
	}
	return strings.Join(texts, ", ")
}

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

// LeadsTo reports whether the route leads to the Service.
func (r ListedRoute) LeadsTo(service Ref) bool {
	return slices.ContainsFunc(r.lead, func(l lead) bool { return l.service == RowKey{service.Namespace, service.Name} })
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
