package plugin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/cluster"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/tui"
)

// runInteractive asks on the terminal, filled in with what the flags say, and prints what was done to standard output.
func runInteractive(ctx context.Context, c *cluster.Cluster, o *exposeOptions, p *printer) error {
	// This request comes before the screen is taken: a credential plugin may still have to ask.
	waiting := time.AfterFunc(time.Second, func() { fmt.Fprintf(o.Streams.ErrOut, "waiting for %s ...\n", c.Server()) })
	user, err := c.WhoAmI(ctx)
	waiting.Stop()
	if err != nil {
		return err
	}
	config := tui.Config{
		Ops:          ops(c, o),
		Identity:     tui.Identity{Context: c.Context, Namespace: c.Namespace, User: user},
		Spec:         o.Spec,
		ClusterFlags: clusterArgs(o),
		OnConflict:   o.Apply.OnConflict,
		DryRun:       o.DryRun != dryRunNone,
		Theme:        o.Theme,
		Advanced:     o.Advanced,

		AllNamespaces: o.AllNamespaces,
	}
	if !o.Sources.none() {
		workloads, err := o.Sources.read(ctx, c, o.Spec, everything(), o.namespaceGiven())
		if err != nil {
			return err
		}
		if len(workloads) > 1 {
			return usagef("the interface exposes one workload at a time, and these are %d: leave out --%s", len(workloads), flagInteractive)
		}
		if o.Sources.fromFiles() {
			config.Ops.Workload = nil
		}
		config.Workload, config.Identity.Namespace = &workloads[0], workloads[0].Namespace
	}
	if accessible() {
		return talk(ctx, config, o, p)
	}
	log.SetOutput(io.Discard) // it would write over the screen
	result, err := tui.Run(ctx, config, o.Streams.In, exact(o.Streams.ErrOut))
	if err := printEvents(result, p); err != nil {
		return err
	}
	for _, command := range result.Commands {
		fmt.Fprintf(o.Streams.ErrOut, "The same without asking:\n  %s\n", command)
	}
	if result.Err != nil {
		report(withCommands(result.Err, o), o.Streams.ErrOut)
	}
	return ended(err)
}

// talk asks on plain lines. All that screens take with them when they close has been said then, and stays in sight.
func talk(ctx context.Context, config tui.Config, o *exposeOptions, p *printer) error {
	result, err := tui.RunAccessible(ctx, config, o.Streams.In, o.Streams.ErrOut)
	if !p.words() || !isTerminal(o.Streams.Out) {
		if err := printEvents(result, p); err != nil {
			return err
		}
	}
	return ended(err)
}

// printEvents prints what was applied.
func printEvents(result tui.Result, p *printer) error {
	for _, e := range result.Events {
		printed := p.object
		if e.Back {
			printed = p.takenBack
		}
		if err := printed(e.Object, e.Action); err != nil {
			return err
		}
	}
	return nil
}

// ended tells how the interface ended.
func ended(err error) error {
	if errors.Is(err, tui.ErrInterrupted) {
		return errInterrupted
	}
	return err
}

// everything that a screen may speak of is read at once.
func everything() expose.Needs { return expose.Needs{Services: true, Gateways: true, Server: true} }

// ops gives the interface the cluster, as the flags say.
func ops(c *cluster.Cluster, o *exposeOptions) tui.Ops {
	options := func(onConflict expose.OnConflict) cluster.Options {
		options := o.Apply
		options.OnConflict = onConflict
		return options
	}
	apply := func(ctx context.Context, changes []expose.Change, onConflict expose.OnConflict, emit func(expose.Event)) error {
		return c.Apply(ctx, changes, options(onConflict), emit)
	}
	if o.DryRun != dryRunNone {
		apply = func(_ context.Context, changes []expose.Change, _ expose.OnConflict, emit func(expose.Event)) error {
			for _, change := range changes {
				object := change.Want
				if o.DryRun == dryRunClient {
					object = change.Object
				}
				emit(expose.Event{Ref: change.Ref(), Action: change.Action(), Object: object})
			}
			return nil
		}
	}
	return tui.Ops{
		Rows: func(ctx context.Context, scope tui.Scope, emit func(expose.RowsEvent)) {
			c.In(scope.Namespace).FollowWorkloads(ctx, scope.Kind, emit)
		},
		Namespaces: c.Namespaces,
		Facts: func(ctx context.Context, namespace string) (expose.Facts, error) {
			return c.In(namespace).Facts(ctx)
		},
		Pods:    c.FollowPods,
		Health:  c.Health,
		Arrival: c.Arrival,
		Workload: func(ctx context.Context, ref expose.Ref, s expose.Spec) (expose.Workload, error) {
			kind, ok := expose.ParseKind(ref.Kind)
			if !ok {
				kind = expose.Kinds()[0] // a name alone
			}
			c := c.In(cmp.Or(ref.Namespace, c.Namespace))
			return c.Workload(ctx, kind, ref.Name, s, everything())
		},
		Preview: func(ctx context.Context, plan expose.Plan, onConflict expose.OnConflict) ([]expose.Change, error) {
			return c.Preview(ctx, plan, options(onConflict))
		},
		Apply: apply,
		TakeBack: func(ctx context.Context, written []*unstructured.Unstructured, emit func(expose.Event)) error {
			backs, err := c.TakeBacksOf(ctx, written)
			if err != nil {
				return err
			}
			return takeBack(ctx, c, backs, emit)
		},
		Unfinished: func(ctx context.Context, namespace string) ([]expose.UnfinishedPlan, error) {
			all, _, err := c.In(namespace).Recorded(ctx)
			return expose.UnfinishedPlans(all), err
		},
		Refusal: refusal,
		CommandLine: func(w expose.Workload, s expose.Spec, onConflict expose.OnConflict) []string {
			return commandLine(o, w, s, onConflict)
		},
		ApplyCommand: func(path string, onConflict expose.OnConflict) []string { return applyCommand(o, path, onConflict) },
		Save:         save,
		Editor: func(name, text string) (tui.Editing, func() string) {
			e := newEditing(name, text)
			return e, e.left
		},
	}
}

// takeBack takes back what is not refused, and returns an error for the rest.
func takeBack(ctx context.Context, c *cluster.Cluster, backs []expose.TakeBack, emit func(expose.Event)) error {
	if err := c.TakeBack(ctx, backs, emit); err != nil {
		return err
	}
	var refused []error
	for _, back := range backs {
		if back.Refusal != "" {
			refused = append(refused, fmt.Errorf("%s stays: %s", back.Ref(), back.Refusal))
		}
	}
	return errors.Join(refused...)
}

func refusal(err error) tui.Refusal {
	if forbidden := (*cluster.ForbiddenError)(nil); errors.As(err, &forbidden) {
		return tui.RefusedForbidden
	}
	if conflict := (*cluster.ConflictError)(nil); errors.As(err, &conflict) {
		return tui.RefusedConflict
	}
	if refused := (*cluster.RefusedError)(nil); errors.As(err, &refused) && refused.Exists {
		return tui.RefusedExisting
	}
	if changed := (*cluster.ChangedError)(nil); errors.As(err, &changed) {
		return tui.RefusedChanged
	}
	if credentials := (*cluster.CredentialsError)(nil); errors.As(err, &credentials) {
		return tui.RefusedLogin
	}
	return tui.RefusedOtherwise
}
