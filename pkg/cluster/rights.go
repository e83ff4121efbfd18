package cluster

import (
	"context"
	"fmt"
	"time"

	authorizationv1 "k8s.io/api/authorization/v1"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// rightsPatience is how long a preview waits for what only warns.
const rightsPatience = 3 * time.Second

// forbids reports whether the user certainly may not do something to an object. Where the API server does not say, nobody claims so.
// Whether an object may be created or changed, its dry-run tells: that is authorised as the real thing.
// https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/self-subject-access-review-v1/
func (c *Cluster) forbids(ctx context.Context, verb string, ref expose.Ref) bool {
	mapping, err := mappingFor(ref.GroupVersionKind)
	if err != nil {
		return false
	}
	client, err := c.typed(ctx, authorizationv1.SchemeGroupVersion)
	if err != nil {
		return false
	}
	ctx, enough := context.WithTimeout(ctx, rightsPatience)
	defer enough()
	review := &authorizationv1.SelfSubjectAccessReview{Spec: authorizationv1.SelfSubjectAccessReviewSpec{ResourceAttributes: &authorizationv1.ResourceAttributes{
		Namespace: ref.Namespace, Verb: verb, Group: ref.Group, Version: ref.Version, Resource: mapping.Resource.Resource, Name: ref.Name,
	}}}
	err = client.Post().Resource("selfsubjectaccessreviews").Body(review).Do(ctx).Into(review)
	return err == nil && !review.Status.Allowed && review.Status.EvaluationError == ""
}

// cannotBeTakenBack warns that an object would stay when something after it fails.
func cannotBeTakenBack(ref expose.Ref) string {
	return fmt.Sprintf("should something after it fail, %s cannot be taken back: you may not delete it in namespace %q", ref, ref.Namespace)
}
