package cluster_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/cluster"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

func adminConfig(t *testing.T) *rest.Config {
	t.Helper()
	config, err := clientcmd.BuildConfigFromFlags("", playground.Kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	return config
}

func facts(t *testing.T, c *cluster.Cluster) expose.Facts {
	t.Helper()
	f, err := c.Facts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// theKey is data of a Secret that nobody else has.
const theKey = "the-private-key-of-shop"

func tlsSecret(t *testing.T, namespace, name string) {
	t.Helper()
	secret := &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: name, Annotations: map[string]string{
			// What kubectl apply leaves.
			corev1.LastAppliedConfigAnnotation: `{"data":{"tls.key":"` + base64.StdEncoding.EncodeToString([]byte(theKey)) + `"}}`,
		}},
		Type: corev1.SecretTypeTLS,
		Data: map[string][]byte{corev1.TLSCertKey: []byte("certificate"), corev1.TLSPrivateKeyKey: []byte(theKey)},
	}
	if _, err := playground.Client.CoreV1().Secrets(namespace).Create(t.Context(), secret, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
}

func ingressFor(t *testing.T, namespace, host string) {
	t.Helper()
	pathType := networkingv1.PathTypePrefix
	ingress := &networkingv1.Ingress{ObjectMeta: metav1.ObjectMeta{Name: "web"}, Spec: networkingv1.IngressSpec{Rules: []networkingv1.IngressRule{{
		Host: host,
		IngressRuleValue: networkingv1.IngressRuleValue{HTTP: &networkingv1.HTTPIngressRuleValue{Paths: []networkingv1.HTTPIngressPath{{
			Path: "/", PathType: &pathType,
			Backend: networkingv1.IngressBackend{Service: &networkingv1.IngressServiceBackend{Name: "web", Port: networkingv1.ServiceBackendPort{Number: 80}}},
		}}}},
	}}}}
	if _, err := playground.Client.NetworkingV1().Ingresses(namespace).Create(t.Context(), ingress, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
}

// gatewayFor makes a Gateway of a class of its own, which the playground's controller cares for.
func gatewayFor(t *testing.T, namespace, name, host string) {
	t.Helper()
	client, err := dynamic.NewForConfig(adminConfig(t))
	if err != nil {
		t.Fatal(err)
	}
	classes := client.Resource(expose.GatewayAPI().WithResource("gatewayclasses"))
	class := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": expose.GatewayAPI().String(), "kind": "GatewayClass", "metadata": map[string]any{"name": namespace},
		"spec": map[string]any{"controllerName": "playground.kubectl-xnode.io/gateway"},
	}}
	if _, err := classes.Create(t.Context(), class, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = classes.Delete(context.WithoutCancel(t.Context()), namespace, metav1.DeleteOptions{}) })
	gateway := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": expose.GatewayAPI().String(), "kind": "Gateway", "metadata": map[string]any{"name": name},
		"spec": map[string]any{"gatewayClassName": namespace, "listeners": []any{
			map[string]any{"name": "http", "protocol": "HTTP", "port": int64(80), "hostname": host},
		}},
	}}
	if _, err := client.Resource(expose.GatewayAPI().WithResource("gateways")).Namespace(namespace).Create(t.Context(), gateway, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
}

func TestFacts(t *testing.T) {
	namespace, other := playground.Namespace(t), playground.Namespace(t)
	tlsSecret(t, namespace, "b-tls")
	tlsSecret(t, namespace, "a-tls")
	tlsSecret(t, other, "other-tls")
	if _, err := playground.Client.CoreV1().Secrets(namespace).Create(t.Context(), &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: "password"}}, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	ingressFor(t, namespace, namespace+".example.com")
	ingressFor(t, other, other+".example.com")
	gatewayFor(t, other, "gateway", "*."+other+".example.com")

	f := facts(t, open(t, namespace))
	if want := []string{"a-tls", "b-tls"}; !slices.Equal(f.TLSSecrets, want) {
		t.Errorf("the Secrets are %q, want %q", f.TLSSecrets, want)
	}
	if !slices.Contains(f.IngressClasses, expose.IngressClass{Name: "nginx", Controller: "k8s.io/ingress-nginx", Default: true}) ||
		!slices.Contains(f.IngressClasses, expose.IngressClass{Name: "traefik", Controller: "traefik.io/ingress-controller"}) {
		t.Errorf("the classes are %+v", f.IngressClasses)
	}
	for _, host := range []string{namespace + ".example.com", other + ".example.com", "*." + other + ".example.com"} {
		if !slices.Contains(f.Hosts, host) {
			t.Errorf("%s is not among the hosts %q", host, f.Hosts)
		}
	}
	if !slices.IsSorted(f.Hosts) || f.Node == "" || !f.AllGateways || !f.LoadBalancers.Known || !f.LoadBalancers.Found {
		t.Errorf("got %+v", f)
	}
	if empty := facts(t, open(t, "kube-public")); empty.TLSSecrets == nil || len(empty.TLSSecrets) > 0 {
		t.Errorf("no Secrets are %#v", empty.TLSSecrets)
	}
}

