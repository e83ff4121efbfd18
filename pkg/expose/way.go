package expose

import (
	"slices"

	"k8s.io/utils/ptr"
)

// Behind is the Service that leads to the workload's Pods.
type Behind struct {
	Name  string
	Ports []Port
	// There says that it is there already and is used as it is; otherwise it is made, or made to be so.
	There bool
}

// BehindOf says which Service leads to the Pods of w when it is exposed as s says, completed by [Default]: for routes perhaps one
// that is there already. ok is false when no request leads to the workload.
func BehindOf(w Workload, s Spec) (b Behind, ok bool) {
	w = w.as(s)
	if s.Type.routed() && !leadsToWorkload(s) {
		return Behind{}, false
	}
	service, there := existingBackend(w, s)
	if !there {
		return Behind{Name: s.Name, Ports: s.Ports}, true
	}
	b = Behind{Name: service.Name, There: true}
	for _, p := range service.Spec.Ports {
		b.Ports = append(b.Ports, Port{Name: p.Name, Port: p.Port, TargetPort: targetPortOf(p), Protocol: p.Protocol, NodePort: p.NodePort, AppProtocol: ptr.Deref(p.AppProtocol, "")})
	}
	return b, true
}

// Way is a host and a path by which requests come in, and the Service that they lead to.
type Way struct {
	// Host is the DNS name; empty means every host.
	Host string
	// Path is empty for what no other way matches.
	Path     string
	PathType PathType
	// TLS says that an Ingress serves it over HTTPS.
	TLS bool
	// Service and Port are where requests lead, the port by its number, or by its name where only that is known. Own says that they lead
	// to the workload.
	Service, Port string
	Own           bool
}

// Ways lists the ways into an Ingress or an HTTPRoute that s, completed by [Default], makes for w; none for other types.
func Ways(w Workload, s Spec) []Way {
	if !s.Type.routed() {
		return nil
	}
	w = w.as(s)
	service, _ := existingBackend(w, s)
	lead := func(way Way, b Backend) Way {
		d := destinationOf(w, s, service, b)
		way.Service, way.Port, way.Own = d.service, d.portText(), b.Service == ""
		return way
	}
	all := routes(s)
	var ways []Way
	for _, r := range all {
		// The certificate of one path is that of its host.
		tls := slices.ContainsFunc(all, func(other route) bool { return other.host == r.host && other.tls })
		ways = append(ways, lead(Way{Host: r.host, Path: r.path, PathType: r.pathType, TLS: tls}, r.backend))
	}
	if s.DefaultBackend != (Backend{}) {
		ways = append(ways, lead(Way{}, s.DefaultBackend))
	}
	return ways
}
