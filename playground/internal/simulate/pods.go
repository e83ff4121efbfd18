package simulate

import (
	"context"
	"fmt"
	"net/netip"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	corelisters "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/cache"
)

// pods plays the kubelet of every node.
type pods struct {
	client    kubernetes.Interface
	lister    corelisters.PodLister
	addresses map[string]*addresses // by node, read only
}

func newPods(client kubernetes.Interface, factory informers.SharedInformerFactory) (*loop, error) {
	informer := factory.Core().V1().Pods()
	if err := informer.Informer().AddIndexers(cache.Indexers{byAddress: indexByAddress}); err != nil {
		return nil, fmt.Errorf("cannot index Pods: %w", err)
	}
	p := &pods{client: client, lister: informer.Lister(), addresses: map[string]*addresses{}}
	for _, n := range nodes() {
		p.addresses[n.name] = newAddresses(n, informer.Informer().GetIndexer())
	}
	return newLoop(informer.Informer(), p.reconcile)
}

func (p *pods) reconcile(ctx context.Context, name cache.ObjectName) error {
	pod, err := p.lister.Pods(name.Namespace).Get(name.Name)
	if apierrors.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	addresses, ours := p.addresses[pod.Spec.NodeName]
	switch {
	case !ours:
		return nil
	case pod.DeletionTimestamp != nil:
		return p.remove(ctx, pod)
	case pod.Status.StartTime != nil: // it runs already
		return nil
	}

	pod = pod.DeepCopy()
	host := addresses.node.address
	address := host
	if !pod.Spec.HostNetwork {
		if address, err = addresses.free(); err != nil {
			return err
		}
	}
	runPod(pod, host, address)
	_, err = p.client.CoreV1().Pods(pod.Namespace).UpdateStatus(ctx, pod, metav1.UpdateOptions{})
	return err
}

// remove confirms a Pod's deletion, as a kubelet does once the containers have stopped.
func (p *pods) remove(ctx context.Context, pod *corev1.Pod) error {
	now := int64(0)
	err := p.client.CoreV1().Pods(pod.Namespace).Delete(ctx, pod.Name, metav1.DeleteOptions{
		GracePeriodSeconds: &now,
		Preconditions:      &metav1.Preconditions{UID: &pod.UID},
	})
	if apierrors.IsNotFound(err) {
		return nil
	}
	return err
}

// runPod sets the status of a Pod that has just been started.
func runPod(pod *corev1.Pod, host, address netip.Addr) {
	now := metav1.Now()
	fault := pod.Annotations[FaultAnnotation]
	status := &pod.Status

	status.Phase = corev1.PodRunning
	status.StartTime = &now
	status.HostIP, status.HostIPs = host.String(), []corev1.HostIP{{IP: host.String()}}
	status.PodIP, status.PodIPs = address.String(), []corev1.PodIP{{IP: address.String()}}

	ready := corev1.ConditionTrue
	if fault != "" {
		ready = corev1.ConditionFalse
	}
	for _, c := range []corev1.PodCondition{
		{Type: corev1.PodReadyToStartContainers, Status: corev1.ConditionTrue},
		{Type: corev1.PodInitialized, Status: corev1.ConditionTrue},
		{Type: corev1.ContainersReady, Status: ready},
		{Type: corev1.PodReady, Status: ready},
	} {
		if c.Status == corev1.ConditionFalse {
			c.Reason = "ContainersNotReady"
		}
		c.LastTransitionTime = now
		status.Conditions = append(status.Conditions, c)
	}

	status.InitContainerStatuses, status.ContainerStatuses = nil, nil
	for _, c := range pod.Spec.InitContainers {
		s := running(pod, c, now)
		if c.RestartPolicy == nil { // no sidecar
			s.State = corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{
				Reason: "Completed", StartedAt: now, FinishedAt: now, ContainerID: s.ContainerID,
			}}
		}
		status.InitContainerStatuses = append(status.InitContainerStatuses, s)
	}
	for _, c := range pod.Spec.Containers {
		s := running(pod, c, now)
		if fault != "" {
			s = failing(s, fault)
		}
		status.ContainerStatuses = append(status.ContainerStatuses, s)
	}
}

func running(pod *corev1.Pod, c corev1.Container, since metav1.Time) corev1.ContainerStatus {
	started := true
	return corev1.ContainerStatus{
		Name:        c.Name,
		Image:       c.Image,
		ImageID:     c.Image,
		ContainerID: fmt.Sprintf("simulated://%s/%s", pod.UID, c.Name),
		Ready:       true,
		Started:     &started,
		State:       corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: since}},
	}
}

// failing turns the status of a running container into that of one which waits for another try.
func failing(s corev1.ContainerStatus, reason string) corev1.ContainerStatus {
	stopped := false
	since := s.State.Running.StartedAt
	s.Ready, s.Started = false, &stopped
	s.State = corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{
		Reason:  reason,
		Message: "the playground simulates " + reason,
	}}
	if reason == "CrashLoopBackOff" {
		s.RestartCount = 7
		s.LastTerminationState = corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{
			ExitCode: 1, Reason: "Error", StartedAt: since, FinishedAt: since, ContainerID: s.ContainerID,
		}}
	}
	return s
}
