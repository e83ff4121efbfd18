package plugin

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"k8s.io/cli-runtime/pkg/printers"
	"k8s.io/client-go/kubernetes/scheme"
)

// printFlags are kubectl's --output and what goes with it, and its printers, but for Go templates: text/template calls methods by names that only a template knows, so the linker would keep
// every exported method of the Kubernetes API, a fifth of the program. JSONPath does the same for people.
type printFlags struct {
	OutputFormat string
	Name         *genericclioptions.NamePrintFlags

	data       *genericclioptions.JSONYamlPrintFlags
	path       *genericclioptions.JSONPathPrintFlags
	typeSetter *printers.TypeSetterPrinter
}

func newPrintFlags() *printFlags {
	return &printFlags{
		Name:       genericclioptions.NewNamePrintFlags(""),
		data:       genericclioptions.NewJSONYamlPrintFlags(),
		path:       genericclioptions.NewJSONPathPrintFlags("", true),
		typeSetter: printers.NewTypeSetter(scheme.Scheme),
	}
}

// AddFlags binds the flags.
func (f *printFlags) AddFlags(cmd *cobra.Command) {
	f.data.AddFlags(cmd)
	f.Name.AddFlags(cmd)
	f.path.AddFlags(cmd)
	cmd.Flags().StringVarP(&f.OutputFormat, flagOutput, "o", "", "Output format. One of: ("+strings.Join(f.AllowedFormats(), ", ")+").")
}

// AllowedFormats are the formats of --output.
func (f *printFlags) AllowedFormats() []string {
	return slices.Concat(f.data.AllowedFormats(), f.Name.AllowedFormats(), f.path.AllowedFormats())
}

// ToPrinter returns the printer for --output; without it, one that prints names and what was done. It returns an error when --output names no format.
func (f *printFlags) ToPrinter() (printers.ResourcePrinter, error) {
	if f.OutputFormat == "" && *f.path.TemplateArgument != "" {
		return nil, errors.New("--" + flagTemplate + " goes with --" + flagOutput + "=jsonpath")
	}
	for _, toPrinter := range []func(string) (printers.ResourcePrinter, error){f.data.ToPrinter, f.Name.ToPrinter, f.path.ToPrinter} {
		if p, err := toPrinter(f.OutputFormat); !genericclioptions.IsNoCompatiblePrinterError(err) {
			return f.typeSetter.WrapToPrinter(p, err)
		}
	}
	return nil, genericclioptions.NoCompatiblePrinterError{OutputFormat: &f.OutputFormat, AllowedFormats: f.AllowedFormats()}
}
