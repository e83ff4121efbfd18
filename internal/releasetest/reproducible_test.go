package releasetest

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"text/template"

	"sigs.k8s.io/yaml"
)

// The sources, copied to another folder without .git and built there by the flags of .goreleaser.yaml, make the very
// program of the archive.
func TestTheProgramIsTheSameFromAnotherFolder(t *testing.T) {
	p := readManifest(t).platform(t, "linux", "amd64")
	sources := t.TempDir()
	for _, file := range strings.Fields(output(t, gitCommand("ls-files", "--cached", "--", "*.go", "go.mod", "go.sum"))) {
		to := filepath.Join(sources, file)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, read(t, filepath.Join("../..", file)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	program := filepath.Join(t.TempDir(), "kubectl-xnode")
	build := exec.CommandContext(t.Context(), "go", append(append([]string{"build", "-o", program}, flags(t)...), "./cmd/kubectl-xnode")...)
	build.Dir = sources
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64")
	output(t, build)
	if got, want := sum(read(t, program)), sum(unpack(t, p.archive())["kubectl-xnode"].content); got != want {
		t.Errorf("built anew it is %s, in the archive %s", got, want)
	}
}

// The files of all archives have the time of the commit, not of the build.
func TestArchivesHaveTheTimeOfTheCommit(t *testing.T) {
	m := readManifest(t)
	commit := readVersion(t).Commit
	want := strings.TrimSpace(answer(t, gitCommand("show", "-s", "--format=%ct", commit)))
	for _, p := range m.Spec.Platforms {
		for name, file := range unpack(t, p.archive()) {
			if got := strconv.FormatInt(file.time.Unix(), 10); got != want {
				t.Errorf("%s: %s is of %s, the commit of %s", p.archive(), name, got, want)
			}
		}
	}
}

// go install MODULE@VERSION refuses a module that replaces or excludes others.
func TestGoInstallTakesTheModule(t *testing.T) {
	var module struct{ Replace, Exclude []any }
	if err := json.Unmarshal([]byte(answer(t, goCommand("mod", "edit", "-json"))), &module); err != nil {
		t.Fatal(err)
	}
	if len(module.Replace)+len(module.Exclude) > 0 {
		t.Errorf("go.mod replaces %v and excludes %v", module.Replace, module.Exclude)
	}
}

func goCommand(args ...string) *exec.Cmd {
	cmd := exec.Command("go", args...)
	cmd.Dir = "../.."
	return cmd
}

func gitCommand(args ...string) *exec.Cmd {
	cmd := exec.Command("git", args...)
	cmd.Dir = "../.."
	return cmd
}

// flags are those that goreleaser builds with.
func flags(t *testing.T) []string {
	t.Helper()
	var config struct {
		Builds []struct{ Flags, Gcflags, Ldflags []string }
	}
	if err := yaml.Unmarshal(read(t, "../../.goreleaser.yaml"), &config); err != nil {
		t.Fatal(err)
	}
	linked, err := template.New("ldflags").Parse(strings.Join(config.Builds[0].Ldflags, " "))
	if err != nil {
		t.Fatal(err)
	}
	v := readVersion(t)
	var ldflags strings.Builder
	err = linked.Execute(&ldflags, map[string]any{"Version": v.Version, "FullCommit": v.Commit, "IsSnapshot": v.Tag != "v"+v.Version})
	if err != nil {
		t.Fatal(err)
	}
	args := config.Builds[0].Flags
	for _, f := range config.Builds[0].Gcflags {
		args = append(args, "-gcflags="+f)
	}
	return append(args, "-ldflags="+ldflags.String())
}
