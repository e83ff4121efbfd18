package expose

import (
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// throughKubectl are the commands that try a Service from outside though it is only reached inside: a forwarding, and a request to that.
func throughKubectl(s *corev1.Service, from Vantage) [][]string {
	words := slices.Concat([]string{"kubectl"}, from.Kubectl, []string{"port-forward", "--namespace=" + s.Namespace, "service/" + s.Name})
	taken := map[int32]bool{}
	local := func(p corev1.ServicePort) int32 { return localPort(p.Port, taken) }
	s = s.DeepCopy()
	s.Spec.Ports = slices.DeleteFunc(s.Spec.Ports, func(p corev1.ServicePort) bool { return !forwardable(s, p) })
	forwarded := serviceEntrances(s, "localhost", local)
	for i, e := range forwarded {
		words = append(words, forwarding(e.port, s.Spec.Ports[i].Port))
	}
	switch e, ok := best(forwarded); {
	case !ok:
		return nil
	case e.scheme == "":
		return [][]string{words}
	default:
		return [][]string{words, e.command()}
	}
}

// forwardable reports whether kubectl port-forward reaches the Pods by the Service's port: it chooses one by the Service's selector, knows
// TCP only, and does not translate the ports of a headless Service.
func forwardable(s *corev1.Service, p corev1.ServicePort) bool {
	if len(s.Spec.Selector) == 0 || s.Spec.Type == corev1.ServiceTypeExternalName || p.Protocol != corev1.ProtocolTCP {
		return false
	}
	return s.Spec.ClusterIP != corev1.ClusterIPNone || targetPortOf(p) == intstr.FromInt32(p.Port)
}

// localPort is a port of one's own machine for a port of a Service: the same where everybody may listen on it.
func localPort(port int32, taken map[int32]bool) int32 {
	const privileged, above = 1024, 8000 // 8080 for 80, and 8443 for 443
	if port < privileged {
		port += above
	}
	for taken[port] {
		port++
	}
	taken[port] = true
	return port
}

func forwarding(local, port int32) string {
	if local == port {
		return fmt.Sprint(port)
	}
	return fmt.Sprintf("%d:%d", local, port)
}
