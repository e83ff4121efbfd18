package plugin

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// printer prints objects as the flag --output says: in kubectl's words ("service/web created"), each at once, or as kubectl's
// printers do, all at the end.
type printer struct {
	out, errOut io.Writer
	flags       *printFlags
	suffix      string
	objects     []*unstructured.Unstructured // data that is not printed yet
}

// newPrinter returns an error when --output names no format.
func newPrinter(streams Streams, flags *printFlags, run dryRun) (*printer, error) {
	if _, err := flags.ToPrinter(); err != nil {
		return nil, usageError{err}
	}
	return &printer{out: streams.Out, errOut: streams.ErrOut, flags: flags, suffix: run.suffix()}, nil
}

// words reports whether objects are printed as a sentence, not as data.
func (p *printer) words() bool {
	return p.flags.OutputFormat == ""
}

// object prints one object and what was done to it. Data waits for [printer.flush].
func (p *printer) object(o *unstructured.Unstructured, action expose.Action) error {
	if !p.words() {
		p.objects = append(p.objects, o)
		return nil
	}
	p.flags.Name.Operation = string(action) + p.suffix
	words, err := p.flags.ToPrinter()
	if err != nil {
		return err
	}
	var text bytes.Buffer
	if err := words.PrintObj(o, &text); err != nil {
		return err
	}
	_, err = text.WriteTo(p.out)
	return err
}

// takenBack prints what became of an object that is taken back. It is no data any more: it is not there, or not as it was printed to be.
func (p *printer) takenBack(o *unstructured.Unstructured, action expose.Action) error {
	if p.words() {
		return p.object(o, action)
	}
	p.objects = slices.DeleteFunc(p.objects, func(printed *unstructured.Unstructured) bool { return expose.RefOf(printed) == expose.RefOf(o) })
	return nil
}

// flush prints the data. YAML and names can follow each other; for other formats several objects become a List, as kubectl does.
func (p *printer) flush() error {
	objects := p.objects
	p.objects = nil
	if len(objects) == 0 {
		return nil
	}
	data, err := p.flags.ToPrinter()
	if err != nil {
		return err
	}
	out := dataWriter(p.out, p.flags.OutputFormat)
	switch p.flags.OutputFormat {
	case "yaml", "kyaml", "name":
	default:
		if len(objects) > 1 {
			return data.PrintObj(listOf(objects), out)
		}
	}
	for _, o := range objects {
		if err := data.PrintObj(o, out); err != nil {
			return err
		}
	}
	return nil
}

// dataWriter is where data of a format goes: exact for programs, and in the formats that say by escapes what is no text.
// What a template makes of it is only text to a terminal.
func dataWriter(out io.Writer, format string) io.Writer {
	switch format {
	case "json", "yaml", "kyaml":
		return exact(out)
	}
	if isTerminal(out) {
		return out
	}
	return exact(out)
}

// update replaces an object that is not printed yet by the same as it is now.
func (p *printer) update(now *unstructured.Unstructured) {
	for i, o := range p.objects {
		if expose.RefOf(o) == expose.RefOf(now) {
			p.objects[i] = now
		}
	}
}

func listOf(objects []*unstructured.Unstructured) *unstructured.UnstructuredList {
	list := &unstructured.UnstructuredList{Object: map[string]any{"apiVersion": "v1", "kind": "List", "metadata": map[string]any{}}}
	for _, o := range objects {
		list.Items = append(list.Items, *o)
	}
	return list
}

// notes prints what the objects of the plans do not say.
func (p *printer) notes(plans []expose.Plan) {
	for _, plan := range plans {
		for _, note := range plan.Notes {
			if about := plan.Workload.Short(); len(plans) > 1 && !strings.HasPrefix(note, about) {
				note = about + ": " + note
			}
			fmt.Fprintf(p.errOut, "Note: %s\n", expose.PrintableLine(note))
		}
	}
}

// reasons prints where the defaults come from.
func (p *printer) reasons(reasons []expose.Reason) {
	for _, r := range reasons {
		fmt.Fprintf(p.errOut, "--%s=%s: %s\n", r.Field, expose.PrintableLine(r.Value), expose.PrintableLine(r.Text))
	}
}

// warnings prints what the API server warned of, as kubectl does.
func (p *printer) warnings(changes []expose.Change) {
	for _, change := range changes {
		for _, warning := range change.Warnings {
			fmt.Fprintf(p.errOut, "Warning: %s\n", expose.PrintableLine(warning))
		}
	}
}
