package releasetest

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-xnode/kubectl-xnode/internal/playgroundtest"
)

// binary is a program of bin/.
func binary(t *testing.T, name string) string {
	t.Helper()
	file, err := playgroundtest.Binary(name)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// command is one with these variables and no other, but for a home of its own.
func command(t *testing.T, environment []string, name string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Env = append([]string{"HOME=" + t.TempDir()}, environment...)
	return cmd
}

// output runs a command that has to succeed, and returns what it says on both streams.
func output(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(cmd.Args, " "), err, out)
	}
	return string(out)
}

// answer is what a command that has to succeed says on standard output.
func answer(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	var errors strings.Builder
	cmd.Stderr = &errors
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(cmd.Args, " "), err, errors.String())
	}
	return string(out)
}

// krew's own check, which krew-index runs on each pull request, finds nothing.
func TestKrewAcceptsTheManifest(t *testing.T) {
	needDist(t)
	output(t, command(t, nil, binary(t, "validate-krew-manifest"), "-manifest", manifestFile(), "-skip-install"))
}

// krew itself installs each archive by the manifest, checksum included, and puts the program on the PATH.
func TestKrewInstallsEachArchive(t *testing.T) {
	for _, p := range readManifest(t).Spec.Platforms {
		t.Run(p.os()+"-"+p.arch(), func(t *testing.T) {
			root := t.TempDir()
			output(t, command(t, []string{"PATH=" + os.Getenv("PATH"), "KREW_ROOT=" + root, "KREW_OS=" + p.os(), "KREW_ARCH=" + p.arch()},
				binary(t, "krew"), "install", "--manifest", manifestFile(), "--archive", p.archive()))
			if _, err := os.Stat(filepath.Join(root, "bin", p.Bin)); err != nil {
				t.Error(err)
			}
			for _, f := range p.Files {
				if found, err := filepath.Glob(filepath.Join(root, "store", "xnode", "*", f.From)); err != nil || len(found) != 1 {
					t.Errorf("%s is not installed: %v %v", f.From, found, err)
				}
			}
		})
	}
}

// A person unpacks the archive of this system, puts the folder on the PATH, and exposes a Deployment by a real kubectl.
func TestTheUnpackedArchiveIsAPluginOfKubectl(t *testing.T) {
	m := readManifest(t)
	folder := t.TempDir()
	unpackTo(t, m.platform(t, runtime.GOOS, runtime.GOARCH).archive(), folder)
	runAsPlugin(t, folder)
	var said struct{ Version, Commit string }
	if err := json.Unmarshal([]byte(output(t, command(t, nil, filepath.Join(folder, "kubectl-xnode"), "version", "-o", "json"))), &said); err != nil {
		t.Fatal(err)
	}
	if v := readVersion(t); !strings.HasPrefix(said.Version, "v"+v.Version) || said.Commit != v.Commit {
		t.Errorf("it says that it is %+v, and is %+v", said, v)
	}
}

// The same, installed by krew, after what its caveats say was done.
func TestThePluginThatKrewInstalledIsOneOfKubectl(t *testing.T) {
	m := readManifest(t)
	root := t.TempDir()
	output(t, command(t, []string{"PATH=" + os.Getenv("PATH"), "KREW_ROOT=" + root},
		binary(t, "krew"), "install", "--manifest", manifestFile(), "--archive", m.platform(t, runtime.GOOS, runtime.GOARCH).archive()))
	// The line of the caveats.
	said := output(t, command(t, []string{"PATH=" + os.Getenv("PATH"), "KREW_ROOT=" + root}, "sh", "-c", caveat(t)))
	if said != "" {
		t.Errorf("the caveats' command says %q", said)
	}
	runAsPlugin(t, filepath.Join(root, "bin"))
}

// caveat is the command that the manifest asks its users for.
func caveat(t *testing.T) string {
	t.Helper()
	for line := range strings.Lines(string(read(t, manifestFile()))) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "cp ") {
			return line
		}
	}
	t.Fatal("the caveats name no command")
	return ""
}

// runAsPlugin finds, completes and runs what is in the folder, by kubectl.
func runAsPlugin(t *testing.T, folder string) {
	t.Helper()
	namespace := playground.Namespace(t)
	playground.Deployment(t, namespace, "web", corev1.ContainerPort{Name: "http", ContainerPort: 8080})
	kubeconfig := filepath.Join(t.TempDir(), "kubeconfig")
	if err := playground.KubeconfigFor(kubeconfig, namespace); err != nil {
		t.Fatal(err)
	}
	kubectl := binary(t, "kubectl")
	only := t.TempDir() // kubectl alone: in bin/ beside it stands another kubectl-xnode
	if err := os.Symlink(kubectl, filepath.Join(only, "kubectl")); err != nil {
		t.Fatal(err)
	}
	call := func(args ...string) *exec.Cmd {
		environment := []string{"PATH=" + folder + string(os.PathListSeparator) + only + string(os.PathListSeparator) + "/usr/bin:/bin", "KUBECONFIG=" + kubeconfig}
		return command(t, environment, kubectl, args...)
	}

	list := output(t, call("plugin", "list"))
	if !strings.Contains(list, filepath.Join(folder, "kubectl-xnode")) || strings.Contains(strings.ToLower(list), "warning") {
		t.Errorf("kubectl plugin list says\n%s", list)
	}
	if got := answer(t, call("__complete", "xnode", "expose", "w")); !strings.HasPrefix(got, "web\n") {
		t.Errorf("kubectl completes the name to %q", got)
	}
	if got := output(t, call("xnode", "expose", "web", "--type", "NodePort")); got != "service/web created\n" {
		t.Errorf("kubectl xnode expose says %q", got)
	}
	service, err := playground.Client.CoreV1().Services(namespace).Get(context.WithoutCancel(t.Context()), "web", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if service.Spec.Type != corev1.ServiceTypeNodePort || service.Spec.Ports[0].Port != 80 || service.Spec.Ports[0].TargetPort.String() != "http" {
		t.Errorf("it made %+v", service.Spec)
	}
}
