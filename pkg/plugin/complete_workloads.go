package plugin

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// completeWorkloads completes workloads as they are named: NAME, TYPE/NAME, TYPE NAME. A name that is given already is not offered again.
func completeWorkloads(config *genericclioptions.ConfigFlags) cobra.CompletionFunc {
	return fromCluster(config, func(ctx context.Context, c completing) ([]cobra.Completion, error) {
		kind, before, ok := c.kind()
		if !ok {
			return nil, nil
		}
		names, err := c.cluster.WorkloadNames(ctx, kind)
		all := c.notGiven(before, names)
		if before == "" && len(c.args) == 0 {
			for _, k := range expose.Kinds()[1:] {
				all = append(all, described(k.String()+"/", k.Kind))
			}
		}
		return all, err
	})
}

// kind is the one whose names are being completed, and what stands before them. ok is false when nothing of this kind can be exposed.
func (c completing) kind() (kind expose.Kind, before string, ok bool) {
	if typed, _, slash := strings.Cut(c.word, "/"); slash {
		kind, ok = expose.ParseKind(typed)
		return kind, typed + "/", ok
	}
	if kind, ok := firstKind(c.args); ok {
		return kind, "", true
	}
	return expose.Kinds()[0], "", true
}

// notGiven are the names that are not given yet, with what stands before them.
func (c completing) notGiven(before string, names []string) []cobra.Completion {
	var all []cobra.Completion
	for _, name := range names {
		if text := before + name; !slices.Contains(c.args, text) {
			all = append(all, text)
		}
	}
	return all
}

// recorded reads what was made, in the namespaces that the command looks at.
func (c completing) recorded(ctx context.Context) ([]expose.Recorded, error) {
	in := c.cluster
	if everywhere := c.cmd.Flags().Lookup(flagAllNamespaces); everywhere != nil && everywhere.Value.String() == "true" {
		in = in.In("")
	}
	all, _, err := in.Recorded(ctx)
	return all, err
}

// completeExposed completes workloads for which something was made, and says what.
func completeExposed(config *genericclioptions.ConfigFlags) cobra.CompletionFunc {
	return fromCluster(config, func(ctx context.Context, c completing) ([]cobra.Completion, error) {
		kind, before, ok := c.kind()
		if !ok {
			return nil, nil
		}
		found, err := c.recorded(ctx)
		_, ofKind := firstKind(c.args)
		ofKind = ofKind || before != ""
		var order []string
		made := map[string][]string{}
		for _, r := range found {
			w := r.Record.Workload
			deployment := w.GroupKind() == expose.Kinds()[0].GroupKind()
			if ofKind && w.GroupKind() != kind.GroupKind() {
				continue
			}
			text := before + w.Name
			if !ofKind && !deployment {
				text = w.Short()
			}
			if made[text] == nil {
				order = append(order, text)
			}
			made[text] = append(made[text], r.Ref().String())
		}
		var all []cobra.Completion
		for _, text := range order {
			if !slices.Contains(c.args, text) {
				all = append(all, described(text, strings.Join(made[text], ", ")))
			}
		}
		return all, err
	})
}

// ofWorkloads are those of what was made that are for one of the workloads given as arguments, or all where there is none.
func (c completing) ofWorkloads(all []expose.Recorded) []expose.Recorded {
	var s sources
	if err := s.parseArgs(c.args); err != nil || len(s.Names) == 0 {
		return all
	}
	return slices.DeleteFunc(all, func(r expose.Recorded) bool {
		return !slices.ContainsFunc(s.Names, func(n workloadName) bool { return n.names(r.Record.Workload) })
	})
}

// completeMadeNames completes names of what was made.
func completeMadeNames(config *genericclioptions.ConfigFlags) cobra.CompletionFunc {
	return fromCluster(config, afterCommas(func(ctx context.Context, c completing) ([]cobra.Completion, error) {
		found, err := c.recorded(ctx)
		about := map[string][]string{}
		var names []string
		for _, r := range c.ofWorkloads(found) {
			name := r.Ref().Name
			if about[name] == nil {
				names = append(names, name)
			}
			about[name] = append(about[name], r.Ref().Kind+" for "+r.Record.Workload.Short())
		}
		var all []cobra.Completion
		for _, name := range names {
			all = append(all, described(name, strings.Join(about[name], ", ")))
		}
		return all, err
	}))
}

// completePlans completes the runs that wrote what was made.
func completePlans(config *genericclioptions.ConfigFlags) cobra.CompletionFunc {
	return fromCluster(config, func(ctx context.Context, c completing) ([]cobra.Completion, error) {
		found, err := c.recorded(ctx)
		about := map[string][]string{}
		var plans []string
		for _, r := range c.ofWorkloads(found) {
			plan := r.Record.Plan
			if about[plan] == nil {
				plans = append(plans, plan)
			}
			about[plan] = append(about[plan], r.Ref().String())
		}
		var all []cobra.Completion
		for _, plan := range plans {
			all = append(all, described(plan, strings.Join(about[plan], ", ")))
		}
		return all, err
	})
}

// workload reads the one that is to be exposed; ok is false when none is named.
func (c completing) workload(ctx context.Context) (w expose.Workload, ok bool, err error) {
	var s sources
	if err := s.parseArgs(c.args); err != nil || len(s.Names) == 0 {
		return expose.Workload{}, false, nil //nolint:nilerr // a command line that is not complete yet names nothing
	}
	w, err = c.cluster.Workload(ctx, s.Names[0].Kind, s.Names[0].Name, expose.Spec{}, expose.Needs{})
	return w, true, err
}
