package plugin

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// TestReference generates docs/reference and docs/man from the commands. Both hold nothing else: what is left of a command that is no more fails, too.
func TestReference(t *testing.T) {
	t.Setenv("HOME", "$HOME") // a default has it
	t.Setenv("KUBECACHEDIR", "")
	want := map[string]string{}
	root := newRoot(Streams{In: &bytes.Buffer{}, Out: &bytes.Buffer{}, ErrOut: &bytes.Buffer{}})
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, cmd := range documented(root) {
		cmd.InitDefaultHelpFlag()
		want["../../docs/reference/"+dashed(cmd)+".md"] = markdown(cmd)
		want["../../docs/man/"+dashed(cmd)+".1"] = man(cmd)
	}
	have := map[string]string{}
	for _, pattern := range []string{"../../docs/reference/*", "../../docs/man/*"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			have[file] = string(text)
		}
	}
	for file := range have {
		if _, found := want[file]; found {
			continue
		}
		if !*update {
			t.Errorf("%s is of no command, run make docs", file)
		} else if err := os.Remove(file); err != nil {
			t.Error(err)
		}
	}
	for file, text := range want {
		if have[file] == text {
			continue
		}
		if !*update {
			t.Errorf("%s is not up to date, run make docs", file)
		} else if err := errors.Join(os.MkdirAll(filepath.Dir(file), fs.ModePerm), os.WriteFile(file, []byte(text), 0o644)); err != nil {
			t.Error(err)
		}
	}
}

// documented is a command and all below it. What cobra adds to each, such as help, describes itself.
func documented(cmd *cobra.Command) []*cobra.Command {
	all := []*cobra.Command{cmd}
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			all = append(all, documented(c)...)
		}
	}
	return all
}

// ownFlags are those that the page of a command lists: its own, and for "options" those that every command has.
func ownFlags(cmd *cobra.Command) *pflag.FlagSet {
	switch {
	case !cmd.HasParent():
		return pflag.NewFlagSet("", pflag.ContinueOnError)
	case cmd.Name() == "options":
		return cmd.InheritedFlags()
	}
	return cmd.LocalFlags()
}

// useLine is the line of usage. Where a command has only others below it, they are what it takes.
func useLine(cmd *cobra.Command) string {
	if cmd.HasAvailableSubCommands() {
		return cmd.CommandPath() + " COMMAND [flags]"
	}
	return cmd.UseLine()
}

