package plugin

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/cluster"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

const listExample = `  # What is exposed in this namespace, and whether it is still as it was applied
  kubectl xnode list

  # In all namespaces, with each field that was changed since, and by whom
  kubectl xnode list -A -o wide

  # What exposes one workload
  kubectl xnode list deployment/web

  # The objects that drifted, for a script
  kubectl xnode list -o jsonpath='{.items[?(@.state!="InSync")].object.name}'`

// listOptions is what the arguments and flags of "list" say.
type listOptions struct {
	Streams Streams
	// Workloads are those that are asked for; none are all.
	Workloads []workloadName
	// AllNamespaces lists those of all namespaces.
	AllNamespaces bool
	NoHeaders     bool

	config *genericclioptions.ConfigFlags
	print  *printFlags
}

// newCmdList returns the command "list", which says what the plugin made and how that stands.
func newCmdList(config *genericclioptions.ConfigFlags, streams Streams) *cobra.Command {
	o := &listOptions{Streams: streams, config: config, print: newPrintFlags()}
	cmd := &cobra.Command{
		Use:   "list [[TYPE/]NAME...] [flags]",
		Short: "List what was exposed, and whether it is still as it was applied",
		Long: `List the objects that "kubectl xnode expose" wrote: for which workload, since when, where they are reached, and whether they
are still as they were applied.

STATUS says "in sync"; or which fields drifted, because somebody else changed them since; or that it is unfinished,
because an object of the same run is missing: running the same command again makes it.
With -o json or yaml each is an Exposure: a shape of this command's output, and nothing that the cluster has.`,
		Example:               listExample,
		DisableFlagsInUseLine: true,
		ValidArgsFunction:     completeExposed(config),
		RunE: func(cmd *cobra.Command, args []string) error {
			var names sources
			if err := names.parseArgs(args); err != nil {
				return err
			}
			o.Workloads = names.Names
			return runList(cmd.Context(), o)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.BoolVarP(&o.AllNamespaces, flagAllNamespaces, "A", false, "list those of all namespaces")
	flags.BoolVar(&o.NoHeaders, flagNoHeaders, false, "leave out the headers of the table")
	o.print.AddFlags(cmd)
	output := flags.Lookup(flagOutput)
	output.Usage = "print in a format: " + formatWide + ", or one that kubectl get has"
	completePrinting(cmd, o.print, formatWide)
	return cmd
}

func runList(ctx context.Context, o *listOptions) error {
	printer, err := newListPrinter(o)
	if err != nil {
		return err
	}
	c, err := cluster.Open(o.config)
	if err != nil {
		return err
	}
	if o.AllNamespaces {
		c = c.In("")
	}
	all, unread, err := c.Recorded(ctx)
	if err != nil {
		return err
	}
	kinds := unreadKinds(unread)
	if len(all) == 0 && slices.Contains(kinds, corev1.SchemeGroupVersion.WithKind("Service")) {
		return errors.Join(unread...) // hardly anything is exposed without
	}
	for _, err := range unread {
		fmt.Fprintf(o.Streams.ErrOut, "Warning: %s\n", expose.PrintableLine(err.Error()))
	}
	standings := slices.DeleteFunc(expose.StandingsOf(all, kinds), func(s expose.Standing) bool { return !o.asksFor(s.Record.Workload) })
	return printer.print(standings, c.Namespace, time.Now())
}

func unreadKinds(unread []error) (kinds []schema.GroupVersionKind) {
	for _, err := range unread {
		if e := (*cluster.UnreadError)(nil); errors.As(err, &e) {
			kinds = append(kinds, e.Kind)
		}
	}
	return kinds
}

func (o *listOptions) asksFor(workload expose.Ref) bool {
	return len(o.Workloads) == 0 || slices.ContainsFunc(o.Workloads, func(w workloadName) bool { return w.names(workload) })
}
