package plugin

import (
	"context"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// unexposeOptions is what the arguments and flags of "unexpose" say.
type unexposeOptions struct {
	Streams Streams
	// Sources name the workloads.
	Sources sources
	// Names choose among what was made for them; none means all of it.
	Names  []string
	DryRun dryRun
	// Last takes back only what the last run did.
	Last bool
	// Plan takes back only what that run did.
	Plan string
	// Yes asks nothing.
	Yes bool

	config    *genericclioptions.ConfigFlags
	print     *printFlags
	inherited *pflag.FlagSet
}

const unexposeExample = `  # See what would go, and say yes or no
  kubectl xnode unexpose web

  # Only look
  kubectl xnode unexpose web --dry-run=server

  # In a script: take back what was made for a StatefulSet under one name
  kubectl xnode unexpose statefulset/postgres --name postgres-lb --yes

  # Undo the last change only
  kubectl xnode unexpose web --last`

// newCmdUnexpose returns the command "unexpose", which calls run with what its arguments and flags say.
func newCmdUnexpose(config *genericclioptions.ConfigFlags, streams Streams, run func(context.Context, *unexposeOptions) error) *cobra.Command {
	o := &unexposeOptions{Streams: streams, DryRun: dryRunNone, config: config, print: newPrintFlags()}
	cmd := &cobra.Command{
		Use:   "unexpose [TYPE/]NAME... [flags]",
		Short: "Take back what expose did for a workload",
		Long: `Take back what expose did for a workload: delete what it created, and put back what it changed.

It needs nothing but the cluster: each object remembers how it was written. What others own by now stays, and fields
that somebody else changed since stay as they are; it says so. It shows what would go and asks; without a terminal
it wants --yes. Running it again does what is left to do.`,
		Example:               unexposeExample,
		DisableFlagsInUseLine: true,
		ValidArgsFunction:     completeExposed(config),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("name the workload: give [TYPE/]NAME, such as deployment/web")
			}
			if o.Last && o.Plan != "" {
				return usagef("--%s and --%s each choose a run: give one of them", flagLast, flagPlan)
			}
			if err := o.Sources.parseArgs(args); err != nil {
				return usagef("%w; kubectl xnode list says what was made for which workload", err)
			}
			o.inherited = cmd.InheritedFlags()
			return run(cmd.Context(), o)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringSliceVar(&o.Names, expose.FieldName, nil, "only objects of this name, repeatable (default all that were made for the workload)")
	flags.BoolVar(&o.Last, flagLast, false, "only what the last run did")
	flags.StringVar(&o.Plan, flagPlan, "", "only what the run of this plan did, as errors and \"list -o yaml\" name it")
	flags.BoolVarP(&o.Yes, flagYes, "y", false, "do not ask")
	flags.Var(&o.DryRun, flagDryRun, "only print what would be taken back (client), or ask the API server, too, whether it would do so (server)")
	o.print.AddFlags(cmd)
	completePrinting(cmd, o.print)
	register(cmd, map[string]cobra.CompletionFunc{
		expose.FieldName: completeMadeNames(config),
		flagPlan:         completePlans(config),
		flagDryRun:       completeDryRun(),
	})
	return cmd
}

// wants reports whether an object is to be taken back.
func (o *unexposeOptions) wants(r expose.Recorded) bool {
	if o.Plan != "" && r.Record.Plan != o.Plan {
		return false
	}
	if len(o.Names) > 0 && !slices.Contains(o.Names, r.Ref().Name) {
		return false
	}
	return slices.ContainsFunc(o.Sources.Names, func(n workloadName) bool { return n.names(r.Record.Workload) })
}
