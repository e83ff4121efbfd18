package plugin_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// TestFilesOnTheTerminal holds that the interface knows as much beside a workload of a file as beside one of the cluster.
func TestFilesOnTheTerminal(t *testing.T) {
	file := filepath.Join(t.TempDir(), "web.yaml")
	const web = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, ports: [{containerPort: 80}]}]}}}}"
	if err := os.WriteFile(file, []byte(web), 0o600); err != nil {
		t.Fatal(err)
	}
	u := visitor(t).opens("-f", file, "-i")
	u.sees(onTypes+" deployment/web?", string(expose.HTTPRoute)).seesNoMore("does not serve Gateway API")
	u.Type(ctrlC)
	if code := u.Ends(); code != 130 {
		t.Errorf("exit code %d", code)
	}
}
