package tui

import (
	"context"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// Ops is what screens may ask of the world. Each call ends when its context does.
type Ops struct {
	// Workloads lists what can be exposed.
	Workloads func(context.Context) ([]expose.Workload, error)
	// Workload reads one again, or by its name alone, with what it takes to expose it so.
	Workload func(context.Context, expose.Ref, expose.Spec) (expose.Workload, error)
	// Preview says what applying the plan would change. takeOver sets fields that others own.
	Preview func(ctx context.Context, plan expose.Plan, takeOver bool) ([]expose.Change, error)
	// Apply applies the changes in order and tells of each.
	Apply func(ctx context.Context, changes []expose.Change, takeOver bool, emit func(expose.Event)) error
	// Live reads an applied object as it is now, nil when it is gone.
	Live func(context.Context, expose.Ref) (*unstructured.Unstructured, error)
	// Refusal tells what an error of these functions is about, and so what the user can do.
	Refusal func(error) Refusal
	// CommandLine is the command that does the same without asking: its words, quoted for a shell.
	CommandLine func(w expose.Workload, s expose.Spec, takeOver bool) []string
}

// Refusal is why something was refused.
type Refusal int

// The refusals that the user can do something special about.
const (
	RefusedOtherwise Refusal = iota
	RefusedForbidden         // a right is missing: what needs less may still work
	RefusedConflict          // others own the fields: take them over, or leave the object to them
	RefusedExisting          // the object is there and cannot be changed that way
)

// Identity says which cluster is talked to, from where and as whom. It is always in sight.
type Identity struct {
	Context, Namespace, User string
}
