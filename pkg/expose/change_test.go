package expose_test

import (
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/yaml"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

const sent = `
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  type: NodePort
  ports: [{name: http, port: 80, protocol: TCP, targetPort: 8080}, {name: admin, port: 81, protocol: TCP, targetPort: 8081, nodePort: 30081}]
`

const dryRunAnswer = `
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop, uid: u, resourceVersion: "7", creationTimestamp: "2026-11-23T10:00:00Z", managedFields: [{manager: kubectl-xnode}]}
spec:
  type: NodePort
  clusterIP: 10.96.0.7
  clusterIPs: [10.96.0.7]
  ports: [{name: http, port: 80, protocol: TCP, targetPort: 8080, nodePort: 31999}, {name: admin, port: 81, protocol: TCP, targetPort: 8081, nodePort: 30081}]
status: {loadBalancer: {}}
`

func object(t *testing.T, text string) *unstructured.Unstructured {
	t.Helper()
	data, err := yaml.YAMLToJSONStrict([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var o unstructured.Unstructured
	if err := json.Unmarshal(data, &o.Object); err != nil { // numbers as the client's codec reads them
		t.Fatal(err)
	}
	return &o
}

func TestDiffLeavesOutWhatTheServerAllocates(t *testing.T) {
	c := expose.Change{Object: object(t, sent), Want: object(t, dryRunAnswer)}
	if got := c.Action(); got != expose.Created {
		t.Errorf("action is %s, want created", got)
	}
	diff := c.Diff()
	for _, hidden := range []string{"10.96.0.7", "31999", "resourceVersion", "managedFields", "uid", "status"} {
		if strings.Contains(diff, hidden) {
			t.Errorf("the diff shows %s:\n%s", hidden, diff)
		}
	}
	if !strings.Contains(diff, "+    nodePort: 30081") {
		t.Errorf("the diff hides the node port that was asked for:\n%s", diff)
	}
}

func TestDiffAgainstLive(t *testing.T) {
	live := object(t, strings.ReplaceAll(dryRunAnswer, `"7"`, `"5"`))
	c := expose.Change{Object: object(t, sent), Live: live, Want: object(t, dryRunAnswer)}
	if diff := c.Diff(); diff != "" || c.Action() != expose.Unchanged {
		t.Errorf("%s, with the diff:\n%s", c.Action(), diff)
	}
	c.Live = object(t, strings.ReplaceAll(dryRunAnswer, "8080", "3000"))
	if diff := c.Diff(); c.Action() != expose.Configured || !strings.Contains(diff, "-    targetPort: 3000") || !strings.Contains(diff, "+    targetPort: 8080") {
		t.Errorf("%s, with the diff:\n%s", c.Action(), diff)
	}
}

// A type change allocates: what the dry-run answers is not what applying will bring.
func TestDiffOfATypeChange(t *testing.T) {
	live := object(t, strings.ReplaceAll(strings.ReplaceAll(dryRunAnswer, "type: NodePort", "type: ClusterIP"), ", nodePort: 31999", ""))
	diff := expose.Change{Object: object(t, sent), Live: live, Want: object(t, dryRunAnswer)}.Diff()
	if strings.Contains(diff, "31999") || !strings.Contains(diff, "+  type: NodePort") {
		t.Errorf("the diff is:\n%s", diff)
	}
}

func TestAdopt(t *testing.T) {
	ours := object(t, "{kind: Service, metadata: {name: web, labels: {app.kubernetes.io/managed-by: kubectl-xnode, a: b}}}")
	theirs := object(t, "{kind: Service, metadata: {name: web, labels: {app.kubernetes.io/managed-by: Helm}}}")
	if got := expose.Adopt(ours, nil); got != ours {
		t.Error("a new object is not sent as it is")
	}
	if got := expose.Adopt(ours, ours.DeepCopy()); got != ours {
		t.Error("an object of ours is not sent as it is")
	}
	got := expose.Adopt(ours, theirs).GetLabels()
	if _, labelled := got[expose.ManagedByLabel]; labelled || got["a"] != "b" {
		t.Errorf("an object of somebody else's is labelled %v", got)
	}
	if ours.GetLabels()[expose.ManagedByLabel] != expose.Manager {
		t.Error("the plan's object was changed")
	}
}
