package tui

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// wordDefault takes back what was said of a field.
const wordDefault = "-"

// details asks for the fields that the type has a use for, and then for those that are rarely needed. Who comes back is asked the last question.
func (d *dialogue) details(ctx context.Context, backwards bool) error {
	asked := slices.DeleteFunc(d.fields(), func(f formField) bool { return f.rare && !d.session.rare && len(f.Texts(d.session.spec)) == 0 })
	i := 0
	if backwards {
		i = len(asked)
	}
	for {
		var err error
		if i < len(asked) {
			err = d.field(ctx, asked[i])
		} else {
			err = d.more(ctx)
		}
		switch {
		case err == nil && i == len(asked):
			return nil
		case err == nil:
			i++
		case errors.Is(err, errBack) && i > 0:
			i--
		default:
			return err
		}
	}
}

// fields are those of the form that the type has a use for.
func (d *dialogue) fields() []formField {
	return slices.DeleteFunc(formFields(), func(f formField) bool { return !f.AppliesTo(d.session.complete().Type) })
}

// field asks for one.
func (d *dialogue) field(ctx context.Context, f formField) error {
	s := d.session
	said := len(f.Texts(s.spec)) > 0
	now := f.text(s.workload, s.complete())
	d.pause()
	d.say("%s: %s.", f.label, s.hint(f))
	if reasons := s.reasons(f); !said && now != "" && len(reasons) > 0 {
		d.say("It is %s: %s.", now, strings.Join(reasons, "; "))
	}
	prompt := f.label
	if empty := cmp.Or(now, f.empty); empty != "" {
		prompt += ", enter for " + empty
	}
	if said {
		prompt += ", " + wordDefault + " for the default"
	}
	help := func() {
		if len(f.Choices) > 0 {
			d.say("One of %s.", strings.Join(f.Choices, ", "))
		}
		d.say("The flag --%s takes the same. An empty line leaves it as it is, %s alone goes back to the default.", f.Name, wordDefault)
	}
	return d.ask(ctx, prompt+":", help, func(answer string) error {
		spec := s.spec
		switch answer {
		case "":
		case wordDefault:
			_ = f.say(&spec, "") // nothing can be wrong with it
		default:
			if err := f.say(&spec, answer); err != nil {
				return err
			}
		}
		if err := d.problem(spec, f.Name); err != nil {
			return err
		}
		s.spec = spec
		return nil
	})
}

// problem says what is wrong with a field of the spec.
func (d *dialogue) problem(spec expose.Spec, name string) error {
	for _, e := range expose.Validate(d.session.workload, expose.Default(d.session.workload, spec.Relevant())) {
		if e.Field == name {
			return errors.New(e.Detail)
		}
	}
	return nil
}

// more asks for any field by its name, until there is nothing more to set and nothing wrong.
func (d *dialogue) more(ctx context.Context) error {
	help := func() {
		d.say("Fields:")
		for _, f := range d.fields() {
			d.say("%s: %s.", f.label, d.session.hint(f))
		}
	}
	for {
		var chosen *formField
		d.pause()
		err := d.ask(ctx, "Anything else to set? Name of a field, ? to list them, enter to go on:", help, func(answer string) error {
			if answer == "" {
				return nil
			}
			if chosen = d.fieldCalled(answer); chosen == nil {
				return fmt.Errorf("there is no field %q; ? lists them", answer)
			}
			return nil
		})
		if err != nil {
			return err
		}
		if chosen == nil {
			problems := expose.Validate(d.session.workload, d.session.complete())
			if len(problems) == 0 {
				return nil
			}
			name := problems[0].Field
			if chosen = d.fieldCalled(name); chosen != nil {
				name = chosen.label
			}
			d.say("%s: %s.", name, problems[0].Detail)
		}
		if chosen == nil {
			continue
		}
		if err := d.field(ctx, *chosen); err != nil && !errors.Is(err, errBack) {
			return err
		}
	}
}

// fieldCalled finds a field by its label or by its flag.
func (d *dialogue) fieldCalled(name string) *formField {
	name = strings.TrimLeft(name, "-")
	for _, f := range d.fields() {
		if strings.EqualFold(f.label, name) || strings.EqualFold(f.Name, name) {
			return &f
		}
	}
	return nil
}
