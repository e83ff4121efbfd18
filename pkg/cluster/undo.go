package cluster

import (
	"context"
	"errors"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// undo carries out what was worked out for one object, if that is still the one that was looked at, and returns it as it is then, or as it was when it is deleted. It returns a
// [ChangedError] when it is another by now.
func (c *Cluster) undo(ctx context.Context, t expose.TakeBack, manager string) (*unstructured.Unstructured, error) {
	switch {
	case t.Refusal != "":
		return nil, errors.New(t.Refusal)
	case t.Before == nil:
		return t.Live, c.delete(ctx, t.Live)
	}
	restored, err := c.mergePatch(ctx, t.Live, t.Patch(), manager)
	if err != nil {
		return nil, err
	}
	return c.own(ctx, restored, manager, func(live *unstructured.Unstructured) ([]metav1.ManagedFieldsEntry, bool) {
		return expose.Owners(live, t.Before, manager) // those who owned the fields before
	}), nil
}
