package cluster

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// journal remembers what a run wrote, so that it can be taken back. Each object that was written holds the same in its record, should this process end.
type journal struct {
	cluster *Cluster
	plan    string
	options Options
	emit    func(expose.Event)
	entries []entry
}

// entry is an object that was written, or that may have been: the API server did not answer.
type entry struct {
	change  expose.Change
	unknown bool
}

// IncompleteError says that applying went wrong half way, and what became of that which was done before.
type IncompleteError struct {
	// Err is what went wrong.
	Err error
	// Plan is the run, as the records of what is left name it.
	Plan string
	// TakenBack are the objects that are as they were before.
	TakenBack []expose.Ref
	// Left are those that are not.
	Left []Left
	// Kept says of fields of the former that they stay, because others changed them since.
	Kept []string
}

// Left is an object that stays as it was written, and why.
type Left struct {
	Ref expose.Ref
	// Workload is what it exposes.
	Workload expose.Ref
	// Why is nil when it was to stay.
	Why error
	// Unknown says that it may not have been written at all.
	Unknown bool
}

// Error implements error.
func (e *IncompleteError) Error() string {
	var text strings.Builder
	text.WriteString(e.Err.Error())
	if len(e.TakenBack) > 0 {
		fmt.Fprintf(&text, "; taken back: %s", names(e.TakenBack))
	}
	for _, kept := range e.Kept {
		text.WriteString("; " + kept)
	}
	for i := 0; i < len(e.Left); {
		why, refs := e.why(e.Left[i]), []expose.Ref(nil)
		for ; i < len(e.Left) && e.why(e.Left[i]) == why; i++ {
			refs = append(refs, e.Left[i].Ref)
		}
		fmt.Fprintf(&text, "; %s %s", names(refs), why)
	}
	return text.String()
}

// why says why an object is left. What went wrong before is not told twice.
func (e *IncompleteError) why(left Left) string {
	reason := ""
	if left.Why != nil && !strings.Contains(e.Err.Error(), left.Why.Error()) {
		reason = ": " + left.Why.Error()
	}
	switch {
	case left.Why == nil:
		return "stays as it was applied"
	case left.Unknown:
		return "may have been written or not" + reason
	case reason == "":
		return "could not be taken back for the same reason"
	}
	return "could not be taken back" + reason
}

// Unwrap returns what went wrong.
func (e *IncompleteError) Unwrap() error { return e.Err }

func names(refs []expose.Ref) string {
	texts := make([]string, len(refs))
	for i, ref := range refs {
		texts[i] = ref.String()
	}
	return strings.Join(texts, ", ")
}

// written carries out a write and notes it down. When no answer tells whether it was done, the record of the object does.
func (j *journal) written(ctx context.Context, change expose.Change, write func() (*unstructured.Unstructured, error)) (*unstructured.Unstructured, error) {
	object, err := write()
	exists := existsError{}
	switch {
	case err == nil:
		j.entries = append(j.entries, entry{change: change})
		return object, nil
	case !isUnanswered(err) && !errors.As(err, &exists):
		return nil, err
	}
	live, liveErr := j.cluster.Live(ctx, change.Ref())
	switch {
	case liveErr != nil:
		j.entries = append(j.entries, entry{change, true})
		return nil, err
	case j.wrote(live):
		j.entries = append(j.entries, entry{change: change})
		return live, nil
	}
	return nil, err
}

// wrote reports whether this run wrote the object last.
func (j *journal) wrote(live *unstructured.Unstructured) bool {
	if live == nil {
		return false
	}
	record, err := expose.RecordOf(live)
	return err == nil && record != nil && record.Plan == j.plan
}

// rollBackLimit is for how long is tried to take back what was done, also when the user wants to leave.
const rollBackLimit = 10 * time.Second

// rollBack takes back what was written, the last first, because of err, which it returns with what became of that.
func (j *journal) rollBack(ctx context.Context, err error) error {
	if len(j.entries) == 0 {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollBackLimit)
	defer cancel()
	incomplete := &IncompleteError{Err: err, Plan: j.plan}
	for _, entry := range slices.Backward(j.entries) {
		ref := entry.change.Ref()
		if j.options.NoRollback && !entry.unknown {
			incomplete.Left = append(incomplete.Left, Left{Ref: ref, Workload: entry.change.Workload})
			continue
		}
		back, done := j.takeBack(ctx, entry)
		switch {
		case back.Err != nil:
			incomplete.Left = append(incomplete.Left, Left{ref, entry.change.Workload, back.Err, entry.unknown})
		case done:
			incomplete.TakenBack = append(incomplete.TakenBack, ref)
			for _, kept := range back.Kept {
				incomplete.Kept = append(incomplete.Kept, kept.Stays(ref))
			}
		default:
			continue
		}
		j.emit(back)
	}
	if len(incomplete.TakenBack) == 0 && len(incomplete.Left) == 0 {
		return err
	}
	return incomplete
}

// takeBack takes back one object. done is false when there is nothing to take back.
func (j *journal) takeBack(ctx context.Context, entry entry) (back expose.Event, done bool) {
	back = expose.Event{Ref: entry.change.Ref(), Back: true}
	var live *unstructured.Unstructured
	back.Err = persistently(ctx, func() (err error) {
		live, err = j.cluster.Live(ctx, back.Ref)
		return unanswered(err)
	})
	switch {
	case back.Err != nil, live == nil, !j.wrote(live) && entry.unknown:
		return back, false
	case !j.wrote(live):
		back.Err = errors.New("somebody else has written it since")
		return back, false
	case j.options.NoRollback:
		back.Err = errors.New("the API server did not answer, but it was written")
		return back, false
	}
	record, err := expose.RecordOf(live)
	if err != nil {
		back.Err = err
		return back, false
	}
	undo := record.TakeBackStep(live)
	if undo.Before == nil && live.GetKind() == "Service" {
		if back.Err = j.unlessLedTo(ctx, back.Ref); back.Err != nil {
			return back, false
		}
	}
	back.Object, back.Kept, back.Err = j.cluster.takeBack(ctx, undo, false)
	if back.Err == nil {
		back.Action = undo.Action()
	}
	return back, back.Err == nil
}

// unlessLedTo returns an error when something leads to a Service that we created: another run came upon it before this one went wrong.
func (j *journal) unlessLedTo(ctx context.Context, service expose.Ref) error {
	var leading []expose.Ref
	err := persistently(ctx, func() (err error) {
		leading, err = j.cluster.leadingTo(ctx, service)
		return unanswered(err)
	})
	if err == nil && len(leading) > 0 {
		err = fmt.Errorf("%s leads to it by now", names(leading))
	}
	return err
}
