package cluster

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/cli-runtime/pkg/resource"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// Options say how objects are applied.
type Options struct {
	// FieldManager owns the fields that are sent.
	FieldManager string
	// OnConflict is what is done about fields that another field manager owns.
	OnConflict expose.OnConflict
	// NoRollback keeps what was done when something goes wrong half way.
	NoRollback bool
	// CheckRollback has a preview warn of what could not be taken back then.
	CheckRollback bool
	// Settle has a preview mend who owns the fields of an object that we put back half way, which stands in the way of what is previewed. It is for who goes on to apply that.
	Settle bool
	// PlansFollow says that another plan is applied after the one previewed, so that its last object may have to be taken back, too.
	PlansFollow bool
}

// Preview asks the API server what applying each object of the plan would do, changing nothing but what [Options.Settle] says: it reads
// the live object and sends the object as a dry-run, side by side.
//
// It returns a [ConflictError] when another field manager owns a field that the plan sets and the options do not say what to do about it, and what the
// API server says when it refuses the object.
func (c *Cluster) Preview(ctx context.Context, plan expose.Plan, options Options) ([]expose.Change, error) {
	changes := make([]expose.Change, len(plan.Objects))
	stay := make([]bool, len(plan.Objects))
	g, gctx := errgroup.WithContext(ctx)
	for i, object := range plan.Objects {
		if options.CheckRollback && !options.NoRollback && (options.PlansFollow || i < len(plan.Objects)-1) {
			g.Go(func() error {
				stay[i] = c.forbids(gctx, "delete", expose.RefOf(object))
				return nil
			})
		}
		g.Go(func() (err error) {
			changes[i], err = c.previewObject(gctx, plan.Workload, object, options)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	for i := range changes {
		if change := &changes[i]; stay[i] && change.Live == nil {
			change.Warnings = append(change.Warnings, cannotBeTakenBack(change.Ref()))
		}
	}
	return changes, nil
}

func (c *Cluster) previewObject(ctx context.Context, workload expose.Ref, object *unstructured.Unstructured, options Options) (expose.Change, error) {
	change := expose.Change{Workload: workload, Object: object}
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		change.Live, err = c.Live(gctx, expose.RefOf(object))
		return err
	})
	var refused error
	g.Go(func() error {
		// Only kept until the live object is known: it may call for sending something else.
		change.Want, change.Warnings, refused = c.dryRun(gctx, workload, object, options)
		return nil
	})
	if err := g.Wait(); err != nil {
		return expose.Change{}, err
	}
	if change.Live != nil && options.Settle {
		if _, unsettled := expose.Settled(change.Live, options.FieldManager); unsettled {
			change.Live = c.settle(ctx, change.Live, options.FieldManager)
			change.Want, change.Warnings, refused = c.dryRun(ctx, workload, object, options)
		}
	}
	if adopted := expose.Adopt(object, change.Live); adopted != object {
		change.Object = adopted
		change.Want, change.Warnings, refused = c.dryRun(ctx, workload, adopted, options)
	}
	if e := (*ConflictError)(nil); errors.As(refused, &e) {
		e.tell(change.Live)
		if options.OnConflict == expose.KeepTheirs {
			refused = c.keepTheirs(ctx, &change, e, options)
		}
	}
	if e := (*RefusedError)(nil); errors.As(refused, &e) {
		e.Exists = change.Live != nil
	}
	if refused != nil {
		return expose.Change{}, refused
	}
	if warning := change.ChangedBack(); warning != "" {
		change.Warnings = append(change.Warnings, warning)
	}
	return change, check(change, options)
}

// check refuses what the API server takes, but nobody can have meant.
func check(change expose.Change, options Options) error {
	if finalizers, going := change.Going(); going {
		return &GoingError{change.Ref(), finalizers}
	}
	if reason := change.Refusal(); reason != "" {
		return &RefusedError{Ref: change.Ref(), Exists: true, reason: reason}
	}
	if selector := change.TakenFrom(); selector != "" && options.OnConflict != expose.TakeOver {
		return &ConflictError{Ref: change.Ref(), Conflicts: []Conflict{{Field: ".spec.selector", selector: selector}}}
	}
	return nil
}

// Live reads an object of a plan as it is now; nil when there is none.
func (c *Cluster) Live(ctx context.Context, ref expose.Ref) (*unstructured.Unstructured, error) {
	helper, err := c.helper(ctx, ref, nil)
	if err != nil {
		return nil, err
	}
	live, err := asUnstructured(helper.Get(ref.Namespace, ref.Name))
	if apierrors.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, c.explain(err)
	}
	return live, nil
}

