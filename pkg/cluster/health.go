package cluster

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// health remembers how the API server answers. All clients of a Cluster share one, and those of the same Cluster in other namespaces.
type health struct {
	mu      sync.Mutex
	waiting map[*http.Request]time.Time
	status  int   // of the last answer; 0 when there was none
	err     error // why the last request got no answer
}

// Health says how the API server answers now. It sends no request, and may be called at any time from anywhere.
// Err is an [CredentialsError] when the API server does not accept the credentials, or there are none.
func (c *Cluster) Health() expose.Health {
	c.health.mu.Lock()
	defer c.health.mu.Unlock()
	var h expose.Health
	for _, since := range c.health.waiting {
		h.Waiting = max(h.Waiting, time.Since(since))
	}
	switch {
	case c.health.err != nil:
		transport := &url.Error{Err: c.health.err} // as http.Client wraps it
		if h.Err = c.noCredentials(transport); h.Err == nil {
			h.Err = errors.New(noAnswer(c.health.err, transport))
		}
	case c.health.status == http.StatusUnauthorized:
		h.Err = c.refusedCredentials()
	case c.health.status >= http.StatusInternalServerError:
		h.Err = fmt.Errorf("the API server answers %d %s", c.health.status, http.StatusText(c.health.status))
	}
	return h
}

// healthTransport tells a health of each request and its answer. It stands in front of what gets credentials, which may take long
// or go wrong, too.
type healthTransport struct {
	health *health
	next   http.RoundTripper
}

// RoundTrip implements [http.RoundTripper].
func (t healthTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	t.health.begin(req)
	resp, err := t.next.RoundTrip(req)
	t.health.end(req, resp, err)
	return resp, err
}

// WrappedRoundTripper lets client-go find the transport below, to cancel requests.
func (t healthTransport) WrappedRoundTripper() http.RoundTripper { return t.next }

func (h *health) begin(req *http.Request) {
	if req.URL.Query().Has("watch") {
		return // its answer takes as long as nothing changes
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.waiting == nil {
		h.waiting = map[*http.Request]time.Time{}
	}
	h.waiting[req] = time.Now()
}

func (h *health) end(req *http.Request, resp *http.Response, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.waiting, req)
	switch {
	case errors.Is(err, context.Canceled), err != nil && errors.Is(req.Context().Err(), context.Canceled): // by us, who did not want the answer any more
	case err != nil:
		h.status, h.err = 0, err
	default:
		h.status, h.err = resp.StatusCode, nil
	}
}
