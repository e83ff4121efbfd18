package cluster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// NotFoundError says that what was named does not exist.
type NotFoundError struct {
	message string
	// Nearest are the names that were perhaps meant, the nearest first.
	Nearest []string
}

// Error implements error.
func (e *NotFoundError) Error() string {
	if len(e.Nearest) == 0 {
		return e.message
	}
	return fmt.Sprintf("%s; did you mean %s?", e.message, strings.Join(e.Nearest, ", "))
}

func noNamespace(name string) error {
	return &NotFoundError{message: fmt.Sprintf("there is no namespace %q", name)}
}

// isMissing reports whether the API server knows no such object of the resource. A bare 404 is not that: it may come from
// something that is no API server.
func isMissing(err error, resource string) bool {
	var status apierrors.APIStatus
	return apierrors.IsNotFound(err) && errors.As(err, &status) && status.Status().Details != nil && status.Status().Details.Kind == resource
}

// notFound says why a workload is not there: there is no such namespace, or no such name in it.
// What may not be read is left unsaid.
func (c *Cluster) notFound(ctx context.Context, kind expose.Kind, name string) error {
	names, err := c.WorkloadNames(ctx, kind)
	if err == nil && len(names) == 0 {
		if err := c.namespaceExists(ctx); err != nil {
			return err
		}
	}
	missing := &NotFoundError{
		message: fmt.Sprintf("there is no %s %q in namespace %q", kind, name, c.Namespace),
		Nearest: nearest(name, names),
	}
	if err == nil && len(names) == 0 {
		missing.message += ", which has none at all"
	}
	return missing
}

// namespaceExists returns a [NotFoundError] when the namespace does not exist. Not being allowed to look
// means that it may.
func (c *Cluster) namespaceExists(ctx context.Context) error {
	client, err := c.typed(ctx, corev1.SchemeGroupVersion)
	if err != nil {
		return err
	}
	err = client.Get().Resource("namespaces").Name(c.Namespace).Do(ctx).Error()
	if isMissing(err, "namespaces") {
		return noNamespace(c.Namespace)
	}
	if apierrors.IsForbidden(err) {
		return nil
	}
	return c.explain(err)
}

// nearest returns up to three names that are close to name: few letters differ, or one is part of the other.
func nearest(name string, names []string) []string {
	const most = 3
	distance := func(other string) int { return levenshtein.ComputeDistance(name, other) }
	near := slices.DeleteFunc(slices.Clone(names), func(other string) bool {
		return distance(other) > max(2, len(name)/3) && !strings.Contains(other, name) && !strings.Contains(name, other)
	})
	slices.SortFunc(near, func(a, b string) int {
		return cmp.Or(cmp.Compare(distance(a), distance(b)), cmp.Compare(a, b))
	})
	return near[:min(len(near), most)]
}
