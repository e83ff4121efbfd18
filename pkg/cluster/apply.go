package cluster

import (
	"context"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// Apply sends the objects of the changes in order by server-side apply, and tells of each to emit: when it
// starts, and when it is done or went wrong. It stops at the first error, which it returns.
func (c *Cluster) Apply(ctx context.Context, changes []expose.Change, options Options, emit func(expose.Event)) error {
	for _, change := range changes {
		emit(expose.Event{Ref: change.Ref()})
		applied, _, err := c.apply(ctx, change.Object, options, false)
		if err != nil {
			emit(expose.Event{Ref: change.Ref(), Err: err})
			return err
		}
		emit(expose.Event{Ref: change.Ref(), Action: change.Action(), Object: applied})
	}
	return nil
}
