package cluster

import (
	"context"

	authenticationv1 "k8s.io/api/authentication/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

// WhoAmI asks the API server who the user is. It falls back to the kubeconfig's name for the user where
// the API server does not say, and returns an error when it does not answer or does not know the user.
func (c *Cluster) WhoAmI(ctx context.Context) (string, error) {
	client, err := c.typed(ctx, authenticationv1.SchemeGroupVersion)
	if err != nil {
		return "", err
	}
	var review authenticationv1.SelfSubjectReview
	err = client.Post().Resource("selfsubjectreviews").Body(&authenticationv1.SelfSubjectReview{}).Do(ctx).Into(&review)
	if apierrors.IsForbidden(err) || apierrors.IsNotFound(err) {
		return c.KubeconfigUser, nil
	}
	if err != nil {
		return "", c.explain(err)
	}
	return review.Status.UserInfo.Username, nil
}
