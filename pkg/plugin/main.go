package plugin

import (
	"context"
	"log"

	"github.com/go-logr/logr"
	"github.com/spf13/cobra"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"k8s.io/cli-runtime/pkg/genericiooptions"
	_ "k8s.io/client-go/plugin/pkg/client/auth" // the kubeconfig may name any of them
	"k8s.io/klog/v2"
)

// Streams are where the program reads and writes: data goes to Out, all else to ErrOut. Those that commands are given are [cleaned].
type Streams = genericiooptions.IOStreams

// Main runs the program with the arguments that follow its name, and returns its exit code.
func Main(args []string, streams Streams) int {
	klog.SetLogger(logr.Discard())         // client-go would write over the screen; what matters comes as an error
	log.SetOutput(cleaned(streams).ErrOut) // kustomize says there what it found in files
	return run(args, streams)
}

func run(args []string, streams Streams) int {
	streams = cleaned(streams)
	ctx, stop := untilSignal(context.Background())
	defer stop()
	root := newRoot(streams)
	root.SetArgs(args)
	return report(endedBySignal(ctx, root.ExecuteContext(ctx)), streams.ErrOut)
}

func newRoot(streams Streams) *cobra.Command {
	config := genericclioptions.NewConfigFlags(true)
	root := &cobra.Command{
		Use:   "kubectl-xnode",
		Short: "Give workloads that move between nodes a stable way in",
		Long: `Give workloads that move between nodes a stable way in.

Pods come, go and move between nodes, and their addresses change. kubectl xnode exposes them through
any type of Service, an Ingress or an HTTPRoute, shows exactly what would change in the cluster, applies it,
and takes it back.`,
		Example: `  # Pick a workload and a way to expose it, and see what would change
  kubectl xnode expose

  # What is exposed, and whether it is still as it was applied
  kubectl xnode list

  # Take back what was done for the Deployment web
  kubectl xnode unexpose web`,
		Annotations:   map[string]string{cobra.CommandDisplayNameAnnotation: "kubectl xnode"},
		SilenceErrors: true, // report prints them
		SilenceUsage:  true,
		Args:          noSuchCommand,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetIn(streams.In)
	root.SetOut(streams.Out)
	root.SetErr(streams.ErrOut)
	root.SetFlagErrorFunc(flagError)
	root.SetUsageFunc(printUsage)
	config.AddFlags(root.PersistentFlags())
	completeClusterFlags(root, config)
	root.AddCommand(
		newCmdExpose(config, streams, runExpose),
		newCmdUnexpose(config, streams, runUnexpose),
		newCmdList(config, streams),
		newCmdConfig(streams),
		newCmdVersion(streams),
		newCmdOptions(),
	)
	return root
}
