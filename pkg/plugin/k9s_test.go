package plugin_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/kubectl-xnode/kubectl-xnode/internal/terminaltest"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// k9sPlugins are the contents of k9s's plugins.yaml, with every field that its schema has; it allows no others beside "plugins".
// https://github.com/derailed/k9s/blob/v0.50.16/internal/config/json/schemas/plugins.json
type k9sPlugins struct {
	Plugins map[string]k9sPlugin `yaml:"plugins"`
}

type k9sPlugin struct {
	ShortCut        *string  `yaml:"shortCut"`
	Override        bool     `yaml:"override"`
	Description     *string  `yaml:"description"`
	Confirm         bool     `yaml:"confirm"`
	Dangerous       bool     `yaml:"dangerous"`
	Scopes          []string `yaml:"scopes"`
	Command         *string  `yaml:"command"`
	Background      bool     `yaml:"background"`
	OverwriteOutput bool     `yaml:"overwriteOutput"`
	Args            []any    `yaml:"args"`
}

// k9sVariable is what k9s puts a value in the place of. It leaves alone what it does not know, so a wrong name would reach the command.
// https://github.com/derailed/k9s/blob/v0.50.16/internal/view/env.go
var k9sVariable = regexp.MustCompile(`\$!?[\w-]+|\$\{!?[\w\-%/: ]+\}`)

// args are the arguments as k9s hands them to the command.
func (p k9sPlugin) args(t *testing.T, values map[string]string) []string {
	t.Helper()
	var args []string
	for _, a := range p.Args {
		text, ok := a.(string)
		if !ok {
			t.Fatalf("the argument %v is no text", a)
		}
		args = append(args, k9sVariable.ReplaceAllStringFunc(text, func(name string) string {
			value, known := values[strings.TrimPrefix(name, "$")]
			if !known {
				t.Errorf("k9s has no %s for a list of workloads", name)
			}
			return value
		}))
	}
	return args
}

// snippetsForK9s are the plugins.yaml of docs/k9s.md.
func snippetsForK9s(t *testing.T) []k9sPlugins {
	t.Helper()
	text, err := os.ReadFile("../../docs/k9s.md")
	if err != nil {
		t.Fatal(err)
	}
	var all []k9sPlugins
	for _, block := range regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllSubmatch(text, -1) {
		decoder := yaml.NewDecoder(bytes.NewReader(block[1]))
		decoder.KnownFields(true)
		var plugins k9sPlugins
		if err := decoder.Decode(&plugins); err != nil {
			t.Fatalf("%v in\n%s", err, block[1])
		}
		all = append(all, plugins)
	}
	if len(all) != 2 {
		t.Fatalf("there are %d snippets", len(all))
	}
	return all
}

// TestK9sTakesTheSnippets holds the plugins against k9s's schema, and against what k9s does with them.
func TestK9sTakesTheSnippets(t *testing.T) {
	for _, plugins := range snippetsForK9s(t) {
		keys := map[string]bool{}
		for name, p := range plugins.Plugins {
			if p.ShortCut == nil || p.Description == nil || p.Scopes == nil || p.Command == nil {
				t.Errorf("%s lacks what the schema requires: %+v", name, p)
				continue
			}
			if !regexp.MustCompile(`^Shift-[EWYQ]$`).MatchString(*p.ShortCut) || keys[*p.ShortCut] {
				t.Errorf("%s: %s is taken on the lists of workloads", name, *p.ShortCut)
			}
			keys[*p.ShortCut] = true
			if p.Background {
				t.Errorf("%s runs in the background, where it has no terminal", name)
			}
			for _, scope := range p.Scopes {
				if !slices.ContainsFunc(expose.Kinds(), func(k expose.Kind) bool { return k.Resource == scope }) {
					t.Errorf("%s: %s cannot be exposed", name, scope)
				}
			}
		}
	}
}

// TestSnippetsForK9sWork runs each plugin on a terminal as k9s does: its standard streams are the terminal's, and arguments are passed as they are.
func TestSnippetsForK9sWork(t *testing.T) {
	t.Parallel()
	path := pathWithCompletion(t)
	start := func(t *testing.T, u *user, p k9sPlugin, name string) {
		t.Helper()
		kubeconfig := filepath.Join(t.TempDir(), "kubeconfig")
		if err := playground.KubeconfigFor(kubeconfig, "default"); err != nil {
			t.Fatal(err)
		}
		args := p.args(t, map[string]string{"RESOURCE_NAME": "deployments", "NAME": name, "NAMESPACE": u.namespace, "CONTEXT": "playground"})
		u.out.Reset()
		u.Terminal = terminaltest.Start(t, 100, 30, &u.out, []string{"KUBECONFIG=" + kubeconfig, "PATH=" + path}, *p.Command, args...)
	}
	for i, plugins := range snippetsForK9s(t) {
		shell := i == 1
		t.Run(*plugins.Plugins["xnode-expose"].Command, func(t *testing.T) {
			t.Parallel()
			u := visitor(t)
			start(t, u, plugins.Plugins["xnode-expose"], "web")
			u.sees(onTypes + " deployment/web?").choosesType(expose.ClusterIP).previews(willBeCreated).applies().finishes()
			if u.service("web") == nil {
				t.Error("nothing was exposed")
			}
			start(t, u, plugins.Plugins["xnode-expose"], "web")
			code := map[bool]int{false: 130, true: 0}[shell]
			u.sees(onTypes).presses("q").leaves(code)
			if !shell {
				return
			}
			start(t, u, plugins.Plugins["xnode-expose"], "nosuch")
			u.sees(`there is no deployment "nosuch"`, "enter goes back to k9s").presses(enter).leaves(0)
			start(t, u, plugins.Plugins["xnode-unexpose"], "web")
			u.sees("service/web will be deleted", "[y/N]").presses("y", enter).leaves(0)
			if u.service("web") != nil {
				t.Error("it is still exposed")
			}
		})
	}
}
