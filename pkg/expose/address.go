package expose

import (
	"cmp"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
)

// Addresses says where an applied object is reached. pending is true while a controller still has to give it an
// address: a LoadBalancer Service and an Ingress get theirs later, or never where no controller cares for them. gateways are those that an
// HTTPRoute may be attached to, as routes of its namespace see them: one that is not among them is named in place of its address.
func Addresses(o *unstructured.Unstructured, gateways ...Gateway) (addresses []string, pending bool) {
	switch o.GetKind() {
	case "Service":
		var s corev1.Service
		if convert(o, &s) {
			return serviceAddresses(&s)
		}
	case "Ingress":
		var i networkingv1.Ingress
		if convert(o, &i) {
			return ingressAddresses(&i)
		}
	case string(HTTPRoute):
		var r routeStatus
		if convert(o, &r) {
			return r.addresses(gateways), r.waiting() != ""
		}
	}
	return nil, false
}

func convert(o *unstructured.Unstructured, into any) bool {
	return runtime.DefaultUnstructuredConverter.FromUnstructured(o.Object, into) == nil
}

func serviceAddresses(s *corev1.Service) (addresses []string, pending bool) {
	// The name within the cluster, short of the cluster's own domain, which no API tells.
	name := fmt.Sprintf("%s.%s.svc", s.Name, s.Namespace)
	if s.Spec.Type == corev1.ServiceTypeExternalName {
		return []string{name + " stands for " + s.Spec.ExternalName}, false
	}
	if s.Spec.ClusterIP == corev1.ClusterIPNone {
		// Clients connect to the Pods themselves, so the target port is what counts.
		addresses = append(addresses, name+" stands for the addresses of the Pods")
		for _, p := range s.Spec.Ports {
			addresses = append(addresses, fmt.Sprintf("port %s of each, %s", p.TargetPort.String(), p.Protocol))
		}
		return addresses, false
	}
	for _, p := range s.Spec.Ports {
		addresses = append(addresses, hostPort(name, p.Port, p.Protocol)+" inside the cluster")
	}
	switch s.Spec.Type {
	case corev1.ServiceTypeNodePort:
		for _, p := range s.Spec.Ports {
			addresses = append(addresses, hostPort("NODE", p.NodePort, p.Protocol)+" on the address of any node")
		}
	case corev1.ServiceTypeLoadBalancer:
		for _, lb := range s.Status.LoadBalancer.Ingress {
			for _, p := range s.Spec.Ports {
				addresses = append(addresses, hostPort(lbAddress(lb), p.Port, p.Protocol))
			}
		}
		return addresses, len(s.Status.LoadBalancer.Ingress) == 0
	}
	return addresses, false
}

func lbAddress(lb corev1.LoadBalancerIngress) string { return cmp.Or(lb.IP, lb.Hostname) }

func ingressAddresses(i *networkingv1.Ingress) (addresses []string, pending bool) {
	for _, e := range ingressEntrances(i) {
		addresses = append(addresses, e.String())
	}
	return addresses, len(i.Status.LoadBalancer.Ingress) == 0
}

func ingressEntrances(i *networkingv1.Ingress) []entrance {
	var entrances []entrance
	for _, at := range i.Status.LoadBalancer.Ingress {
		address := cmp.Or(at.IP, at.Hostname)
		for _, rule := range i.Spec.Rules {
			if rule.HTTP == nil {
				continue
			}
			for _, path := range rule.HTTP.Paths {
				entrances = append(entrances, ingressEntrance(i, rule.Host, address, path.Path))
			}
		}
		if len(i.Spec.Rules) == 0 {
			entrances = append(entrances, ingressEntrance(i, "", address, "/")) // the default backend
		}
	}
	return entrances
}

func ingressEntrance(i *networkingv1.Ingress, host, address, path string) entrance {
	e := entrance{scheme: "http", tcp: true, host: host, address: address, path: cmp.Or(path, "/")}
	if slices.ContainsFunc(i.Spec.TLS, func(t networkingv1.IngressTLS) bool { return certifies(t, host) }) {
		e.scheme = "https"
	}
	e.port = schemePort(e.scheme)
	return e
}

// certifies reports whether the certificate is for the host: where no hosts are said, it is for all (networking/v1 IngressTLS.hosts).
func certifies(t networkingv1.IngressTLS, host string) bool {
	return len(t.Hosts) == 0 || slices.ContainsFunc(t.Hosts, func(h string) bool {
		suffix, wild := strings.CutPrefix(h, "*")
		_, parent, _ := strings.Cut(host, ".")
		return h == host || wild && suffix == "."+parent
	})
}

func hostPort(host string, port int32, protocol corev1.Protocol) string {
	address := net.JoinHostPort(host, strconv.Itoa(int(port)))
	if protocol != corev1.ProtocolTCP {
		address += "/" + string(protocol)
	}
	return address
}
