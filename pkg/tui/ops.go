package tui

import (
	"context"
	"io"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// Ops is what screens may ask of the world. Each call ends when its context does. Those that take emit go on telling of what
// changes until then, or until there is nothing more to tell.
type Ops struct {
	// Rows tells of the workloads of the scope, page by page, and then of each change.
	Rows func(ctx context.Context, scope Scope, emit func(expose.RowsEvent))
	// Namespaces lists the names of all namespaces.
	Namespaces func(context.Context) ([]string, error)
	// Workload reads one, or by its name alone a Deployment, with what it takes to expose it so.
	Workload func(context.Context, expose.Ref, expose.Spec) (expose.Workload, error)
	// Facts reads what is known of the cluster around workloads of the namespace. What may not be read is left out.
	Facts func(ctx context.Context, namespace string) (expose.Facts, error)
	// Pods tells of the Pods that a selector matches, all of them each time.
	Pods func(ctx context.Context, namespace string, selector labels.Set, emit func([]expose.Pod, error))
	// Preview says what applying the plan would change, and what would become of fields that others own.
	Preview func(ctx context.Context, plan expose.Plan, onConflict expose.OnConflict) ([]expose.Change, error)
	// Apply applies the changes in order and tells of each. When one fails, or ctx ends, it takes back what it did and tells of that, too.
	Apply func(ctx context.Context, changes []expose.Change, onConflict expose.OnConflict, emit func(expose.Event)) error
	// TakeBack takes back what the plan did that the objects were written by, and tells of each; nil where nothing is ever written.
	TakeBack func(ctx context.Context, written []*unstructured.Unstructured, emit func(expose.Event)) error
	// Unfinished finds the plans that earlier runs left half done in a namespace.
	Unfinished func(ctx context.Context, namespace string) ([]expose.UnfinishedPlan, error)
	// Arrival tells how far an applied object has come, until it has arrived.
	Arrival func(ctx context.Context, object *unstructured.Unstructured, emit func(expose.Arrival))
	// Refusal tells what an error of these functions is about, and so what the user can do.
	Refusal func(error) Refusal
	// CommandLine is the command that does the same without asking: its words, quoted for a shell.
	CommandLine func(w expose.Workload, s expose.Spec, onConflict expose.OnConflict) []string
	// ApplyCommand is the command that applies a file of objects in the same way: its words, quoted for a shell.
	ApplyCommand func(path string, onConflict expose.OnConflict) []string
	// Health says how the API server answers now. It asks nobody, so update may call it.
	Health func() expose.Health
	// Save writes a new file into the folder that the program runs in, and returns its path.
	Save func(name, text string) (path string, err error)
	// Editor returns what lets the user edit the text in an editor of their choice, and the text as it was left once that has run. It is left as it
	// was when the editor could not run.
	Editor func(name, text string) (run Editing, edited func() string)
}

// Editing is a program that takes the terminal while it runs.
type Editing interface {
	Run() error
	SetStdin(io.Reader)
	SetStdout(io.Writer)
	SetStderr(io.Writer)
}

// Scope says which workloads are listed.
type Scope struct {
	Kind expose.Kind
	// Namespace is where they are; empty means everywhere.
	Namespace string
}

// Refusal is why something was refused.
type Refusal int

// The refusals that the user can do something special about.
const (
	RefusedOtherwise Refusal = iota
	RefusedForbidden         // a right is missing: what needs less may still work
	RefusedConflict          // others own the fields: take them over, or leave the object to them
	RefusedExisting          // the object is there and cannot be changed that way
	RefusedLogin             // the credentials are not accepted any more
	RefusedChanged           // the object is no longer what the preview showed
)

// Identity says which cluster is talked to, from where and as whom. It is always in sight.
type Identity struct {
	Context, Namespace, User string
}
