package cluster

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// RefusedError says why the API server does not take an object.
type RefusedError struct {
	Ref expose.Ref
	// Exists is true when the object is there already, so that the change is what is refused.
	Exists bool
	reason string
}

// Error implements error.
func (e *RefusedError) Error() string {
	if e.Exists {
		return fmt.Sprintf("%s exists already and cannot be changed that way: %s", e.Ref, e.reason)
	}
	return fmt.Sprintf("the API server refuses %s: %s", e.Ref, e.reason)
}

// GoingError says that an object is being deleted, so that what is applied now would go with it.
type GoingError struct {
	Ref expose.Ref
	// Finalizers are what it waits for.
	Finalizers []string
}

// Error implements error.
func (e *GoingError) Error() string {
	text := fmt.Sprintf("%s is being deleted, and what is applied now would go with it", e.Ref)
	if len(e.Finalizers) > 0 {
		text += "; it waits for " + strings.Join(e.Finalizers, ", ")
	}
	return text
}

// ForbiddenError says which right is missing, in the API server's words.
type ForbiddenError struct{ message string }

// Error implements error.
func (e *ForbiddenError) Error() string { return e.message }

// CredentialsError says that the API server does not accept the credentials, or that there are none, and what to do.
type CredentialsError struct{ message string }

// Error implements error.
func (e *CredentialsError) Error() string { return e.message }

func (c *Cluster) refusedCredentials() error {
	return &CredentialsError{fmt.Sprintf("%s does not accept the credentials of user %q in context %q: %s", c.Server(), c.KubeconfigUser, c.Context, c.logIn())}
}

// noCredentials says that no credentials could be had; nil when that is not what went wrong.
func (c *Cluster) noCredentials(transport *url.Error) error {
	why, ok := strings.CutPrefix(transport.Err.Error(), "getting credentials: ") // client-go's exec plugins have no type for it
	if !ok {
		return nil
	}
	return &CredentialsError{fmt.Sprintf("no credentials could be had for user %q in context %q: %s; %s", c.KubeconfigUser, c.Context, why, c.logIn())}
}

// logIn says what to do without credentials that are accepted.
func (c *Cluster) logIn() string {
	text := "log in again"
	if plugin := c.config.ExecProvider; plugin != nil {
		text += fmt.Sprintf(" (the kubeconfig gets them from %s)", plugin.Command)
	}
	return text + ", or choose another --context or --user"
}

// explain turns an error of the client into one sentence that says what, why and what to do.
func (c *Cluster) explain(err error) error {
	switch {
	case err == nil, errors.Is(err, context.Canceled):
		return err
	case apierrors.IsForbidden(err):
		return &ForbiddenError{"not allowed: " + err.Error()}
	case apierrors.IsUnauthorized(err):
		return c.refusedCredentials()
	}
	if err := c.failed(err); err != nil {
		return err
	}
	var transport *url.Error
	if errors.Is(err, context.DeadlineExceeded) {
		transport = &url.Error{Err: err}
	}
	if broken := (*brokenOffError)(nil); transport == nil && errors.As(err, &broken) {
		return fmt.Errorf("%s: %w; try again", c.Server(), broken)
	}
	if transport != nil || errors.As(err, &transport) {
		if err := c.noCredentials(transport); err != nil {
			return err
		}
		return fmt.Errorf("%s: %s", c.Server(), noAnswer(err, transport)+fmt.Sprintf("; check that context %q is the one you mean", c.Context))
	}
	return err
}

func isForbidden(err error) bool {
	var forbidden *ForbiddenError
	return errors.As(err, &forbidden)
}

// noAnswer says why a request to the API server got no answer.
func noAnswer(err error, transport *url.Error) string {
	var certificate *tls.CertificateVerificationError
	var op *net.OpError
	var page *pageError
	var broken *brokenOffError
	switch {
	case errors.As(err, &certificate):
		return "the API server's certificate is not trusted: " + certificate.Err.Error()
	case transport.Timeout() || os.IsTimeout(err) || errors.Is(err, context.DeadlineExceeded):
		return "the API server does not answer in time; --request-timeout sets how long to wait"
	case errors.As(err, &page):
		return page.Error()
	case errors.As(err, &broken):
		return broken.Error()
	case errors.As(err, &op):
		return "the API server does not answer: " + op.Err.Error()
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || strings.HasPrefix(transport.Err.Error(), "http2: ") || strings.HasPrefix(transport.Err.Error(), "stream error: "):
		return "the API server does not answer: it hangs up" // net/http has no types for what happens to HTTP/2
	default:
		return "the API server does not answer: " + transport.Err.Error()
	}
}

// refused explains why the API server did not take an object.
func (c *Cluster) refused(ref expose.Ref, err error) error {
	var status apierrors.APIStatus
	if !errors.As(err, &status) {
		return c.explain(err)
	}
	if apierrors.IsConflict(err) {
		if conflict := conflictOf(ref, status.Status()); conflict != nil {
			return conflict
		}
		return &ChangedError{Ref: ref} // the precondition of a guarded change
	}
	if isMissing(err, "namespaces") {
		return noNamespace(ref.Namespace)
	}
	if ref.Group == expose.GatewayAPI().Group && apierrors.IsNotFound(err) {
		return &RefusedError{Ref: ref, reason: fmt.Sprintf("it does not serve %s; install Gateway API, or use an %s", ref.GroupVersion(), expose.Ingress)}
	}
	if apierrors.IsInvalid(err) {
		return &RefusedError{Ref: ref, reason: causes(status.Status())}
	}
	if apierrors.IsForbidden(err) && !isMissingRight(err) {
		return &RefusedError{Ref: ref, reason: err.Error()}
	}
	return c.explain(err)
}

// isMissingRight tells a right that is missing from what admission forbids, such as a quota that is used up: only the former names the user, as the API server's
// responsewriters.Forbidden does.
func isMissingRight(err error) bool { return strings.Contains(err.Error(), `User "`) }

// causes joins what the API server found wrong; its own message repeats kind and name, which we have said.
func causes(status metav1.Status) string {
	if status.Details == nil || len(status.Details.Causes) == 0 {
		return status.Message
	}
	texts := make([]string, len(status.Details.Causes))
	for i, cause := range status.Details.Causes {
		texts[i] = cause.Message
		if cause.Field != "" { // admission names none
			texts[i] = cause.Field + ": " + texts[i]
		}
	}
	return strings.Join(texts, "; ")
}
