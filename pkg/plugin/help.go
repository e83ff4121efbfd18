package plugin

import (
	"strings"

	"github.com/spf13/cobra"
)

// usageTemplate is cobra's, but for the flags that every command has: those are kubectl's own, and
// would bury the command's. kubectl keeps them behind "kubectl options", too.
const usageTemplate = `Usage:{{if .Runnable}}
  {{.UseLine}}{{end}}{{if .HasAvailableSubCommands}}
  {{.CommandPath}} [command]{{end}}{{if .HasExample}}

Examples:
{{.Example}}{{end}}{{if .HasAvailableSubCommands}}

Commands:{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding }} {{.Short}}{{end}}{{end}}{{end}}{{if and .HasParent .HasAvailableLocalFlags}}

Flags:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}

{{if .HasAvailableSubCommands}}Use "{{.CommandPath}} [command] --help" to learn more about a command.
{{end}}Use "kubectl xnode options" for the flags that every command has: --namespace, --context and others.
`

// newCmdOptions shows the flags that every command has.
func newCmdOptions() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "options",
		Short: "Show the flags that every command has",
		Args:  noArguments,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Usage() },
	}
	cmd.SetUsageTemplate(`Every command has these flags, as every command of kubectl does:

{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}
`)
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
