package plugin

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"k8s.io/cli-runtime/pkg/printers"
	"k8s.io/client-go/kubernetes/scheme"
)

// TestOutputIsThatOfKubectlsPrinters prints in each format that we have what kubectl's own flags print, and refuses what they do.
func TestOutputIsThatOfKubectlsPrinters(t *testing.T) {
	object := &unstructured.Unstructured{Object: map[string]any{"apiVersion": "v1", "kind": "Service", "metadata": map[string]any{"name": "web"}}}
	type flags interface {
		AddFlags(cmd *cobra.Command)
		ToPrinter() (printers.ResourcePrinter, error)
	}
	printed := func(flags flags, args []string) (text string, fails bool) {
		cmd := &cobra.Command{}
		flags.AddFlags(cmd)
		if err := cmd.ParseFlags(args); err != nil {
			t.Fatal(err)
		}
		printer, err := flags.ToPrinter()
		if err != nil {
			return "", true
		}
		var out strings.Builder
		if err := printer.PrintObj(object, &out); err != nil {
			return "", true
		}
		return out.String(), false
	}
	for _, args := range [][]string{
		{"-o", "yaml"}, {"-o", "json"}, {"-o", "name"}, {"-o", "nope"}, {"-o", "wide"}, {"-o", "jsonpath={.metadata.name}"}, {"-o", "jsonpath-as-json={.metadata}"}, {"-o", "jsonpath"},
		{"-o", "jsonpath", "--template", "{.kind}"}, {"-o", "yaml", "--template", "{.kind}"}, {"-o", "jsonpath={.nope}"}, {"-o", "jsonpath={.nope}", "--allow-missing-template-keys=false"}, {"-o", "jsonpath={"}, {},
	} {
		got, fails := printed(newPrintFlags(), args)
		want, wantFails := printed(genericclioptions.NewPrintFlags("").WithTypeSetter(scheme.Scheme), args)
		if got != want || fails != wantFails {
			t.Errorf("%v\n got %q, fails %v\nwant %q, fails %v", args, got, fails, want, wantFails)
		}
	}
}
