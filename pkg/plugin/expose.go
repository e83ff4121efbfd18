package plugin

import (
	"context"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"k8s.io/client-go/kubernetes/scheme"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/cluster"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// exposeOptions is what the arguments and flags of "expose" say.
type exposeOptions struct {
	Streams Streams
	// Workload is the Deployment's name; empty when the user is to pick one.
	Workload string
	Spec     expose.Spec
	Apply    cluster.Options
	DryRun   dryRun
	// Diff prints the differences and changes nothing.
	Diff bool
	// Interactive opens the terminal interface whatever else is said.
	Interactive bool

	config    *genericclioptions.ConfigFlags
	print     *genericclioptions.PrintFlags
	inherited *pflag.FlagSet // the flags that every command has, as given
}

const exposeExample = `  # Pick a Deployment and a way to expose it on the terminal
  kubectl xnode expose

  # Expose the Deployment web inside the cluster, on the ports that its containers declare
  kubectl xnode expose web

  # See what would change, then serve port 80 from container port 8080 on every node
  kubectl xnode expose web --type NodePort --port 80:8080 --diff
  kubectl xnode expose web --type NodePort --port 80:8080

  # Serve a host over HTTPS; the Service behind the Ingress is made, too
  kubectl xnode expose web --type Ingress --host shop.example.com --tls-secret shop-tls

  # Only print the objects
  kubectl xnode expose web --dry-run=client -o yaml`

// newCmdExpose returns the command "expose", which calls run with what its arguments and flags say.
func newCmdExpose(config *genericclioptions.ConfigFlags, streams Streams, run func(context.Context, *exposeOptions) error) *cobra.Command {
	o := &exposeOptions{
		Streams: streams,
		Apply:   cluster.Options{FieldManager: expose.Manager},
		DryRun:  dryRunNone,
		config:  config,
		print:   genericclioptions.NewPrintFlags("").WithTypeSetter(scheme.Scheme),
	}
	cmd := &cobra.Command{
		Use:   "expose [TYPE/]NAME [flags]",
		Short: "Expose a Deployment through a Service or an Ingress",
		Long: `Expose a Deployment through any type of Service or an Ingress.

On a terminal and without a name it asks, and shows what would change before it changes anything.
With a name it asks nothing, as kubectl does. Running it again updates what it made.`,
		Example:               exposeExample,
		DisableFlagsInUseLine: true,
		ValidArgsFunction:     completeWorkloads(config),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if o.Workload, err = parseWorkload(args); err != nil {
				return err
			}
			o.inherited = cmd.InheritedFlags()
			return run(cmd.Context(), o)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	addSpecFlags(flags, &o.Spec)
	flags.Var(&enumValue[dryRun]{&o.DryRun, parseDryRun, "none|client|server"}, flagDryRun, "only print what would be sent (client), or what the API server would make of it (server)")
	flags.BoolVar(&o.Diff, flagDiff, false, "print what would change and change nothing; exit 0 without, 1 with differences, 2 on errors")
	flags.StringVar(&o.Apply.FieldManager, flagFieldManager, o.Apply.FieldManager, "name that owns the fields which are set")
	flags.BoolVar(&o.Apply.ForceConflicts, flagForceConflicts, false, "take over fields that another field manager owns")
	flags.BoolVarP(&o.Interactive, flagInteractive, "i", false, "open the terminal interface, filled in with the other flags")
	o.print.AddFlags(cmd)
	_ = completeSpecFlags(cmd) // fails only for a flag that is not there
	return cmd
}
