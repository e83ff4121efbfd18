package simulate

import (
	"net/netip"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/cache"
)

func TestAddressesAreUsedOnce(t *testing.T) {
	pods := cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{byAddress: indexByAddress})
	a := newAddresses(node{name: "node-a", pods: netip.MustParsePrefix("10.244.0.0/29")}, pods)

	// A range of eight has the network's own address, the gateway's, and six more.
	for _, want := range []string{"10.244.0.2", "10.244.0.3", "10.244.0.4", "10.244.0.5", "10.244.0.6", "10.244.0.7"} {
		got, err := a.free()
		if err != nil {
			t.Fatal(err)
		}
		if got.String() != want {
			t.Errorf("got %s, want %s", got, want)
		}
		add(t, pods, want)
	}
	if got, err := a.free(); err == nil {
		t.Errorf("got %s from a range that is used up", got)
	}

	if err := pods.Delete(podWith("10.244.0.4")); err != nil {
		t.Fatal(err)
	}
	if got, err := a.free(); err != nil || got.String() != "10.244.0.4" {
		t.Errorf("got %s, %v, want the address of the Pod that is gone", got, err)
	}
}

func add(t *testing.T, pods cache.Store, address string) {
	t.Helper()
	if err := pods.Add(podWith(address)); err != nil {
		t.Fatal(err)
	}
}

func podWith(address string) *corev1.Pod {
	return &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Namespace: "shop", Name: address},
		Status:     corev1.PodStatus{PodIP: address},
	}
}
