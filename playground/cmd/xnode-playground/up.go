package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/kubectl-xnode/kubectl-xnode/playground/internal/playground"
)

func newUpCommand() *cobra.Command {
	o := playground.Options{Progress: os.Stderr}
	var untilEOF bool
	cmd := &cobra.Command{
		Use:   "up",
		Short: "Run a playground until ctrl-c",
		Long: `Run a playground until ctrl-c. Your own kubeconfig is never touched.

When it is ready, one line goes to standard output: the path of the playground's kubeconfig.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := new(stopper).context(cmd.Context())
			defer stop()
			if untilEOF {
				go func() {
					_, _ = io.Copy(io.Discard, os.Stdin)
					stop()
				}()
			}
			return up(ctx, o)
		},
	}
	addFlags(cmd.Flags(), &o)
	cmd.Flags().StringVar(&o.Kubeconfig, "kubeconfig", "", "Write the kubeconfig to this file (default one in the playground's own folder)")
	cmd.Flags().BoolVar(&untilEOF, "until-eof", false, "Stop also when standard input ends")
	return cmd
}

func up(ctx context.Context, o playground.Options) error {
	err := playground.Run(ctx, o, func(ctx context.Context, kubeconfig string) error {
		say("\n  export KUBECONFIG=%s\n", kubeconfig)
		fmt.Println(kubeconfig)
		say("ctrl-c stops it")
		<-ctx.Done()
		return nil
	})
	if err == nil || errors.Is(err, playground.ErrInterrupted) {
		say("stopped, nothing is left behind")
	}
	return err
}
