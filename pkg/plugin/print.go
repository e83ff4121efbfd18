package plugin

import (
	"bytes"
	"fmt"
	"io"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// printer prints objects as the flag --output says: in kubectl's words ("service/web created"), each at once, or as kubectl's
// printers do, all at the end.
type printer struct {
	out, errOut io.Writer
	flags       *genericclioptions.PrintFlags
	suffix      string
	objects     []*unstructured.Unstructured // data that is not printed yet
}

// newPrinter returns an error when --output names no format.
func newPrinter(o *exposeOptions) (*printer, error) {
	if _, err := o.print.ToPrinter(); err != nil {
		return nil, usageError{err}
	}
	return &printer{out: o.Streams.Out, errOut: o.Streams.ErrOut, flags: o.print, suffix: o.DryRun.suffix()}, nil
}

// words reports whether objects are printed as a sentence, not as data.
func (p *printer) words() bool {
	return *p.flags.OutputFormat == "" && *p.flags.TemplatePrinterFlags.TemplateArgument == ""
}

// object prints one object and what was done to it. Data waits for [printer.flush].
func (p *printer) object(o *unstructured.Unstructured, action expose.Action) error {
	if !p.words() {
		p.objects = append(p.objects, o)
		return nil
	}
	p.flags.NamePrintFlags.Operation = string(action) + p.suffix
	words, err := p.flags.ToPrinter()
	if err != nil {
		return err
	}
	var text bytes.Buffer
	if err := words.PrintObj(o, &text); err != nil {
		return err
	}
	_, err = io.WriteString(p.out, expose.Printable(text.String()))
	return err
}

// flush prints the data. YAML and names can follow each other; for other formats several objects become a List, as kubectl does.
// Data stays exact: it is not made safe for a terminal.
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
	switch *p.flags.OutputFormat {
	case "yaml", "kyaml", "name":
	default:
		if len(objects) > 1 {
			return data.PrintObj(listOf(objects), p.out)
		}
	}
	for _, o := range objects {
		if err := data.PrintObj(o, p.out); err != nil {
			return err
		}
	}
	return nil
}

func listOf(objects []*unstructured.Unstructured) *unstructured.UnstructuredList {
	list := &unstructured.UnstructuredList{Object: map[string]any{"apiVersion": "v1", "kind": "List", "metadata": map[string]any{}}}
	for _, o := range objects {
		list.Items = append(list.Items, *o)
	}
	return list
}

// notes prints what the objects of the plan do not say.
func (p *printer) notes(plan expose.Plan) {
	for _, note := range plan.Notes {
		fmt.Fprintf(p.errOut, "Note: %s\n", expose.Printable(note))
	}
}

// reasons prints where the defaults come from.
func (p *printer) reasons(reasons []expose.Reason) {
	for _, r := range reasons {
		fmt.Fprintf(p.errOut, "--%s=%s: %s\n", r.Field, expose.Printable(r.Value), expose.Printable(r.Text))
	}
}

// warnings prints what the API server warned of, as kubectl does.
func (p *printer) warnings(changes []expose.Change) {
	for _, change := range changes {
		for _, warning := range change.Warnings {
			fmt.Fprintf(p.errOut, "Warning: %s\n", expose.Printable(warning))
		}
	}
}
