package plugin

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/cluster"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// completionTimeout is how long a shell waits for names from the cluster: longer would feel stuck.
const completionTimeout = 200 * time.Millisecond

// completeWorkloads completes the names of the namespace's workloads: Deployments, or those of the kind that is typed before.
func completeWorkloads(config *genericclioptions.ConfigFlags) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, toComplete string) ([]string, cobra.ShellCompDirective) {
		typed, _, slash := strings.Cut(toComplete, "/")
		kind, ok := expose.Kinds()[0], true
		if slash {
			kind, ok = expose.ParseKind(typed)
		} else if first, isKind := firstKind(args); isKind {
			kind = first
		}
		if !ok {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		c, err := cluster.Open(config)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		ctx, cancel := context.WithTimeout(cmd.Context(), completionTimeout)
		defer cancel()
		names, err := c.WorkloadNames(ctx, kind)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		if slash {
			for i, name := range names {
				names[i] = typed + "/" + name
			}
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
}
