package cluster

import (
	"cmp"
	"context"
	"maps"
	"slices"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// FollowPods tells of the Pods of the namespace that a Service with the selector has or would have as endpoints, by their nodes and names: all
// of them each time that anything changes, until ctx ends. It ends before that, having told the error, when they cannot be listed. It calls emit from
// one goroutine, and not after it has returned.
func (c *Cluster) FollowPods(ctx context.Context, namespace string, selector labels.Set, emit func([]expose.Pod, error)) {
	if len(selector) == 0 { // a Service without a selector selects none
		emit(nil, nil)
		return
	}
	lists := func(c *Cluster) (lister, error) {
		l, err := c.lister(ctx, corev1.SchemeGroupVersion.WithKind("Pod"), "pods")
		if err != nil {
			return l, err
		}
		l.selector = selector.AsSelector().String()
		return l.only("metadata.namespace", "metadata.name", "metadata.labels", "metadata.deletionTimestamp", "spec.nodeName", "status.phase", "status.conditions"), nil
	}
	keep := func(o runtime.Object) (kept expose.Pod, ok bool) {
		pod, ok := o.(*corev1.Pod)
		if !ok {
			return kept, false
		}
		return expose.PodOf(pod)
	}
	pods := map[string]expose.Pod{}
	zones := nodeZones{cluster: c}
	var told []expose.Pod
	var toldErr error
	begun := false
	err := follow(ctx, c.In(namespace), lists, keep, func(n news[expose.Pod]) {
		n.each(func(p expose.Pod) { pods[p.Name] = p }, func(key expose.RowKey) { delete(pods, key.Name) })
		if !n.complete {
			return
		}
		now := slices.SortedFunc(maps.Values(pods), func(a, b expose.Pod) int {
			return cmp.Or(cmp.Compare(a.Node, b.Node), cmp.Compare(a.Name, b.Name))
		})
		zones.fill(ctx, now)
		same := begun && slices.Equal(now, told) && sameError(n.err, toldErr)
		if ctx.Err() == nil && !same {
			begun, told, toldErr = true, now, n.err
			emit(slices.Clone(now), n.err)
		}
	})
	if ctx.Err() == nil {
		emit(nil, c.explain(err))
	}
}

// nodeZones knows in which zones nodes are. It is asked for Pods that do not say.
type nodeZones struct {
	cluster    *Cluster
	zones      map[string]string
	unreadable bool
}

// fill adds the zones that are missing. Nodes are listed once, and again when there is one that is new; where they may not be read,
// zones stay unknown.
func (z *nodeZones) fill(ctx context.Context, pods []expose.Pod) {
	lacks := func(p expose.Pod) bool {
		_, known := z.zones[p.Node]
		return p.Zone == "" && p.Node != "" && !known
	}
	if slices.ContainsFunc(pods, lacks) && !z.unreadable {
		z.list(ctx)
		for _, p := range pods {
			if lacks(p) && z.zones != nil {
				z.zones[p.Node] = "" // it is not there: asking again would not help
			}
		}
	}
	for i, p := range pods {
		if p.Zone == "" {
			pods[i].Zone = z.zones[p.Node]
		}
	}
}

func (z *nodeZones) list(ctx context.Context) {
	l, err := z.cluster.In("").lister(ctx, corev1.SchemeGroupVersion.WithKind("Node"), "nodes")
	if err != nil {
		return
	}
	zones := map[string]string{}
	err = l.metadataOnly().all(ctx, func(o runtime.Object) {
		if node, ok := o.(metav1.Object); ok {
			zones[node.GetName()] = node.GetLabels()[corev1.LabelTopologyZone]
		}
	})
	if err == nil {
		z.zones = zones
	}
	z.unreadable = apierrors.IsForbidden(err)
}

func sameError(a, b error) bool {
	return (a == nil) == (b == nil) && (a == nil || a.Error() == b.Error())
}
