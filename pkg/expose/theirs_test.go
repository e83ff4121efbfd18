package expose_test

import (
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// TestLeaveOut leaves out fields at paths that API servers have written.
func TestLeaveOut(t *testing.T) {
	object := func(t *testing.T, text string) *unstructured.Unstructured {
		t.Helper()
		var o unstructured.Unstructured
		unmarshal(t, text, &o.Object)
		return &o
	}
	const service = `{metadata: {name: web, labels: {app.kubernetes.io/name: web, app: web}}, spec: {type: NodePort, externalIPs: [192.0.2.1, 192.0.2.2], selector: {app: web}, ports: [
		{name: http, port: 80, protocol: TCP, targetPort: http}, {name: dns, port: 53, protocol: UDP, targetPort: 53}, {name: dns-tcp, port: 53, targetPort: 53}]}}`
	for name, c := range map[string]struct {
		paths []string
		want  string // nothing where there is no such field
	}{
		"a field":                     {[]string{".spec.type"}, `{metadata: {name: web, labels: {app.kubernetes.io/name: web, app: web}}, spec: {externalIPs: [192.0.2.1, 192.0.2.2], selector: {app: web}, ports: [{name: http, port: 80, protocol: TCP, targetPort: http}, {name: dns, port: 53, protocol: UDP, targetPort: 53}, {name: dns-tcp, port: 53, targetPort: 53}]}}`},
		"a label with dots":           {[]string{".metadata.labels.app.kubernetes.io/name"}, `{metadata: {name: web, labels: {app: web}}, spec: {type: NodePort, externalIPs: [192.0.2.1, 192.0.2.2], selector: {app: web}, ports: [{name: http, port: 80, protocol: TCP, targetPort: http}, {name: dns, port: 53, protocol: UDP, targetPort: 53}, {name: dns-tcp, port: 53, targetPort: 53}]}}`},
		"a field of an item":          {[]string{`.spec.ports[port=53,protocol="UDP"].targetPort`}, `{metadata: {name: web, labels: {app.kubernetes.io/name: web, app: web}}, spec: {type: NodePort, externalIPs: [192.0.2.1, 192.0.2.2], selector: {app: web}, ports: [{name: http, port: 80, protocol: TCP, targetPort: http}, {name: dns, port: 53, protocol: UDP}, {name: dns-tcp, port: 53, targetPort: 53}]}}`},
		"an item of no protocol":      {[]string{`.spec.ports[port=53,protocol="TCP"].targetPort`}, `{metadata: {name: web, labels: {app.kubernetes.io/name: web, app: web}}, spec: {type: NodePort, externalIPs: [192.0.2.1, 192.0.2.2], selector: {app: web}, ports: [{name: http, port: 80, protocol: TCP, targetPort: http}, {name: dns, port: 53, protocol: UDP, targetPort: 53}, {name: dns-tcp, port: 53}]}}`},
		"all of an item but its keys": {[]string{`.spec.ports[port=80,protocol="TCP"].name`, `.spec.ports[port=80,protocol="TCP"].targetPort`}, `{metadata: {name: web, labels: {app.kubernetes.io/name: web, app: web}}, spec: {type: NodePort, externalIPs: [192.0.2.1, 192.0.2.2], selector: {app: web}, ports: [{name: dns, port: 53, protocol: UDP, targetPort: 53}, {name: dns-tcp, port: 53, targetPort: 53}]}}`},
		"a value of a set":            {[]string{`.spec.externalIPs[="192.0.2.1"]`}, `{metadata: {name: web, labels: {app.kubernetes.io/name: web, app: web}}, spec: {type: NodePort, externalIPs: [192.0.2.2], selector: {app: web}, ports: [{name: http, port: 80, protocol: TCP, targetPort: http}, {name: dns, port: 53, protocol: UDP, targetPort: 53}, {name: dns-tcp, port: 53, targetPort: 53}]}}`},
		"a field of two owners":       {[]string{".spec.type", ".spec.type"}, `{metadata: {name: web, labels: {app.kubernetes.io/name: web, app: web}}, spec: {externalIPs: [192.0.2.1, 192.0.2.2], selector: {app: web}, ports: [{name: http, port: 80, protocol: TCP, targetPort: http}, {name: dns, port: 53, protocol: UDP, targetPort: 53}, {name: dns-tcp, port: 53, targetPort: 53}]}}`},
		"all there is": {[]string{".spec.type", ".spec.externalIPs", ".spec.selector.app", `.spec.ports[port=80,protocol="TCP"]`, `.spec.ports[port=53,protocol="UDP"]`, `.spec.ports[port=53,protocol="TCP"]`,
			".metadata.labels.app", ".metadata.labels.app.kubernetes.io/name"}, `{metadata: {name: web}}`},

		"no field":         {[]string{".spec.nope"}, ""},
		"no item":          {[]string{`.spec.ports[port=81,protocol="TCP"].name`}, ""},
		"an item by index": {[]string{`.spec.ports[0]`}, ""},
		"within a value":   {[]string{".spec.type.deeper"}, ""},
		"no path":          {[]string{"spec"}, ""},
		"broken off":       {[]string{`.spec.ports[port=80`}, ""},
		"broken in a key":  {[]string{`.spec.ports[port="80].name`}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			before := object(t, service)
			rest, ok := expose.LeaveOut(before, c.paths)
			if ok != (c.want != "") {
				t.Fatalf("ok is %v", ok)
			}
			if got, was := (expose.Change{Object: before}).YAML(), (expose.Change{Object: object(t, service)}).YAML(); got != was {
				t.Errorf("the object itself became\n%s", got)
			}
			if !ok {
				return
			}
			if got, want := (expose.Change{Object: rest}).YAML(), (expose.Change{Object: object(t, c.want)}).YAML(); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}
