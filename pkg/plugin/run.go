package plugin

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/cluster"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// runExpose carries out "expose": on the terminal where something is to be asked, else by flags alone.
func runExpose(ctx context.Context, o *exposeOptions) error {
	err := exposeWorkload(ctx, o)
	if err != nil && o.Diff {
		return diffError{err}
	}
	return err
}

func exposeWorkload(ctx context.Context, o *exposeOptions) (err error) {
	if o.Diff && o.print.OutputFormat != "" {
		return usagef("--%s prints a diff, so it goes without --output", flagDiff)
	}
	printer, err := newPrinter(o.Streams, o.print, o.DryRun)
	if err != nil {
		return err
	}
	// What is done by the time of an error is printed, too.
	defer func() { err = errors.Join(err, printer.flush()) }()
	o.Apply.CheckRollback = o.DryRun == dryRunNone && !o.Diff
	interactive, err := interactive(o)
	if err != nil {
		return err
	}
	c, err := cluster.Open(o.config)
	if err != nil {
		return err
	}
	if interactive {
		return runInteractive(ctx, c, o, printer)
	}
	o.Apply.Settle = o.Apply.CheckRollback // what is previewed is applied without asking

	workloads, err := o.Sources.read(ctx, c, o.Spec, o.Spec.Needs(), o.namespaceGiven())
	if err != nil {
		return err
	}
	plans, err := plansFor(workloads, o, printer)
	if err != nil {
		return err
	}
	printer.notes(plans)
	if o.DryRun == dryRunClient && !o.Diff {
		return printUnsent(ctx, c, plans, printer)
	}
	changes, err := preview(ctx, c, plans, o.Apply)
	if forbidden := (*cluster.ForbiddenError)(nil); errors.As(err, &forbidden) && o.DryRun == dryRunNone && !o.Diff {
		return fmt.Errorf("%w; --%s=%s -o yaml prints it for somebody who may", err, flagDryRun, dryRunClient)
	}
	if err != nil {
		return err
	}
	printer.warnings(changes)
	noteUnfinished(ctx, c, changes, o)
	switch {
	case o.Diff:
		return printDiff(changes, printer)
	case o.DryRun == dryRunServer:
		for _, change := range changes {
			if err := printer.object(expose.WithoutRecord(change.Want), change.Action()); err != nil {
				return err
			}
		}
		return nil
	}
	return applyAndPrint(ctx, c, changes, o, printer)
}

// plansFor plans to expose all the workloads, or none of them.
func plansFor(workloads []expose.Workload, o *exposeOptions, p *printer) ([]expose.Plan, error) {
	if o.Spec.Name != "" && len(workloads) > 1 {
		return nil, usagef("--%s names what is made for one workload, and these are %d", expose.FieldName, len(workloads))
	}
	plans := make([]expose.Plan, len(workloads))
	errs := make([]error, len(workloads))
	for i, w := range workloads {
		plans[i], errs[i] = expose.NewPlan(w, expose.Default(w, o.Spec))
		if e := (*expose.InvalidError)(nil); errors.As(errs[i], &e) {
			errs[i] = invalid(e.Errors)
		}
		if o.Verbose {
			p.reasons(expose.Reasons(w, o.Spec))
		}
	}
	return plans, errors.Join(errs...)
}

// preview previews all the plans side by side.
func preview(ctx context.Context, c *cluster.Cluster, plans []expose.Plan, options cluster.Options) ([]expose.Change, error) {
	changes := make([][]expose.Change, len(plans))
	g, gctx := errgroup.WithContext(ctx)
	for i, plan := range plans {
		options := options
		options.PlansFollow = i < len(plans)-1
		g.Go(func() (err error) {
			changes[i], err = c.Preview(gctx, plan, options)
			return err
		})
	}
	err := g.Wait()
	return slices.Concat(changes...), err
}

// printUnsent prints the objects of plans that are not sent. Whether they are there already, and whose they are, takes a look at
// the cluster; where that is not allowed, they are taken for new.
func printUnsent(ctx context.Context, c *cluster.Cluster, plans []expose.Plan, p *printer) error {
	var objects []*unstructured.Unstructured
	for _, plan := range plans {
		objects = append(objects, plan.Objects...)
	}
	lives := make([]*unstructured.Unstructured, len(objects))
	g, gctx := errgroup.WithContext(ctx)
	for i, object := range objects {
		g.Go(func() (err error) {
			lives[i], err = c.Live(gctx, expose.RefOf(object))
			if forbidden := (*cluster.ForbiddenError)(nil); errors.As(err, &forbidden) {
				return nil
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for i, object := range objects {
		action := expose.Created
		if lives[i] != nil {
			action = expose.Configured
		}
		if err := p.object(expose.Adopt(object, lives[i]), action); err != nil {
			return err
		}
	}
	return nil
}

func printDiff(changes []expose.Change, p *printer) error {
	differ := false
	for _, change := range changes {
		diff := change.Diff()
		differ = differ || diff != ""
		if _, err := fmt.Fprint(p.out, diff); err != nil {
			return err
		}
	}
	if differ {
		return errDifferences
	}
	return nil
}

// applyAndPrint prints each object as soon as it is applied, and again when it is taken back because a later one failed.
func applyAndPrint(ctx context.Context, c *cluster.Cluster, changes []expose.Change, o *exposeOptions, p *printer) error {
	var printErr error
	var applied []*unstructured.Unstructured
	err := c.Apply(ctx, changes, o.Apply, func(e expose.Event) {
		if e.Action == "" || printErr != nil {
			return
		}
		if e.Back {
			printErr = p.takenBack(e.Object, e.Action)
			return
		}
		applied = append(applied, e.Object)
		printErr = p.object(e.Object, e.Action)
	})
	if changed := (*cluster.ChangedError)(nil); errors.As(err, &changed) && changed.Now != nil {
		fmt.Fprintf(p.errOut, "This is what would change by now:\n%s", changed.Now.Diff())
	}
	if err != nil {
		return withCommands(err, o)
	}
	if printErr != nil || !o.Wait.On {
		return printErr
	}
	return await(ctx, c, applied, o, p)
}
