package plugin

import (
	"al.essio.dev/pkg/shellescape"
	"github.com/spf13/pflag"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// commandLine is the command that does the same without asking: its words, quoted for a shell. What a default of the user's own stands behind is
// said by a flag: the words mean the same where there is another one, or none.
func commandLine(o *exposeOptions, w expose.Workload, s expose.Spec, onConflict expose.OnConflict) []string {
	if o.Preset[expose.FieldType] {
		s.Type = expose.Default(w, s).Type
	}
	args := append([]string{"kubectl", "xnode", "expose"}, o.Sources.args(w)...)
	args = append(args, "--namespace="+w.Namespace)
	args = append(append(args, clusterArgs(o)...), expose.Args(s)...)
	if o.Apply.FieldManager != expose.Manager || o.Preset[flagFieldManager] {
		args = append(args, "--"+flagFieldManager+"="+o.Apply.FieldManager)
	}
	if o.DryRun != dryRunNone {
		args = append(args, "--"+flagDryRun+"="+string(o.DryRun))
	}
	args = append(args, o.Wait.args(o.Preset)...)
	switch onConflict {
	case expose.TakeOver:
		args = append(args, "--"+flagForceConflicts)
	case expose.KeepTheirs:
		args = append(args, "--"+flagKeepConflicts)
	case expose.RefuseConflicts:
	}
	return quoted(args)
}

// applyCommand is kubectl's command that applies a file as we apply: its words, quoted for a shell.
func applyCommand(o *exposeOptions, path string, onConflict expose.OnConflict) []string {
	args := append([]string{"kubectl", "apply", "--server-side", "--" + flagFieldManager + "=" + o.Apply.FieldManager}, clusterArgs(o)...)
	if o.DryRun != dryRunNone {
		args = append(args, "--"+flagDryRun+"="+string(dryRunServer)) // kubectl does no other with --server-side
	}
	if onConflict == expose.TakeOver { // what is theirs is not in the file
		args = append(args, "--force-conflicts")
	}
	return quoted(append(args, "-f", path))
}

// takeBackCommand is the command that takes back what a run did for workloads: its words, quoted for a shell.
func takeBackCommand(plan, namespace string, workloads []string, o *exposeOptions) []string {
	args := append([]string{"kubectl", "xnode", "unexpose"}, workloads...)
	return quoted(append(append(args, "--"+flagPlan+"="+plan, "--namespace="+namespace), clusterArgs(o)...))
}

// clusterArgs are the flags that say which cluster, as given, but for those that hold a secret and for the namespace.
func clusterArgs(o *exposeOptions) []string { return clusterFlags(o.inherited) }

func clusterFlags(inherited *pflag.FlagSet) (args []string) {
	inherited.VisitAll(func(f *pflag.Flag) {
		switch {
		case !f.Changed, f.Name == "namespace", f.Name == "token", f.Name == "password":
			return
		}
		if values, ok := f.Value.(pflag.SliceValue); ok {
			for _, v := range values.GetSlice() {
				args = append(args, "--"+f.Name+"="+v)
			}
			return
		}
		args = append(args, "--"+f.Name+"="+f.Value.String())
	})
	return args
}

func quoted(args []string) []string {
	for i, arg := range args {
		args[i] = shellescape.Quote(arg)
	}
	return args
}
