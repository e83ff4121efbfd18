package plugin

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

func TestSettingsOfAFile(t *testing.T) {
	const file = "/home/me/.config/kubectl-xnode/config.yaml"
	for _, c := range []struct{ text, want, wrong string }{
		{text: "", want: ""},
		{text: "# nothing yet\n", want: ""},
		{text: "---\n", want: ""},
		{text: "type: nodeport\n", want: "type=nodeport:1"},
		{text: "# mine\n\ntheme: dark # at night\nfield-manager: \"team a\"\nadvanced: true\nwait: true\ntimeout: 5m\n", want: "field-manager=team a:4 wait=true:6 timeout=5m:7 theme=dark:3 advanced=true:5"},
		{text: "{theme: none, timeout: 0}\n", want: "timeout=0:1 theme=none:1"},
		{text: "\ufefftheme: light\r\nwait: false\r\n", want: "wait=false:2 theme=light:1"},

		{text: "wait: true\n\ntheme: drak\n", wrong: `:3: theme "drak": unknown theme: use auto, dark, light or none`},
		{text: "type: Nosuch\n", wrong: `:1: type "Nosuch": unknown type: use ClusterIP, Headless, NodePort, LoadBalancer, ExternalName, Ingress or HTTPRoute`},
		{text: "wait: yes\n", wrong: `:1: wait "yes": must be true or false`},
		{text: "timeout: 5\n", wrong: `:1: timeout "5": use a number with a unit, such as 30s, 5m or 1h, or 0 for as long as it takes`},
		{text: "field-manager: " + strings.Repeat("x", 129), wrong: `:1: field-manager "` + strings.Repeat("x", 129) + `": must be at most 128 bytes`},
		{text: "field-manager: \"a\\tb\"", wrong: `:1: field-manager "a\tb": must be printable`},
		{text: "theme:\n", wrong: `:1: theme "": it is empty; leave it out for the default`},
		{text: "theme: ''\n", wrong: `:1: theme "": it is empty; leave it out for the default`},
		{text: "theme: [dark]\n", wrong: `:1: theme takes a single value`},
		{text: "theme:\n  - dark\n", wrong: `:2: theme takes a single value`},
		{text: "a: &a dark\n", wrong: `:1: there is no setting "a": use type, field-manager, wait, timeout, theme, advanced`},
		{text: "theme: dark\ncolour: red\n", wrong: `:2: there is no setting "colour": use type, field-manager, wait, timeout, theme, advanced`},
		{text: "Theme: dark\n", wrong: `:1: there is no setting "Theme": use type, field-manager, wait, timeout, theme, advanced`},
		{text: "theme: dark\nwait: true\ntheme: light\n", wrong: `:3: theme is set already: ` + file + `:1`},
		{text: "dark\n", wrong: `:1: settings are lines such as type: NodePort`},
		{text: "- theme: dark\n", wrong: `:1: settings are lines such as type: NodePort`},
		{text: "theme: dark\n---\ntheme: light\n", wrong: `:2: there is a second document: all settings stand in one`},
		{text: "theme: dark\n\"wait: true\n", wrong: `:2: this is no YAML: found unexpected end of stream`},
		{text: "theme: dark: light\n", wrong: `:1: this is no YAML: mapping values are not allowed in this context`},
		{text: "theme: dark\nwait: \x1b[31m\n", wrong: `:2: this is no text`},
		{text: "theme: \xff\n", wrong: `:1: this is no text`},
	} {
		said, err := parseSettings(file, []byte(c.text))
		if c.wrong != "" {
			usage := usageError{}
			if err == nil || err.Error() != file+c.wrong || !errors.As(err, &usage) {
				t.Errorf("%q: the error is %v, want %s", c.text, err, file+c.wrong)
			}
			continue
		}
		var got []string
		for _, s := range settings() {
			if now, ok := said[s.name]; ok {
				got = append(got, now.name+"="+now.value+strings.TrimPrefix(now.from, file))
			}
		}
		if text := strings.Join(got, " "); err != nil || text != c.want {
			t.Errorf("%q: it says %q, %v; want %q", c.text, text, err, c.want)
		}
	}
}

