package plugin

import (
	"context"
	"errors"
	"strings"

	"golang.org/x/sync/errgroup"
	"k8s.io/cli-runtime/pkg/resource"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/cluster"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// sources says what is to be exposed: workloads by their names, by their labels, or those of files. The zero value says nothing.
type sources struct {
	Names []workloadName
	// Kind is what Selector chooses among.
	Kind     expose.Kind
	Selector string
	Files    resource.FilenameOptions
}

// workloadName names one workload.
type workloadName struct {
	Kind expose.Kind
	Name string
}

// names reports whether it is the name of a workload, whatever its version and namespace.
func (n workloadName) names(workload expose.Ref) bool {
	return n.Name == workload.Name && n.Kind.GroupKind() == workload.GroupKind()
}

func (s sources) none() bool { return len(s.Names) == 0 && s.Selector == "" && !s.fromFiles() }

func (s sources) fromFiles() bool { return len(s.Files.Filenames) > 0 || s.Files.Kustomize != "" }

// args are the words that say to expose w: its name, or the files that it is from.
func (s sources) args(w expose.Workload) []string {
	if !s.fromFiles() {
		return []string{w.Short()}
	}
	var args []string
	for _, file := range s.Files.Filenames {
		args = append(args, "--"+flagFilename+"="+file)
	}
	if s.Files.Kustomize != "" {
		args = append(args, "--"+flagKustomize+"="+s.Files.Kustomize)
	}
	if s.Files.Recursive {
		args = append(args, "--"+flagRecursive)
	}
	return args
}

// parseArgs reads what the arguments of a command name, as kubectl does: NAME, TYPE/NAME, TYPE NAME, several of them, or
// a TYPE alone that a label selector chooses among.
func (s *sources) parseArgs(args []string) error {
	s.Kind = expose.Kinds()[0]
	if s.fromFiles() {
		if len(args) > 0 || s.Selector != "" {
			return usagef("--%s and --%s say what to expose, so they go without names and labels", flagFilename, flagKustomize)
		}
		if s.Files.Kustomize != "" && len(s.Files.Filenames) > 0 {
			return usagef("give either --%s or --%s", flagFilename, flagKustomize)
		}
		return nil
	}
	if s.Selector != "" {
		return s.parseSelected(args)
	}
	if kind, ok := firstKind(args); ok && len(args) > 1 {
		s.Kind, args = kind, args[1:]
	} else if len(args) == 2 && looksLikeKind(args[0]) {
		return notExposable(args[0])
	}
	for _, arg := range args {
		name := workloadName{s.Kind, arg}
		if kind, rest, slash := strings.Cut(arg, "/"); slash {
			var ok bool
			if name.Kind, ok = expose.ParseKind(kind); !ok {
				return notExposable(kind)
			}
			name.Name = rest
		}
		if name.Name == "" || strings.Contains(name.Name, "/") {
			return usagef("%q names no workload: give [TYPE/]NAME, such as deployment/web", arg)
		}
		s.Names = append(s.Names, name)
	}
	return nil
}

func (s *sources) parseSelected(args []string) error {
	if len(args) == 0 {
		return nil
	}
	kind, ok := firstKind(args)
	if !ok || len(args) > 1 {
		return usagef("-l chooses among workloads of one kind, so it goes with a TYPE alone, such as deployments, not with %q", strings.Join(args, " "))
	}
	s.Kind = kind
	return nil
}

func firstKind(args []string) (expose.Kind, bool) {
	if len(args) == 0 {
		return expose.Kind{}, false
	}
	return expose.ParseKind(args[0])
}

// looksLikeKind reports whether somebody meant TYPE NAME, with a type that cannot be exposed.
func looksLikeKind(arg string) bool {
	switch strings.ToLower(arg) {
	case "ingress", "ingresses", "ing", "job", "jobs", "cronjob", "cronjobs", "cj", "node", "nodes", "no", "namespace", "namespaces", "ns", "configmap", "configmaps", "cm":
		return true
	}
	return false
}

func notExposable(kind string) error {
	names := make([]string, 0, len(expose.Kinds()))
	for _, k := range expose.Kinds() {
		names = append(names, k.String())
	}
	return usagef("%q cannot be exposed: give one of %s, as TYPE/NAME", kind, strings.Join(names, ", "))
}

// read reads the workloads, several side by side, with what it takes to expose them as s says.
func (s sources) read(ctx context.Context, c *cluster.Cluster, spec expose.Spec, eager expose.Needs, enforceNamespace bool) ([]expose.Workload, error) {
	var workloads []expose.Workload
	var err error
	switch {
	case s.fromFiles():
		workloads, err = c.WorkloadsOfFiles(s.Files, enforceNamespace)
	case s.Selector != "":
		workloads, err = c.Select(ctx, s.Kind, s.Selector)
	default:
		workloads = make([]expose.Workload, len(s.Names))
		errs := make([]error, len(s.Names))
		var g errgroup.Group
		for i, n := range s.Names {
			g.Go(func() error {
				workloads[i], errs[i] = c.Workload(ctx, n.Kind, n.Name, spec, eager)
				return nil
			})
		}
		_ = g.Wait() // all that is wrong is said
		return workloads, errors.Join(errs...)
	}
	if err != nil {
		return nil, err
	}
	g, gctx := errgroup.WithContext(ctx)
	for i, w := range workloads {
		g.Go(func() (err error) {
			workloads[i], err = c.Complete(gctx, w, w.Needs(spec).With(eager))
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return workloads, nil
}
