package plugin

import (
	"al.essio.dev/pkg/shellescape"
	"github.com/spf13/pflag"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// commandLine is the command that does the same without asking: its words, quoted for a shell. Flags that say
// which cluster are repeated, but for those that hold a secret.
func commandLine(o *exposeOptions, w expose.Workload, s expose.Spec, takeOver bool) []string {
	args := append([]string{"kubectl", "xnode", "expose"}, o.Sources.args(w)...)
	args = append(args, "--namespace="+w.Namespace)
	o.inherited.VisitAll(func(f *pflag.Flag) {
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
	args = append(args, expose.Args(s)...)
	if o.Apply.FieldManager != expose.Manager {
		args = append(args, "--"+flagFieldManager+"="+o.Apply.FieldManager)
	}
	if o.DryRun != dryRunNone {
		args = append(args, "--"+flagDryRun+"="+string(o.DryRun))
	}
	if takeOver {
		args = append(args, "--"+flagForceConflicts)
	}
	for i, arg := range args {
		args[i] = shellescape.Quote(arg)
	}
	return args
}
