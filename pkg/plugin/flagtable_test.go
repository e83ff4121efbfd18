package plugin

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

var update = flag.Bool("update", false, "rewrite the tables that are generated")

// TestFlagTableOfTheReadme generates the table of the flags that are fields of a Spec.
func TestFlagTableOfTheReadme(t *testing.T) {
	generated(t, "../../README.md", "flags", flagTable())
}

// generated holds what stands in a file between the marks of the name against what it should be, and rewrites it with -update.
func generated(t *testing.T, file, name, want string) {
	t.Helper()
	begin, end := "<!-- "+name+" -->\n", "<!-- /"+name+" -->\n"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), begin)
	table, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("%s has no place for %s", file, name)
	}
	if *update {
		if err := os.WriteFile(file, []byte(before+begin+want+end+after), 0o600); err != nil {
			t.Fatal(err)
		}
	} else if table != want {
		t.Errorf("%s of %s is not up to date, run make frames; it should be:\n%s", name, file, want)
	}
}

func flagTable() string {
	var s expose.Spec
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	addSpecFlags(flags, &s)
	table := "| flag | goes with | |\n|---|---|---|\n"
	for _, f := range expose.Fields() {
		types := "every type"
		if len(f.Types) > 0 {
			types = strings.Join(texts(f.Types), ", ")
		}
		table += fmt.Sprintf("| `--%s` | %s | %s |\n", f.Name, types, strings.ReplaceAll(flags.Lookup(f.Name).Usage, "*", `\*`))
	}
	return table
}
