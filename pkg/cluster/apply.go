package cluster

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// ChangedError says that an object is no longer what the preview showed.
type ChangedError struct {
	Ref expose.Ref
	// Now is what applying would do by now; nil when that is not known.
	Now *expose.Change
}

// Error implements error.
func (e *ChangedError) Error() string {
	return fmt.Sprintf("%s was changed by somebody else meanwhile, so what would happen is not what was shown", e.Ref)
}

// Apply writes the objects of the changes in order, and tells of each to emit: when it starts, and when it is done or went wrong. It does all or nothing: at the first error,
// and when ctx ends, it takes back in reverse what it did, which it tells of, too. [Options.NoRollback] keeps it.
//
// It returns why an object was not written: a [ChangedError] when applying would do something else than the preview showed, a [ConflictError], a [RefusedError],
// a [ForbiddenError] and others, and the cause of ctx. When something had been done before, the error is an [IncompleteError] around that.
func (c *Cluster) Apply(ctx context.Context, changes []expose.Change, options Options, emit func(expose.Event)) error {
	plan, err := uuid.NewV7() // in the order of time
	if err != nil {
		return err
	}
	j := &journal{cluster: c, plan: plan.String(), options: options, emit: emit}
	for i, change := range changes {
		if ctx.Err() != nil {
			return j.rollBack(ctx, context.Cause(ctx))
		}
		emit(expose.Event{Ref: change.Ref()})
		done := c.applyChange(ctx, j, change, restOf(changes[i:]))
		if done.Err != nil && ctx.Err() != nil {
			done.Err = context.Cause(ctx)
		}
		emit(done)
		if done.Err != nil {
			return j.rollBack(ctx, done.Err)
		}
	}
	return nil
}

// restOf are the objects that come after the first change and expose the same workload.
func restOf(changes []expose.Change) []*unstructured.Unstructured {
	var objects []*unstructured.Unstructured
	for _, change := range changes[1:] {
		if change.Workload == changes[0].Workload && change.Action() != expose.Unchanged {
			objects = append(objects, change.Object)
		}
	}
	return objects
}

func (c *Cluster) applyChange(ctx context.Context, j *journal, change expose.Change, rest []*unstructured.Unstructured) expose.Event {
	done := expose.Event{Ref: change.Ref()}
	// A controller may write its status at any time: what counts is what would change.
	for range 5 {
		done.Object, done.Err = c.write(ctx, j, change, rest)
		changed := (*ChangedError)(nil)
		if !errors.As(done.Err, &changed) {
			break
		}
		now, err := c.previewObject(ctx, change.Workload, change.Object, j.options)
		if err != nil {
			done.Err = err
			break
		}
		changed.Now = &now
		if now.Diff() != change.Diff() || now.Action() != change.Action() {
			break
		}
		change = now
	}
	if done.Err == nil {
		done.Action = change.Action()
	}
	return done
}

// write writes one object as the change says, if it is still what it was then, and returns it as it is afterwards. It returns a [ChangedError] when it is not.
func (c *Cluster) write(ctx context.Context, j *journal, change expose.Change, rest []*unstructured.Unstructured) (*unstructured.Unstructured, error) {
	record := expose.Record{Plan: j.plan, Workload: change.Workload, Manager: j.options.FieldManager, Applied: change.Object, Rest: rest}.Over(change.Live)
	object := record.On(change.Object)
	switch change.Action() {
	case expose.Created:
		created, err := j.written(ctx, change, func() (*unstructured.Unstructured, error) { return c.create(ctx, object, j.options) })
		if exists := (existsError{}); errors.As(err, &exists) {
			return nil, &ChangedError{Ref: change.Ref()}
		}
		return created, err
	case expose.Configured:
		applied, err := j.written(ctx, change, func() (*unstructured.Unstructured, error) {
			applied, _, err := c.apply(ctx, change.Guarded(object), j.options, false)
			return applied, err
		})
		return applied, err
	default:
		live, err := c.Live(ctx, change.Ref())
		if err == nil && (live == nil || live.GetResourceVersion() != change.Live.GetResourceVersion()) {
			err = &ChangedError{Ref: change.Ref()}
		}
		return live, err
	}
}

// settle makes us the owner of an object as if we had only ever applied it.
func (c *Cluster) settle(ctx context.Context, live *unstructured.Unstructured, manager string) *unstructured.Unstructured {
	return c.own(ctx, live, manager, func(live *unstructured.Unstructured) ([]metav1.ManagedFieldsEntry, bool) {
		return expose.Settled(live, manager)
	})
}