func TestAVariableComesBeforeTheFile(t *testing.T) {
	file, err := parseSettings("config.yaml", []byte("theme: dark\ntimeout: 5m\n"))
	if err != nil {
		t.Fatal(err)
	}
	variables := map[string]string{"XNODE_THEME": "Light", "XNODE_WAIT": "true", "XNODE_TIMEOUT": "", "XNODE_NOTHING": "x"}
	all, err := settle(func(name string) string { return variables[name] }, file)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range all {
		got = append(got, s.name+"="+s.shown()+" from "+s.source())
	}
	want := []string{
		"type=ClusterIP; Headless for a StatefulSet from built in", "field-manager=kubectl-xnode from built in", "wait=true from XNODE_WAIT",
		"timeout=5m from config.yaml:2", "theme=Light from XNODE_THEME", "advanced=false from built in",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if _, err := settle(func(name string) string { return map[string]string{"XNODE_TYPE": "Nosuch"}[name] }, nil); err == nil || !strings.HasPrefix(err.Error(), `XNODE_TYPE "Nosuch": unknown type`) {
		t.Errorf("the error is %v", err)
	}
}

// TestEachSettingPresetsItsFlag holds that each has a flag with the same default, that the flag comes before the setting, and that what the setting checks
// is what the flag takes.
func TestEachSettingPresetsItsFlag(t *testing.T) {
	values := map[string]string{expose.FieldType: "NodePort", flagFieldManager: "team", flagWait: "true", flagTimeout: "5m0s", flagTheme: "dark", flagAdvanced: "true"}
	for _, s := range settings() {
		t.Run(s.name, func(t *testing.T) {
			now := func(args ...string) string {
				cmd := newCmdExpose(genericclioptions.NewConfigFlags(true), Streams{}, nil)
				if err := cmd.ParseFlags(args); err != nil {
					t.Fatal(err)
				}
				if _, err := preset(cmd.Flags()); err != nil {
					t.Fatal(err)
				}
				return cmd.Flags().Lookup(s.name).Value.String()
			}
			if got := now(); got != s.builtIn {
				t.Errorf("without anything it is %q, want %q", got, s.builtIn)
			}
			t.Setenv(s.variable(), values[s.name])
			if got := now(); got != values[s.name] {
				t.Errorf("with the variable it is %q", got)
			}
			if given := s.builtIn; given != "" {
				if got := now("--" + s.name + "=" + given); got != given {
					t.Errorf("with the flag it is %q, want %q", got, given)
				}
			}
		})
	}
}

func TestWherePresetsAreWrittenOut(t *testing.T) {
	w := expose.Workload{Ref: expose.Ref{Namespace: "shop", Name: "web"}}
	w.Kind = "Deployment"
	command := func(s expose.Spec, presets map[string]bool, change func(*exposeOptions)) string {
		o := &exposeOptions{DryRun: dryRunNone, Preset: presets, inherited: (&cobra.Command{}).InheritedFlags(), Wait: wait{Timeout: time.Minute}}
		o.Apply.FieldManager = expose.Manager
		if change != nil {
			change(o)
		}
		return strings.TrimPrefix(strings.Join(commandLine(o, w, s, expose.RefuseConflicts), " "), "kubectl xnode expose deployment/web --namespace=shop")
	}
	waiting := func(o *exposeOptions) { o.Wait.On = true }
	for _, c := range []struct {
		got, want string
	}{
		{command(expose.Spec{}, nil, nil), ""},
		{command(expose.Spec{}, map[string]bool{expose.FieldType: true}, nil), " --type=ClusterIP"},
		{command(expose.Spec{Type: expose.NodePort}, map[string]bool{expose.FieldType: true}, nil), " --type=NodePort"},
		{command(expose.Spec{}, map[string]bool{flagFieldManager: true}, nil), " --field-manager=kubectl-xnode"},
		{command(expose.Spec{}, map[string]bool{flagWait: true}, nil), " --wait=false"},
		{command(expose.Spec{}, map[string]bool{flagTimeout: true}, nil), ""},
		{command(expose.Spec{}, map[string]bool{flagWait: true}, waiting), " --wait"},
		{command(expose.Spec{}, map[string]bool{flagTimeout: true}, waiting), " --wait --timeout=1m0s"},
		{command(expose.Spec{}, map[string]bool{flagTheme: true, flagAdvanced: true}, nil), ""},
	} {
		if c.got != c.want {
			t.Errorf("it ends in %q, want %q", c.got, c.want)
		}
	}
}

func TestWhereTheFileIs(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	for xdg, want := range map[string]string{"/etc/mine": "/etc/mine/kubectl-xnode/config.yaml", "": home + "/.config/kubectl-xnode/config.yaml", "not/absolute": home + "/.config/kubectl-xnode/config.yaml"} {
		t.Setenv("XDG_CONFIG_HOME", xdg)
		if got := settingsFile(); got != want {
			t.Errorf("with XDG_CONFIG_HOME=%q it is %s, want %s", xdg, got, want)
		}
	}
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("HOME", "")
	if got := settingsFile(); got != "" {
		t.Errorf("without a home it is %s", got)
	}
	if all, err := readSettings(); err != nil || len(all) != len(settings()) {
		t.Errorf("without a home there are %v, %v", all, err)
	}
	t.Setenv("XDG_CONFIG_HOME", home)
	if err := os.MkdirAll(filepath.Join(home, "kubectl-xnode", "config.yaml"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := readSettings(); err == nil || !strings.Contains(err.Error(), "the configuration cannot be read: read "+home) {
		t.Errorf("of a folder the error is %v", err)
	}
}

// TestTableOfSettings generates the table of docs/configuration.md.
func TestTableOfSettings(t *testing.T) {
	flags := newCmdExpose(genericclioptions.NewConfigFlags(true), Streams{}, nil).Flags()
	table := "| setting | variable | flag | built in | |\n|---|---|---|---|---|\n"
	for _, s := range settings() {
		builtIn := s.means
		if s.builtIn != "" {
			builtIn = "`" + s.builtIn + "`"
		}
		table += "| `" + s.name + "` | `" + s.variable() + "` | `--" + s.name + "` | " + builtIn + " | " + flags.Lookup(s.name).Usage + " |\n"
	}
	generated(t, "../../docs/configuration.md", "settings", table)
}
