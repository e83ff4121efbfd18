package cluster

import (
	"context"
	"encoding/json"
	"slices"

	"golang.org/x/sync/errgroup"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// Facts reads, side by side, what is known of the cluster around the workloads of the namespace. What may not be read or is not served is
// left out. However much there is, no list but that of Gateways goes on after its first page, and none has the data of a Secret.
//
// It returns a [CredentialsError] when the user is not known any more, and an error when the API server does not answer.
func (c *Cluster) Facts(ctx context.Context) (expose.Facts, error) {
	var r expose.Readings
	var all, own []networkingv1.Ingress
	g, gctx := errgroup.WithContext(ctx)
	read := func(read func(context.Context) error) {
		g.Go(func() error { return unlessLeftOut(read(gctx)) })
	}
	read(func(ctx context.Context) (err error) {
		r.IngressClasses, err = c.ingressClasses(ctx)
		return err
	})
	read(func(ctx context.Context) (err error) {
		r.TLSSecrets, err = c.tlsSecrets(ctx)
		return err
	})
	read(func(ctx context.Context) (err error) {
		all, err = c.ingresses(ctx, "", 2*onePage)
		return err
	})
	read(func(ctx context.Context) (err error) { // those that a page of all may not reach
		own, err = c.ingresses(ctx, c.Namespace, onePage)
		return err
	})
	read(func(ctx context.Context) (err error) {
		r.Gateways, r.AllGateways, err = c.reachableGateways(ctx)
		return err
	})
	read(func(ctx context.Context) (err error) {
		r.Balancers, r.AllBalancers, err = c.balancers(ctx)
		return err
	})
	read(func(ctx context.Context) (err error) {
		r.Groups, err = c.groups(ctx)
		return err
	})
	read(func(ctx context.Context) (err error) {
		r.Nodes, err = c.someNodes(ctx)
		return err
	})
	if err := g.Wait(); err != nil {
		return expose.Facts{}, c.explain(err)
	}
	if r.Ingresses = all; all == nil {
		r.Ingresses = own
	} else {
		r.Ingresses = append(r.Ingresses, own...)
	}
	return expose.FactsOf(r), nil
}

// unlessLeftOut turns what only means that there is nothing to read here into no error.
func unlessLeftOut(err error) error {
	if apierrors.IsForbidden(err) || apierrors.IsNotFound(err) || apierrors.IsNotAcceptable(err) {
		return nil
	}
	return err
}

func (c *Cluster) ingressClasses(ctx context.Context) ([]networkingv1.IngressClass, error) {
	var list networkingv1.IngressClassList
	err := c.page(ctx, networkingv1.SchemeGroupVersion, "", "ingressclasses", metav1.ListOptions{Limit: onePage}, &list)
	return listed(list.Items, err)
}

// tlsSecrets lists the names of the namespace's TLS Secrets. It asks for tables without objects: even the metadata of a Secret
// may have the data, in the annotation where kubectl apply keeps what was applied last.
func (c *Cluster) tlsSecrets(ctx context.Context) ([]string, error) {
	client, err := c.typed(ctx, corev1.SchemeGroupVersion)
	if err != nil {
		return nil, err
	}
	options := metav1.ListOptions{Limit: onePage, FieldSelector: "type=" + string(corev1.SecretTypeTLS)}
	text, err := pageRequest(client, c.Namespace, "secrets", options).
		Param("includeObject", string(metav1.IncludeNone)).
		SetHeader("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io"). // and nothing else: a server without tables refuses
		Do(ctx).Raw()
	if err != nil {
		return nil, err
	}
	var table metav1.Table
	if err := json.Unmarshal(text, &table); err != nil {
		return nil, err
	}
	names := []string{}
	column := slices.IndexFunc(table.ColumnDefinitions, func(d metav1.TableColumnDefinition) bool { return d.Format == "name" })
	for _, row := range table.Rows {
		if column >= 0 && column < len(row.Cells) {
			if name, ok := row.Cells[column].(string); ok {
				names = append(names, name)
			}
		}
	}
	return names, nil
}

func (c *Cluster) ingresses(ctx context.Context, namespace string, limit int64) ([]networkingv1.Ingress, error) {
	var list networkingv1.IngressList
	err := c.page(ctx, networkingv1.SchemeGroupVersion, namespace, "ingresses", metav1.ListOptions{Limit: limit}, &list)
	return listed(list.Items, err)
}

// balancers lists the Services of type LoadBalancer, or where that is forbidden the namespace's.
func (c *Cluster) balancers(ctx context.Context) (services []corev1.Service, everywhere bool, err error) {
	options := metav1.ListOptions{
		Limit:         onePage,
		FieldSelector: "spec.type=" + string(corev1.ServiceTypeLoadBalancer),
		// From the API server's memory: it need not read thousands of other Services for them, and evidence may be some seconds old.
		ResourceVersion: "0",
	}
	var list corev1.ServiceList
	everywhere = true
	err = c.page(ctx, corev1.SchemeGroupVersion, "", "services", options, &list)
	if apierrors.IsForbidden(err) {
		everywhere = false
		err = c.page(ctx, corev1.SchemeGroupVersion, c.Namespace, "services", options, &list)
	}
	services, err = listed(list.Items, err)
	return services, everywhere && err == nil, err
}

// groups lists the API groups that the API server serves.
func (c *Cluster) groups(ctx context.Context) ([]string, error) {
	client, err := c.typed(ctx, corev1.SchemeGroupVersion)
	if err != nil {
		return nil, err
	}
	text, err := client.Get().AbsPath("/apis").SetHeader("Accept", "application/json").Do(ctx).Raw()
	if err != nil {
		return nil, err
	}
	var list metav1.APIGroupList
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, err
	}
	names := make([]string, len(list.Groups))
	for i, group := range list.Groups {
		names[i] = group.Name
	}
	return names, nil
}

// someNodes lists a few nodes: what one tells of the cluster's provider, others tell, too, but for a control plane of another kind.
func (c *Cluster) someNodes(ctx context.Context) ([]corev1.Node, error) {
	const few = 5
	var list corev1.NodeList
	err := c.page(ctx, corev1.SchemeGroupVersion, "", "nodes", metav1.ListOptions{Limit: few}, &list)
	return listed(list.Items, err)
}
