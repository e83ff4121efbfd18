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
	// Workload reads one by its name.
	Workload func(ctx context.Context, name string) (expose.Workload, error)
	// Preview says what applying the plan would change. takeOver sets fields that others own.
	Preview func(ctx context.Context, plan expose.Plan, takeOver bool) ([]expose.Change, error)
	// Apply applies the changes in order and tells of each.
	Apply func(ctx context.Context, changes []expose.Change, takeOver bool, emit func(expose.Event)) error
	// Live reads an applied object as it is now, nil when it is gone.
	Live func(context.Context, expose.Ref) (*unstructured.Unstructured, error)
	// IsConflict tells whether an error of Preview is about fields that others own.
	IsConflict func(error) bool
	// CommandLine is the command that does the same without asking.
	CommandLine func(w expose.Workload, s expose.Spec, takeOver bool) string
}

// Identity says which cluster is talked to, from where and as whom. It is always in sight.
type Identity struct {
	Context, Namespace, User string
}
