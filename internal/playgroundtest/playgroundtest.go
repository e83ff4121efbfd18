// Package playgroundtest gives tests a real Kubernetes: one playground for a package, a namespace for each test.
//
//	var playground *playgroundtest.Playground
//
//	func TestMain(m *testing.M) { os.Exit(playgroundtest.Main(m, &playground)) }
//
// The playground's binary is built by "make bin/xnode-playground". To save its start while working on tests, keep one
// running and set XNODE_PLAYGROUND_KUBECONFIG to its kubeconfig.
package playgroundtest

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/rand"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

// Playground is a running playground without the example company.
type Playground struct {
	// Kubeconfig is the path of its kubeconfig.
	Kubeconfig string
	// Client is a client of the playground's admin.
	Client kubernetes.Interface

	stop func()
}

// Main starts a playground, points into at it, runs the tests and stops it. It returns the exit code. A killed test leaves
// nothing behind: the playground ends with the pipe that it is started on.
func Main(m *testing.M, into **Playground) int {
	p, err := start()
	if err != nil {
		fmt.Fprintln(os.Stderr, "playground:", err)
		return 1
	}
	defer p.stop()
	*into = p
	return m.Run()
}

func start() (*Playground, error) {
	if kubeconfig := os.Getenv("XNODE_PLAYGROUND_KUBECONFIG"); kubeconfig != "" {
		return connect(kubeconfig, func() {})
	}
	binary, err := Binary("xnode-playground")
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(binary, "up", "--no-seed", "--until-eof")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	stop := func() {
		_ = in.Close()
		_ = cmd.Wait()
	}
	kubeconfig, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		stop()
		return nil, fmt.Errorf("it did not start: %w", err)
	}
	return connect(strings.TrimSpace(kubeconfig), stop)
}

func connect(kubeconfig string, stop func()) (*Playground, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err == nil {
		config.QPS = -1
		var client *kubernetes.Clientset
		if client, err = kubernetes.NewForConfig(config); err == nil {
			return &Playground{Kubeconfig: kubeconfig, Client: client, stop: stop}, nil
		}
	}
	stop()
	return nil, err
}

// Binary returns the path of a program in bin/, and an error that says how to build it when it is not there.
func Binary(name string) (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("%s is looked for beside go.mod, and there is none above", name)
		}
	}
	path := filepath.Join(dir, "bin", name)
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("bin/%s is not built yet: run make bin/%s", name, name)
	}
	return path, nil
}

// Namespace makes a namespace for the test and returns its name. It is deleted when the test ends.
func (p *Playground) Namespace(t *testing.T) string {
	t.Helper()
	name, remove, err := p.NewNamespace(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(remove)
	return name
}

// NewNamespace makes a namespace, and returns its name and what deletes it.
func (p *Playground) NewNamespace(ctx context.Context) (name string, remove func(), err error) {
	name = "test-" + rand.String(8)
	namespaces := p.Client.CoreV1().Namespaces()
	if _, err = namespaces.Create(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}}, metav1.CreateOptions{}); err != nil {
		return "", nil, err
	}
	// A test's own context has ended by the time it cleans up.
	return name, func() { _ = namespaces.Delete(context.WithoutCancel(ctx), name, metav1.DeleteOptions{}) }, nil
}

// KubeconfigFor writes a kubeconfig whose context has the namespace.
func (p *Playground) KubeconfigFor(file, namespace string) error {
	config, err := clientcmd.LoadFromFile(p.Kubeconfig)
	if err != nil {
		return err
	}
	config.Contexts[config.CurrentContext].Namespace = namespace
	return clientcmd.WriteToFile(*config, file)
}
