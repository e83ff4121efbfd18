// Package apiproxytest stands between a program and the API server of a playground, and fails as API servers do.
package apiproxytest

import (
	"context"
	"crypto/tls"
	"encoding/pem"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"
	"time"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// Proxy serves what the API server does, until it is told not to.
type Proxy struct {
	t           *testing.T
	upstream    http.Handler
	certificate tls.Certificate
	ca          []byte
	address     string

	mu      sync.Mutex
	state   state
	changed chan struct{} // closed when state is no longer the one
	server  *http.Server  // nil while stopped
	counter *counter      // nil while nothing is counted
}

type state int

const (
	serving state = iota
	hanging
	loggedOut
	forgetting
)

// Start starts a proxy to the API server of a kubeconfig, as whose user it speaks. It ends with the test.
func Start(t *testing.T, kubeconfig string) *Proxy {
	t.Helper()
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	transport, err := rest.TransportFor(config)
	if err != nil {
		t.Fatal(err)
	}
	target, err := url.Parse(config.Host)
	if err != nil {
		t.Fatal(err)
	}
	forTLS := httptest.NewTLSServer(nil) // it has a certificate for 127.0.0.1
	defer forTLS.Close()
	p := &Proxy{
		t:           t,
		certificate: forTLS.TLS.Certificates[0],
		ca:          pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: forTLS.Certificate().Raw}),
		address:     "127.0.0.1:0",
		changed:     make(chan struct{}),
		upstream: &httputil.ReverseProxy{
			Rewrite: func(r *httputil.ProxyRequest) {
				r.SetURL(target)
				r.Out.Header.Del("Authorization") // the proxy is who it is
			},
			Transport:     transport,
			FlushInterval: -1, // watches tell at once
			ErrorLog:      log.New(io.Discard, "", 0),
		},
	}
	p.Recovers()
	t.Cleanup(p.Stops)
	return p
}

// Kubeconfig writes a kubeconfig that leads to the proxy and whose context has the namespace.
func (p *Proxy) Kubeconfig(file, namespace string) error {
	config := clientcmdapi.NewConfig()
	config.Clusters["proxy"] = &clientcmdapi.Cluster{Server: "https://" + p.address, CertificateAuthorityData: p.ca}
	config.AuthInfos["visitor"] = &clientcmdapi.AuthInfo{Token: "visitor"}
	config.Contexts["playground"] = &clientcmdapi.Context{Cluster: "proxy", AuthInfo: "visitor", Namespace: namespace}
	config.CurrentContext = "playground"
	return clientcmd.WriteToFile(*config, file)
}

// Hangs takes requests from now on, but answers none until the proxy does something else. Watches go on.
func (p *Proxy) Hangs() { p.set(hanging) }

// LogsOut answers from now on that nobody knows the user any more.
func (p *Proxy) LogsOut() { p.set(loggedOut) }

// Stops closes all connections, and refuses others.
func (p *Proxy) Stops() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.server != nil {
		_ = p.server.Close()
		p.server = nil
	}
}

// Recovers serves again, at the same address.
func (p *Proxy) Recovers() {
	p.t.Helper()
	p.goOn(serving)
}

// Forgets serves again, but the API server has forgotten every version that a watch begins at.
func (p *Proxy) Forgets() {
	p.t.Helper()
	p.goOn(forgetting)
}

func (p *Proxy) goOn(as state) {
	p.t.Helper()
	p.set(as)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.server != nil {
		return
	}
	listener, err := net.Listen("tcp", p.address)
	for tries := 0; err != nil && tries < 200; tries++ { // a connection of somebody else may come from this port meanwhile
		time.Sleep(50 * time.Millisecond)
		listener, err = net.Listen("tcp", p.address)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	p.address = listener.Addr().String()
	hangingUp := &hangingUp{Listener: listener}
	listener = hangingUp
	server := &http.Server{
		Handler:   http.HandlerFunc(p.serve),
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{p.certificate}},
		ErrorLog:  log.New(io.Discard, "", 0),
		ConnContext: func(ctx context.Context, conn net.Conn) context.Context {
			return context.WithValue(ctx, connKey{}, conn)
		},
	}
	if c := p.counter; c != nil && (c.Fault == Refused || !c.Lasting) {
		server.Protocols = new(http.Protocols)
		server.Protocols.SetHTTP1(true)
		if c.Fault == Refused {
			server.SetKeepAlivesEnabled(false)
			listener = &refusing{hangingUp: hangingUp, counter: c, end: make(chan struct{})}
		}
	}
	p.server = server
	go func() { _ = server.ServeTLS(listener, "", "") }() // ends with Stops
}

// hangingUp is a listener that closes its connections with itself. A [http.Server] misses those that it is just accepting.
type hangingUp struct {
	net.Listener

	mu     sync.Mutex
	closed bool
	conns  []net.Conn
}

// Accept implements [net.Listener].
func (l *hangingUp) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		_ = conn.Close()
		return nil, net.ErrClosed
	}
	l.conns = append(l.conns, conn)
	return conn, nil
}

// Close implements [net.Listener].
func (l *hangingUp) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	for _, conn := range l.conns {
		_ = conn.Close()
	}
	return l.Listener.Close()
}

func (p *Proxy) set(s state) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.state = s
	close(p.changed)
	p.changed = make(chan struct{})
}

func (p *Proxy) serve(w http.ResponseWriter, r *http.Request) {
	for {
		p.mu.Lock()
		state, changed, counter := p.state, p.changed, p.counter
		p.mu.Unlock()
		switch state {
		case hanging:
			select {
			case <-changed:
				continue
			case <-r.Context().Done():
				return
			}
		case loggedOut:
			fail(Expired, p.upstream, w, r)
			return
		case forgetting:
			if query := r.URL.Query(); query.Has("watch") {
				query.Set("resourceVersion", "1")
				r.URL.RawQuery = query.Encode()
			}
			p.upstream.ServeHTTP(w, r)
			return
		case serving:
			if counter != nil {
				counter.serve(p, w, r)
				return
			}
			p.upstream.ServeHTTP(w, r)
			return
		}
	}
}
