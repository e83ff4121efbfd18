package plugin

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/cluster"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// runUnexpose carries out "unexpose".
func runUnexpose(ctx context.Context, o *unexposeOptions) (err error) {
	printer, err := newPrinter(o.Streams, o.print, o.DryRun)
	if err != nil {
		return err
	}
	if !o.Yes && o.DryRun == dryRunNone && !onTerminal(o.Streams) {
		return usagef("there is no terminal to ask on: give --%s to take it back without asking, or --%s to look", flagYes, flagDryRun)
	}
	defer func() { err = errors.Join(err, printer.flush()) }()
	c, err := cluster.Open(o.config)
	if err != nil {
		return err
	}
	backs, err := o.find(ctx, c)
	if err != nil {
		return err
	}
	refused := o.announce(backs)
	if len(refused) == len(backs) {
		return errors.Join(refused...)
	}
	switch o.DryRun {
	case dryRunServer:
		if err := c.TakeBackDryRun(ctx, backs); err != nil {
			return err
		}
		fallthrough
	case dryRunClient:
		return errors.Join(printTakeBacks(backs, printer), errors.Join(refused...))
	case dryRunNone:
	}
	if !o.Yes {
		yes, err := o.confirm(ctx)
		if err != nil || !yes {
			return err
		}
	}
	var printErr error
	err = c.TakeBack(ctx, backs, func(e expose.Event) {
		if e.Action != "" && printErr == nil {
			printErr = printer.object(e.Object, e.Action)
		}
	})
	return errors.Join(err, printErr, errors.Join(refused...))
}

// find finds what was made for the workloads. It returns an error when there is nothing.
func (o *unexposeOptions) find(ctx context.Context, c *cluster.Cluster) ([]expose.TakeBack, error) {
	found, unread, err := c.RecordedAndLedTo(ctx)
	if err != nil {
		return nil, err
	}
	if len(unreadKinds(unread)) > 0 { // who may not list may still read what bears a name that is known
		names := slices.Clone(o.Names)
		for _, n := range o.Sources.Names {
			names = append(names, n.Name)
		}
		named, broken, err := c.RecordedNamed(ctx, slices.Compact(slices.Sorted(slices.Values(names))))
		if err != nil {
			return nil, err
		}
		for _, r := range named {
			if !slices.ContainsFunc(found, func(have expose.Recorded) bool { return have.Ref() == r.Ref() }) {
				found = append(found, r)
			}
		}
		for _, err := range broken {
			if !slices.ContainsFunc(unread, func(have error) bool { return have.Error() == err.Error() }) {
				unread = append(unread, err)
			}
		}
		expose.SortRecorded(found)
	}
	wanted := slices.DeleteFunc(slices.Clone(found), func(r expose.Recorded) bool { return !o.wants(r) })
	if len(wanted) == 0 {
		return nil, o.nothing(c, found, unread)
	}
	for _, err := range unread {
		fmt.Fprintf(o.Streams.ErrOut, "Warning: %s, so something may be missing here\n", expose.PrintableLine(err.Error()))
	}
	o.noteUnknown(wanted)
	if o.Plan != "" {
		return expose.TakeBacksOf(wanted, o.Plan), nil
	}
	if o.Last {
		return expose.TakeBacksOfLast(wanted), nil
	}
	return expose.TakeBacks(wanted), nil
}

// noteUnknown says for which workloads and names there is nothing, where there is something for others: they may be mistyped.
func (o *unexposeOptions) noteUnknown(wanted []expose.Recorded) {
	for _, n := range o.Sources.Names {
		if !slices.ContainsFunc(wanted, func(r expose.Recorded) bool { return n.names(r.Record.Workload) }) {
			fmt.Fprintf(o.Streams.ErrOut, "Note: there is nothing to take back for %s/%s\n", strings.ToLower(n.Kind.Kind), expose.PrintableLine(n.Name))
		}
	}
	for _, name := range o.Names {
		if !slices.ContainsFunc(wanted, func(r expose.Recorded) bool { return r.Ref().Name == name }) {
			fmt.Fprintf(o.Streams.ErrOut, "Note: there is nothing to take back that is called %s\n", expose.PrintableLine(name))
		}
	}
}

