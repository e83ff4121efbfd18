package plugin_test

import (
	"errors"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/kballard/go-shellquote"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// TestExamplesRun runs each command line of README.md and of the help that asks nothing.
func TestExamplesRun(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	help := func(command string) string {
		text, err := exec.Command("kubectl-xnode", command, "--help").Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	for where, text := range map[string]string{"README.md": string(readme), "help of expose": help("expose"), "help of list": help("list")} {
		ran := 0
		namespace := playground.Namespace(t)
		playground.Deployment(t, namespace, "web", corev1.ContainerPort{Name: "http", ContainerPort: 8080})
		playground.Deployment(t, namespace, "cart", corev1.ContainerPort{Name: "http", ContainerPort: 8080}, corev1.ContainerPort{Name: "metrics", ContainerPort: 9090})
		postgres := &appsv1.StatefulSet{ObjectMeta: metav1.ObjectMeta{Name: "postgres"}, Spec: appsv1.StatefulSetSpec{
			ServiceName: "postgres", Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"app": "postgres"}},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{"app": "postgres"}},
				Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "postgres", Image: "postgres:17"}}},
			},
		}}
		if _, err := playground.Client.AppsV1().StatefulSets(namespace).Create(t.Context(), postgres, metav1.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
		kubeconfig := t.TempDir() + "/kubeconfig"
		if err := playground.KubeconfigFor(kubeconfig, namespace); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(text) {
			line, _, _ = strings.Cut(strings.TrimSpace(line), "#")
			args, err := shellquote.Split(line)
			if err != nil || !runs(args) {
				continue
			}
			ran++
			cmd := exec.Command("kubectl-xnode", args[2:]...)
			cmd.Env = append(os.Environ(), "KUBECONFIG="+kubeconfig)
			out, err := cmd.CombinedOutput()
			if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == 1 && slices.Contains(args, "--diff") {
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

// runs reports whether words are a command that asks nothing, and not prose or the usage.
func runs(args []string) bool {
	if len(args) < 3 || args[0] != "kubectl" || args[1] != "xnode" || len(args) > 3 && strings.ContainsAny(args[3][:1], "([") {
		return false
	}
	switch args[2] {
	case "list":
		return true
	case "expose":
		return len(args) > 3 && args[3] != "-i" && args[3] != "--help"
	}
	return false
}
