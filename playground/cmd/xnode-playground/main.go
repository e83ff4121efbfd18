// Command xnode-playground runs a real Kubernetes on this machine, without root and without containers, for the
// demo and the tests of kubectl-xnode.
//
// Start reading at the package internal/playground. This one is the command line: a file a subcommand.
package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/kubectl-xnode/kubectl-xnode/playground/internal/playground"
)

func main() {
	os.Exit(code(newCommand().Execute()))
}

func newCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:               "xnode-playground",
		Short:             "A real Kubernetes on this machine that leaves nothing behind",
		SilenceUsage:      true,
		SilenceErrors:     true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	cmd.AddCommand(newUpCommand(), newRunCommand(), newComponentCommand())
	// Kubernetes' packages add a flag to every program that imports them; here it would do nothing.
	if version := pflag.CommandLine.Lookup("version"); version != nil {
		version.Hidden = true
	}
	return cmd
}

// addFlags adds the flags that up and run share.
func addFlags(flags *pflag.FlagSet, o *playground.Options) {
	flags.BoolVar(&o.NoSeed, "no-seed", false, "Start with nodes, ingress classes and the Gateway API, but without the example company")
	flags.StringVar(&o.Logs, "logs", "", "Keep the log files in this folder")
}

// exitCode is an error that has been told, or that is not ours to tell.
type exitCode int

func (c exitCode) Error() string { return fmt.Sprintf("exit code %d", int(c)) }

// code tells the user about an error and returns the exit code.
func code(err error) int {
	const failed, interrupted = 1, 130
	var told exitCode
	switch {
	case err == nil:
		return 0
	case errors.As(err, &told):
		return int(told)
	case errors.Is(err, playground.ErrInterrupted):
		return interrupted
	}
	say("error: %v", err)
	return failed
}

// say tells the user something. Standard output is for data.
func say(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
}
