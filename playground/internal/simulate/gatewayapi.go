package simulate

import (
	"context"
	"fmt"
	"net/netip"

	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/dynamicinformer"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
)

const (
	gatewayGroup = "gateway.networking.k8s.io"
	// gatewayController names itself in the GatewayClasses that are ours.
	gatewayController = "playground.kubectl-xnode.io/gateway"

	gatewayClasses  = "gatewayclasses"
	gateways        = "gateways"
	httpRoutes      = "httproutes"
	grpcRoutes      = "grpcroutes"
	referenceGrants = "referencegrants"
)

// gatewayAPI plays one controller of the Gateway API: of GatewayClasses and Gateways (gateways.go), of routes
// (routes.go, backends.go), and of what is between them (listeners.go). What it looks at in an object is a struct in
// the object's file.
type gatewayAPI struct {
	client   dynamic.Interface
	dynamics dynamicinformer.DynamicSharedInformerFactory
	builtins informers.SharedInformerFactory
	loops    map[string]*loop // by resource
	// lastAddress is the address that the newest Gateway has.
	lastAddress netip.Addr
}

// StartGatewayAPI plays the part of a Gateway controller in the background until ctx ends. The cluster has to serve the
// Gateway API already.
func StartGatewayAPI(ctx context.Context, config *rest.Config) error {
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		return err
	}
	config = rest.CopyConfig(config)
	config.ContentType = runtime.ContentTypeProtobuf
	builtin, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	g := &gatewayAPI{
		client:   client,
		dynamics: dynamicinformer.NewDynamicSharedInformerFactory(client, 0),
		builtins: informers.NewSharedInformerFactoryWithOptions(builtin, 0, informers.WithTransform(dropManagedFields)),
		loops:    map[string]*loop{},
		// The next ones are beside those of the ingress controllers.
		lastAddress: netip.MustParseAddr("198.19.1.0"),
	}
	if err := g.listen(); err != nil {
		return err
	}
	g.dynamics.Start(ctx.Done())
	g.builtins.StartWithContext(ctx)
	go func() {
		// Earlier, what is only not known yet would be said to be missing.
		g.dynamics.WaitForCacheSync(ctx.Done())
		g.builtins.WaitForCacheSync(ctx.Done())
		for _, l := range g.loops {
			go l.run(ctx, 1)
		}
	}()
	return nil
}

// listen makes the loops. There are few Gateways and routes: all are looked at again when anything changes that
// may matter to one of them.
func (g *gatewayAPI) listen() error {
	for resource, reconcile := range map[string]func(context.Context, *unstructured.Unstructured) error{
		gatewayClasses: g.reconcileClass,
		gateways:       g.reconcileGateway,
		httpRoutes:     g.reconcileRoutes(httpRoutes),
		grpcRoutes:     g.reconcileRoutes(grpcRoutes),
	} {
		var err error
		g.loops[resource], err = newLoop(g.informer(resource), func(ctx context.Context, name cache.ObjectName) error {
			object := g.get(resource, name)
			if object == nil {
				return nil
			}
			return reconcile(ctx, object)
		})
		if err != nil {
			return err
		}
	}
	again := cache.ResourceEventHandlerFuncs{
		AddFunc:    func(any) { g.again() },
		UpdateFunc: func(any, any) { g.again() },
		DeleteFunc: func(any) { g.again() },
	}
	core := g.builtins.Core().V1()
	for _, informer := range []cache.SharedInformer{
		g.informer(gatewayClasses), g.informer(gateways), g.informer(httpRoutes), g.informer(grpcRoutes),
		g.informer(referenceGrants), core.Namespaces().Informer(), core.Services().Informer(),
	} {
		if _, err := informer.AddEventHandler(again); err != nil {
			return fmt.Errorf("cannot listen to an informer: %w", err)
		}
	}
	return nil
}

func (g *gatewayAPI) again() {
	for resource, loop := range g.loops {
		for _, object := range g.informer(resource).GetStore().List() {
			loop.add(object)
		}
	}
}

func (g *gatewayAPI) informer(resource string) cache.SharedInformer {
	return g.dynamics.ForResource(gatewayResource(resource)).Informer()
}

// get returns an object, or nil when there is none.
func (g *gatewayAPI) get(resource string, name cache.ObjectName) *unstructured.Unstructured {
	object, _, _ := g.informer(resource).GetStore().GetByKey(name.String()) // a cache has no error
	content, _ := object.(*unstructured.Unstructured)
	return content
}

// list returns what we look at of all objects.
func list[T any](g *gatewayAPI, resource string) ([]*T, error) {
	var all []*T
	for _, object := range g.informer(resource).GetStore().List() {
		content, ok := object.(*unstructured.Unstructured)
		if !ok {
			continue // every object of a dynamic informer is
		}
		one, err := read[T](content)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// read returns what we look at of an object.
func read[T any](object *unstructured.Unstructured) (*T, error) {
	into := new(T)
	return into, runtime.DefaultUnstructuredConverter.FromUnstructured(object.Object, into)
}

// namespaceLabels returns the labels of a namespace, none when there is no such namespace.
func (g *gatewayAPI) namespaceLabels(name string) labels.Set {
	namespace, err := g.builtins.Core().V1().Namespaces().Lister().Get(name)
	if err != nil {
		return nil
	}
	return namespace.Labels
}

// report writes an object's status, unless it is so already.
func (g *gatewayAPI) report(ctx context.Context, resource string, object *unstructured.Unstructured, status any) error {
	next, err := runtime.DefaultUnstructuredConverter.ToUnstructured(status)
	if err != nil {
		return err
	}
	if now, _, _ := unstructured.NestedMap(object.Object, "status"); equality.Semantic.DeepEqual(now, next) {
		return nil
	}
	object = object.DeepCopy()
	object.Object["status"] = next
	objects := g.client.Resource(gatewayResource(resource)).Namespace(object.GetNamespace())
	_, err = objects.UpdateStatus(ctx, object, metav1.UpdateOptions{})
	return err
}

func gatewayResource(resource string) schema.GroupVersionResource {
	return schema.GroupVersionResource{Group: gatewayGroup, Version: "v1", Resource: resource}
}
