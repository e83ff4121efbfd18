package expose

import (
	"cmp"
	"fmt"
	"net"
	"slices"
	"strconv"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
)

// Addresses says where an applied object is reached. pending is true while a controller still has to give it an
// address: a LoadBalancer Service and an Ingress get theirs later, or never where no controller cares for them.
func Addresses(o *unstructured.Unstructured) (addresses []string, pending bool) {
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
			return r.addresses()
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
				addresses = append(addresses, hostPort(cmp.Or(lb.IP, lb.Hostname), p.Port, p.Protocol))
			}
		}
		return addresses, len(s.Status.LoadBalancer.Ingress) == 0
	}
	return addresses, false
}

func ingressAddresses(i *networkingv1.Ingress) (addresses []string, pending bool) {
	scheme := "http://"
	if len(i.Spec.TLS) > 0 {
		scheme = "https://"
	}
	for _, at := range i.Status.LoadBalancer.Ingress {
		for _, rule := range i.Spec.Rules {
			if rule.HTTP == nil {
				continue
			}
			for _, path := range rule.HTTP.Paths {
				address := cmp.Or(at.IP, at.Hostname)
				url := scheme + cmp.Or(rule.Host, address) + path.Path
				if rule.Host != "" {
					url += " at " + address
				}
				addresses = append(addresses, url)
			}
		}
	}
	return addresses, len(i.Status.LoadBalancer.Ingress) == 0
}

func hostPort(host string, port int32, protocol corev1.Protocol) string {
	address := net.JoinHostPort(host, strconv.Itoa(int(port)))
	if protocol != corev1.ProtocolTCP {
		address += "/" + string(protocol)
	}
	return address
}

// routeStatus is what an HTTPRoute says of where it is reached.
type routeStatus struct {
	Spec struct {
		Hostnames  []string `json:"hostnames"`
		ParentRefs []struct {
			Namespace string `json:"namespace"`
			Name      string `json:"name"`
		} `json:"parentRefs"`
		Rules []struct {
			Matches []struct {
				Path struct {
					Value string `json:"value"`
				} `json:"path"`
			} `json:"matches"`
		} `json:"rules"`
	} `json:"spec"`
	Status struct {
		Parents []routeParent `json:"parents"`
	} `json:"status"`
}

type routeParent struct {
	Conditions []metav1.Condition `json:"conditions"`
}

// addresses are hosts and paths: which address a Gateway has, it says itself. They are pending until a Gateway accepts the route.
func (r routeStatus) addresses() (addresses []string, pending bool) {
	accepted := slices.ContainsFunc(r.Status.Parents, func(p routeParent) bool {
		return meta.IsStatusConditionTrue(p.Conditions, "Accepted")
	})
	if !accepted || len(r.Spec.ParentRefs) == 0 {
		return nil, true
	}
	gateway := GatewayRef{Namespace: r.Spec.ParentRefs[0].Namespace, Name: r.Spec.ParentRefs[0].Name}
	hosts := r.Spec.Hostnames
	if len(hosts) == 0 {
		hosts = []string{"any host"}
	}
	for _, host := range hosts {
		for _, rule := range r.Spec.Rules {
			for _, match := range rule.Matches {
				addresses = append(addresses, fmt.Sprintf("%s%s through Gateway %s", host, match.Path.Value, gateway))
			}
		}
	}
	return addresses, false
}
