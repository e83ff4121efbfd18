package apiproxytest

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"sync"
)

// Break says which request goes wrong, and how. The zero value breaks none: it only counts.
type Break struct {
	// Number of the request, the first being 1, in the order in which they arrive. 0 for none.
	Number int
	// Request, unless it is zero, is broken in place of Number: those that a program sends side by side arrive in any order.
	Request Request
	// Fault is what becomes of the request; empty for nothing, when only the calls below are meant.
	Fault Fault
	// Lasting breaks all that comes after it, too, and speaks HTTP/2 as API servers do. Otherwise HTTP/1.1 is spoken, so that nothing else
	// is on the connection.
	Lasting bool
	// Denied are requests that are answered 403, whatever else is broken, so that what comes after a failure can be broken, too. nil for none.
	Denied func(Request) bool
	// Arrived is called with the request at hand, before the API server or the program learn of it; Acted once the API server has answered,
	// and the program does not know it yet.
	Arrived, Acted func()
}

// counter counts the requests since the last Breaks, and knows which of them to break.
type counter struct {
	Break

	mu       sync.Mutex
	requests []Request
	broke    bool
}

// Breaks hangs up, forgets the requests so far, and breaks one that comes as b says.
func (p *Proxy) Breaks(b Break) {
	p.t.Helper()
	p.Stops()
	p.mu.Lock()
	p.counter = &counter{Break: b}
	p.mu.Unlock()
	if b.Fault == Refused && b.Lasting && b.Number == 1 {
		p.counter.broke = true
		return
	}
	p.Recovers()
}

// BreaksNext does the same without hanging up, so that a program which has connections goes on with them. It is not for [Refused].
func (p *Proxy) BreaksNext(b Break) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.counter = &counter{Break: b}
}

// Requests are those that came since the last Breaks, in the order in which they arrived, the broken one included.
func (p *Proxy) Requests() []Request {
	c := p.counting()
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]Request(nil), c.requests...)
}

// Broke reports whether the request that was to be broken did come.
func (p *Proxy) Broke() bool {
	c := p.counting()
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.broke
}

func (p *Proxy) counting() *counter {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.counter
}

// arrives counts the request, and returns whether it is the one to break, and how it is broken; empty when it is not.
func (c *counter) arrives(r *http.Request) (meant bool, how Fault) {
	c.mu.Lock()
	defer c.mu.Unlock()
	request := RequestOf(r)
	for _, earlier := range c.requests {
		if earlier.Nth = request.Nth; earlier == request {
			request.Nth++
		}
	}
	c.requests = append(c.requests, request)
	if c.Fault != Refused { // connections are counted for that
		meant = request == c.Request || c.Request == Request{} && len(c.requests) == c.Number
		if meant || c.broke && c.Lasting {
			how = c.Fault
		}
		c.broke = c.broke || meant
	}
	if how == "" && c.Denied != nil && c.Denied(request) {
		how = Forbidden
	}
	return meant, how
}

// serve passes a request on, or breaks it.
func (c *counter) serve(p *Proxy, w http.ResponseWriter, r *http.Request) {
	// Read to its end, a connection that the client gives up is noticed.
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	meant, how := c.arrives(r)
	act := p.upstream
	if meant && c.Acted != nil {
		act = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			// What is called may end the program, and that must not end the request.
			p.upstream.ServeHTTP(&calling{w, sync.OnceFunc(c.Acted)}, r.WithContext(context.WithoutCancel(r.Context())))
		})
	}
	if meant && c.Arrived != nil {
		c.Arrived()
	}
	if how != "" {
		fail(how, act, w, r)
		return
	}
	act.ServeHTTP(w, r)
}

// calling calls a function before an answer is given.
type calling struct {
	http.ResponseWriter

	before func()
}

// WriteHeader implements [http.ResponseWriter].
func (w *calling) WriteHeader(code int) {
	w.before()
	w.ResponseWriter.WriteHeader(code)
}

// Unwrap lets [http.ResponseController] find what is below.
func (w *calling) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// refusing is a listener that refuses the connection with the number of a Break. Each request has its own then.
type refusing struct {
	*hangingUp
	counter *counter

	accepted int
	end      chan struct{} // closed with the listener
}

// Accept implements [net.Listener].
func (l *refusing) Accept() (net.Conn, error) {
	if l.counter.Lasting && l.accepted == l.counter.Number-1 {
		<-l.end // an error would end the connections that there are
		return nil, net.ErrClosed
	}
	for {
		conn, err := l.hangingUp.Accept()
		if err != nil {
			return nil, err
		}
		l.accepted++
		switch {
		case l.counter.Lasting && l.accepted == l.counter.Number-1:
			_ = l.Listener.Close() // before the program can ask for another
			l.counter.breaks()
		case !l.counter.Lasting && l.accepted == l.counter.Number:
			l.counter.breaks()
			abort(conn)
			continue
		}
		return conn, nil
	}
}

// Close implements [net.Listener].
func (l *refusing) Close() error {
	close(l.end) // http.Server closes it once
	return l.hangingUp.Close()
}

func (c *counter) breaks() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.broke = true
}
