package cluster

import (
	"context"
	"errors"
	"fmt"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// ChangedError says that an object is no longer what the preview showed.
type ChangedError struct{ Ref expose.Ref }

// Error implements error.
func (e *ChangedError) Error() string {
	return fmt.Sprintf("%s was changed by somebody else meanwhile, so what would happen is not what was shown", e.Ref)
}

// Apply sends the objects of the changes in order by server-side apply, and tells of each to emit: when it
// starts, and when it is done or went wrong. It stops at the first error, which it returns: a [ChangedError] when
// applying would do something else than the preview showed.
func (c *Cluster) Apply(ctx context.Context, changes []expose.Change, options Options, emit func(expose.Event)) error {
	for _, change := range changes {
		emit(expose.Event{Ref: change.Ref()})
		event := c.applyChange(ctx, change, options)
		emit(event)
		if event.Err != nil {
			return event.Err
		}
	}
	return nil
}

func (c *Cluster) applyChange(ctx context.Context, change expose.Change, options Options) expose.Event {
	done := expose.Event{Ref: change.Ref()}
	if change.Live == nil {
		// No precondition says "only when it does not exist", so look.
		live, err := c.Live(ctx, change.Ref())
		if err != nil && !isForbidden(err) {
			done.Err = err
			return done
		}
		if live != nil {
			done.Err = &ChangedError{change.Ref()}
			return done
		}
	}
	applied, _, err := c.apply(ctx, change.Guarded(), options, false)
	if changed := (*ChangedError)(nil); errors.As(err, &changed) {
		// A controller may have written its status: what counts is what would change.
		now, previewErr := c.previewObject(ctx, change.Object, options)
		if previewErr != nil || now.Diff() != change.Diff() {
			done.Err = errors.Join(err, previewErr)
			return done
		}
		applied, _, err = c.apply(ctx, now.Guarded(), options, false)
	}
	if err != nil {
		done.Err = err
		return done
	}
	done.Action, done.Object = change.Action(), applied
	return done
}