// Lives reads objects as they are now, side by side; nil stands for one that is not there.
func (c *Cluster) Lives(ctx context.Context, refs []expose.Ref) ([]*unstructured.Unstructured, error) {
	lives := make([]*unstructured.Unstructured, len(refs))
	g, gctx := errgroup.WithContext(ctx)
	for i, ref := range refs {
		g.Go(func() (err error) {
			lives[i], err = c.Live(gctx, ref)
			return err
		})
	}
	return lives, g.Wait()
}

// dryRun asks the API server what becomes of an object when it is applied. It is sent with a record, as it will be: so the answer says which fields we own then.
func (c *Cluster) dryRun(ctx context.Context, workload expose.Ref, object *unstructured.Unstructured, options Options) (*unstructured.Unstructured, []string, error) {
	record := expose.Record{Plan: "dry-run", Workload: workload, Manager: options.FieldManager, Applied: object}
	return c.apply(ctx, record.On(object), options, true)
}

// apply sends the object by server-side apply and returns it as it is then, or as it would be. Fields that are ours in another way are no conflict.
func (c *Cluster) apply(ctx context.Context, object *unstructured.Unstructured, options Options, dryRun bool) (*unstructured.Unstructured, []string, error) {
	applied, warned, err := c.applyOnce(ctx, object, options, dryRun)
	if e := (*ConflictError)(nil); errors.As(err, &e) && !e.ofOthers(options.FieldManager) {
		options.OnConflict = expose.TakeOver
		return c.applyOnce(ctx, object, options, dryRun)
	}
	return applied, warned, err
}

func (c *Cluster) applyOnce(ctx context.Context, object *unstructured.Unstructured, options Options, dryRun bool) (*unstructured.Unstructured, []string, error) {
	ref := expose.RefOf(object)
	var warned warnings
	helper, err := c.helper(ctx, ref, &warned)
	if err != nil {
		return nil, nil, err
	}
	data, err := object.MarshalJSON()
	if err != nil {
		return nil, nil, err
	}
	force := options.OnConflict == expose.TakeOver
	data = expose.EscapeForYAML(data) // the API server reads as YAML what is applied
	helper.DryRun(dryRun).WithFieldManager(options.FieldManager).WithFieldValidation(metav1.FieldValidationStrict)
	applied, err := asUnstructured(helper.Patch(ref.Namespace, ref.Name, types.ApplyPatchType, data, &metav1.PatchOptions{Force: &force}))
	if err != nil {
		return nil, nil, c.notWritten(ref, err)
	}
	return applied, warned.texts, nil
}

func (c *Cluster) helper(ctx context.Context, ref expose.Ref, warned *warnings) (*resource.Helper, error) {
	mapping, err := mappingFor(ref.GroupVersionKind)
	if err != nil {
		return nil, err
	}
	client, err := c.unstructured(ctx, ref.GroupVersion(), warned)
	if err != nil {
		return nil, err
	}
	return resource.NewHelper(client, mapping), nil
}

func asUnstructured(o runtime.Object, err error) (*unstructured.Unstructured, error) {
	u, _ := o.(*unstructured.Unstructured) // the only type that the client's codec makes
	return u, err
}
