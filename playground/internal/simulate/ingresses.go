package simulate

import (
	"context"
	"fmt"

	networkingv1 "k8s.io/api/networking/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	networkinglisters "k8s.io/client-go/listers/networking/v1"
	"k8s.io/client-go/tools/cache"
)

// ingressController is one whose part we play: the class that we create for it, and the address at which it
// would serve.
type ingressController struct {
	class, controller, address string
	isDefault                  bool
}

func ingressControllers() []ingressController {
	return []ingressController{
		{class: "nginx", controller: "k8s.io/ingress-nginx", address: "198.19.0.10", isDefault: true},
		{class: "traefik", controller: "traefik.io/ingress-controller", address: "198.19.0.20"},
	}
}

func createIngressClasses(ctx context.Context, client kubernetes.Interface) error {
	for _, c := range ingressControllers() {
		class := &networkingv1.IngressClass{
			ObjectMeta: metav1.ObjectMeta{Name: c.class},
			Spec:       networkingv1.IngressClassSpec{Controller: c.controller},
		}
		if c.isDefault {
			class.Annotations = map[string]string{networkingv1.AnnotationIsDefaultIngressClass: "true"}
		}
		_, err := client.NetworkingV1().IngressClasses().Create(ctx, class, metav1.CreateOptions{})
		if err != nil && !apierrors.IsAlreadyExists(err) {
			return fmt.Errorf("cannot create ingress class %s: %w", c.class, err)
		}
	}
	return nil
}

// ingresses plays all ingress controllers.
type ingresses struct {
	client  kubernetes.Interface
	lister  networkinglisters.IngressLister
	classes networkinglisters.IngressClassLister
	address map[string]string // by controller, read only
}

func newIngresses(client kubernetes.Interface, factory informers.SharedInformerFactory) (*loop, error) {
	informer, classes := factory.Networking().V1().Ingresses(), factory.Networking().V1().IngressClasses()
	i := &ingresses{client: client, lister: informer.Lister(), classes: classes.Lister(), address: map[string]string{}}
	for _, c := range ingressControllers() {
		i.address[c.controller] = c.address
	}
	loop, err := newLoop(informer.Informer(), i.reconcile)
	if err != nil {
		return nil, err
	}
	// A class may be newer than the Ingresses that name it.
	_, err = classes.Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{AddFunc: func(any) {
		waiting, _ := i.lister.List(labels.Everything()) // a cache's List has no error
		for _, ingress := range waiting {
			loop.add(ingress)
		}
	}})
	return loop, err
}

func (i *ingresses) reconcile(ctx context.Context, name cache.ObjectName) error {
	ingress, err := i.lister.Ingresses(name.Namespace).Get(name.Name)
	if apierrors.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	address, ours := i.addressOf(ingress)
	if !ours || hasAddress(ingress, address) {
		return nil
	}
	ingress = ingress.DeepCopy()
	ingress.Status.LoadBalancer.Ingress = []networkingv1.IngressLoadBalancerIngress{{IP: address}}
	_, err = i.client.NetworkingV1().Ingresses(ingress.Namespace).UpdateStatus(ctx, ingress, metav1.UpdateOptions{})
	return err
}

// addressOf returns the address of the controller that an Ingress asks for through its class, if we play it.
func (i *ingresses) addressOf(ingress *networkingv1.Ingress) (string, bool) {
	if ingress.Spec.IngressClassName == nil {
		return "", false
	}
	class, err := i.classes.Get(*ingress.Spec.IngressClassName)
	if err != nil { // there is no such class
		return "", false
	}
	address, ours := i.address[class.Spec.Controller]
	return address, ours
}

func hasAddress(ingress *networkingv1.Ingress, address string) bool {
	now := ingress.Status.LoadBalancer.Ingress
	return len(now) == 1 && now[0].IP == address
}
