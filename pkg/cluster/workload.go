package cluster

import (
	"context"
	"slices"

	"golang.org/x/sync/errgroup"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes/scheme"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// pageSize is how many objects a list asks for at once, as kubectl get does.
const pageSize = 500

// Workload reads a Deployment by its name, and the Services beside it when withServices says so.
//
// It returns a [NotFoundError] with the nearest names when there is no such Deployment, or no such namespace. Services that may
// not be read are left out: they only save making another one.
func (c *Cluster) Workload(ctx context.Context, name string, withServices bool) (expose.Workload, error) {
	var workload expose.Workload
	var services []corev1.Service
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		var d appsv1.Deployment
		if err := c.get(gctx, appsv1.SchemeGroupVersion, "deployments", name, &d); err != nil {
			return err
		}
		workload = expose.FromDeployment(&d)
		return nil
	})
	if withServices {
		g.Go(func() (err error) {
			services, err = c.services(gctx)
			return err
		})
	}
	err := g.Wait()
	if err != nil {
		if isMissing(err, "deployments") {
			return expose.Workload{}, c.notFound(ctx, name)
		}
		return expose.Workload{}, c.explain(err)
	}
	workload.Services = services
	if workload.NeedsPods() {
		if workload.Pods, err = c.podLabels(ctx); err != nil {
			return expose.Workload{}, c.explain(err)
		}
	}
	return workload, nil
}

// Workloads lists the Deployments of the namespace by name, and the Services beside them.
// It returns a [NotFoundError] when the namespace does not exist, and a [ForbiddenError] when listing Deployments is not allowed.
func (c *Cluster) Workloads(ctx context.Context) ([]expose.Workload, error) {
	var workloads []expose.Workload
	var services []corev1.Service
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		return c.listDeployments(gctx, func(d *appsv1.Deployment) {
			workloads = append(workloads, expose.FromDeployment(d))
		})
	})
	g.Go(func() (err error) {
		services, err = c.services(gctx)
		return err
	})
	if err := g.Wait(); err != nil {
		return nil, c.explain(err)
	}
	if len(workloads) == 0 {
		if err := c.namespaceExists(ctx); err != nil {
			return nil, err
		}
	}
	var pods []labels.Set
	if slices.ContainsFunc(workloads, expose.Workload.NeedsPods) {
		var err error
		if pods, err = c.podLabels(ctx); err != nil {
			return nil, c.explain(err)
		}
	}
	for i := range workloads {
		workloads[i].Services, workloads[i].Pods = services, pods
	}
	return workloads, nil
}

// WorkloadNames lists the names of the namespace's Deployments.
func (c *Cluster) WorkloadNames(ctx context.Context) ([]string, error) {
	var names []string
	err := c.listDeployments(ctx, func(d *appsv1.Deployment) { names = append(names, d.Name) })
	if err != nil {
		return nil, c.explain(err)
	}
	return names, nil
}

func (c *Cluster) listDeployments(ctx context.Context, each func(*appsv1.Deployment)) error {
	return eachPage(ctx, c, appsv1.SchemeGroupVersion, "deployments", func(page *appsv1.DeploymentList) {
		for i := range page.Items {
			each(&page.Items[i])
		}
	})
}

// podLabels lists the labels of the namespace's Pods; nil when that is forbidden.
func (c *Cluster) podLabels(ctx context.Context) ([]labels.Set, error) {
	pods := []labels.Set{}
	err := eachPage(ctx, c, corev1.SchemeGroupVersion, "pods", func(page *corev1.PodList) {
		for _, pod := range page.Items {
			pods = append(pods, pod.Labels)
		}
	})
	return unlessForbidden(pods, err)
}

// services lists the Services of the namespace; nil when that is forbidden.
func (c *Cluster) services(ctx context.Context) ([]corev1.Service, error) {
	services := []corev1.Service{}
	err := eachPage(ctx, c, corev1.SchemeGroupVersion, "services", func(page *corev1.ServiceList) {
		services = append(services, page.Items...)
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

// eachPage lists the resource in the namespace, page by page.
func eachPage[L any, List interface {
	*L
	runtime.Object
	metav1.ListInterface
}](ctx context.Context, c *Cluster, gv schema.GroupVersion, resource string, each func(List)) error {
	client, err := c.typed(ctx, gv)
	if err != nil {
		return err
	}
	options := metav1.ListOptions{Limit: pageSize}
	for {
		page := List(new(L))
		request := client.Get().Namespace(c.Namespace).Resource(resource).VersionedParams(&options, scheme.ParameterCodec)
		if err := request.Do(ctx).Into(page); err != nil {
			return err
		}
		each(page)
		if page.GetContinue() == "" {
			return nil
		}
		options.Continue = page.GetContinue()
	}
}

func (c *Cluster) get(ctx context.Context, gv schema.GroupVersion, resource, name string, into runtime.Object) error {
	client, err := c.typed(ctx, gv)
	if err != nil {
		return err
	}
	return client.Get().Namespace(c.Namespace).Resource(resource).Name(name).Do(ctx).Into(into)
}
