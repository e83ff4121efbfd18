package plugin_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/go-logr/logr"
	"github.com/rogpeppe/go-internal/testscript"
	"k8s.io/klog/v2"

	"github.com/kubectl-xnode/kubectl-xnode/internal/playgroundtest"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/plugin"
)

var playground *playgroundtest.Playground

// TestMain makes the test binary serve as kubectl-xnode, too, and starts a playground for the tests.
func TestMain(m *testing.M) {
	testscript.Main(withPlayground{m}, map[string]func(){
		"kubectl-xnode": func() {
			os.Exit(plugin.Main(os.Args[1:], plugin.Streams{In: os.Stdin, Out: os.Stdout, ErrOut: os.Stderr}))
		},
	})
}

type withPlayground struct{ m *testing.M }

// Run implements [testscript.TestingM].
func (w withPlayground) Run() int {
	klog.SetLogger(logr.Discard()) // as Main does, for runs inside the tests
	// Nobody's own settings hold in tests.
	folder, err := os.MkdirTemp("", "xnode-config-")
	if err == nil {
		err = os.Setenv("XDG_CONFIG_HOME", folder)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(folder) }()
	return playgroundtest.Main(w.m, &playground)
}

// TestScripts runs testdata/script/*.txtar: whole programs against the playground. Each has a namespace of its own, and kubectl beside it.
func TestScripts(t *testing.T) {
	kubectl, err := playgroundtest.Binary("kubectl")
	if err != nil {
		t.Fatal(err)
	}
	completion, err := filepath.Abs("../../completion/kubectl_complete-xnode")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(env *testscript.Env) error {
			namespace, remove, err := playground.NewNamespace(t.Context())
			if err != nil {
				return err
			}
			env.Defer(remove)
			kubeconfig := filepath.Join(env.WorkDir, "kubeconfig")
			if err := playground.KubeconfigFor(kubeconfig, namespace); err != nil {
				return err
			}
			env.Setenv("KUBECONFIG", kubeconfig)
			env.Setenv("NAMESPACE", namespace)
			env.Setenv("HOME", env.WorkDir)
			// kubectl alone, without what else stands in bin/: kubectl warns of a plugin that is there twice.
			bin := filepath.Join(env.WorkDir, ".bin")
			env.Setenv("PATH", env.Getenv("PATH")+string(os.PathListSeparator)+bin)
			return errors.Join(os.Mkdir(bin, 0o700), os.Symlink(kubectl, filepath.Join(bin, "kubectl")),
				os.Symlink(completion, filepath.Join(bin, filepath.Base(completion))))
		},
	})
}
