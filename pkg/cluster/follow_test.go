package cluster_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/kubectl-xnode/kubectl-xnode/internal/apiproxytest"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/cluster"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// rowsOf is what somebody sees who follows workloads.
type rowsOf struct {
	t    *testing.T
	stop func() // ends it, and waits for that

	mu     sync.Mutex
	events []expose.RowsEvent
	rows   map[string]expose.Row // by name
	ended  chan struct{}
}

// followRows follows the workloads of the cluster's namespace until the test ends.
func followRows(t *testing.T, c *cluster.Cluster, kind string) *rowsOf {
	t.Helper()
	k, ok := expose.ParseKind(kind)
	if !ok {
		t.Fatalf("there is no kind %q", kind)
	}
	ctx, cancel := context.WithCancel(context.Background())
	r := &rowsOf{t: t, rows: map[string]expose.Row{}, ended: make(chan struct{})}
	go func() {
		defer close(r.ended)
		c.FollowWorkloads(ctx, k, r.take)
	}()
	r.stop = func() {
		cancel()
		<-r.ended
	}
	t.Cleanup(r.stop)
	return r
}

func (r *rowsOf) take(e expose.RowsEvent) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, e)
	for _, key := range e.Gone {
		delete(r.rows, key.Name)
	}
	for _, row := range e.Changed {
		r.rows[row.Name] = row
	}
}

// until waits until what is seen is as wanted, and returns the events so far.
func (r *rowsOf) until(what string, seen func() bool) []expose.RowsEvent {
	r.t.Helper()
	for range 1000 {
		r.mu.Lock()
		done, events := seen(), r.events
		r.mu.Unlock()
		if done {
			return events
		}
		time.Sleep(20 * time.Millisecond)
	}
	r.t.Fatalf("%s does not come; the rows are %+v, the last event is %+v", what, r.rows, r.last())
	return nil
}

// last is the newest event. As all that is read of rows and events, it is for within until, or after its end.
func (r *rowsOf) last() expose.RowsEvent {
	if len(r.events) == 0 {
		return expose.RowsEvent{}
	}
	return r.events[len(r.events)-1]
}

// soFar counts the events.
func (r *rowsOf) soFar() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.events)
}

// row waits for a row.
func (r *rowsOf) row(name string) (row expose.Row) {
	r.t.Helper()
	r.until(name, func() (there bool) { row, there = r.rows[name]; return there })
	return row
}

func (r *rowsOf) complete() []expose.RowsEvent {
	r.t.Helper()
	return r.until("the end of the list", func() bool { return r.last().Complete })
}

// sees waits until the row is exposed so.
func (r *rowsOf) sees(name, exposed string) {
	r.t.Helper()
	r.until(name+" exposed by "+exposed, func() bool { row, there := r.rows[name]; return there && row.Exposed == exposed })
}

func TestRowsComePageByPage(t *testing.T) {
	namespace := playground.Namespace(t)
	const count = 120
	for i := range count {
		playground.Deployment(t, namespace, fmt.Sprintf("d%03d", i), corev1.ContainerPort{ContainerPort: 8080})
	}
	r := followRows(t, open(t, namespace), "deployment")
	events := r.complete()
	if e := events[0]; len(e.Changed) != 50 || e.Loaded != 50 || e.Total != count || e.Complete || e.Err != nil {
		t.Errorf("at first come %d rows, %d of %d, complete %v, %v", len(e.Changed), e.Loaded, e.Total, e.Complete, e.Err)
	}
	r.until("all rows", func() bool { return r.last().Loaded == count && r.last().Total == count && len(r.rows) == count })
	if row := r.row("d119"); row.Namespace != namespace || row.Ports != "8080" || time.Since(time.Unix(row.Created, 0)) > time.Hour {
		t.Errorf("got %+v", row)
	}
	r.sees("d000", "")
}

func TestRowsOfAllNamespaces(t *testing.T) {
	a, b := playground.Namespace(t), playground.Namespace(t)
	playground.Deployment(t, a, "in-"+a)
	playground.Deployment(t, b, "in-"+b)
	r := followRows(t, open(t, a).In(""), "deployment")
	r.complete()
	r.sees("in-"+a, "")
	r.sees("in-"+b, "")
}

