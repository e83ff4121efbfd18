package simulate

import (
	"fmt"
	"net/netip"
	"sync"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/tools/cache"
)

// byAddress is the index of Pods by their address.
const byAddress = "address"

func indexByAddress(object any) ([]string, error) {
	pod, ok := object.(*corev1.Pod)
	if !ok || pod.Status.PodIP == "" {
		return nil, nil
	}
	return []string{pod.Status.PodIP}, nil
}

// addresses hands out the addresses of a node's range in turn, and skips those that a Pod has.
type addresses struct {
	node node
	pods cache.Indexer

	mu   sync.Mutex
	last netip.Addr
}

func newAddresses(n node, pods cache.Indexer) *addresses {
	return &addresses{node: n, pods: pods, last: n.gateway()}
}

func (a *addresses) free() (netip.Addr, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for range 1 << (a.last.BitLen() - a.node.pods.Bits()) {
		a.last = a.last.Next()
		if !a.node.pods.Contains(a.last) {
			a.last = a.node.gateway().Next()
		}
		users, err := a.pods.ByIndex(byAddress, a.last.String())
		if err != nil {
			return netip.Addr{}, err
		}
		if len(users) == 0 {
			return a.last, nil
		}
	}
	return netip.Addr{}, fmt.Errorf("%s has no free address in %s", a.node.name, a.node.pods)
}