// nothing says that there is nothing to take back, what there would be, and what could not be looked at.
func (o *unexposeOptions) nothing(c *cluster.Cluster, found []expose.Recorded, unread []error) error {
	var names []string
	for _, n := range o.Sources.Names {
		names = append(names, strings.ToLower(n.Kind.Kind)+"/"+n.Name)
	}
	text := "kubectl xnode made nothing "
	if len(unread) > 0 {
		text = "nothing is seen that kubectl xnode made "
	}
	if len(o.Names) > 0 {
		text += "called " + strings.Join(o.Names, " or ") + " "
	}
	text += fmt.Sprintf("for %s in namespace %q", strings.Join(names, ", "), c.Namespace)
	if o.Plan != "" {
		text += " by plan " + o.Plan
	}
	const few = 5
	var others []string
	for _, r := range found {
		others = append(others, r.Ref().String()+" for "+r.Record.Workload.Short())
	}
	if more := len(others) - few; more > 0 {
		others = append(others[:few], fmt.Sprintf("%d more", more))
	}
	if len(others) > 0 {
		text += ", but " + strings.Join(others, ", ")
	}
	for i, err := range unread {
		text += []string{"; not all could be looked at: ", "; "}[min(i, 1)] + err.Error()
	}
	return errors.New(text)
}

// announce says what would be done, and returns why the rest would not.
func (o *unexposeOptions) announce(backs []expose.TakeBack) (refused []error) {
	for _, back := range backs {
		switch {
		case back.Forgotten:
			refused = append(refused, fmt.Errorf("%s stays: %s; all that was done to it is taken back without --%s and --%s", back.Ref(), back.Refusal, flagLast, flagPlan))
			continue
		case back.Refusal != "":
			refused = append(refused, fmt.Errorf("%s stays: %s; to delete it all the same: %s", back.Ref(), back.Refusal, strings.Join(o.deleteCommand(back.Ref()), " ")))
			continue
		case o.Yes, o.DryRun != dryRunNone && back.Before == nil:
		case o.DryRun != dryRunNone:
			fmt.Fprintf(o.Streams.ErrOut, "%s would be as it was before:\n%s", back.Ref(), back.Diff())
		case back.Before == nil:
			fmt.Fprintf(o.Streams.ErrOut, "%s will be deleted: it was created by kubectl xnode\n", back.Ref())
		default:
			fmt.Fprintf(o.Streams.ErrOut, "%s will be as it was before:\n%s", back.Ref(), back.Diff())
		}
		for _, kept := range back.Kept {
			fmt.Fprintf(o.Streams.ErrOut, "Note: %s\n", kept.Stays(back.Ref()))
		}
	}
	return refused
}

// deleteCommand is the command that deletes an object whoever it belongs to: its words, quoted for a shell.
func (o *unexposeOptions) deleteCommand(ref expose.Ref) []string {
	return quoted(append([]string{"kubectl", "delete", ref.String(), "--namespace=" + ref.Namespace}, clusterFlags(o.inherited)...))
}

// printTakeBacks prints what would be done.
func printTakeBacks(backs []expose.TakeBack, p *printer) error {
	for _, back := range backs {
		object := back.Want
		if object == nil {
			object = back.Live
		}
		if back.Refusal != "" {
			continue
		}
		if err := p.object(object, back.Action()); err != nil {
			return err
		}
	}
	return nil
}

// confirm asks whether to go on.
func (o *unexposeOptions) confirm(ctx context.Context) (bool, error) {
	fmt.Fprint(o.Streams.ErrOut, "Take this back? [y/N] ")
	answered := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(o.Streams.In).ReadString('\n') // no answer is no
		answered <- line
	}()
	select {
	case line := <-answered:
		switch strings.ToLower(strings.TrimSpace(line)) {
		case "y", "yes":
			return true, nil
		}
		fmt.Fprintln(o.Streams.ErrOut, "Nothing was changed.")
		return false, nil
	case <-ctx.Done():
		fmt.Fprintln(o.Streams.ErrOut, "\nNothing was changed.")
		return false, context.Cause(ctx)
	}
}
