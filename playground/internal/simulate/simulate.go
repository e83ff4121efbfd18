// Package simulate plays the parts of a cluster that need machines: nodes that run Pods, a load balancer, ingress
// controllers, and a Gateway controller. It only writes what those would report; nothing runs and no address answers.
//
// Start reading at Start. Each other file plays one part: nodes.go, pods.go, services.go, ingresses.go. The Gateway
// controller is a part of several files, beginning with StartGatewayAPI in gatewayapi.go.
package simulate

import (
	"context"

	"golang.org/x/sync/errgroup"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

// FaultAnnotation on a Pod makes its containers wait for ever; its value is the reason that they report,
// such as CrashLoopBackOff.
const FaultAnnotation = "playground.kubectl-xnode.io/fault"

// Start creates the nodes and the ingress classes, and plays their parts in the background until ctx ends.
func Start(ctx context.Context, config *rest.Config) error {
	config = rest.CopyConfig(config)
	config.ContentType = runtime.ContentTypeProtobuf
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}

	factory := informers.NewSharedInformerFactoryWithOptions(client, 0, informers.WithTransform(dropManagedFields))
	pods, err := newPods(client, factory)
	if err != nil {
		return err
	}
	services, err := newServices(client, factory)
	if err != nil {
		return err
	}
	ingresses, err := newIngresses(client, factory)
	if err != nil {
		return err
	}
	factory.StartWithContext(ctx)
	go pods.run(ctx, 8)
	go services.run(ctx, 1)
	go ingresses.run(ctx, 1)

	var group errgroup.Group
	group.Go(func() error { return createNodes(ctx, client) })
	group.Go(func() error { return createIngressClasses(ctx, client) })
	return group.Wait()
}

// dropManagedFields keeps the caches of ten thousand Pods small.
func dropManagedFields(object any) (any, error) {
	if m, err := meta.Accessor(object); err == nil {
		m.SetManagedFields(nil)
	}
	return object, nil
}
