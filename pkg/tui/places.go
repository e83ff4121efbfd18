package tui

import (
	"cmp"
	"slices"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// places are the Pods that a selector matches, counted by zone and node.
type places struct {
	tally
	zones []zone
}

// tally counts Pods.
type tally struct{ pods, ready int }

// zone is one with Pods; without a name it is not known.
type zone struct {
	tally
	name  string
	nodes []node
}

// node is one with Pods; without a name they have none yet.
type node struct {
	tally
	name string
}

func (t *tally) add(ready bool) {
	t.pods++
	if ready {
		t.ready++
	}
}

// newPlaces counts Pods. Zones and nodes are in the order of their names, those without one last.
func newPlaces(pods []expose.Pod) places {
	type at struct{ zone, node string }
	counted := map[at]*tally{}
	var p places
	for _, pod := range pods {
		key := at{pod.Zone, pod.Node}
		if counted[key] == nil {
			counted[key] = &tally{}
		}
		counted[key].add(pod.Ready)
		p.add(pod.Ready)
	}
	keys := make([]at, 0, len(counted))
	for key := range counted {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b at) int { return cmp.Or(compareLast(a.zone, b.zone), compareLast(a.node, b.node)) })
	for _, key := range keys {
		if n := len(p.zones); n == 0 || p.zones[n-1].name != key.zone {
			p.zones = append(p.zones, zone{name: key.zone})
		}
		z, t := &p.zones[len(p.zones)-1], *counted[key]
		z.nodes = append(z.nodes, node{t, key.node})
		z.pods, z.ready = z.pods+t.pods, z.ready+t.ready
	}
	return p
}

// compareLast orders texts, empty ones last.
func compareLast(a, b string) int {
	if (a == "") != (b == "") {
		return cmp.Compare(b, a)
	}
	return cmp.Compare(a, b)
}
