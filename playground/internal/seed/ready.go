package seed

import (
	"context"
	"fmt"
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"github.com/kubectl-xnode/kubectl-xnode/playground/internal/simulate"
)

const (
	// patience is how long the company may take to be up, on a slow and busy machine.
	patience = 2 * time.Minute
	// pause is the time between two looks.
	pause = 50 * time.Millisecond
)

// Wait returns when the Pods of all Deployments are ready, save those with a fault, and Pods can be created in
// the namespace default.
func Wait(ctx context.Context, config *rest.Config) error {
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	var waiting string
	err = wait.PollUntilContextTimeout(ctx, pause, patience, true, func(ctx context.Context) (bool, error) {
		waiting, err = missing(ctx, client)
		return waiting == "", err
	})
	if ctx.Err() == nil && wait.Interrupted(err) {
		return fmt.Errorf("the cluster is not up after %s, it still waits for %s", patience, waiting)
	}
	return err
}

// missing names what the company waits for.
func missing(ctx context.Context, client kubernetes.Interface) (string, error) {
	accounts, err := client.CoreV1().ServiceAccounts(metav1.NamespaceDefault).List(ctx, metav1.ListOptions{})
	if err != nil {
		return "", err
	}
	if len(accounts.Items) == 0 {
		return "the ServiceAccount default", nil
	}
	deployments, err := client.AppsV1().Deployments(metav1.NamespaceAll).List(ctx, metav1.ListOptions{})
	if err != nil {
		return "", err
	}
	var names []string
	for _, d := range deployments.Items {
		if !isUp(&d) {
			names = append(names, d.Name)
		}
	}
	return strings.Join(names, ", "), nil
}

// isUp reports whether a Deployment has the Pods it wants, ready unless they have a fault.
func isUp(d *appsv1.Deployment) bool {
	pods := d.Status.AvailableReplicas
	if d.Spec.Template.Annotations[simulate.FaultAnnotation] != "" {
		pods = d.Status.UpdatedReplicas
	}
	return d.Status.ObservedGeneration == d.Generation && pods == *d.Spec.Replicas
}
