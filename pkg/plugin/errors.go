package plugin

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/cluster"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// The exit codes.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitLate        = 4
	exitInterrupted = 130
)

// errInterrupted says that the user left; nothing more is to be said.
var errInterrupted = errors.New("interrupted")

// usageError is a command line that cannot be carried out as it stands.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

func (e usageError) Unwrap() error { return e.error }

// diffError is how a run with --diff ends, as kubectl diff does: 1 when there are differences, more than 1 when something went wrong.
type diffError struct{ error }

func (e diffError) Unwrap() error { return e.error }

// errDifferences says that --diff found some; they are printed already.
var errDifferences = errors.New("there are differences")

// report prints what went wrong, in one sentence where it is one thing, and returns the exit code.
func report(err error, w io.Writer) int {
	var usage usageError
	var diff diffError
	var interrupted interruptedError
	var late lateError
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errInterrupted):
		return exitInterrupted
	case errors.Is(err, errDifferences):
		return exitFailed
	case errors.As(err, &interrupted) && interrupted.error == nil:
		return interrupted.by.code()
	}
	lines := strings.Split(sentence(err), "\n")
	for i, line := range lines {
		if slices.Contains(lines[:i], line) {
			continue // one cause may stop several things that go side by side
		}
		fmt.Fprintf(w, "error: %s\n", line)
	}
	if interrupted.error != nil {
		return interrupted.by.code()
	}
	if errors.As(err, &usage) || errors.As(err, &diff) {
		return exitUsage
	}
	if errors.As(err, &late) {
		return exitLate
	}
	return exitFailed
}

// leftError is an apply that left something behind, and the commands that take that back: one for each namespace.
type leftError struct {
	error
	commands []string
}

func (e leftError) Unwrap() error { return e.error }

// withCommands adds to the error of an apply which commands take back what it left behind. They name the run: should nothing be left of it after all, an earlier one is not taken back in its place.
func withCommands(err error, o *exposeOptions) error {
	incomplete := (*cluster.IncompleteError)(nil)
	if !errors.As(err, &incomplete) || len(incomplete.Left) == 0 {
		return err
	}
	workloads := map[string][]string{}
	for _, left := range incomplete.Left {
		in, name := left.Ref.Namespace, left.Workload.Short()
		if !slices.Contains(workloads[in], name) {
			workloads[in] = append(workloads[in], name)
		}
	}
	left := leftError{error: err}
	for _, namespace := range slices.Sorted(maps.Keys(workloads)) {
		left.commands = append(left.commands, strings.Join(takeBackCommand(incomplete.Plan, namespace, workloads[namespace], o), " "))
	}
	return left
}

// sentence adds to an error of the engine which flags help.
func sentence(err error) string {
	if left := (leftError{}); errors.As(err, &left) {
		return err.Error() + "; " + strings.Join(left.commands, " and ") + " takes back what is left, the same command again finishes it"
	}
	if left := (*cluster.NotTakenBackError)(nil); errors.As(err, &left) {
		return err.Error() + "; once that is mended, the same command does the rest"
	}
	if changed := (*cluster.ChangedError)(nil); errors.As(err, &changed) {
		return err.Error() + "; look at it and run the same command again"
	}
	if conflict := (*cluster.ConflictError)(nil); errors.As(err, &conflict) {
		return err.Error() + "; keep what is theirs with --" + flagKeepConflicts + ", take it over with --" + flagForceConflicts + ", or give another --" + expose.FieldName
	}
	if going := (*cluster.GoingError)(nil); errors.As(err, &going) {
		return err.Error() + "; run the same command again when it is gone, or give another --" + expose.FieldName
	}
	if refused := (*cluster.RefusedError)(nil); errors.As(err, &refused) && refused.Exists {
		return err.Error() + "; give another --" + expose.FieldName + ", or delete it first"
	}
	return err.Error()
}

// flagError words what pflag could not parse as the rest of the program does.
func flagError(cmd *cobra.Command, err error) error {
	var invalid *pflag.InvalidValueError
	if errors.As(err, &invalid) {
		return usagef("--%s %q: %w", invalid.GetFlag().Name, invalid.GetValue(), invalid.Unwrap())
	}
	if unknown := (*pflag.NotExistError)(nil); errors.As(err, &unknown) {
		return usagef("%w: %s --help lists the flags", err, cmd.CommandPath())
	}
	return usageError{err}
}

// noArguments refuses arguments.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes no arguments, such as %q", cmd.CommandPath(), args[0])
	}
	return nil
}

// invalid words what Validate found, one line a field: flags mend all of it.
func invalid(errs field.ErrorList) error {
	lines := make([]error, len(errs))
	for i, e := range errs {
		lines[i] = fieldError(e)
	}
	return usageError{errors.Join(lines...)}
}

func fieldError(e *field.Error) error {
	switch e.Type {
	case field.ErrorTypeRequired:
		return fmt.Errorf("--%s is missing: %s", e.Field, e.Detail)
	case field.ErrorTypeForbidden:
		return fmt.Errorf("--%s %s", e.Field, e.Detail)
	default:
		return fmt.Errorf("--%s %q: %s", e.Field, e.BadValue, e.Detail)
	}
}
