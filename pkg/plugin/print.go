package plugin

import (
	"bytes"
	"fmt"
	"io"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// printer prints objects as the flag --output says: in kubectl's words ("service/web created") or as kubectl's printers do.
type printer struct {
	out, errOut io.Writer
	flags       *genericclioptions.PrintFlags
	suffix      string
}

// newPrinter returns an error when --output names no format.
func newPrinter(o *exposeOptions) (*printer, error) {
	if _, err := o.print.ToPrinter(); err != nil {
		return nil, usageError{err}
	}
	suffix := o.DryRun.suffix()
	return &printer{out: o.Streams.Out, errOut: o.Streams.ErrOut, flags: o.print, suffix: suffix}, nil
}

// words reports whether objects are printed as a sentence, not as data.
func (p *printer) words() bool {
	return *p.flags.OutputFormat == "" && *p.flags.TemplatePrinterFlags.TemplateArgument == ""
}

// object prints one object and what was done to it.
func (p *printer) object(o *unstructured.Unstructured, action expose.Action) error {
	p.flags.NamePrintFlags.Operation = string(action) + p.suffix
	printer, err := p.flags.ToPrinter()
	if err != nil {
		return err
	}
	if !p.words() {
		return printer.PrintObj(o, p.out) // data stays exact
	}
	var text bytes.Buffer
	if err := printer.PrintObj(o, &text); err != nil {
		return err
	}
	_, err = io.WriteString(p.out, expose.Printable(text.String()))
	return err
}

// notes prints what the objects of the plan do not say.
func (p *printer) notes(plan expose.Plan) {
	for _, note := range plan.Notes {
		fmt.Fprintf(p.errOut, "Note: %s\n", expose.Printable(note))
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
