package simulate

import (
	"context"
	"fmt"
	"net/netip"

	"golang.org/x/sync/errgroup"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

const region = "eu-1"

// node is a machine that does not exist.
type node struct {
	name, zone string
	address    netip.Addr
	pods       netip.Prefix
}

// nodes returns all nodes. Their ranges are wide: the usual /24 has no room for a load test.
func nodes() []node {
	return []node{
		{"node-a", "eu-1a", netip.MustParseAddr("192.168.100.11"), netip.MustParsePrefix("10.244.0.0/18")},
		{"node-b", "eu-1a", netip.MustParseAddr("192.168.100.12"), netip.MustParsePrefix("10.244.64.0/18")},
		{"node-c", "eu-1b", netip.MustParseAddr("192.168.100.13"), netip.MustParsePrefix("10.244.128.0/18")},
	}
}

// gateway returns the first address of the node's range, which belongs to the node itself.
func (n node) gateway() netip.Addr { return n.pods.Addr().Next() }

func createNodes(ctx context.Context, client kubernetes.Interface) error {
	version, err := client.Discovery().ServerVersion()
	if err != nil {
		return fmt.Errorf("cannot read the server's version: %w", err)
	}
	var group errgroup.Group
	for _, n := range nodes() {
		group.Go(func() error {
			_, err := client.CoreV1().Nodes().Create(ctx, n.object(version.GitVersion), metav1.CreateOptions{})
			if err != nil && !apierrors.IsAlreadyExists(err) {
				return fmt.Errorf("cannot create node %s: %w", n.name, err)
			}
			return nil
		})
	}
	return group.Wait()
}

func (n node) object(version string) *corev1.Node {
	capacity := corev1.ResourceList{
		corev1.ResourceCPU:              resource.MustParse("64"),
		corev1.ResourceMemory:           resource.MustParse("256Gi"),
		corev1.ResourceEphemeralStorage: resource.MustParse("1Ti"),
		corev1.ResourcePods:             resource.MustParse("10000"),
	}
	now := metav1.Now()
	return &corev1.Node{
		ObjectMeta: metav1.ObjectMeta{
			Name: n.name,
			Labels: map[string]string{
				corev1.LabelHostname:       n.name,
				corev1.LabelTopologyZone:   n.zone,
				corev1.LabelTopologyRegion: region,
				corev1.LabelOSStable:       "linux",
				corev1.LabelArchStable:     "amd64",
			},
		},
		Spec: corev1.NodeSpec{
			PodCIDR:    n.pods.String(),
			PodCIDRs:   []string{n.pods.String()},
			ProviderID: "playground://" + n.zone + "/" + n.name,
		},
		Status: corev1.NodeStatus{
			Capacity:    capacity,
			Allocatable: capacity,
			Addresses: []corev1.NodeAddress{
				{Type: corev1.NodeInternalIP, Address: n.address.String()},
				{Type: corev1.NodeHostName, Address: n.name},
			},
			Conditions: []corev1.NodeCondition{{
				Type:               corev1.NodeReady,
				Status:             corev1.ConditionTrue,
				Reason:             "Simulated",
				Message:            "xnode-playground plays this node's part",
				LastHeartbeatTime:  now,
				LastTransitionTime: now,
			}},
			NodeInfo: corev1.NodeSystemInfo{
				OperatingSystem:         "linux",
				Architecture:            "amd64",
				KubeletVersion:          version,
				OSImage:                 "simulated",
				KernelVersion:           "simulated",
				ContainerRuntimeVersion: "simulated://1",
			},
		},
	}
}
