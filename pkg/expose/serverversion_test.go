package expose_test

import (
	"os"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// TestOlderServersAreSentWhatTheyKnow exposes with a traffic distribution, on servers of each version.
func TestOlderServersAreSentWhatTheyKnow(t *testing.T) {
	zone, node := expose.TrafficDistributions().Values[0], expose.TrafficDistributions().Values[1]
	for _, c := range []struct {
		minor       string
		want        expose.TrafficDistribution
		sent, fails string
	}{
		{"30", zone, "", "Kubernetes knows it from 1.31 on, and this API server is 1.30"},
		{"31+", zone, "PreferClose", ""},
		{"33", zone, "PreferClose", ""},
		{"34", zone, "PreferSameZone", ""},
		{"", zone, "PreferSameZone", ""},
		{"33", node, "", "Kubernetes knows it from 1.34 on, and this API server is 1.33"},
		{"34-eks", node, "PreferSameNode", ""},
		{"30", "", "", ""},
	} {
		t.Run(c.minor+" "+string(c.want), func(t *testing.T) {
			w := expose.Workload{PodLabels: map[string]string{"app": "web"}, Ref: expose.Ref{Namespace: "shop", Name: "web"}}
			if c.minor != "" {
				w.Server = expose.ParseServerVersion("1", c.minor)
			}
			s := expose.Default(w, expose.Spec{TrafficDistribution: c.want, Selector: map[string]string{"app": "web"}, Ports: []expose.Port{{Port: 80, TargetPort: intstr.FromInt32(8080), Protocol: "TCP"}}})
			plan, err := expose.NewPlan(w, s)
			if c.fails != "" {
				if err == nil || !strings.Contains(err.Error(), c.fails) {
					t.Errorf("got %v, want %s", err, c.fails)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			sent, _, _ := unstructured.NestedString(plan.Objects[0].Object, "spec", "trafficDistribution")
			if sent != c.sent {
				t.Errorf("%s is sent", sent)
			}
			if noted := strings.Contains(strings.Join(plan.Notes, "\n"), "which means the same"); noted != (c.sent == "PreferClose") {
				t.Errorf("the notes are %q", plan.Notes)
			}
		})
	}
}

// TestVersionsAreDocumented holds that docs/versions.md names the supported range and each value that came later.
func TestVersionsAreDocumented(t *testing.T) {
	text, err := os.ReadFile("../../docs/versions.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := []string{"Kubernetes " + expose.OldestServer().String()}
	for _, k := range expose.NewerThanOldest() {
		instead := "refused, as nothing means the same"
		if k.Instead != "" {
			instead = "`" + k.Instead + "`, from " + k.InsteadSince.String() + " on; refused before"
		}
		rows = append(rows, "| `--"+k.Field+"="+k.Value+"` | "+k.Since.String()+" | "+instead+" | "+k.Source+" |")
	}
	for _, row := range rows {
		if !strings.Contains(string(text), row) {
			t.Errorf("it does not say: %s", row)
		}
	}
}
