package cluster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// NotTakenBackError says why an object was not taken back, and what else stays with it.
type NotTakenBackError struct {
	Err  error
	Ref  expose.Ref
	Left []expose.Ref // after it
}

// Error implements error.
func (e *NotTakenBackError) Error() string {
	text := fmt.Sprintf("%s was not taken back: %s", e.Ref, e.Err)
	if len(e.Left) > 0 {
		text += "; nor was " + names(e.Left)
	}
	return text
}

// Unwrap returns what went wrong.
func (e *NotTakenBackError) Unwrap() error { return e.Err }

// TakeBack puts objects back, one after the other, and tells of each to emit. Those that are refused stay. It stops at the first error, a [NotTakenBackError]; what is done by then is done, and trying
// again does the rest. It does nothing to an object that would not become what was shown.
func (c *Cluster) TakeBack(ctx context.Context, backs []expose.TakeBack, emit func(expose.Event)) error {
	for i, back := range backs {
		if back.Refusal != "" {
			continue
		}
		emit(expose.Event{Ref: back.Ref(), Back: true})
		done := expose.Event{Ref: back.Ref(), Back: true}
		if done.Object, done.Kept, done.Err = c.takeBack(ctx, back, true); done.Err == nil {
			done.Action = back.Action()
		}
		if done.Err != nil && ctx.Err() != nil {
			done.Err = context.Cause(ctx)
		}
		emit(done)
		if done.Err != nil {
			return &NotTakenBackError{done.Err, back.Ref(), refsOf(backs[i+1:])}
		}
	}
	for _, back := range backs {
		if back.Refusal != "" {
			c.forget(ctx, back, refsOf(backs))
		}
	}
	return nil
}

// forget has an object that stays forget that what was taken back was to be written after it: it would be taken for unfinished. Where that cannot be done it only looks so.
func (c *Cluster) forget(ctx context.Context, stays expose.TakeBack, gone []expose.Ref) {
	record := stays.Record
	record.Rest = slices.DeleteFunc(slices.Clone(record.Rest), func(o *unstructured.Unstructured) bool { return slices.Contains(gone, expose.RefOf(o)) })
	if len(record.Rest) == len(stays.Record.Rest) {
		return
	}
	patch := map[string]any{"metadata": map[string]any{
		"resourceVersion": stays.Live.GetResourceVersion(), "uid": stays.Live.GetUID(),
		"annotations": map[string]any{expose.RecordAnnotation: record.On(stays.Live).GetAnnotations()[expose.RecordAnnotation]},
	}}
	if live, err := c.mergePatch(ctx, stays.Live, patch, record.Manager, false); err == nil {
		c.settle(ctx, live, record.Manager)
	}
}

func refsOf(backs []expose.TakeBack) []expose.Ref {
	var refs []expose.Ref
	for _, back := range backs {
		if back.Refusal == "" {
			refs = append(refs, back.Ref())
		}
	}
	return refs
}

// TakeBacksOf returns what it takes to put objects back to what they were before the plan wrote them that they are of, the last first. Those that another plan wrote since, or that are gone,
// are left out.
func (c *Cluster) TakeBacksOf(ctx context.Context, objects []*unstructured.Unstructured) ([]expose.TakeBack, error) {
	refs := make([]expose.Ref, len(objects))
	for i, o := range objects {
		refs[i] = expose.RefOf(o)
	}
	lives, err := c.Lives(ctx, refs)
	if err != nil {
		return nil, err
	}
	var backs []expose.TakeBack
	for i, live := range slices.Backward(lives) {
		record, err := expose.RecordOf(objects[i])
		if err != nil {
			return nil, err
		}
		if record == nil {
			continue // it was not written
		}
		if back, ours := record.TakeBackStep(objects[i]).Again(live); ours {
			backs = append(backs, back)
		}
	}
	return backs, nil
}

// TakeBackDryRun asks the API server what it makes of putting objects back, changing nothing.
func (c *Cluster) TakeBackDryRun(ctx context.Context, backs []expose.TakeBack) error {
	for _, back := range backs {
		var err error
		switch {
		case back.Refusal != "":
		case back.Before == nil:
			err = c.delete(ctx, back.Live, true)
		default:
			_, err = c.mergePatch(ctx, back.Live, back.Patch(), back.Record.Manager, true)
		}
		if err != nil {
			return &NotTakenBackError{Err: err, Ref: back.Ref()}
		}
	}
	return nil
}

// takeBack puts one object back and returns it as it is then, or as it was when it is deleted, and what stays of it. When the object was written meanwhile, it is looked at again; asShown then allows nothing but what
// was shown, and a [ChangedError] says so.
func (c *Cluster) takeBack(ctx context.Context, back expose.TakeBack, asShown bool) (object *unstructured.Unstructured, kept []expose.Drift, err error) {
	shown, tried, lost := back, false, false
	err = persistently(ctx, func() error {
		if tried {
			live, err := c.Live(ctx, back.Ref())
			if err != nil {
				return unanswered(err)
			}
			now, ours := back.Again(live)
			switch {
			case lost && live == nil && back.Before == nil: // done, but the answer was lost
				object = back.Live
				return nil
			case lost && live != nil && !ours && back.Before != nil:
				object = c.ownAsBefore(ctx, live, back)
				return nil
			case !ours, asShown && now.Diff() != shown.Diff():
				return final{&ChangedError{Ref: back.Ref()}}
			}
			back = now
		}
		tried = true
		object, err = c.putBack(ctx, back)
		lost = lost || isUnanswered(err)
		return err
	})
	if f := (final{}); errors.As(err, &f) {
		err = f.error
	}
	return object, back.Kept, err
}

// putBack carries out what was worked out for one object, if that is still the one that was looked at. It returns a [ChangedError] when it is another by now.
func (c *Cluster) putBack(ctx context.Context, back expose.TakeBack) (*unstructured.Unstructured, error) {
	switch {
	case back.Refusal != "":
		return nil, errors.New(back.Refusal)
	case back.Before == nil:
		return back.Live, c.delete(ctx, back.Live, false)
	}
	restored, err := c.mergePatch(ctx, back.Live, back.Patch(), back.Record.Manager, false)
	if err != nil {
		return nil, err
	}
	return c.ownAsBefore(ctx, restored, back), nil
}

// ownAsBefore gives the fields of an object that was put back to those who owned them before.
func (c *Cluster) ownAsBefore(ctx context.Context, live *unstructured.Unstructured, back expose.TakeBack) *unstructured.Unstructured {
	return c.own(ctx, live, back.Record.Manager, func(live *unstructured.Unstructured) ([]metav1.ManagedFieldsEntry, bool) {
		return expose.Owners(live, back.Before, back.Record.Manager)
	})
}

// final is an error that trying again does not mend.
type final struct{ error }

func (e final) Unwrap() error { return e.error }

// persistently tries again while the API server does not answer, or somebody writes the object at the same time, a few times and as long as ctx lasts.
func persistently(ctx context.Context, try func() error) error {
	wait := 50 * time.Millisecond
	var last error
	for tries := 1; ; tries++ {
		err := try()
		changed, end := (*ChangedError)(nil), final{}
		switch {
		case err != nil && ctx.Err() != nil: // what it says is that ctx ended
			return cmp.Or(last, errors.New("there was no time left for it"))
		case err == nil, tries == 8, errors.As(err, &end), !isUnanswered(err) && !errors.As(err, &changed):
			return err
		}
		last = err
		select {
		case <-ctx.Done():
			return err
		case <-time.After(wait):
			wait = min(2*wait, 2*time.Second)
		}
	}
}
