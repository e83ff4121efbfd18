package plugin

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"k8s.io/cli-runtime/pkg/resource"
	"sigs.k8s.io/yaml"

	"github.com/kubectl-xnode/kubectl-xnode/internal/spectest"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/cluster"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/tui"
)

func parse(t *testing.T, args []string) expose.Spec {
	t.Helper()
	var s expose.Spec
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	addSpecFlags(flags, &s)
	if err := flags.Parse(args); err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	return s
}

func roundTrip(t *testing.T, s expose.Spec) {
	t.Helper()
	if got := parse(t, expose.Args(s)); !reflect.DeepEqual(got, s) {
		t.Errorf("%q is %+v, want %+v", expose.Args(s), got, s)
	}
}

func TestArgsParseToTheSameSpec(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		roundTrip(t, spectest.Random(r))
	}
	files, err := filepath.Glob("../expose/testdata/plan/*/spec.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no specs: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var s expose.Spec
		if err := yaml.UnmarshalStrict(text, &s); err != nil {
			t.Fatal(err)
		}
		roundTrip(t, s)
	}
}

// TestEveryFieldHasAFlag fails, by name, on a field that no flag sets.
func TestEveryFieldHasAFlag(t *testing.T) {
	var s expose.Spec
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	addSpecFlags(flags, &s)
	var fields []string
	for _, f := range reflect.VisibleFields(reflect.TypeOf(s)) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		fields = append(fields, name)
		if flags.Lookup(name) == nil {
			t.Errorf("Spec.%s has no flag --%s", f.Name, name)
		}
	}
	var listed []string
	for _, f := range expose.Fields() {
		listed = append(listed, f.Name)
	}
	if !reflect.DeepEqual(fields, listed) {
		t.Errorf("expose.Fields lists %v, a Spec has %v", listed, fields)
	}
}

func TestCommandLineIsQuotedAndKeepsSecrets(t *testing.T) {
	o := &exposeOptions{DryRun: dryRunServer, Wait: wait{On: true, Timeout: 5 * time.Minute}}
	o.Apply.FieldManager = "me"
	root := &cobra.Command{}
	genericclioptions.NewConfigFlags(true).AddFlags(root.PersistentFlags())
	cmd := &cobra.Command{Use: "expose", Run: func(cmd *cobra.Command, _ []string) { o.inherited = cmd.InheritedFlags() }}
	root.AddCommand(cmd)
	root.SetArgs([]string{"expose", "--context", "my cluster", "--token", "hunter2", "--as-group", "a", "--as-group", "b", "-n", "ignored"})
	if err := root.Execute(); err != nil {
		t.Fatal(err)
	}
	w := expose.Workload{Ref: expose.Ref{Namespace: "shop", Name: "web"}}
	w.Kind = "Deployment"
	got := strings.Join(commandLine(o, w, expose.Spec{Type: expose.Ingress, Host: "*.example.com"}, expose.TakeOver), " ")
	want := "kubectl xnode expose deployment/web --namespace=shop --as-group=a --as-group=b '--context=my cluster' --type=Ingress '--host=*.example.com' --field-manager=me --dry-run=server --wait --timeout=5m0s --force-conflicts"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	got = strings.Join(applyCommand(o, "my web.yaml", expose.TakeOver), " ")
	want = "kubectl apply --server-side --field-manager=me --as-group=a --as-group=b '--context=my cluster' --dry-run=server --force-conflicts -f 'my web.yaml'"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestSourcesSayThemselvesAgain(t *testing.T) {
	w := expose.Workload{Ref: expose.Ref{Name: "web", GroupVersionKind: expose.Kinds()[1].GroupVersionKind}}
	for _, c := range []struct {
		sources sources
		want    string
	}{
		{sources{}, "statefulset/web"},
		{sources{Files: resource.FilenameOptions{Filenames: []string{"a", "-"}, Recursive: true}}, "--filename=a --filename=- --recursive"},
		{sources{Files: resource.FilenameOptions{Kustomize: "base"}}, "--kustomize=base"},
	} {
		if got := strings.Join(c.sources.args(w), " "); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestExposeReadsItsArguments(t *testing.T) {
	kinds := expose.Kinds()
	for _, c := range []struct {
		args string
		want func(*exposeOptions)
	}{
		{"", func(*exposeOptions) {}},
		{"web", func(o *exposeOptions) { o.Sources.Names = []workloadName{{kinds[0], "web"}} }},
		{"deploy/web", func(o *exposeOptions) { o.Sources.Names = []workloadName{{kinds[0], "web"}} }},
		{"deployments.apps web", func(o *exposeOptions) { o.Sources.Names = []workloadName{{kinds[0], "web"}} }},
		{"sts/db svc/web api", func(o *exposeOptions) {
			o.Sources.Names = []workloadName{{kinds[1], "db"}, {kinds[6], "web"}, {kinds[0], "api"}}
		}},
		{"statefulset a b", func(o *exposeOptions) {
			o.Sources.Kind, o.Sources.Names = kinds[1], []workloadName{{kinds[1], "a"}, {kinds[1], "b"}}
		}},
		{"ds -l app=web", func(o *exposeOptions) { o.Sources.Kind, o.Sources.Selector = kinds[2], "app=web" }},
		{"-f - -R", func(o *exposeOptions) { o.Sources.Files.Filenames, o.Sources.Files.Recursive = []string{"-"}, true }},
		{"-k base", func(o *exposeOptions) { o.Sources.Files.Kustomize = "base" }},
		{"web --type nodeport --port 80:8080", func(o *exposeOptions) {
			o.Sources.Names = []workloadName{{kinds[0], "web"}}
			o.Spec = expose.Spec{Type: expose.NodePort, Ports: []expose.Port{{Port: 80, TargetPort: intstr.FromInt32(8080)}}}
		}},
		{"-i --diff --dry-run=server --force-conflicts --field-manager me", func(o *exposeOptions) {
			o.Interactive, o.Diff, o.DryRun, o.Apply = true, true, dryRunServer, cluster.Options{FieldManager: "me", OnConflict: expose.TakeOver}
		}},
		{"web --keep-conflicts", func(o *exposeOptions) {
			o.Sources.Names, o.Apply.OnConflict = []workloadName{{kinds[0], "web"}}, expose.KeepTheirs
		}},
		{"web --wait --timeout 90s", func(o *exposeOptions) {
			o.Sources.Names, o.Wait = []workloadName{{kinds[0], "web"}}, wait{On: true, Timeout: 90 * time.Second}
		}},
		{"web --wait --timeout 0", func(o *exposeOptions) {
			o.Sources.Names, o.Wait = []workloadName{{kinds[0], "web"}}, wait{On: true}
		}},
	} {
		t.Run(c.args, func(t *testing.T) {
			var got exposeOptions
			cmd := newCmdExpose(genericclioptions.NewConfigFlags(true), Streams{}, func(_ context.Context, o *exposeOptions) error { got = *o; return nil })
			cmd.SetArgs(strings.Fields(c.args))
			if err := cmd.Execute(); err != nil {
				t.Fatal(err)
			}
			got.config, got.print, got.inherited = nil, nil, nil
			want := exposeOptions{DryRun: dryRunNone, Apply: cluster.Options{FieldManager: expose.Manager}, Sources: sources{Kind: kinds[0]}, Wait: wait{Timeout: time.Minute}, Theme: tui.ThemeAuto}
			c.want(&want)
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}
