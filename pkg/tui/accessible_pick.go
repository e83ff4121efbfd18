package tui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// pickKind asks for the kind of workload, and where it is.
func (d *dialogue) pickKind(ctx context.Context, _ bool) error {
	s := d.session
	s.picking = true
	for {
		d.pause()
		d.say("Which kind of workload, %s?", s.place())
		kinds := expose.Kinds()
		var options []option
		for _, k := range kinds {
			options = append(options, option{name: k.Kind})
		}
		elsewhere := []option{{"namespace", "choose another namespace first"}, {"all", "look in all namespaces"}}
		if s.scope.Namespace == "" {
			elsewhere[1].text = "look in namespace " + s.otherThanAll() + " alone"
		}
		chosen, err := d.choose(ctx, append(options, elsewhere...), slices.Index(kinds, s.scope.Kind), func(answer string) int {
			if i := slices.IndexFunc(elsewhere, func(o option) bool { return strings.EqualFold(o.name, answer) }); i >= 0 {
				return len(kinds) + i
			}
			kind, _ := expose.ParseKind(answer)
			return slices.Index(kinds, kind)
		})
		switch {
		case err != nil:
			return err
		case chosen < len(kinds):
			s.scope.Kind = kinds[chosen]
			return nil
		case elsewhere[chosen-len(kinds)].name == "all":
			s.scope.Namespace = s.otherThanAll()
		default:
			if err := d.pickNamespace(ctx); err != nil && !errors.Is(err, errBack) {
				return err
			}
		}
	}
}

// pickNamespace asks for a namespace: from the list, or by its name where there is none.
func (d *dialogue) pickNamespace(ctx context.Context) error {
	names, err := wait(ctx, d.prompter, "Reading the namespaces.", d.session.config.Ops.Namespaces)
	var name string
	switch {
	case errors.Is(err, errStopped):
		return errBack
	case unanswered(err):
		return err
	case err != nil:
		d.say("The namespaces cannot be listed: %s.", err)
		name, err = d.name(ctx, "namespace", "to stay")
	default:
		var all rows
		all.change(namespaceRows(names))
		var row expose.Row
		row, err = d.search(ctx, "namespace", &all, func(r expose.Row) option { return option{name: r.Name} })
		name = row.Name
	}
	if name != "" {
		d.session.scope.Namespace = name
	}
	return err
}

// pickWorkload asks for a workload of the session's scope, and reads it.
func (d *dialogue) pickWorkload(ctx context.Context, _ bool) error {
	s := d.session
	s.picking = true
	for {
		key, err := d.pickRow(ctx)
		if err != nil {
			return err
		}
		if key.Name == "" {
			continue // they are listed again
		}
		w, err := wait(ctx, d.prompter, "Reading "+key.Name+".", func(ctx context.Context) (expose.Workload, error) {
			return s.config.Ops.Workload(ctx, expose.Ref{GroupVersionKind: s.scope.Kind.GroupVersionKind, Namespace: key.Namespace, Name: key.Name}, s.config.Spec)
		})
		switch {
		case err == nil:
			s.pick(w)
			return nil
		case unanswered(err):
			return err
		case !errors.Is(err, errStopped):
			d.say("%s.", err)
		}
	}
}

// pickRow lists the workloads and asks for one. The key is empty when they are to be listed again.
func (d *dialogue) pickRow(ctx context.Context) (expose.RowKey, error) {
	s := d.session
	kind, key := s.scope.Kind.Kind, expose.RowKey{Namespace: s.scope.Namespace}
	all, err := d.list(ctx)
	switch {
	case errors.Is(err, errStopped):
		return key, errBack
	case unanswered(err):
		return key, err
	case err != nil:
		d.say("%s.", err)
		if s.config.Ops.Refusal(err) == RefusedForbidden && key.Namespace != "" {
			key.Name, err = d.name(ctx, kind, "to list them again")
			return key, err
		}
		return key, d.retry(ctx)
	case len(all.all) == 0:
		d.say("There is no %s %s.", kind, s.place())
		return key, errBack
	}
	row, err := d.search(ctx, kind, &all, d.describe)
	return row.RowKey, err
}

// list reads the workloads of the scope as they are now. What is read out does not change meanwhile.
func (d *dialogue) list(ctx context.Context) (rows, error) {
	scope := d.session.scope
	what := fmt.Sprintf("Reading the %ss %s.", scope.Kind.Kind, d.session.place())
	return wait(ctx, d.prompter, what, func(ctx context.Context) (rows, error) {
		ctx, enough := context.WithCancel(ctx)
		defer enough()
		var all rows
		var err error
		d.session.config.Ops.Rows(ctx, scope, func(e expose.RowsEvent) {
			if ctx.Err() != nil {
				return
			}
			all.change(e)
			unknown := slices.ContainsFunc(all.all, func(r expose.Row) bool { return r.Exposed == expose.ExposedUnknown })
			if err = e.Err; e.Complete && !unknown || err != nil {
				enough()
			}
		})
		return all, err
	})
}

// describe says what is known of a workload.
func (d *dialogue) describe(r expose.Row) option {
	o := option{r.Name, fmt.Sprintf("%d of %d ready", r.Ready, r.Replicas)}
	if d.session.scope.Namespace == "" {
		o.name = r.Namespace + "/" + r.Name
	}
	if r.Ports != "" {
		o.text += ", ports " + r.Ports
	}
	if !slices.Contains([]string{"", expose.ExposedUnknown, expose.ExposedUnreadable}, r.Exposed) {
		o.text += ", exposed by " + r.Exposed
	}
	return o
}

// name asks for a name where nothing can be listed; an empty one is none.
func (d *dialogue) name(ctx context.Context, what, empty string) (name string, err error) {
	help := func() { d.say("The name of the %s, if you know it. An empty line is %s.", what, empty) }
	err = d.ask(ctx, fmt.Sprintf("Name of the %s, enter %s:", what, empty), help, func(answer string) error {
		name = answer
		return nil
	})
	return name, err
}

// retry asks whether to list again what could not be listed.
func (d *dialogue) retry(ctx context.Context) error {
	help := func() { d.say("The list could not be had. Perhaps it can now, or in another namespace.") }
	return d.ask(ctx, "Enter to try again, back to choose another kind or namespace:", help, func(answer string) error {
		if answer != "" {
			return fmt.Errorf("%q means nothing here", answer)
		}
		return nil
	})
}
