package cluster

import (
	"context"
	"io"
	"net/http"
	"sync"
)

// boundTransport ends each request, its answer's body included, when ctx ends.
type boundTransport struct {
	ctx  context.Context //nolint:containedctx // binding a context is what this type is for
	next http.RoundTripper
}

// RoundTrip implements [http.RoundTripper].
func (t boundTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(req.Context())
	stop := context.AfterFunc(t.ctx, func() { cancel(t.ctx.Err()) })
	release := func() { stop(); cancel(nil) }
	resp, err := t.next.RoundTrip(req.WithContext(ctx))
	if err != nil {
		release()
		return nil, err
	}
	resp.Body = &releasingBody{resp.Body, release}
	return resp, nil
}

// WrappedRoundTripper lets client-go find the transport below, to cancel requests.
func (t boundTransport) WrappedRoundTripper() http.RoundTripper { return t.next }

type releasingBody struct {
	io.ReadCloser
	release func()
}

// Close implements [io.Closer].
func (b *releasingBody) Close() error {
	defer b.release()
	return b.ReadCloser.Close()
}

// warnings collects what API servers say in Warning headers, each text once. Printing them as they
// come would write over the screen. A nil *warnings drops them.
type warnings struct {
	mu    sync.Mutex
	texts []string
}

// HandleWarningHeaderWithContext implements [rest.WarningHandlerWithContext].
func (w *warnings) HandleWarningHeaderWithContext(_ context.Context, code int, _ string, text string) {
	if w == nil || code != 299 || text == "" {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, have := range w.texts {
		if have == text {
			return
		}
	}
	w.texts = append(w.texts, text)
}