func dashed(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

func description(cmd *cobra.Command) string {
	if cmd.Long != "" {
		return strings.TrimSpace(cmd.Long)
	}
	return cmd.Short + "."
}

// paragraphs are the parts of a text between empty lines. Those that are indented are code.
func paragraphs(text string) (parts []string) {
	for part := range strings.SplitSeq(text, "\n\n") {
		if part = strings.Trim(part, "\n"); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

func isCode(paragraph string) bool {
	return strings.HasPrefix(paragraph, "\t") || strings.HasPrefix(paragraph, "    ")
}

// flagHead is how a flag is written, such as "-o, --output FORMAT".
func flagHead(f *pflag.Flag) string {
	head := "--" + f.Name
	if f.Shorthand != "" {
		head = "-" + f.Shorthand + ", " + head
	}
	if kind, _ := pflag.UnquoteUsage(f); kind != "" {
		head += " " + kind
	}
	return head
}

// flagUsage is what help says of a flag, with its default.
func flagUsage(f *pflag.Flag) string {
	_, usage := pflag.UnquoteUsage(f)
	switch f.DefValue {
	case "", "false", "[]", "0":
		return usage
	}
	if strings.Contains(usage, "(default ") {
		return usage
	}
	return fmt.Sprintf("%s (default %s)", usage, f.DefValue)
}

// beforeExamples is what the examples of a command need to be run: something that they can take back.
var beforeExamples = map[string]string{
	"kubectl-xnode": "kubectl xnode expose web",
	"unexpose":      "kubectl xnode expose web\nkubectl xnode expose statefulset/postgres --name postgres-lb --port 5432",
}

// markdown is the page of a command.
func markdown(cmd *cobra.Command) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<!-- made from the commands: make docs -->\n# %s\n\n", cmd.CommandPath())
	for _, p := range paragraphs(description(cmd)) {
		if isCode(p) {
			lines := strings.Count(p, "\n") + 1
			fmt.Fprintf(&b, "<!-- not run, %d: in a shell of yours -->\n\n```sh\n%s\n```\n\n", lines, strings.ReplaceAll(p, "\t", ""))
			continue
		}
		fmt.Fprintf(&b, "%s\n\n", markdownText(p))
	}
	fmt.Fprintf(&b, "```text\n%s\n```\n", useLine(cmd))
	if cmd.HasExample() {
		b.WriteString("\n## Examples\n\n")
		if before, found := beforeExamples[cmd.Name()]; found {
			fmt.Fprintf(&b, "<!-- before each:\n%s\n-->\n\n", before)
		}
		b.WriteString("```sh\n")
		for line := range strings.Lines(cmd.Example) {
			b.WriteString(strings.TrimPrefix(line, "  "))
		}
		b.WriteString("\n```\n")
	}
	if cmd.HasAvailableSubCommands() {
		b.WriteString("\n## Commands\n\n| | |\n|---|---|\n")
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() {
				fmt.Fprintf(&b, "| [%s](%s.md) | %s |\n", c.CommandPath(), dashed(c), markdownText(c.Short))
			}
		}
	}
	if flags := ownFlags(cmd); flags.HasAvailableFlags() {
		b.WriteString("\n## Flags\n\n| | |\n|---|---|\n")
		visible(flags, func(f *pflag.Flag) {
			fmt.Fprintf(&b, "| `%s` | %s |\n", strings.ReplaceAll(flagHead(f), "|", `\|`), markdownText(flagUsage(f)))
		})
	}
	switch {
	case !cmd.HasParent():
		b.WriteString("\nThe flags that every command has are listed with [kubectl xnode options](kubectl-xnode-options.md).\n")
	case cmd.Name() == "options":
		fmt.Fprintf(&b, "\nBelongs to [%s](%s.md).\n", cmd.Parent().CommandPath(), dashed(cmd.Parent()))
	default:
		fmt.Fprintf(&b, "\nBelongs to [%s](%s.md), and has [the flags that every command has](kubectl-xnode-options.md), too.\n", cmd.Parent().CommandPath(), dashed(cmd.Parent()))
	}
	return b.String()
}

// markdownText is plain text for a paragraph or a cell of Markdown.
func markdownText(text string) string {
	return strings.NewReplacer("*", `\*`, "|", `\|`, "<", `\<`, "[", `\[`, "]", `\]`, "_", `\_`, "`", "\\`").Replace(text)
}

// man is the man page of a command, without a date: the same commands give the same page.
func man(cmd *cobra.Command) string {
	var b strings.Builder
	fmt.Fprintf(&b, ".\\\" made from the commands: make docs\n.TH %s 1 \"\" kubectl-xnode \"kubectl xnode\"\n", strings.ToUpper(dashed(cmd)))
	fmt.Fprintf(&b, ".SH NAME\n%s \\- %s\n.SH SYNOPSIS\n.nf\n%s\n.fi\n.SH DESCRIPTION\n", roff(dashed(cmd)), roff(cmd.Short), roff(useLine(cmd)))
	for i, p := range paragraphs(description(cmd)) {
		if isCode(p) {
			fmt.Fprintf(&b, ".PP\n.nf\n%s\n.fi\n", roff(strings.ReplaceAll(p, "\t", "    ")))
			continue
		}
		if heading, found := strings.CutPrefix(p, "#### "); found {
			fmt.Fprintf(&b, ".SS %s\n", roff(heading))
			continue
		}
		if i > 0 {
			b.WriteString(".PP\n")
		}
		fmt.Fprintf(&b, "%s\n", roff(p))
	}
	if flags := ownFlags(cmd); flags.HasAvailableFlags() {
		b.WriteString(".SH OPTIONS\n")
		visible(flags, func(f *pflag.Flag) {
			fmt.Fprintf(&b, ".TP\n\\fB%s\\fR\n%s\n", roff(flagHead(f)), roff(flagUsage(f)))
		})
	}
	if cmd.HasExample() {
		fmt.Fprintf(&b, ".SH EXAMPLES\n.nf\n%s\n.fi\n", roff(cmd.Example))
	}
	var others []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			others = append(others, dashed(c))
		}
	}
	if cmd.HasParent() {
		others = append(others, dashed(cmd.Parent()))
		if cmd.Name() != "options" {
			others = append(others, dashed(cmd.Root())+"-options")
		}
	}
	b.WriteString(".SH SEE ALSO\n")
	for i, other := range others {
		if i > 0 {
			b.WriteString(",\n")
		}
		fmt.Fprintf(&b, "\\fB%s\\fR(1)", roff(other))
	}
	b.WriteString("\n")
	return b.String()
}

// roff is plain text for a man page: nothing in it is a request or an escape, and dashes can be copied.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(text)
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}

func visible(flags *pflag.FlagSet, do func(*pflag.Flag)) {
	flags.VisitAll(func(f *pflag.Flag) {
		if !f.Hidden && f.Deprecated == "" {
			do(f)
		}
	})
}
