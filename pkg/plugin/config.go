package plugin

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"sigs.k8s.io/yaml"
)

// newCmdConfig returns the command "config".
func newCmdConfig(streams Streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Show the defaults that you set, and where",
		Long: `Show the defaults that you set for flags of "expose", and where.

A flag comes before a variable, a variable before the file config.yaml, and that before what is built in.
The file is in $XDG_CONFIG_HOME/kubectl-xnode, which is ~/.config/kubectl-xnode where nothing else is said, and
%AppData%\kubectl-xnode on Windows.`,
		Example: "  kubectl xnode config view",
		Args:    noSuchCommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newCmdConfigView(streams))
	return cmd
}

// configuration is what "config view" prints for programs.
type configuration struct {
	// File is where settings are looked for; it need not be there.
	File     string           `json:"file"`
	Settings []configuredFlag `json:"settings"`
}

type configuredFlag struct {
	Name string `json:"name"`
	// Value is empty for what is built in and depends on the workload.
	Value    string `json:"value"`
	From     string `json:"from"`
	Variable string `json:"variable"`
}

func newCmdConfigView(streams Streams) *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use:   "view",
		Short: "Print each setting, its value, and where that comes from",
		Long: `Print each setting, its value, and where that comes from: a variable, file and line, or "built in".

What is wrong in the file or in a variable is an error, as it is for "expose".`,
		Example: "  kubectl xnode config view\n  kubectl xnode config view -o yaml",
		Args:    noArguments,
		RunE:    func(*cobra.Command, []string) error { return runConfigView(streams, output) },
	}
	cmd.Flags().StringVarP(&output, flagOutput, "o", "", "print as json or yaml")
	register(cmd, map[string]cobra.CompletionFunc{flagOutput: words("json", "yaml")})
	return cmd
}

func runConfigView(streams Streams, output string) error {
	if output != "" && output != "json" && output != "yaml" {
		return usagef("--%s %q: use json or yaml", flagOutput, output)
	}
	all, err := readSettings()
	if err != nil {
		return err
	}
	c := configuration{File: settingsFile()}
	for _, s := range all {
		c.Settings = append(c.Settings, configuredFlag{Name: s.name, Value: s.value, From: s.source(), Variable: s.variable()})
	}
	var text []byte
	switch output {
	case "json":
		text, err = json.MarshalIndent(c, "", "  ")
		text = append(text, '\n')
	case "yaml":
		text, err = yaml.Marshal(c)
	default:
		return printSettings(streams, all)
	}
	if err != nil {
		return err
	}
	_, err = streams.Out.Write(text)
	return err
}

// printSettings prints a table.
func printSettings(streams Streams, all []settled) error {
	table := tabwriter.NewWriter(streams.Out, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "SETTING\tVALUE\tFROM")
	for _, s := range all {
		fmt.Fprintf(table, "%s\t%s\t%s\n", s.name, s.shown(), s.source())
	}
	return table.Flush()
}
