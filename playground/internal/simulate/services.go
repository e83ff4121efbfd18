package simulate

import (
	"context"
	"net/netip"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	corelisters "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/cache"
)

// services plays the load balancer of the cluster's provider.
type services struct {
	client kubernetes.Interface
	lister corelisters.ServiceLister
}

func newServices(client kubernetes.Interface, factory informers.SharedInformerFactory) (*loop, error) {
	informer := factory.Core().V1().Services()
	s := &services{client: client, lister: informer.Lister()}
	return newLoop(informer.Informer(), s.reconcile)
}

func (s *services) reconcile(ctx context.Context, name cache.ObjectName) error {
	service, err := s.lister.Services(name.Namespace).Get(name.Name)
	if apierrors.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	if !waitsForUs(service) {
		return nil
	}
	address, err := loadBalancerAddress(service.Spec.ClusterIP)
	if err != nil {
		return err
	}
	service = service.DeepCopy()
	service.Status.LoadBalancer.Ingress = []corev1.LoadBalancerIngress{{IP: address.String()}}
	_, err = s.client.CoreV1().Services(service.Namespace).UpdateStatus(ctx, service, metav1.UpdateOptions{})
	return err
}

// waitsForUs reports whether a Service needs an address and no other load balancer was asked for.
func waitsForUs(s *corev1.Service) bool {
	return s.Spec.Type == corev1.ServiceTypeLoadBalancer &&
		s.Spec.LoadBalancerClass == nil &&
		len(s.Status.LoadBalancer.Ingress) == 0
}

// loadBalancerAddress maps ClusterIPs (10.96.0.0/16) one to one onto 198.18.0.0/16, so that there is nothing to
// allocate. 198.18.0.0/15 is set aside for benchmarks (RFC 2544): nobody's real address is in it.
func loadBalancerAddress(clusterIP string) (netip.Addr, error) {
	address, err := netip.ParseAddr(clusterIP)
	if err != nil {
		return netip.Addr{}, err
	}
	b := address.As4()
	return netip.AddrFrom4([4]byte{198, 18, b[2], b[3]}), nil
}
