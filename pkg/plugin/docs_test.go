package plugin_test

import (
	"bytes"
	"errors"
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kballard/go-shellquote"

	"github.com/kubectl-xnode/kubectl-xnode/internal/playgroundtest"
	"github.com/kubectl-xnode/kubectl-xnode/internal/terminaltest"
)

// TestDocs runs each command line of README.md and docs/ as a reader does: through kubectl and a shell, page by page, from top to bottom. Each page has a
// namespace of its own with what testdata/docs/namespace.yaml has. What the page shows of an output is compared with what comes;
// make docs writes it there.
func TestDocs(t *testing.T) {
	files := manual(t)
	update := flag.Lookup("update").Value.String() == "true" // the flag is that of the tests inside of the package
	ran, notRun := 0, 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		p, err := parsePage(string(text))
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		ran, notRun = ran+len(p.steps), notRun+p.notRun
		if len(p.steps) == 0 {
			continue
		}
		t.Run(strings.TrimPrefix(file, "../../"), func(t *testing.T) {
			t.Parallel()
			r := newReader(t)
			outputs := map[int][]string{}
			for i, s := range p.steps {
				code, output := r.runs(s)
				if s.exit >= 0 && code != s.exit || s.exit < 0 && code != 0 && (code != 1 || !strings.Contains(s.text, "--diff")) {
					t.Errorf("%s:%d: %s: exit %d: %s", file, s.line, s.text, code, output)
					continue
				}
				if got := strings.Split(strings.TrimRight(output, "\n"), "\n"); s.shown && !alike(p.output(s), got, strings.Contains(s.text, "--wait")) {
					if slices.Contains(p.output(s), "...") || !update {
						t.Errorf("%s:%d: %s: make docs renews what the page shows; it is now:\n%s", file, s.line, s.text, output)
					}
					outputs[i] = got
				}
			}
			if update && !t.Failed() && len(outputs) > 0 {
				if err := os.WriteFile(file, []byte(p.withOutputs(outputs)), 0o644); err != nil {
					t.Error(err)
				}
			}
		})
	}
	t.Logf("%d command lines are run, %d are marked as not to be run", ran, notRun)
}

