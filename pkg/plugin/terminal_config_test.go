package plugin_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/kballard/go-shellquote"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// TestTheTerminalGoesByTheConfiguration has settings for all that the terminal shows and does. The command line at the end does the same where
// there is no configuration.
func TestTheTerminalGoesByTheConfiguration(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := filepath.Join(folder, "kubectl-xnode", "config.yaml")
	if err := os.Mkdir(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("type: NodePort\nfield-manager: platform-team\ntheme: none\nadvanced: true\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	u := visitor(t).with("XDG_CONFIG_HOME=" + folder)
	u.opens("web", "-i").sees(onTypes, "› NodePort").presses(enter).sees("Cluster IP")
	if printed := u.previews(willBeCreated).applies().finishes(); printed != "service/web created\n" {
		t.Errorf("printed is %q", printed)
	}
	if colour := u.colour(); colour != "" {
		t.Errorf("theme none has %q", colour)
	}
	if strings.Contains(u.Written(), "\x1b]11;?") {
		t.Error("the terminal is asked for its background all the same")
	}
	before := u.service("web")
	if before.Spec.Type != "NodePort" || before.ManagedFields[0].Manager != "platform-team" {
		t.Errorf("the Service is of type %s, of %+v", before.Spec.Type, before.ManagedFields)
	}

	_, command, _ := strings.Cut(u.Written(), onDone+":\r\n")
	command, _, _ = strings.Cut(command[strings.LastIndex(command, "  kubectl xnode"):], "\r\n")
	words, err := shellquote.Split(command)
	if err != nil || len(words) < 4 {
		t.Fatalf("the command is %q, %v", command, err)
	}
	kubeconfig := filepath.Join(t.TempDir(), "kubeconfig")
	if err := playground.KubeconfigFor(kubeconfig, "default"); err != nil {
		t.Fatal(err)
	}
	if ran := inProcess(t.Context(), t.Name(), append(words[2:], "--kubeconfig="+kubeconfig)...); ran.stdout != "service/web unchanged\n" {
		t.Errorf("%q without the configuration: %v", words, ran)
	}
	if err := playground.Client.CoreV1().Services(u.namespace).Delete(t.Context(), "web", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	if ran := inProcess(t.Context(), t.Name(), append(words[2:], "--kubeconfig="+kubeconfig)...); ran.stdout != "service/web created\n" {
		t.Errorf("%q without the configuration: %v", words, ran)
	}
	if again := u.service("web"); again.Spec.Type != before.Spec.Type || again.ManagedFields[0].Manager != before.ManagedFields[0].Manager {
		t.Errorf("it makes a Service of type %s, of %+v", again.Spec.Type, again.ManagedFields)
	}
}

// colour is the first one that was written to the terminal; empty when there was none.
func (u *user) colour() string {
	return regexp.MustCompile(`\x1b\[(?:[0-9;]*;)?(?:[34][0-8]|9[0-7])(?:;[0-9;]*)?m`).FindString(u.Written())
}

// TestNoColourVariable holds that NO_COLOR does what theme none does, and that there are colours without either.
func TestNoColourVariable(t *testing.T) {
	t.Parallel()
	for _, variable := range []string{"NO_COLOR=", "NO_COLOR=1"} {
		u := visitor(t).with(variable)
		u.opens("web", "-i").sees(onTypes).presses(enter).sees("Affinity").presses("q", ctrlC).leaves(130)
		if colour := u.colour(); (colour == "") != (variable == "NO_COLOR=1") {
			t.Errorf("%s: there is %q", variable, colour)
		}
	}
}
