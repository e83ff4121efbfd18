package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/kubectl-xnode/kubectl-xnode/playground/internal/playground"
)

// grace is how long a command may take to stop when the playground has to.
const grace = 10 * time.Second

func newRunCommand() *cobra.Command {
	o := playground.Options{Progress: os.Stderr}
	cmd := &cobra.Command{
		Use:   "run -- COMMAND...",
		Short: "Run a command in a playground of its own",
		Long: `Run a command with KUBECONFIG set to a playground of its own, which stops when the command does,
and exit with the command's exit code.`,
		Example: "  xnode-playground run -- kubectl get deployments\n  xnode-playground run -- bash",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if _, err := exec.LookPath(args[0]); err != nil {
				return fmt.Errorf("cannot run the command: %w", err)
			}
			var s stopper
			ctx, stop := s.context(cmd.Context())
			defer stop()
			return playground.Run(ctx, o, func(ctx context.Context, kubeconfig string) error {
				s.lent.Store(true)
				return runCommand(ctx, kubeconfig, args)
			})
		},
	}
	addFlags(cmd.Flags(), &o)
	cmd.Flags().SetInterspersed(false) // flags after COMMAND are the command's
	return cmd
}

// runCommand runs a command in our own terminal and process group, so that it can read keys and gets ctrl-c.
func runCommand(ctx context.Context, kubeconfig string, args []string) error {
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), "KUBECONFIG="+kubeconfig)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = grace
	if err := cmd.Run(); cmd.ProcessState == nil {
		return fmt.Errorf("cannot run the command: %w", err)
	}
	if cmd.ProcessState.Success() {
		return nil
	}
	return exitCode(shellCode(cmd.ProcessState))
}

// shellCode returns the exit code that a shell would report.
func shellCode(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return state.ExitCode()
}
