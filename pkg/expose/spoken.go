package expose

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/utils/ptr"
)

// spoken is the scheme of what a Service's port speaks, as far as what is said of it tells, and whether that is HTTP/2 without TLS. It is
// empty for what does not look like HTTP.
// https://kubernetes.io/docs/concepts/services-networking/service/#application-protocol
func spoken(p corev1.ServicePort) (scheme string, h2c bool) {
	switch ptr.Deref(p.AppProtocol, "") {
	case "http", "kubernetes.io/ws":
		return "http", false
	case "kubernetes.io/h2c":
		return "http", true
	case "https", "kubernetes.io/wss":
		return "https", false
	case "":
	default:
		return "", false
	}
	words := strings.FieldsFunc(p.Name+"-"+p.TargetPort.StrVal, func(r rune) bool { return r == '-' })
	if slices.ContainsFunc(words, func(word string) bool { return strings.HasPrefix(word, "grpc") }) {
		return "", false
	}
	servers := webServers()
	slices.Reverse(servers) // a name with https in it may have http in it, too
	for _, web := range servers {
		if slices.ContainsFunc(words, func(word string) bool { return slices.Contains(web.names, word) }) {
			return schemeOf(web), false
		}
	}
	for _, web := range servers {
		for _, number := range []int32{p.Port, p.TargetPort.IntVal} {
			if number == web.port || slices.Contains(web.numbers, number) {
				return schemeOf(web), false
			}
		}
	}
	return "", false
}

func schemeOf(web webServer) string {
	if web.port == schemePort("https") {
		return "https"
	}
	return "http"
}
