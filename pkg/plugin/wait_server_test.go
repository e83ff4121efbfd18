package plugin_test

import (
	"bytes"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/kubectl-xnode/kubectl-xnode/internal/apiproxytest"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/plugin"
)

// listener is standard error of a program; it reacts once to a text on it.
type listener struct {
	mu    sync.Mutex
	said  bytes.Buffer
	until string
	react func()
}

// Write implements [io.Writer].
func (l *listener) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.said.Write(p)
	if l.react != nil && strings.Contains(l.said.String(), l.until) {
		go l.react()
		l.react = nil
	}
	return len(p), nil
}

// String is all that was said.
func (l *listener) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.said.String()
}

// TestServerFailsWhileItIsWaitedFor has an API server that goes away, or that does not know the user any more, when all is applied.
func TestServerFailsWhileItIsWaitedFor(t *testing.T) {
	const pending = "waiting for an address from the load balancer"
	for _, c := range []struct {
		name, timeout string
		fails         func(*apiproxytest.Proxy)
		code          int
		want          string // a regular expression
	}{
		{"it stops", "4s", (*apiproxytest.Proxy).Stops, 4, `\nthe API server does not answer: connect: .*; it is asked again\nerror: service/web is not ready after 4s: the API server does not answer: connect: .*; what was applied stays: kubectl describe pods --selector=app=web .* tells more`},
		{"it hangs", "4s", (*apiproxytest.Proxy).Hangs, 4, `\nerror: service/web is not ready after 4s: no Pod matches app=web; ` + pending + `; what was applied stays`},
		{"it logs out", "0", (*apiproxytest.Proxy).LogsOut, 1, `\nerror: how far service/web has come is not known: .* does not accept the credentials of user "visitor".*; what was applied stays`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			namespace := playground.Namespace(t)
			playground.Deployment(t, namespace, "web")
			proxy := apiproxytest.Start(t, playground.Kubeconfig)
			kubeconfig := filepath.Join(t.TempDir(), "kubeconfig")
			if err := proxy.Kubeconfig(kubeconfig, namespace); err != nil {
				t.Fatal(err)
			}
			stderr := &listener{until: pending + "\n", react: func() { c.fails(proxy) }}
			var stdout bytes.Buffer
			code := plugin.Run([]string{
				"expose", "web", "--port=80", "--type=LoadBalancer", "--load-balancer-class=example.com/nobody",
				"--wait", "--timeout=" + c.timeout, "--kubeconfig=" + kubeconfig,
			}, plugin.Streams{Out: &stdout, ErrOut: stderr})
			if code != c.code || stdout.String() != "service/web created\n" || !regexp.MustCompile(c.want).MatchString(stderr.String()) {
				t.Errorf("exit %d, stdout %q, stderr\n%s", code, stdout.String(), stderr.String())
			}
		})
	}
}
