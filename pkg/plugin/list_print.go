package plugin

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/duration"
	"k8s.io/cli-runtime/pkg/printers"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// formatWide is the table with all that is known, as kubectl get has it.
const formatWide = "wide"

// formatName prints names alone.
const formatName = "name"

// listPrinter prints as the flag --output says: a table, names, or data by kubectl's printers.
type listPrinter struct {
	out, errOut io.Writer
	format      string
	data        printers.ResourcePrinter // nil for a table and for names
	options     *listOptions
}

// newListPrinter returns an error when --output names no format.
func newListPrinter(o *listOptions) (*listPrinter, error) {
	p := &listPrinter{out: o.Streams.Out, errOut: o.Streams.ErrOut, format: o.print.OutputFormat, options: o}
	switch {
	case p.format == formatWide, p.format == formatName, p.format == "" && *o.print.path.TemplateArgument == "":
		return p, nil
	}
	data, err := o.print.ToPrinter()
	if err != nil {
		return nil, usagef("--%s %q: use %s or one of %s", flagOutput, p.format, formatWide, strings.Join(o.print.AllowedFormats(), ", "))
	}
	p.data = data
	return p, nil
}

func (p *listPrinter) print(standings []expose.Standing, namespace string, now time.Time) error {
	switch {
	case p.data != nil:
		return p.printData(standings)
	case len(standings) == 0 && p.format != formatName:
		_, err := fmt.Fprintln(p.errOut, p.nothing(namespace))
		return err
	case p.format == formatName:
		for _, s := range standings {
			if _, err := fmt.Fprintln(p.out, s.Ref()); err != nil {
				return err
			}
		}
		return nil
	}
	table := printers.NewTablePrinter(printers.PrintOptions{NoHeaders: p.options.NoHeaders, Wide: p.format == formatWide})
	return table.PrintObj(standingsTable(standings, p.options.AllNamespaces, now), p.out)
}

func (p *listPrinter) printData(standings []expose.Standing) error {
	var exposures []*unstructured.Unstructured
	for _, s := range standings {
		e, err := s.Exposure()
		if err != nil {
			return err
		}
		exposures = append(exposures, e)
	}
	return p.data.PrintObj(listOf(exposures), dataWriter(p.out, p.format))
}

// nothing says that there is nothing, in kubectl's words.
func (p *listPrinter) nothing(namespace string) string {
	text := "No resources found"
	for i, w := range p.options.Workloads {
		text += []string{" for ", ", "}[min(i, 1)] + w.Kind.String() + "/" + w.Name
	}
	if namespace != "" {
		text += fmt.Sprintf(" in %s namespace.", namespace)
	}
	return text
}

// standingsTable is a table as API servers send them, for kubectl's printer.
func standingsTable(standings []expose.Standing, namespaces bool, now time.Time) *metav1.Table {
	table := &metav1.Table{}
	column := func(name string, wide int32) {
		table.ColumnDefinitions = append(table.ColumnDefinitions, metav1.TableColumnDefinition{Name: name, Type: "string", Priority: wide})
	}
	if namespaces {
		column("Namespace", 0)
	}
	for _, name := range []string{"Object", "Workload", "Action", "Age", "Address", "Status"} {
		column(name, 0)
	}
	column("Changes", 1)
	for _, s := range standings {
		texts := []string{s.Ref().Short(), s.Record.Workload.Short(), string(s.Action()), duration.HumanDuration(now.Sub(s.Since)), addressText(s), s.Status(), changesText(s.Drift)}
		if namespaces {
			texts = append([]string{s.Ref().Namespace}, texts...)
		}
		row := metav1.TableRow{}
		for _, text := range texts {
			row.Cells = append(row.Cells, expose.PrintableLine(text))
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

func addressText(s expose.Standing) string {
	switch {
	case s.Pending:
		return "<pending>"
	case s.Address == "":
		return "<none>"
	}
	return s.Address
}

// changesText says what became of the fields that drifted, and who did that.
func changesText(drifts []expose.Drift) string {
	if len(drifts) == 0 {
		return "<none>"
	}
	texts := make([]string, len(drifts))
	for i, d := range drifts {
		d = d.Narrowed()
		texts[i] = fmt.Sprintf("%s was %s, is %s", d.Field, valueText(d.Applied), valueText(d.Now))
		if len(d.By) > 0 {
			texts[i] += " by " + strings.Join(d.By, ", ")
		}
	}
	return strings.Join(texts, "; ")
}

// valueText writes a value of a field as JSON, but for texts, which stand as they are where that is clear.
func valueText(value any) string {
	switch text, isText := value.(string); {
	case value == nil:
		return "gone"
	case isText && text != "" && !strings.ContainsAny(text, " ;,\""):
		return text
	}
	data, err := json.Marshal(value)
	if err != nil { // it came as JSON
		return err.Error()
	}
	return string(data)
}