func TestFactsThatMayNotBeRead(t *testing.T) {
	namespace, other := playground.Namespace(t), playground.Namespace(t)
	tlsSecret(t, namespace, "shop-tls")
	ingressFor(t, namespace, namespace+".example.com")
	ingressFor(t, other, other+".example.com")
	gatewayFor(t, namespace, "gateway", "*."+namespace+".example.com")
	list := func(group string, resources ...string) rbacv1.PolicyRule {
		return rbacv1.PolicyRule{APIGroups: []string{group}, Resources: resources, Verbs: []string{"list"}}
	}
	allow(t, namespace, "lister-"+namespace, list("", "secrets", "services"), list("networking.k8s.io", "ingresses"), list(expose.GatewayAPI().Group, "gateways"))

	if f := facts(t, open(t, namespace, as("nobody"))); !reflect.DeepEqual(f, expose.Facts{}) {
		t.Errorf("nobody knows %+v", f)
	}
	want := expose.Facts{TLSSecrets: []string{"shop-tls"}, Hosts: []string{"*." + namespace + ".example.com", namespace + ".example.com"}}
	if f := facts(t, open(t, namespace, as("lister-"+namespace))); !reflect.DeepEqual(f, want) {
		t.Errorf("got  %+v\nwant %+v", f, want)
	}
}

func TestFactsWithoutServer(t *testing.T) {
	c := server(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	if _, err := c.Facts(t.Context()); err == nil {
		t.Error("there are facts")
	}
}

// TestSecretsStaySecret listens to all that the API server says while facts are read.
func TestSecretsStaySecret(t *testing.T) {
	namespace := playground.Namespace(t)
	tlsSecret(t, namespace, "shop-tls")
	said := &recorder{}
	if names := facts(t, said.open(t, namespace)).TLSSecrets; !slices.Equal(names, []string{"shop-tls"}) {
		t.Fatalf("the Secrets are %q", names)
	}
	if !said.contains("shop-tls") {
		t.Fatal("nothing was heard")
	}
	for _, secret := range []string{theKey, base64.StdEncoding.EncodeToString([]byte(theKey)), "tls.key"} {
		if said.contains(secret) {
			t.Errorf("the API server said %q", secret)
		}
	}
}

// recorder stands between a client and the playground, and keeps what the API server says.
type recorder struct {
	// before may answer in place of the API server.
	before func(http.ResponseWriter) bool
	// as is the user on whose behalf is asked; empty for the playground's admin.
	as string

	mu    sync.Mutex
	said  bytes.Buffer
	asked []string
}

func (r *recorder) open(t *testing.T, namespace string) *cluster.Cluster {
	t.Helper()
	config := adminConfig(t)
	target, err := url.Parse(config.Host)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	if proxy.Transport, err = rest.TransportFor(config); err != nil {
		t.Fatal(err)
	}
	proxy.ModifyResponse = func(resp *http.Response) error {
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			return err
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		_, _ = r.said.Write(body)
		resp.Body = io.NopCloser(bytes.NewReader(body))
		return nil
	}
	return server(t, func(w http.ResponseWriter, req *http.Request) {
		r.mu.Lock()
		r.asked = append(r.asked, req.URL.String())
		r.mu.Unlock()
		if r.before != nil && r.before(w) {
			return
		}
		if r.as != "" {
			req.Header.Set("Impersonate-User", r.as)
		}
		req.Header.Set("Accept-Encoding", "identity") // so that it can be read
		proxy.ServeHTTP(w, req)
	}).In(namespace)
}

// requests are the URLs that were asked for which have the text.
func (r *recorder) requests(text string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(r.asked), func(asked string) bool { return !strings.Contains(asked, text) })
}

func (r *recorder) contains(text string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Contains(r.said.String(), text)
}
