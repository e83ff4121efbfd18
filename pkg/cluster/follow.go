package cluster

import (
	"context"
	"errors"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/utils/clock"
	"k8s.io/utils/ptr"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// firstPage is how many objects are asked for first: as many as a screen shows, so that they are there at once.
const firstPage = 50

// together is for how long what happens is gathered to be told at once.
const together = 100 * time.Millisecond

// follower tells of the objects of a resource: first of each page of a list, then of what changes. client-go's Reflector does so, too, but it
// keeps what it lists and tells of nothing before the end; its RetryWatcher does not tell when it is cut off, nor does it list again.
type follower[T any] struct {
	cluster *Cluster
	list    lister
	watch   lister // without a limit of time
	// keep takes from an object what is told of it. One that it refuses is as good as gone.
	keep func(runtime.Object) (T, bool)
	tell func(news[T])

	// known are the keys of the objects told of, with the number of the list or the watch after it that they were seen in.
	known         map[expose.RowKey]int
	lists         int
	began         bool
	loaded, total int
	complete      bool
	err           error
}

// news is what is told of objects that are followed.
type news[T any] struct {
	happened      []happened[T] // in order
	loaded, total int
	complete      bool  // all have been told of
	err           error // why there is no news now; it is tried again
}

// happened is what happened to an object: it is there and was kept as now, or it is gone.
type happened[T any] struct {
	key  expose.RowKey
	now  T
	gone bool
}

// each hands on what happened, in order.
func (n news[T]) each(set func(T), remove func(expose.RowKey)) {
	for _, h := range n.happened {
		if h.gone {
			remove(h.key)
		} else {
			set(h.now)
		}
	}
}

// follow tells of the objects that lists lists until ctx ends. It returns an error when the first page cannot be had; whatever fails later is
// told of and tried again.
func follow[T any](ctx context.Context, c *Cluster, lists func(*Cluster) (lister, error), keep func(runtime.Object) (T, bool), tell func(news[T])) error {
	f := follower[T]{cluster: c, keep: keep, tell: tell, known: map[expose.RowKey]int{}}
	var err error
	if f.list, err = lists(c); err != nil {
		return err
	}
	if f.watch, err = lists(c.withoutTimeout()); err != nil {
		return err
	}
	delay := backoff()
	for {
		version, err := f.listAll(ctx)
		if err == nil {
			err = f.watchFrom(ctx, version, delay)
		}
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case !f.began:
			return err
		case !isExpired(err): // a list anew will do, and nothing has to be said
			f.fail(err)
		}
		sleep(ctx, delay())
	}
}

// listAll lists all objects, and returns the version of the list. From the second time on, those that are not in it any more are gone.
func (f *follower[T]) listAll(ctx context.Context) (version string, err error) {
	f.lists++
	f.loaded = 0
	options := metav1.ListOptions{Limit: firstPage}
	if !f.began {
		// What the API server has at hand will do: the watch brings the rest. Else it may have to wait for its store first.
		// https://kubernetes.io/docs/reference/using-api/api-concepts/#semantics-for-get-and-list
		options.ResourceVersion, options.ResourceVersionMatch = "1", metav1.ResourceVersionMatchNotOlderThan
	}
	var batch []happened[T]
	each := func(o runtime.Object) {
		f.loaded++
		batch = f.gather(batch, watch.Added, o)
	}
	err = f.list.pages(ctx, options, each, func(page metav1.ListMeta) {
		f.began, f.err = true, nil
		f.total = f.loaded + int(ptr.Deref(page.RemainingItemCount, 0))
		if page.Continue == "" {
			version, f.complete = page.ResourceVersion, true
			for key, list := range f.known {
				if list != f.lists {
					batch = f.lose(batch, key)
				}
			}
		}
		f.say(batch)
		batch = nil
	})
	return version, err
}

// watchFrom tells of what changes since the version, until the API server does not know any more.
func (f *follower[T]) watchFrom(ctx context.Context, version string, delay wait.DelayFunc) error {
	for {
		w, err := f.watch.request(metav1.ListOptions{Watch: true, AllowWatchBookmarks: true, ResourceVersion: version}).Watch(ctx)
		if err == nil {
			version, err = f.gatherFrom(ctx, w, version)
		}
		if ctx.Err() != nil || isExpired(err) {
			return err
		}
		if err != nil {
			f.fail(err)
		}
		sleep(ctx, delay())
	}
}

// errCutOff says that a watch ended which hardly began. client-go does not say why.
var errCutOff = errors.New("the connection to the API server breaks off")

// gatherFrom tells of what a watch brings until it ends, and returns the version that it came to. API servers end each after some
// minutes, so that is no error.
func (f *follower[T]) gatherFrom(ctx context.Context, w watch.Interface, version string) (string, error) {
	defer w.Stop()
	var batch []happened[T]
	end := func(err error) (string, error) {
		if len(batch) > 0 && ctx.Err() == nil {
			f.say(batch)
		}
		return version, err
	}
	flush, lasts := time.After(together), false
	for {
		select {
		case <-ctx.Done():
			return end(ctx.Err())
		case <-flush:
			if flush, lasts = nil, true; len(batch) > 0 || f.err != nil {
				f.err = nil
				f.say(batch)
				batch = nil
			}
		case e, open := <-w.ResultChan():
			switch {
			case !open && !lasts:
				return end(errCutOff)
			case !open:
				return end(nil)
			case e.Type == watch.Error:
				return end(apierrors.FromObject(e.Object))
			}
			if o, err := meta.Accessor(e.Object); err == nil {
				version = o.GetResourceVersion()
			}
			if batch = f.gather(batch, e.Type, e.Object); flush == nil && len(batch) > 0 {
				flush = time.After(together)
			}
		}
	}
}

// gather adds what happened to an object.
func (f *follower[T]) gather(batch []happened[T], what watch.EventType, o runtime.Object) []happened[T] {
	object, err := meta.Accessor(o)
	if err != nil || what == watch.Bookmark {
		return batch
	}
	key := expose.RowKey{Namespace: object.GetNamespace(), Name: object.GetName()}
	if what != watch.Deleted {
		if now, ok := f.keep(o); ok {
			f.known[key] = f.lists
			return append(batch, happened[T]{key: key, now: now})
		}
	}
	return f.lose(batch, key)
}

func (f *follower[T]) lose(batch []happened[T], key expose.RowKey) []happened[T] {
	if _, there := f.known[key]; !there {
		return batch
	}
	delete(f.known, key)
	return append(batch, happened[T]{key: key, gone: true})
}

// fail tells why there is no news.
func (f *follower[T]) fail(err error) {
	f.err = f.cluster.explain(err)
	f.say(nil)
}

func (f *follower[T]) say(batch []happened[T]) {
	f.tell(news[T]{batch, f.loaded, f.total, f.complete, f.err})
}

// isExpired reports whether the API server has forgotten the version that was asked for.
func isExpired(err error) bool { return apierrors.IsResourceExpired(err) || apierrors.IsGone(err) }

// backoff waits longer each time, as long as things fail one after the other. A person watches, so it never waits for long.
func backoff() wait.DelayFunc {
	return wait.Backoff{Duration: 200 * time.Millisecond, Factor: 2, Jitter: 0.2, Steps: 10, Cap: 5 * time.Second}.DelayWithReset(clock.RealClock{}, 30*time.Second)
}

func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
