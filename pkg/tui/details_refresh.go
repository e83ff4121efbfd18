package tui

import (
	"cmp"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// formField is one of the type's; the zero one when it has no use for it.
func (d *details) formField(name string) formField {
	if i := slices.IndexFunc(d.form, func(f formField) bool { return f.Name == name }); i >= 0 {
		return d.form[i]
	}
	return formField{Field: expose.Field{Name: name}}
}

// defaultPorts are the texts of the ports that are served when none are said.
func (d *details) defaultPorts() []string {
	said := d.session.spec.Relevant()
	said.Ports = nil
	return strings.Fields(expose.PortsText(d.session.workload, expose.Default(d.session.workload, said)))
}

// refresh works out what follows from what was said: the defaults, what is wrong, which fields are shown. View only draws that.
func (d *details) refresh() {
	s := d.session
	d.ports.setDefaults(d.defaultPorts())
	d.judged = d.ports.judge(s.workload, s.spec.Relevant())
	d.problems = map[string][]string{}
	for name, draft := range s.drafts {
		if f := d.formField(name); name != expose.FieldPort && f.label != "" {
			if err := f.say(&expose.Spec{}, draft); err != nil {
				d.problems[name] = []string{err.Error()}
			}
		}
	}
	for _, e := range d.judged.rest {
		if _, unread := s.drafts[e.Field]; unread && e.Field != expose.FieldPort || e.Type == field.ErrorTypeRequired && !d.tried && !d.touched[e.Field] {
			continue
		}
		d.problems[e.Field] = append(d.problems[e.Field], e.Detail)
	}
	d.reasons = map[string]string{}
	for _, r := range d.judged.reasons {
		d.reasons[r.Field] = r.Text
	}
	d.arrange()
}

// arrange chooses the fields that are shown.
func (d *details) arrange() {
	var advanced []formField
	d.fields = nil
	for _, f := range d.form {
		switch {
		case !f.rare:
			d.fields = append(d.fields, f)
		case d.session.rare || d.said(f) || len(d.problems[f.Name]) > 0:
			advanced = append(advanced, f)
		}
	}
	d.needed = len(d.fields)
	d.fields = append(d.fields, advanced...)
}

// said reports whether the user said something of the field.
func (d *details) said(f formField) bool {
	_, draft := d.session.drafts[f.Name]
	return draft || len(f.Texts(d.session.spec)) > 0
}

// shown is where a field stands among those that are shown; -1 when it is not.
func (d *details) shown(name string) int {
	return slices.IndexFunc(d.fields, func(f formField) bool { return f.Name == name })
}

// text is what stands at a spot when the cursor is elsewhere.
func (d *details) text(at spot) string {
	if at.field == expose.FieldPort {
		line := d.ports.lines[at.line]
		return cmp.Or(line.said[at.cell], d.judged.lines[at.line].cells[at.cell], line.began[at.cell])
	}
	f := d.formField(at.field)
	if draft, ok := d.session.drafts[at.field]; ok {
		return draft
	}
	return f.text(d.session.workload, d.judged.spec)
}

// candidates are what can be given at a spot.
func (d *details) candidates(at spot) []candidate {
	if at.field == expose.FieldPort {
		return portCandidates(d.session.workload, at.cell)
	}
	return candidates(d.session, d.judged.spec, d.formField(at.field))
}

// selector is the one that chooses the Pods; nil when there is none to be followed.
func (d *details) selector() labels.Set {
	return d.session.selector(d.judged.said)
}

// fallback is what the workload tells of its Pods. Of the Pods of others it knows nothing.
func (d *details) fallback() string {
	w := d.session.workload
	if len(d.session.spec.Selector) > 0 || w.IsService() {
		return ""
	}
	return readyOf(w)
}
