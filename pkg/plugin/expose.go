package plugin

import (
	"context"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/cluster"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/tui"
)

// exposeOptions is what the arguments and flags of "expose" say.
type exposeOptions struct {
	Streams Streams
	// Sources say what to expose; nothing when the user is to pick it.
	Sources sources
	Spec    expose.Spec
	Apply   cluster.Options
	DryRun  dryRun
	// Wait says to wait until what was applied has arrived.
	Wait wait
	// Diff prints the differences and changes nothing.
	Diff bool
	// Verbose says where each default comes from.
	Verbose bool
	// AllNamespaces lets the user pick from all namespaces.
	AllNamespaces bool
	// Interactive opens the terminal interface whatever else is said.
	Interactive bool
	// Theme says in which colours that is drawn, and Advanced that it shows the fields that are rarely needed from the start.
	Theme    tui.Theme
	Advanced bool
	// Preset are the flags that the user has set a default for: elsewhere they may have another.
	Preset map[string]bool

	config    *genericclioptions.ConfigFlags
	print     *printFlags
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

  # Serve hosts and paths from ports of their own
  kubectl xnode expose cart --type Ingress --rule 'shop.example.com/cart*=http' --rule 'status.example.com/*=metrics,tls=status-tls'

  # Go on once it is served from an address of its own
  kubectl xnode expose web --type LoadBalancer --wait --timeout 5m

  # Give the Pods of a StatefulSet their names
  kubectl xnode expose statefulset/postgres

  # Only print the objects
  kubectl xnode expose web --dry-run=client -o yaml`

// newCmdExpose returns the command "expose", which calls run with what its arguments and flags say.
func newCmdExpose(config *genericclioptions.ConfigFlags, streams Streams, run func(context.Context, *exposeOptions) error) *cobra.Command {
	o := &exposeOptions{
		Streams: streams,
		Apply:   cluster.Options{FieldManager: expose.Manager},
		DryRun:  dryRunNone,
		Theme:   tui.ThemeAuto,
		config:  config,
		print:   newPrintFlags(),
	}
	var force, keep bool
	cmd := &cobra.Command{
		Use:   "expose ([TYPE/]NAME... | TYPE -l LABELS | -f FILE | -k FOLDER) [flags]",
		Short: "Expose a workload through a Service, an Ingress or an HTTPRoute",
		Long: `Expose a workload through any type of Service, an Ingress or an HTTPRoute.

On a terminal and without a name it asks, and shows what would change before it changes anything.
With ACCESSIBLE=1 in the environment it asks on plain lines, for screen readers.
With a name it asks nothing, as kubectl does. Running it again updates what it made;
"kubectl xnode list" shows that, "kubectl xnode unexpose" takes it back. "kubectl xnode config view" shows which defaults you set.

A workload is a Deployment, StatefulSet, DaemonSet, ReplicaSet, ReplicationController, Pod, or the Pods
that a Service selects. A NAME alone is a Deployment's.

It exits with 0 when it is done, 1 when it failed, 2 when the command line cannot be carried out, 4 when it is applied
but not ready in time (--wait), and 130 when it is interrupted. What was written is taken back when it fails or is
interrupted, but not with --no-rollback, nor while --wait waits.`,
		Example:               exposeExample,
		DisableFlagsInUseLine: true,
		ValidArgsFunction:     completeWorkloads(config),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.Sources.parseArgs(args); err != nil {
				return err
			}
			var err error
			if o.Preset, err = preset(cmd.Flags()); err != nil {
				return err
			}
			if cmd.Flags().Changed(flagTimeout) && !o.Wait.On {
				return usagef("--%s says how long to wait: give --%s, too, or leave it out", flagTimeout, flagWait)
			}
			if o.Apply.OnConflict, err = onConflict(force, keep); err != nil {
				return err
			}
			o.inherited = cmd.InheritedFlags()
			return run(cmd.Context(), o)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	addSpecFlags(flags, &o.Spec)
	flags.Var(&o.DryRun, flagDryRun, "only print what would be sent (client), or what the API server would make of it (server)")
	flags.BoolVar(&o.Diff, flagDiff, false, "print what would change and change nothing; exit 0 without, 1 with differences, 2 on errors")
	o.Wait.addFlags(flags)
	flags.StringVar(&o.Apply.FieldManager, flagFieldManager, o.Apply.FieldManager, "name that owns the fields which are set")
	flags.BoolVar(&force, flagForceConflicts, false, "take over fields that another field manager owns")
	flags.BoolVar(&keep, flagKeepConflicts, false, "leave fields that another field manager owns as they are, and set the others")
	flags.BoolVar(&o.Apply.NoRollback, flagNoRollback, false, "keep what got through when something goes wrong half way; else that is taken back")
	flags.StringSliceVarP(&o.Sources.Files.Filenames, flagFilename, "f", nil, "manifest, folder or URL with what to expose, - for standard input, repeatable")
	flags.StringVarP(&o.Sources.Files.Kustomize, flagKustomize, "k", "", "folder of a kustomization with what to expose")
	flags.BoolVarP(&o.Sources.Files.Recursive, flagRecursive, "R", false, "read the folders of --"+flagFilename+" with those in them")
	flags.StringVarP(&o.Sources.Selector, flagWorkloads, "l", "", "labels of the workloads to expose, several at once, such as app=web")
	flags.BoolVarP(&o.Verbose, flagVerbose, "v", false, "say where each default comes from")
	flags.BoolVarP(&o.Interactive, flagInteractive, "i", false, "open the terminal interface, filled in with the other flags")
	flags.BoolVarP(&o.AllNamespaces, flagAllNamespaces, "A", false, "pick on the terminal from the workloads of all namespaces")
	flags.Var((*themeValue)(&o.Theme), flagTheme, "colours of the terminal interface: "+list(tui.Themes()))
	flags.BoolVar(&o.Advanced, flagAdvanced, false, "show the rarely needed fields of the terminal interface from the start")
	o.print.AddFlags(cmd)
	completeSpecFlags(cmd, config)
	completePrinting(cmd, o.print)
	register(cmd, map[string]cobra.CompletionFunc{flagDryRun: completeDryRun(), flagTheme: completeThemes()})
	_ = cmd.MarkFlagFilename(flagFilename, "yaml", "yml", "json") // these fail only for flags that are not there
	_ = cmd.MarkFlagDirname(flagKustomize)
	return cmd
}

// onConflict is what two flags say about fields of others.
func onConflict(force, keep bool) (expose.OnConflict, error) {
	switch {
	case force && keep:
		return "", usagef("give either --%s or --%s: fields of others are taken over or left to them", flagForceConflicts, flagKeepConflicts)
	case force:
		return expose.TakeOver, nil
	case keep:
		return expose.KeepTheirs, nil
	}
	return expose.RefuseConflicts, nil
}

// namespaceGiven reports whether the command line names the namespace, and so refuses manifests of others.
func (o *exposeOptions) namespaceGiven() bool {
	return o.config.Namespace != nil && *o.config.Namespace != ""
}

// themeValue is a theme as a flag.
type themeValue tui.Theme

// String implements [pflag.Value].
func (v *themeValue) String() string { return string(*v) }

// Set implements [pflag.Value].
func (v *themeValue) Set(s string) error {
	theme, err := tui.Themes().Parse(s)
	if err == nil {
		*v = themeValue(theme)
	}
	return err
}

// Type implements [pflag.Value].
func (*themeValue) Type() string { return "THEME" }
