package plugin

import (
	"context"
	"errors"
	"fmt"

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
	if o.Diff && (*o.print.OutputFormat != "" || *o.print.TemplatePrinterFlags.TemplateArgument != "") {
		return usagef("--%s prints a diff, so it goes without --output and --template", flagDiff)
	}
	printer, err := newPrinter(o)
	if err != nil {
		return err
	}
	// What is done by the time of an error is printed, too.
	defer func() { err = errors.Join(err, printer.flush()) }()
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

	workloads, err := o.Sources.read(ctx, c, o.Spec, o.Spec.Needs(), o.namespaceGiven())
	if err != nil {
		return err
	}
	plan, err := planFor(workloads, o, printer)
	if err != nil {
		return err
	}
	printer.notes(plan)
	if o.DryRun == dryRunClient && !o.Diff {
		return printUnsent(ctx, c, plan, printer)
	}
	changes, err := c.Preview(ctx, plan, o.Apply)
	if err != nil {
		return err
	}
	printer.warnings(changes)
	switch {
	case o.Diff:
		return printDiff(changes, printer)
	case o.DryRun == dryRunServer:
		for _, change := range changes {
			if err := printer.object(change.Want, change.Action()); err != nil {
				return err
			}
		}
		return nil
	}
	return applyAndPrint(ctx, c, changes, o, printer)
}

// planFor plans to expose all the workloads, or none of them.
func planFor(workloads []expose.Workload, o *exposeOptions, p *printer) (expose.Plan, error) {
	if o.Spec.Name != "" && len(workloads) > 1 {
		return expose.Plan{}, usagef("--%s names what is made for one workload, and these are %d", expose.FieldName, len(workloads))
	}
	var all expose.Plan
	var errs []error
	for _, w := range workloads {
		spec := expose.Default(w, o.Spec)
		plan, err := expose.NewPlan(w, spec)
		if e := (*expose.InvalidError)(nil); errors.As(err, &e) {
			err = invalid(e.Errors)
		}
		errs = append(errs, err)
		all.Objects = append(all.Objects, plan.Objects...)
		all.Notes = append(all.Notes, plan.Notes...)
		if o.Verbose {
			p.reasons(expose.Reasons(w, o.Spec))
		}
	}
	return all, errors.Join(errs...)
}

// printUnsent prints the objects of a plan that is not sent. Whether they are there already, and whose they are, takes a look at
// the cluster; where that is not allowed, they are taken for new.
func printUnsent(ctx context.Context, c *cluster.Cluster, plan expose.Plan, p *printer) error {
	lives := make([]*unstructured.Unstructured, len(plan.Objects))
	g, gctx := errgroup.WithContext(ctx)
	for i, object := range plan.Objects {
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
	for i, object := range plan.Objects {
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

// applyAndPrint prints each object as soon as it is applied: should a later one fail, the user knows what is done.
func applyAndPrint(ctx context.Context, c *cluster.Cluster, changes []expose.Change, o *exposeOptions, p *printer) error {
	var printErr error
	var applied []*unstructured.Unstructured
	err := c.Apply(ctx, changes, o.Apply, func(e expose.Event) {
		if e.Action == "" {
			return
		}
		if applied = append(applied, e.Object); printErr == nil {
			printErr = p.object(e.Object, e.Action)
		}
	})
	if err != nil {
		return err
	}
	if printErr != nil || !o.Wait.On {
		return printErr
	}
	return await(ctx, c, applied, o, p)
}
