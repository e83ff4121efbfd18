package plugin

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/cluster"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// completionTimeout is how long a shell waits for what the cluster has: longer would feel stuck.
const completionTimeout = 200 * time.Millisecond

// completing is a word that is being completed.
type completing struct {
	cluster *cluster.Cluster
	cmd     *cobra.Command
	// args are the arguments before it, and word is what is typed of it.
	args []string
	word string
}

// lookup finds what a word can be completed to. What does not begin with the word is left out by its caller.
type lookup func(context.Context, completing) ([]cobra.Completion, error)

// fromCluster completes with what the cluster has, in time or not at all: an error is nothing, and so is no answer, whoever it is that does not
// come back. Credential plugins must not ask for anything.
func fromCluster(config *genericclioptions.ConfigFlags, look lookup) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
		ctx, cancel := context.WithTimeout(cmd.Context(), completionTimeout)
		defer cancel()
		coming := make(chan []cobra.Completion, 1)
		go func() {
			var found []cobra.Completion
			if c, err := cluster.Open(config); err == nil {
				if found, err = look(ctx, completing{c.Unattended(), cmd, args, word}); err != nil {
					found = nil
				}
			}
			coming <- found
		}()
		select {
		case found := <-coming:
			return beginningWith(word, found)
		case <-ctx.Done(): // not all that a client does ends with its context
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
	}
}

// beginningWith leaves out what the word cannot become. After a single one that ends in a slash more is to come, so no space follows it.
func beginningWith(word string, all []cobra.Completion) ([]cobra.Completion, cobra.ShellCompDirective) {
	all = slices.DeleteFunc(all, func(c cobra.Completion) bool { return !strings.HasPrefix(c, word) })
	if len(all) == 1 {
		if text, _, _ := strings.Cut(all[0], "\t"); strings.HasSuffix(text, "/") {
			return all, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
		}
	}
	return all, cobra.ShellCompDirectiveNoFileComp
}

// described is a completion, and what people want to know of it.
func described(text, about string) cobra.Completion {
	if about == "" {
		return text
	}
	return cobra.CompletionWithDesc(text, expose.PrintableLine(about))
}

// afterCommas lets a word of several values be completed to one more: what stands before its last comma stays.
func afterCommas(look lookup) lookup {
	return func(ctx context.Context, c completing) ([]cobra.Completion, error) {
		at := strings.LastIndexByte(c.word, ',') + 1
		before := c.word[:at]
		c.word = c.word[at:]
		found, err := look(ctx, c)
		for i, text := range found {
			found[i] = before + text
		}
		return found, err
	}
}

// texted completes to texts as they are.
func texted(list func(*cluster.Cluster, context.Context) ([]string, error)) lookup {
	return func(ctx context.Context, c completing) ([]cobra.Completion, error) { return list(c.cluster, ctx) }
}

// words completes to words that are always the same.
func words(all ...cobra.Completion) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return beginningWith(word, slices.Clone(all))
	}
}

// register completes values of flags. All of the flags must be there.
func register(cmd *cobra.Command, flags map[string]cobra.CompletionFunc) {
	for name, complete := range flags {
		_ = cmd.RegisterFlagCompletionFunc(name, complete) // fails only for a flag that is not there, which a test finds
	}
}

// completeClusterFlags completes the flags that every command has.
func completeClusterFlags(root *cobra.Command, config *genericclioptions.ConfigFlags) {
	root.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveNoFileComp) // files are offered where a flag takes one
	for _, file := range []string{"kubeconfig", "certificate-authority", "client-certificate", "client-key"} {
		_ = root.MarkPersistentFlagFilename(file) // fails only for a flag that is not there
	}
	_ = root.MarkPersistentFlagDirname("cache-dir")
	register(root, map[string]cobra.CompletionFunc{
		"namespace": fromCluster(config, texted((*cluster.Cluster).Namespaces)),
		"context":   fromKubeconfig(config, "contexts"),
		"cluster":   fromKubeconfig(config, "clusters"),
		"user":      fromKubeconfig(config, "users"),
	})
}

// fromKubeconfig completes with the names of what a list of the kubeconfig has. A kubeconfig that cannot be read has nothing.
func fromKubeconfig(config *genericclioptions.ConfigFlags, list string) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
		raw, err := config.ToRawKubeConfigLoader().RawConfig()
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		var all []cobra.Completion
		switch list {
		case "contexts":
			for name, c := range raw.Contexts {
				about := c.Cluster
				if c.Namespace != "" {
					about += ", namespace " + c.Namespace
				}
				all = append(all, described(name, about))
			}
		case "clusters":
			for name, c := range raw.Clusters {
				all = append(all, described(name, c.Server))
			}
		case "users":
			for name := range raw.AuthInfos {
				all = append(all, name)
			}
		}
		slices.Sort(all)
		return beginningWith(word, all)
	}
}
