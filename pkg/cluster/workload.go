package cluster

import (
	"context"
	"encoding/json"
	"fmt"

	"golang.org/x/sync/errgroup"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/version"
	"k8s.io/client-go/kubernetes/scheme"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// Workload reads a workload by its kind and name, and what it takes to expose it as s says. eager is read side by side with it, the rest
// once the workload tells that it is needed.
//
// It returns a [NotFoundError] with the nearest names when there is no such workload, or no such namespace. What may
// not be read beside it is left out: it only helps.
func (c *Cluster) Workload(ctx context.Context, kind expose.Kind, name string, s expose.Spec, eager expose.Needs) (expose.Workload, error) {
	var workload expose.Workload
	var beside beside
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		workload, err = c.workload(gctx, kind, name)
		return err
	})
	g.Go(func() (err error) {
		beside, err = c.beside(gctx, eager)
		return err
	})
	if err := g.Wait(); err != nil {
		if isMissing(err, kind.Resource) {
			return expose.Workload{}, c.notFound(ctx, kind, name)
		}
		return expose.Workload{}, c.explain(err)
	}
	beside.tell(&workload)
	return c.Complete(ctx, workload, workload.Needs(s).Without(eager))
}

// Complete returns the workload with what is needed beside it. What may not be read is left out.
func (c *Cluster) Complete(ctx context.Context, w expose.Workload, needs expose.Needs) (expose.Workload, error) {
	beside, err := c.In(w.Namespace).beside(ctx, needs)
	if err != nil {
		return expose.Workload{}, c.explain(err)
	}
	beside.tell(&w)
	return w, nil
}

// Select lists the workloads of the kind that a label selector chooses, in the order of their names. It returns a [NotFoundError] when there is none.
func (c *Cluster) Select(ctx context.Context, kind expose.Kind, selector string) ([]expose.Workload, error) {
	workloads, err := c.list(ctx, kind, selector)
	if err != nil {
		return nil, c.explain(err)
	}
	if len(workloads) == 0 {
		if err := c.namespaceExists(ctx); err != nil {
			return nil, err
		}
		return nil, &NotFoundError{message: fmt.Sprintf("there is no %s with labels %s in namespace %q", kind, selector, c.Namespace)}
	}
	return workloads, nil
}

// WorkloadNames lists the names of the namespace's workloads of the kind.
func (c *Cluster) WorkloadNames(ctx context.Context, kind expose.Kind) ([]string, error) {
	return c.names(ctx, kind.GroupVersionKind, kind.Resource)
}

func (c *Cluster) workload(ctx context.Context, kind expose.Kind, name string) (expose.Workload, error) {
	object, err := scheme.Scheme.New(kind.GroupVersionKind)
	if err != nil {
		return expose.Workload{}, err
	}
	client, err := c.typed(ctx, kind.GroupVersion())
	if err != nil {
		return expose.Workload{}, err
	}
	if err := client.Get().Namespace(c.Namespace).Resource(kind.Resource).Name(name).Do(ctx).Into(object); err != nil {
		return expose.Workload{}, err
	}
	w, _ := expose.FromObject(object) // its kind is one of those that can be
	return w, nil
}

func (c *Cluster) list(ctx context.Context, kind expose.Kind, selector string) ([]expose.Workload, error) {
	var workloads []expose.Workload
	err := c.each(ctx, kind.GroupVersionKind, kind.Resource, selector, func(o runtime.Object) {
		if w, ok := expose.FromObject(o); ok {
			workloads = append(workloads, w)
		}
	})
	return workloads, err
}

// beside is what there is beside a workload; nil where it was not or may not be read.
type beside struct {
	services []corev1.Service
	pods     []labels.Set
	gateways []expose.Gateway
	server   expose.ServerVersion
}

// tell adds it to what is known of w.
func (b beside) tell(w *expose.Workload) {
	if b.services != nil {
		w.Services = b.services
	}
	if b.pods != nil {
		w.Pods = b.pods
	}
	if b.gateways != nil {
		w.Gateways = b.gateways
	}
	if b.server != (expose.ServerVersion{}) {
		w.Server = b.server
	}
}

// beside reads what is needed, side by side.
func (c *Cluster) beside(ctx context.Context, needs expose.Needs) (beside, error) {
	var b beside
	g, gctx := errgroup.WithContext(ctx)
	if needs.Services {
		g.Go(func() (err error) {
			b.services, err = c.services(gctx)
			return err
		})
	}
	if needs.Pods {
		g.Go(func() (err error) {
			b.pods, err = c.podLabels(gctx)
			return err
		})
	}
	if needs.Gateways {
		g.Go(func() (err error) {
			b.gateways, err = c.gateways(gctx)
			return err
		})
	}
	if needs.Server {
		g.Go(func() (err error) {
			b.server, err = c.serverVersion(gctx)
			return err
		})
	}
	return b, g.Wait()
}

// serverVersion asks the API server for its version; it is not known where that is forbidden or nothing that can be read.
func (c *Cluster) serverVersion(ctx context.Context) (expose.ServerVersion, error) {
	client, err := c.typed(ctx, corev1.SchemeGroupVersion)
	if err != nil {
		return expose.ServerVersion{}, err
	}
	data, err := client.Get().AbsPath("/version").SetHeader("Accept", "application/json").Do(ctx).Raw()
	if err != nil {
		return expose.ServerVersion{}, unlessLeftOut(err)
	}
	var info version.Info
	if err := json.Unmarshal(data, &info); err != nil {
		return expose.ServerVersion{}, nil //nolint:nilerr // something in between answers; the API server judges what is sent
	}
	return expose.ParseServerVersion(info.Major, info.Minor), nil
}

// podLabels lists the labels of the namespace's Pods; nil when that is forbidden.
func (c *Cluster) podLabels(ctx context.Context) ([]labels.Set, error) {
	pods := []labels.Set{}
	err := c.each(ctx, corev1.SchemeGroupVersion.WithKind("Pod"), "pods", "", func(o runtime.Object) {
		if pod, ok := o.(*corev1.Pod); ok {
			pods = append(pods, pod.Labels)
		}
	})
	return unlessForbidden(pods, err)
}

// services lists the Services of the namespace; nil when that is forbidden.
func (c *Cluster) services(ctx context.Context) ([]corev1.Service, error) {
	services := []corev1.Service{}
	err := c.each(ctx, corev1.SchemeGroupVersion.WithKind("Service"), "services", "", func(o runtime.Object) {
		if service, ok := o.(*corev1.Service); ok {
			services = append(services, *service)
		}
	})
	return unlessForbidden(services, err)
}

// unlessForbidden turns "not allowed" into nothing: what is read so only helps.
func unlessForbidden[T any](items []T, err error) ([]T, error) {
	if apierrors.IsForbidden(err) {
		return nil, nil
	}
	return items, err
}