func TestRowsChangeAsTheClusterDoes(t *testing.T) {
	namespace := playground.Namespace(t)
	web(t, namespace)
	r := followRows(t, open(t, namespace), "deployment")
	r.sees("web", "")

	playground.Deployment(t, namespace, "later")
	r.sees("later", "")

	deployments := playground.Client.AppsV1().Deployments(namespace)
	patch := func(name, patch string) {
		t.Helper()
		if _, err := deployments.Patch(t.Context(), name, types.MergePatchType, []byte(patch), metav1.PatchOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	// What cannot be seen is not told. The change after it tells that it would have been by then.
	patch("web", `{"metadata":{"annotations":{"nobody":"sees this"}}}`)
	events := r.soFar()
	patch("later", `{"spec":{"replicas":3}}`)
	for _, e := range r.until("3 replicas", func() bool { return r.rows["later"].Replicas == 3 })[events:] {
		for _, row := range e.Changed {
			if row.Name == "web" {
				t.Errorf("told of %+v", row)
			}
		}
	}

	if err := deployments.Delete(t.Context(), "later", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	r.until("the end of later", func() bool { _, there := r.rows["later"]; return !there })
}

func TestExposedFollowsServicesAndRoutes(t *testing.T) {
	namespace := playground.Namespace(t)
	web(t, namespace)
	r := followRows(t, open(t, namespace), "deployment")
	pods := followRows(t, open(t, namespace), "services")
	pods.complete()
	r.sees("web", "")

	exposed(t, open(t, namespace), "web", expose.Spec{Name: "web", Type: expose.ClusterIP})
	r.sees("web", "ClusterIP web")
	pods.sees("web", "ClusterIP web")
	exposed(t, open(t, namespace), "web", expose.Spec{Name: "shop", Type: expose.Ingress, Host: "shop.example.com"})
	r.sees("web", "Ingress shop.example.com")
	pods.sees("web", "Ingress shop.example.com, ClusterIP web")

	config, err := clientcmd.BuildConfigFromFlags("", playground.Kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	routes := dynamic.NewForConfigOrDie(config).Resource(expose.GatewayAPI().WithResource("httproutes")).Namespace(namespace)
	if _, err := routes.Create(t.Context(), &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": expose.GatewayAPI().String(), "kind": "HTTPRoute", "metadata": map[string]any{"name": "web"},
		"spec": map[string]any{"hostnames": []any{"new.example.com"}, "rules": []any{map[string]any{"backendRefs": []any{map[string]any{"name": "web", "port": int64(80)}}}}},
	}}, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	r.sees("web", "HTTPRoute new.example.com, Ingress shop.example.com")
	if err := routes.Delete(t.Context(), "web", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	r.sees("web", "Ingress shop.example.com")
	if err := playground.Client.NetworkingV1().Ingresses(namespace).Delete(t.Context(), "shop", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	r.sees("web", "ClusterIP web")
	if err := playground.Client.CoreV1().Services(namespace).Delete(t.Context(), "web", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	r.sees("web", "")
}

func TestRowsOfAnyKind(t *testing.T) {
	namespace := playground.Namespace(t)
	d := playground.Deployment(t, namespace, "web", corev1.ContainerPort{ContainerPort: 8080})
	if _, err := playground.Client.CoreV1().Pods(namespace).Create(t.Context(), &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: "alone", Labels: map[string]string{"app": "web"}}, Spec: d.Spec.Template.Spec,
	}, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	theirs(t, namespace, map[string]string{"app": "web"})
	for kind, want := range map[string]string{"deployment": "web", "pod": "alone", "service": "web"} {
		r := followRows(t, open(t, namespace), kind)
		r.sees(want, "ClusterIP web")
		if row := r.row(want); row.Ports != map[string]string{"deployment": "8080", "pod": "8080", "service": "80"}[kind] {
			t.Errorf("got %+v", row)
		}
	}
	for _, kind := range expose.Kinds() {
		followRows(t, open(t, namespace), kind.String()).complete()
	}
}

func TestRowsThatCannotBeHad(t *testing.T) {
	namespace := playground.Namespace(t)
	web(t, namespace)
	allow(t, namespace, "lister", rbacv1.PolicyRule{APIGroups: []string{"apps"}, Resources: []string{"deployments"}, Verbs: []string{"list", "watch"}})

	says := func(r *rowsOf, is func(error) bool, text string) {
		t.Helper()
		<-r.ended // it is not tried again
		if e := r.last(); len(r.events) != 1 || e.Complete || !is(e.Err) || !strings.Contains(e.Err.Error(), text) {
			t.Errorf("got %+v", r.events)
		}
	}
	forbidden := func(err error) bool { return errors.As(err, new(*cluster.ForbiddenError)) }
	missing := func(err error) bool { return errors.As(err, new(*cluster.NotFoundError)) }
	says(followRows(t, open(t, namespace, as("nobody")), "deployment"), forbidden, `cannot list resource "deployments"`)
	says(followRows(t, open(t, "no-such-namespace"), "deployment"), missing, `there is no namespace "no-such-namespace"`)

	empty := playground.Namespace(t)
	if events := followRows(t, open(t, empty), "deployment").complete(); len(events[0].Changed) > 0 || events[0].Err != nil {
		t.Errorf("got %+v", events)
	}
	// What may not be read beside the rows does not keep them away.
	r := followRows(t, open(t, namespace, as("lister")), "deployment")
	r.sees("web", "?")
	r.until("no error", func() bool { return r.last().Err == nil })
}

func TestFollowingEndsWithItsContext(t *testing.T) {
	namespace := playground.Namespace(t)
	web(t, namespace)
	r := followRows(t, open(t, namespace), "deployment")
	r.sees("web", "")
	r.stop()
	events := len(r.events)
	playground.Deployment(t, namespace, "later")
	// What it started ends, too, and tells of nothing.
	ours := "kubectl-xnode/pkg/cluster."
	stacks := func() string {
		all := make([]byte, 1<<20)
		return string(all[:runtime.Stack(all, true)])
	}
	for range 500 {
		if !strings.Contains(stacks(), ours) && !strings.Contains(stacks(), "StreamWatcher") {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if s := stacks(); strings.Contains(s, ours) || strings.Contains(s, "StreamWatcher") {
		t.Errorf("it still runs:\n%s", s)
	}
	if len(r.events) > events {
		t.Errorf("told %+v after its end", r.events[events:])
	}
}

// through opens the playground through a proxy.
func through(t *testing.T, p *apiproxytest.Proxy, namespace string) *cluster.Cluster {
	t.Helper()
	kubeconfig := filepath.Join(t.TempDir(), "kubeconfig")
	if err := p.Kubeconfig(kubeconfig, namespace); err != nil {
		t.Fatal(err)
	}
	return open(t, namespace, func(f *genericclioptions.ConfigFlags) { f.KubeConfig = &kubeconfig })
}

func TestRowsAreLiveAgainAfterTheConnectionBroke(t *testing.T) {
	for name, expired := range map[string]bool{"resumed": false, "listed again": true} {
		t.Run(name, func(t *testing.T) {
			namespace := playground.Namespace(t)
			web(t, namespace)
			playground.Deployment(t, namespace, "gone")
			proxy := apiproxytest.Start(t, playground.Kubeconfig)
			r := followRows(t, through(t, proxy, namespace), "deployment")
			r.sees("web", "")
			r.sees("gone", "")

			proxy.Stops()
			r.until("an error", func() bool { return r.last().Err != nil && r.last().Complete })
			playground.Deployment(t, namespace, "later")
			theirs(t, namespace, map[string]string{"app": "later"})
			if err := playground.Client.AppsV1().Deployments(namespace).Delete(t.Context(), "gone", metav1.DeleteOptions{}); err != nil {
				t.Fatal(err)
			}
			events := r.soFar()
			if expired {
				proxy.Forgets()
				r.row("later")
			}
			proxy.Recovers()
			r.sees("later", "ClusterIP web")
			all := r.until("an end of the error", func() bool { _, there := r.rows["gone"]; return !there && r.last().Err == nil })
			for _, e := range all[events:] {
				for _, row := range e.Changed {
					if row.Name == "web" {
						t.Errorf("told again of %+v, which is as it was", row)
					}
				}
				if !e.Complete {
					t.Errorf("what is there does not count any more: %+v", e)
				}
			}
			playground.Deployment(t, namespace, "live")
			r.sees("live", "")
		})
	}
}

func TestRowsOfAServerThatIsDown(t *testing.T) {
	proxy := apiproxytest.Start(t, playground.Kubeconfig)
	proxy.Stops()
	r := followRows(t, through(t, proxy, "default"), "deployment")
	<-r.ended
	if e := r.last(); len(r.events) != 1 || e.Err == nil || e.Complete || !strings.Contains(e.Err.Error(), "does not answer") {
		t.Errorf("got %+v", r.events)
	}
}
