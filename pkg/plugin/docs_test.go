package plugin_test

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
)

// TestExamplesRun runs each command line of README.md and of the help that exposes the Deployment web by flags.
func TestExamplesRun(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	help, err := exec.Command("kubectl-xnode", "expose", "--help").Output()
	if err != nil {
		t.Fatal(err)
	}
	for where, text := range map[string]string{"README.md": string(readme), "help": string(help)} {
		ran := 0
		namespace := playground.Namespace(t)
		playground.Deployment(t, namespace, "web", corev1.ContainerPort{Name: "http", ContainerPort: 8080})
		kubeconfig := t.TempDir() + "/kubeconfig"
		if err := playground.KubeconfigFor(kubeconfig, namespace); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(text) {
			line, _, _ = strings.Cut(strings.TrimSpace(line), "#")
			args, found := strings.CutPrefix(line, "kubectl xnode expose web")
			if !found {
				continue
			}
			ran++
			cmd := exec.Command("kubectl-xnode", append([]string{"expose", "web"}, strings.Fields(args)...)...)
			cmd.Env = append(os.Environ(), "KUBECONFIG="+kubeconfig)
			out, err := cmd.CombinedOutput()
			if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == 1 && strings.Contains(args, "--diff") {
				continue // there are differences
			}
			if err != nil {
				t.Errorf("%s: %s: %v: %s", where, line, err, out)
			}
		}
		if ran < 4 {
			t.Errorf("%s has only %d commands", where, ran)
		}
	}
}
