package plugin_test

import (
	"os"
	"os/exec"
	"reflect"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

// TestSameObjectAsKubectl runs the cases that kubectl's own tests hold for expose (of workloads) and create ingress through the real
// kubectl and through us, and compares the specs. What differs on purpose stands in docs/kubectl-differences.md, and has a name here.
// https://github.com/kubernetes/kubectl/blob/v0.37.2/pkg/cmd/expose/expose_test.go, pkg/cmd/create/create_ingress_test.go
func TestSameObjectAsKubectl(t *testing.T) {
	namespace := playground.Namespace(t)
	kubeconfig := t.TempDir() + "/kubeconfig"
	if err := playground.KubeconfigFor(kubeconfig, namespace); err != nil {
		t.Fatal(err)
	}
	run := func(t *testing.T, args ...string) map[string]any {
		t.Helper()
		cmd := exec.Command(args[0], append(args[1:], "--dry-run=client", "-o", "yaml")...)
		cmd.Env = append(os.Environ(), "KUBECONFIG="+kubeconfig)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v: %v", args, err)
		}
		var o unstructured.Unstructured
		if err := yaml.Unmarshal(out, &o.Object); err != nil {
			t.Fatal(err)
		}
		spec, ok := o.Object["spec"].(map[string]any)
		if !ok {
			t.Fatalf("%v: %s", args, out)
		}
		if o.GetKind() == "Service" && spec["type"] == "ClusterIP" {
			delete(spec, "type") // the API server's default, which kubectl leaves out
		}
		return map[string]any{"name": o.GetName(), "spec": spec, "annotations": o.GetAnnotations()}
	}
	baz := `{apiVersion: v1, kind: Service, metadata: {name: baz}, spec: {selector: {app: go}, ports: [{port: 1, targetPort: 1, protocol: TCP}]}}`
	multi := `{apiVersion: v1, kind: Service, metadata: {name: foo, labels: {svc: multiport}}, spec: {selector: {app: go}, ports: [{name: port-1, port: 80, targetPort: 80, protocol: TCP}, {name: port-2, port: 8080, targetPort: 8080, protocol: UDP}, {name: port-3, port: 8082, targetPort: 8082, protocol: SCTP}]}}`
	deployment := `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: web, ports: [{containerPort: 9000}]}]}}}}`
	replicaSet := `{apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: web}, spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: web, ports: [{containerPort: 9000}]}]}}}}`
	controller := `{apiVersion: v1, kind: ReplicationController, metadata: {name: web}, spec: {selector: {app: web}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: web, ports: [{containerPort: 9000}]}]}}}}`
	pod := `{apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}, spec: {containers: [{name: web, image: web, ports: [{containerPort: 9000}]}]}}`
	for name, c := range map[string]struct {
		object string
		flags  []string
	}{
		"from a Service":                 {baz, []string{"--protocol=UDP", "--port=14", "--name=foo", "--labels=svc=test"}},
		"from a Service with a selector": {baz, []string{"--selector=func=stream", "--protocol=UDP", "--port=14", "--name=foo", "--labels=svc=test"}},
		"a load balancer":                {baz, []string{"--selector=func=stream", "--protocol=UDP", "--port=14", "--name=foo", "--type=LoadBalancer"}},
		"an address of it":               {baz, []string{"--port=14", "--name=foo", "--type=LoadBalancer", "--load-balancer-ip=192.0.2.1"}},
		"affinity":                       {baz, []string{"--selector=func=stream", "--port=14", "--name=foo", "--type=LoadBalancer", "--session-affinity=ClientIP"}},
		"no affinity":                    {baz, []string{"--port=14", "--name=foo", "--session-affinity=None"}},
		"an address":                     {baz, []string{"--selector=func=stream", "--protocol=UDP", "--port=14", "--name=foo", "--cluster-ip=10.10.10.10"}},
		"headless":                       {baz, []string{"--selector=func=stream", "--protocol=UDP", "--port=14", "--name=foo", "--cluster-ip=None"}},
		"SCTP":                           {baz, []string{"--protocol=SCTP", "--port=14", "--name=foo"}},
		"SCTP with an address":           {baz, []string{"--selector=func=stream", "--protocol=SCTP", "--port=14", "--name=foo", "--cluster-ip=10.10.10.10"}},
		"headless SCTP":                  {baz, []string{"--protocol=SCTP", "--port=14", "--name=foo", "--cluster-ip=None"}},
		"several ports and protocols":    {multi, []string{"--selector=svc=fromfoo", "--name=fromfoo"}},
		"a target port":                  {deployment, []string{"--port=80", "--target-port=8080"}},
		"a named target port":            {baz, []string{"--port=80", "--target-port=http", "--name=foo"}},
		"an address outside":             {deployment, []string{"--port=80", "--target-port=8080", "--external-ip=192.0.2.7"}},
		"node ports":                     {deployment, []string{"--type=NodePort", "--port=80", "--target-port=8080"}},
		"the port of the container":      {deployment, []string{}},
		"a ReplicaSet":                   {replicaSet, []string{"--name=foo"}},
		"a ReplicationController":        {controller, []string{"--name=foo"}},
		"a Pod":                          {pod, []string{"--name=foo"}},
		"overrides, merged":              {baz, []string{"--port=14", "--name=foo", "--overrides={\"spec\":{\"sessionAffinity\":\"ClientIP\"}}", "--override-type=merge"}},
		"overrides of the ports":         {baz, []string{"--port=14", "--name=foo", "--overrides={\"spec\":{\"ports\":[{\"port\":1111,\"targetPort\":11,\"protocol\":\"TCP\"}]}}"}},
		"overrides, strategic":           {baz, []string{"--port=14", "--name=foo", "--overrides={\"spec\":{\"ports\":[{\"port\":1111,\"targetPort\":11,\"protocol\":\"TCP\"}]}}", "--override-type=strategic"}},
		"overrides, a JSON patch":        {baz, []string{"--port=14", "--name=foo", "--overrides=[{\"op\":\"add\",\"path\":\"/spec/ports/0\",\"value\":{\"port\":1111,\"protocol\":\"TCP\",\"targetPort\":11}}]", "--override-type=json"}},
	} {
		t.Run("expose/"+name, func(t *testing.T) {
			file := write(t, kubeconfig+"-object.json", c.object)
			apply := exec.Command("kubectl", "apply", "-f", file) // kubectl expose reads it from the cluster again
			apply.Env = append(os.Environ(), "KUBECONFIG="+kubeconfig)
			if out, err := apply.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			want := run(t, append([]string{"kubectl", "expose", "-f", file}, c.flags...)...)
			got := run(t, append([]string{"kubectl-xnode", "expose", "-f", file}, c.flags...)...)
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got  %v\nwant %v", got, want)
			}
		})
	}

	web := write(t, kubeconfig+"-web.json", deployment)
	for name, flags := range map[string][]string{
		"a default backend and a host without TLS": {"--rule=/=catchall:8080,tls=", "--default-backend=service1:https"},
		"a Secret for every host":                  {"--rule=/path*=catchall:8080,tls=secret1", "--default-backend=service1:https"},
		"hosts that share Secrets": {
			"--rule=foo.com/=foo-svc:8080,tls=", "--rule=foo.com/admin=foo-admin-svc:http,tls=", "--rule=bar.com/prefix*=bar-svc:8080,tls=bar-secret",
			"--rule=bar.com/noprefix=barnp-svc:8443,tls", "--rule=foobar.com/*=foobar-svc:https", "--rule=foobar1.com/*=foobar1-svc:https,tls=bar-secret", "--default-backend=service2:8080",
		},
		"annotations": {
			"--rule=foo.com/=svc:8080,tls=secret1", "--rule=foo.com/subpath*=othersvc:8080,tls=secret1",
			"--annotation=ingress.kubernetes.io/annotation1=bla", "--annotation=ingress.kubernetes.io/annotation2=blo", "--annotation=key2=",
		},
		"only a default backend": {"--default-backend=xpto:4444"},
		"a wildcard":             {"--rule=*.foo.com/admin*=svc:8080"},
		"every host":             {"--rule=/path/subpath*=svc:redis,tls=blo"},
	} {
		t.Run("create ingress/"+name, func(t *testing.T) {
			want := run(t, append([]string{"kubectl", "create", "ingress", "test-ingress"}, flags...)...)
			got := run(t, append([]string{"kubectl-xnode", "expose", "-f", web, "--type=Ingress", "--name=test-ingress"}, flags...)...)
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got  %v\nwant %v", got, want)
			}
		})
	}
}

// write writes an object as JSON.
func write(t *testing.T, file, object string) string {
	t.Helper()
	text, err := yaml.YAMLToJSON([]byte(object))
	if err == nil {
		err = os.WriteFile(file, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return file
}
