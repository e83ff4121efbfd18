package plugin

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// printUsage is cobra's, but for the flags that every command has: those are kubectl's own, and would bury the command's. kubectl
// keeps them behind "kubectl options", too. It is no template, for the size of the program: see printFlags.
func printUsage(cmd *cobra.Command) error {
	var text strings.Builder
	text.WriteString("Usage:")
	if cmd.Runnable() {
		text.WriteString("\n  " + cmd.UseLine())
	}
	if cmd.HasAvailableSubCommands() {
		text.WriteString("\n  " + cmd.CommandPath() + " [command]")
	}
	if cmd.HasExample() {
		text.WriteString("\n\nExamples:\n" + cmd.Example)
	}
	if cmd.HasAvailableSubCommands() {
		text.WriteString("\n\nCommands:")
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() {
				fmt.Fprintf(&text, "\n  %-*s %s", c.NamePadding(), c.Name(), c.Short)
			}
		}
	}
	if cmd.HasParent() && cmd.HasAvailableLocalFlags() {
		text.WriteString("\n\nFlags:\n" + flagUsages(cmd.LocalFlags()))
	}
	text.WriteString("\n\n")
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&text, "Use \"%s [command] --help\" to learn more about a command.\n", cmd.CommandPath())
	}
	text.WriteString("Use \"kubectl xnode options\" for the flags that every command has: --namespace, --context and others.\n")
	_, err := io.WriteString(cmd.OutOrStderr(), text.String())
	return err
}

func flagUsages(flags *pflag.FlagSet) string {
	return strings.TrimRightFunc(flags.FlagUsages(), unicode.IsSpace)
}

// newCmdOptions shows the flags that every command has.
func newCmdOptions() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "options",
		Short: "Show the flags that every command has",
		Args:  noArguments,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Usage() },
	}
	cmd.SetUsageFunc(func(cmd *cobra.Command) error {
		_, err := fmt.Fprintf(cmd.OutOrStderr(), "Every command has these flags, as every command of kubectl does:\n\n%s\n", flagUsages(cmd.InheritedFlags()))
		return err
	})
	return cmd
}

// noSuchCommand says what there is where a command is mistyped.
func noSuchCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return usagef("there is no command %q: use %s", args[0], strings.Join(names, ", "))
}