// manual are the files of the manual.
func manual(t *testing.T) []string {
	t.Helper()
	files := []string{"../../README.md"}
	err := filepath.WalkDir("../../docs", func(path string, _ fs.DirEntry, err error) error {
		if filepath.Ext(path) == ".md" {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestLinksOfTheManualLead follows each link from one page to another, and to a heading there.
func TestLinksOfTheManualLead(t *testing.T) {
	links := regexp.MustCompile(`\]\(([^):]*)\)`)
	followed := 0
	for _, file := range append(manual(t), "../../CONTRIBUTING.md", "../../CHANGELOG.md") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, link := range links.FindAllStringSubmatch(string(text), -1) {
			path, heading, _ := strings.Cut(link[1], "#")
			target := file
			if path != "" {
				target = filepath.Join(filepath.Dir(file), path)
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s: %s leads nowhere", file, link[1])
				continue
			}
			followed++
			if heading == "" {
				continue
			}
			there, err := os.ReadFile(target)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Contains(anchors(string(there)), heading) {
				t.Errorf("%s: there is no heading for %s", file, link[1])
			}
		}
	}
	if followed < 40 {
		t.Errorf("only %d links", followed)
	}
}

// anchors are the headings of a page, as GitHub's links name them.
func anchors(page string) (names []string) {
	for line := range strings.Lines(page) {
		if title := strings.TrimLeft(line, "#"); title != line {
			title = regexp.MustCompile(`[^\p{L}\p{N} _-]`).ReplaceAllString(strings.ToLower(strings.TrimSpace(title)), "")
			names = append(names, strings.ReplaceAll(title, " ", "-"))
		}
	}
	return names
}

// reader is somebody who does what a page says.
type reader struct {
	t          *testing.T
	namespace  string
	home       string
	folder     string
	kubeconfig string
	env        []string
}

// newReader prepares a namespace whose Pods are ready, and an empty folder to work in.
func newReader(t *testing.T) *reader {
	t.Helper()
	r := &reader{t: t, namespace: playground.Namespace(t), home: t.TempDir(), folder: t.TempDir()}
	r.kubeconfig = filepath.Join(r.home, "kubeconfig")
	kubectl, err := playgroundtest.Binary("kubectl")
	if err != nil {
		t.Fatal(err)
	}
	data, err := filepath.Abs("testdata/docs")
	if err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(r.home, "bin") // kubectl alone, without what else stands in bin/
	if err := errors.Join(playground.KubeconfigFor(r.kubeconfig, r.namespace), os.Mkdir(bin, 0o700), os.Symlink(kubectl, filepath.Join(bin, "kubectl"))); err != nil {
		t.Fatal(err)
	}
	r.env = []string{"KUBECONFIG=" + r.kubeconfig, "HOME=" + r.home, "XDG_CONFIG_HOME=", "DATA=" + data, "NAMESPACE=" + r.namespace, "PATH=" + os.Getenv("PATH") + string(os.PathListSeparator) + bin}
	const before = `kubectl apply -f $DATA/namespace.yaml; for name in $(kubectl get deployments,statefulsets -o name); do kubectl rollout status $name; done`
	if code, output := r.shell(before); code != 0 {
		t.Fatal(output)
	}
	return r
}

// runs runs a command line and gives its exit code and what a terminal would show. One that asks is opened on a terminal: a question is
// answered with yes, the interface is left.
func (r *reader) runs(s step) (code int, output string) {
	r.t.Helper()
	line, _, _ := strings.Cut(s.text, " #")
	if args, err := shellquote.Split(line); err == nil && !s.hidden && s.exit < 0 && asks(args) {
		code, output = r.terminal(args)
	} else {
		code, output = r.shell(s.text)
	}
	return code, aligned(strings.NewReplacer(r.namespace, "shop", r.home, "/home/me").Replace(output))
}

func (r *reader) shell(line string) (code int, output string) {
	r.t.Helper()
	cmd := exec.Command("bash", "-e", "-c", line)
	cmd.Dir, cmd.Env = r.folder, append(os.Environ(), r.env...)
	out, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		r.t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

func (r *reader) terminal(args []string) (code int, output string) {
	r.t.Helper()
	var stdout bytes.Buffer
	terminal := terminaltest.Start(r.t, 100, 30, &stdout, r.env, "kubectl-xnode", args[2:]...)
	if args[2] == "unexpose" {
		const question = "Take this back? [y/N] "
		terminal.Sees(question)
		terminal.Type("y\r")
		code = terminal.Ends()
		before, after, _ := strings.Cut(strings.ReplaceAll(terminal.Written(), "\r", ""), question)
		return code, before + question + "y\n" + strings.TrimPrefix(after, "y\n") + stdout.String() // the echo may come late
	}
	terminal.Until("a screen", func(screen string) bool { return strings.Contains(screen, "? help") })
	terminal.Type(ctrlC)
	if code = terminal.Ends(); code == 130 {
		code = 0 // it was left on purpose
	}
	return code, ""
}

// asks reports whether a command of ours asks something where there is a terminal.
func asks(args []string) bool {
	if len(args) < 3 || args[0] != "kubectl" || args[1] != "xnode" {
		return false
	}
	has := func(prefixes ...string) bool {
		return slices.ContainsFunc(args[3:], func(arg string) bool {
			return slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(arg, prefix) })
		})
	}
	switch {
	case has("--help"):
		return false
	case args[2] == "expose":
		return len(args) == 3 || slices.Contains(args, "-i") || strings.HasPrefix(args[3], "-") && !has("-f", "-k", "-l")
	case args[2] == "unexpose":
		return !has("--yes", "-y", "--dry-run")
	}
	return false
}

// TestPagesAreRead holds how command lines are found, and that none is left out silently.
func TestPagesAreRead(t *testing.T) {
	const text = "# A page\n\n    $ kubectl xnode expose web   # exit 1\n    error: no\n\nThen:\n\n    kubectl get svc \\\n      web\n\n" +
		"```yaml\n- run: kubectl xnode list\n```\n\n<!-- not run, 1: why -->\n\n    make demo\n\n<!-- before:\nkubectl get pods\n-->\n"
	p, err := parsePage(text)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range p.steps {
		got = append(got, s.text)
	}
	want := []string{"kubectl xnode expose web   # exit 1", "kubectl get svc \\\n      web", "kubectl xnode list", "kubectl get pods"}
	if !slices.Equal(got, want) || p.notRun != 1 {
		t.Errorf("runs %q and not %d", got, p.notRun)
	}
	if shown := p.steps[0]; shown.exit != 1 || !slices.Equal(p.output(shown), []string{"error: no"}) || p.steps[1].shown {
		t.Errorf("%+v shows %q", shown, p.output(shown))
	}
	if same := p.withOutputs(map[int][]string{0: {"error: no"}}); same != text {
		t.Errorf("the page becomes %q", same)
	}
	for text, wrong := range map[string]string{
		"\n    make demo\n":                                                  "is not run",
		"\n<!-- not run, 2: why -->\n\n    make demo\n":                      "says that 2 lines are not run, and there are 1",
		"\n<!-- not run -->\n\n    make demo\n":                              "a mark reads",
		"\n<!-- not run, 1: why -->\n\nText.\n\n    make demo\n":             "no code follows",
		"\n    $ kubectl get pods\n    kubectl get nodes\n":                  "begin it with $",
		"\n```sh\nkubectl get pods\n":                                        "there is no ```",
		"\n<!-- before:\nkubectl get pods\n":                                 "there is no -->",
		"\n<!-- not run, 1: why -->\n<!-- not run, 1: why -->\n\n    make\n": "a mark reads",
	} {
		if _, err := parsePage(text); err == nil || !strings.Contains(err.Error(), wrong) {
			t.Errorf("%q gives %v, want %s", text, err, wrong)
		}
	}
}

func TestOutputsAreComparedLoosely(t *testing.T) {
	for _, c := range []struct {
		shown, got string
		waits      bool
		want       bool
	}{
		{"web  10.96.0.1  30080  5m2s", "web 10.96.12.7    31999 13s", false, true},
		{"web created", "web configured", false, false},
		{"a\n...\nd", "a\nb\nc\nd", false, true},
		{"a\n...", "b", false, false},
		{"a", "a\nb", false, false},
		{"a\nb", "b\nservice/web: waiting for a ready endpoint\na", true, true},
		{"a\nb", "b\na", false, false},
	} {
		if got := alike(strings.Split(c.shown, "\n"), strings.Split(c.got, "\n"), c.waits); got != c.want {
			t.Errorf("%q and %q: %v", c.shown, c.got, got)
		}
	}
}
