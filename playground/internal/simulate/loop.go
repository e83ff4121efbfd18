package simulate

import (
	"context"
	"fmt"

	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/workqueue"
	"k8s.io/klog/v2"
)

// loop reconciles each object that is new or has changed, and again, later, after an error.
type loop struct {
	reconcile func(context.Context, cache.ObjectName) error
	queue     workqueue.TypedRateLimitingInterface[cache.ObjectName]
}

// newLoop returns a loop over the objects of an informer.
func newLoop(informer cache.SharedInformer, reconcile func(context.Context, cache.ObjectName) error) (*loop, error) {
	l := &loop{
		reconcile: reconcile,
		queue:     workqueue.NewTypedRateLimitingQueue(workqueue.DefaultTypedControllerRateLimiter[cache.ObjectName]()),
	}
	_, err := informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    l.add,
		UpdateFunc: func(_, object any) { l.add(object) },
	})
	if err != nil {
		return nil, fmt.Errorf("cannot listen to an informer: %w", err)
	}
	return l, nil
}

func (l *loop) add(object any) {
	if name, err := cache.ObjectToName(object); err == nil {
		l.queue.Add(name)
	}
}

// run works with this many workers until ctx ends.
func (l *loop) run(ctx context.Context, workers int) {
	for range workers {
		go func() {
			for l.next(ctx) {
			}
		}()
	}
	<-ctx.Done()
	l.queue.ShutDown()
}

// next handles one object and reports whether there may be more.
func (l *loop) next(ctx context.Context) bool {
	name, shutdown := l.queue.Get()
	if shutdown {
		return false
	}
	defer l.queue.Done(name)
	if err := l.reconcile(ctx, name); err != nil {
		klog.FromContext(ctx).Info("trying again", "object", name, "reason", err)
		l.queue.AddRateLimited(name)
		return true
	}
	l.queue.Forget(name)
	return true
}
