package cluster

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

// answerTransport tells answers of API servers from what else may answer, and whole ones from those that break off. client-go has no types for it.
type answerTransport struct{ next http.RoundTripper }

// RoundTrip implements [http.RoundTripper]. It returns a [pageError] for a page for people.
func (t answerTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	redirects := resp.StatusCode >= 300 && resp.StatusCode < 400
	if media, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")); media == "text/html" && !redirects && resp.StatusCode != http.StatusUnauthorized {
		_ = resp.Body.Close()
		return nil, &pageError{resp.StatusCode}
	}
	if !req.URL.Query().Has("watch") { // client-go looks at how a watch ends
		resp.Body = &answerBody{resp.Body, req}
	}
	return resp, nil
}

// WrappedRoundTripper lets client-go find the transport below, to cancel requests.
func (t answerTransport) WrappedRoundTripper() http.RoundTripper { return t.next }

type answerBody struct {
	io.ReadCloser

	req *http.Request
}

// Read implements [io.Reader]. It returns a [brokenOffError] when the answer ends too early, and nobody ended it.
func (b *answerBody) Read(into []byte) (int, error) {
	n, err := b.ReadCloser.Read(into)
	if err == nil || errors.Is(err, io.EOF) || b.req.Context().Err() != nil {
		return n, err
	}
	return n, &brokenOffError{err}
}

// pageError says that something answered which is no API server: a proxy, a load balancer, or a network that one has to log in to.
type pageError struct{ code int }

// Error implements error.
func (e *pageError) Error() string {
	return fmt.Sprintf("a web page came in place of the API server's answer (%d %s): something stands between, such as a proxy or the login of a network", e.code, http.StatusText(e.code))
}

// brokenOffError says that an answer has no end.
type brokenOffError struct{ err error }

// Error implements error.
func (e *brokenOffError) Error() string { return "the API server's answer breaks off" }

// Unwrap returns why.
func (e *brokenOffError) Unwrap() error { return e.err }

// FailedError says that the API server could not carry out a request now, which is not the request's fault.
type FailedError struct {
	message string
	status  error
}

// Error implements error.
func (e *FailedError) Error() string { return e.message }

// Unwrap returns the API server's own error.
func (e *FailedError) Unwrap() error { return e.status }

// failed says that the API server failed; nil when that is not what went wrong.
func (c *Cluster) failed(err error) error {
	var status apierrors.APIStatus
	if !errors.As(err, &status) {
		return nil
	}
	s := status.Status()
	var what string
	switch {
	case s.Code == http.StatusTooManyRequests:
		what = "has too much to do, and takes no more requests for now"
	case s.Code == http.StatusServiceUnavailable:
		what = "cannot serve now: " + s.Message
	case s.Code == http.StatusGatewayTimeout:
		what = "did not finish in time: " + s.Message
	case s.Code >= http.StatusInternalServerError:
		what = "failed: " + s.Message
	default:
		return nil
	}
	return &FailedError{fmt.Sprintf("%s: the API server %s; try again", c.Server(), what), err}
}
