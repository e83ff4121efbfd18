package cluster

import (
	"context"
	"errors"
	"net/http"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/json"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// unansweredError is what went wrong with a request that the API server may have carried out all the same: it did not answer, or not as it should.
type unansweredError struct{ error }

func (e unansweredError) Unwrap() error { return e.error }

func isUnanswered(err error) bool {
	var unanswered unansweredError
	return errors.As(err, &unanswered)
}

// unanswered marks an error of reading, unless the API server has said that this is not allowed.
func unanswered(err error) error {
	credentials := (*CredentialsError)(nil)
	if err == nil || isForbidden(err) || errors.As(err, &credentials) {
		return err
	}
	return unansweredError{err}
}

// notWritten explains why an object was not written, or may not have been.
func (c *Cluster) notWritten(ref expose.Ref, err error) error {
	explained := c.refused(ref, err)
	var status apierrors.APIStatus
	if errors.As(err, &status) {
		if code := status.Status().Code; code >= http.StatusBadRequest && code < http.StatusInternalServerError {
			return explained // it was judged, and nothing was done
		}
	}
	return unansweredError{explained}
}

// existsError says that an object cannot be created, because it is there.
type existsError struct{ error }

// versionOfNone is the version of no object: etcd has it before anything is written. https://etcd.io/docs/v3.6/learning/data_model/
const versionOfNone = "1"

// create makes an object that is not there yet, and returns it as it is then. It returns an existsError when it is there.
//
// Server-side apply creates or changes. Guarded by a version that no object can have it only creates, and the API server sees to it that nobody else does so at the same
// moment. POST does, too, but leaves us the owner of the defaults, and in a way that keeps fields which we no longer send.
func (c *Cluster) create(ctx context.Context, object *unstructured.Unstructured, options Options) (*unstructured.Unstructured, error) {
	object = object.DeepCopy()
	object.SetResourceVersion(versionOfNone)
	created, _, err := c.apply(ctx, object, options, false)
	conflict, changed := (*ConflictError)(nil), (*ChangedError)(nil)
	if errors.As(err, &conflict) || errors.As(err, &changed) {
		return nil, existsError{err}
	}
	return created, err
}

// own sets who owns which fields of an object to what entries says of it, and returns it as it is then. Where that cannot be done it stays as it is: the values are what counts,
// and the next preview mends it.
func (c *Cluster) own(ctx context.Context, live *unstructured.Unstructured, manager string, entries func(live *unstructured.Unstructured) ([]metav1.ManagedFieldsEntry, bool)) *unstructured.Unstructured {
	tried := false
	_ = persistently(ctx, func() error {
		if tried { // a controller has written it meanwhile, or the answer was lost
			now, err := c.Live(ctx, expose.RefOf(live))
			if err != nil {
				return unanswered(err)
			}
			if now == nil || now.GetUID() != live.GetUID() {
				return nil
			}
			live = now
		}
		tried = true
		wanted, differ := entries(live)
		if !differ {
			return nil
		}
		owned, err := c.mergePatch(ctx, live, map[string]any{"metadata": map[string]any{
			"resourceVersion": live.GetResourceVersion(), "uid": live.GetUID(), "managedFields": wanted,
		}}, manager, false)
		if err == nil {
			live = owned
		}
		return err
	})
	return live
}

// mergePatch changes the fields of an object that the patch names. It returns a [ChangedError] when the patch is not for the object as it is by now.
func (c *Cluster) mergePatch(ctx context.Context, live *unstructured.Unstructured, patch map[string]any, manager string, dryRun bool) (*unstructured.Unstructured, error) {
	ref := expose.RefOf(live)
	helper, err := c.helper(ctx, ref, nil)
	if err != nil {
		return nil, err
	}
	data, err := json.Marshal(patch)
	if err != nil {
		return nil, err
	}
	patched, err := asUnstructured(helper.DryRun(dryRun).WithFieldManager(manager).Patch(ref.Namespace, ref.Name, types.MergePatchType, data, nil))
	if err != nil {
		return nil, c.notWritten(ref, err)
	}
	return patched, nil
}

// delete deletes an object, if it is still the one given. It returns a [ChangedError] when it is not, and no error when it is gone.
func (c *Cluster) delete(ctx context.Context, live *unstructured.Unstructured, dryRun bool) error {
	ref := expose.RefOf(live)
	helper, err := c.helper(ctx, ref, nil)
	if err != nil {
		return err
	}
	uid, version, policy := live.GetUID(), live.GetResourceVersion(), metav1.DeletePropagationBackground
	_, err = helper.DryRun(dryRun).DeleteWithOptions(ref.Namespace, ref.Name, &metav1.DeleteOptions{
		Preconditions:     &metav1.Preconditions{UID: &uid, ResourceVersion: &version},
		PropagationPolicy: &policy,
	})
	if err == nil || apierrors.IsNotFound(err) {
		return nil
	}
	return c.notWritten(ref, err)
}
