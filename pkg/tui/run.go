package tui

import (
	"context"
	"errors"
	"fmt"
	"io"

	tea "charm.land/bubbletea/v2"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// ErrInterrupted says that the user left before the end.
var ErrInterrupted = errors.New("interrupted")

// Config is what an interface starts with.
type Config struct {
	Ops      Ops
	Identity Identity
	// Workload is what to expose; nil lets the user pick.
	Workload *expose.Workload
	// AllNamespaces lists the workloads of all namespaces at first.
	AllNamespaces bool
	// Spec fills in the forms.
	Spec expose.Spec
	// ClusterFlags are those with which kubectl reaches the same cluster.
	ClusterFlags []string
	// OnConflict is what to do about fields that others own, as long as nothing else is said.
	OnConflict expose.OnConflict
	// DryRun says that nothing is applied: the objects are only handed back.
	DryRun bool
	// Theme says which colours are used.
	Theme Theme
	// Advanced shows the fields that are rarely needed from the start.
	Advanced bool
}

// Result is what became of it.
type Result struct {
	// Events are what was applied and taken back, in order.
	Events []expose.Event
	// Commands do the same without asking, one a plan that was applied.
	Commands []string
	// Err is why the last plan was not applied to its end and what became of it, or why it was not taken back as wanted; nil when all went well.
	Err error
}

// Run shows the interface on a terminal until the user is done. It returns [ErrInterrupted] when the user left
// before that, and gives the terminal back as it was in every case. What is under way when the user leaves or ctx ends is taken back first.
func Run(ctx context.Context, config Config, in io.Reader, out io.Writer) (Result, error) {
	final, err := tea.NewProgram(newRoot(ctx, config), tea.WithContext(ctx), tea.WithInput(in), tea.WithOutput(out), tea.WithoutSignalHandler()).Run()
	root, ok := final.(*root)
	if !ok {
		return Result{}, err
	}
	root.leave()
	if root.session.work != nil {
		fmt.Fprintln(out, "Taking back what was done ...")
		root.session.settle()
	}
	result := root.session.result()
	if errors.Is(err, tea.ErrInterrupted) || ctx.Err() != nil || err == nil && !root.session.done {
		return result, ErrInterrupted
	}
	return result, err
}
