package cluster_test

import (
	"context"
	"encoding/pem"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/cluster"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// ask sends a request, and returns what it came to.
func ask(ctx context.Context, c *cluster.Cluster) error {
	_, err := c.Live(ctx, expose.Ref{GroupVersionKind: corev1.SchemeGroupVersion.WithKind("Service"), Namespace: "default", Name: "kubernetes"})
	return err
}

// server answers every request as the handler does. The user of its kubeconfig is changed so.
func server(t *testing.T, handler http.HandlerFunc, change ...func(*api.AuthInfo)) *cluster.Cluster {
	t.Helper()
	s := httptest.NewTLSServer(handler)
	t.Cleanup(s.Close)
	config := api.NewConfig()
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	config.Clusters["it"] = &api.Cluster{Server: s.URL, CertificateAuthorityData: ca}
	config.AuthInfos["jane"] = &api.AuthInfo{}
	for _, c := range change {
		c(config.AuthInfos["jane"])
	}
	config.Contexts["it"] = &api.Context{Cluster: "it", AuthInfo: "jane"}
	config.CurrentContext = "it"
	file := filepath.Join(t.TempDir(), "config")
	if err := clientcmd.WriteToFile(*config, file); err != nil {
		t.Fatal(err)
	}
	return open(t, "default", func(f *genericclioptions.ConfigFlags) { f.KubeConfig = &file })
}

func TestHealth(t *testing.T) {
	c := open(t, "default")
	if h := c.Health(); h != (expose.Health{}) {
		t.Errorf("before any request: %+v", h)
	}
	if err := ask(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if h := c.Health(); h != (expose.Health{}) {
		t.Errorf("after an answer: %+v", h)
	}
	if err := ask(t.Context(), open(t, "default", as("nobody"))); err == nil || c.Health().Err != nil {
		t.Errorf("a refusal is an answer, too: %v, %v", err, c.Health().Err)
	}
	down := open(t, "default", func(f *genericclioptions.ConfigFlags) { nowhere := "https://127.0.0.1:1"; f.APIServer = &nowhere })
	if err := ask(t.Context(), down); err == nil {
		t.Fatal("it answered")
	}
	for name, c := range map[string]*cluster.Cluster{"the same": down, "in another namespace": down.In("kube-system")} {
		if h := c.Health(); h.Waiting != 0 || h.Err == nil || !strings.Contains(h.Err.Error(), "the API server does not answer: connect: connection refused") {
			t.Errorf("without a server, %s: %+v", name, h)
		}
	}
}

// TestHealthByAnswer says which answers are a sign of bad health.
func TestHealthByAnswer(t *testing.T) {
	var status atomic.Int32
	c := server(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(int(status.Load())) })
	for _, s := range []int{
		http.StatusServiceUnavailable, http.StatusForbidden, http.StatusUnauthorized, http.StatusNotFound, http.StatusInternalServerError,
		http.StatusConflict, http.StatusGatewayTimeout, http.StatusUnprocessableEntity,
	} {
		status.Store(int32(s))
		_ = ask(t.Context(), c)
		bad := s >= 500 || s == http.StatusUnauthorized
		if err := c.Health().Err; (err != nil) != bad {
			t.Errorf("after %d: %v", s, err)
		}
	}
}

func TestHealthWhileWaiting(t *testing.T) {
	asked, answer := make(chan struct{}), make(chan struct{})
	c := server(t, func(w http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		select {
		case <-answer:
		case <-r.Context().Done():
		}
		_ = http.NewResponseController(w).Flush() // the header
		<-r.Context().Done()                      // the body never comes
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- ask(ctx, c.In("other")) }()
	<-asked
	for first := c.Health().Waiting; c.Health().Waiting <= first; { // it grows
		time.Sleep(time.Millisecond)
	}
	answer <- struct{}{}
	for c.Health().Waiting > 0 { // the header is an answer
		time.Sleep(time.Millisecond)
	}
	cancel()
	if err := <-ended; err == nil {
		t.Error("there was no body")
	}

	other, forsake := context.WithCancelCause(t.Context())
	go func() { ended <- ask(other, c) }()
	<-asked
	forsake(errors.New("what was asked for beside it went wrong"))
	if err := <-ended; err == nil {
		t.Error("it answered")
	}
	if h := c.Health(); h != (expose.Health{}) {
		t.Errorf("what we end ourselves says nothing of the server: %+v", h)
	}
}

func TestExpiredCredentials(t *testing.T) {
	byPlugin := func(script string) func(*api.AuthInfo) {
		plugin := filepath.Join(t.TempDir(), "fetch-token")
		if err := os.WriteFile(plugin, []byte("#!/bin/sh\n"+script), 0o700); err != nil {
			t.Fatal(err)
		}
		return func(a *api.AuthInfo) {
			a.Exec = &api.ExecConfig{APIVersion: "client.authentication.k8s.io/v1", Command: plugin, InteractiveMode: api.NeverExecInteractiveMode}
		}
	}
	refuse := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) }
	for _, test := range []struct {
		name   string
		change func(*api.AuthInfo)
		want   []string
	}{
		{"refused", func(*api.AuthInfo) {}, []string{`does not accept the credentials of user "jane" in context "it": log in again, or`}},
		{
			"from a plugin, refused", byPlugin(`echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"old"}}'`),
			[]string{"does not accept the credentials", "log in again (the kubeconfig gets them from /", "/fetch-token)"},
		},
		{"from a plugin that has none", byPlugin("exit 255"), []string{"no credentials could be had", "exit code 255", "log in again (the kubeconfig gets them from /", "/fetch-token)"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := server(t, refuse, test.change)
			for what, err := range map[string]error{"the call": ask(t.Context(), c), "Health": c.Health().Err} {
				var credentials *cluster.CredentialsError
				if !errors.As(err, &credentials) {
					t.Fatalf("%s: got %v", what, err)
				}
				for _, want := range test.want {
					if !strings.Contains(err.Error(), want) {
						t.Errorf("%s: %q is not in %q", what, want, err)
					}
				}
			}
		})
	}
}
