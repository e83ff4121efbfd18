package plugin

import (
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// TestEveryChoiceSaysWhatItMeans fails, by name, on a word of a field that has no description, and on a description of no word.
func TestEveryChoiceSaysWhatItMeans(t *testing.T) {
	about := aboutChoices()
	for _, f := range expose.Fields() {
		if f.Switch {
			continue
		}
		for _, word := range f.Choices {
			if about[f.Name][word] == "" {
				t.Errorf("--%s %s says not what it means", f.Name, word)
			}
			delete(about[f.Name], word)
		}
		for word := range about[f.Name] {
			t.Errorf("--%s has no word %s", f.Name, word)
		}
		delete(about, f.Name)
	}
	for name := range about {
		t.Errorf("--%s has no words", name)
	}
}

// TestCompletedFlagsAreThere fails on a completion of a flag that no command has, and on a flag of a Spec that a shell would complete to files.
func TestCompletedFlagsAreThere(t *testing.T) {
	root := newRoot(Streams{})
	completed := 0
	var all func(*cobra.Command)
	all = func(cmd *cobra.Command) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if _, ok := cmd.GetFlagCompletionFunc(f.Name); ok {
				completed++
			}
		})
		for _, c := range cmd.Commands() {
			all(c)
		}
	}
	all(root)
	if completed < 30 {
		t.Errorf("only %d flags are completed", completed)
	}
	if root.CompletionOptions.DefaultShellCompDirective == nil || *root.CompletionOptions.DefaultShellCompDirective != cobra.ShellCompDirectiveNoFileComp {
		t.Error("flags without words are completed to files")
	}
}
