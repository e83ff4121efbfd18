package cluster_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv1 "k8s.io/api/autoscaling/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/utils/ptr"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/cluster"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// scaled makes the Deployment web with as many Pods, which never get ready when there is a fault.
func scaled(t *testing.T, namespace string, replicas int32, fault string) {
	t.Helper()
	labels := map[string]string{"app": "web"}
	template := corev1.PodTemplateSpec{
		ObjectMeta: metav1.ObjectMeta{Labels: labels},
		Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "main", Image: "web", Ports: []corev1.ContainerPort{{Name: "http", ContainerPort: 8080}}}}},
	}
	if fault != "" {
		template.Annotations = map[string]string{"playground.kubectl-xnode.io/fault": fault}
	}
	playground.Create(t, &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Name: "web", Namespace: namespace},
		Spec:       appsv1.DeploymentSpec{Replicas: ptr.To(replicas), Selector: &metav1.LabelSelector{MatchLabels: labels}, Template: template},
	})
}

// applied exposes web so, and returns the objects.
func applied(t *testing.T, c *cluster.Cluster, s expose.Spec) []*unstructured.Unstructured {
	t.Helper()
	changes, err := preview(t, c, "web", s)
	if err != nil {
		t.Fatal(err)
	}
	var objects []*unstructured.Unstructured
	err = c.Apply(t.Context(), changes, options, func(e expose.Event) {
		if e.Object != nil {
			objects = append(objects, e.Object)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return objects
}

// arrivals follows an object until it has arrived, and returns all that was told.
func arrivals(t *testing.T, c *cluster.Cluster, o *unstructured.Unstructured) []expose.Arrival {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var all []expose.Arrival
	c.Arrival(ctx, o, func(a expose.Arrival) { all = append(all, a) })
	if ctx.Err() != nil || len(all) == 0 {
		t.Fatalf("%s has not arrived: %+v", expose.RefOf(o), all)
	}
	for i, a := range all[:len(all)-1] {
		if a.Pending == "" {
			t.Errorf("%d: it had arrived already: %+v", i, a)
		}
	}
	return all
}

func TestArrival(t *testing.T) {
	namespace := playground.Namespace(t)
	scaled(t, namespace, 2, "")
	gatewayFor(t, namespace, "front", "*.example.com")
	c := open(t, namespace)
	for _, s := range []struct {
		spec expose.Spec
		want string // part of an address
	}{
		{expose.Spec{Type: expose.ClusterIP}, "clusterip." + namespace + ".svc:80 inside the cluster"},
		{expose.Spec{Type: expose.Headless}, "headless." + namespace + ".svc stands for the addresses of the Pods"},
		{expose.Spec{Type: expose.NodePort}, "on the address of any node"},
		{expose.Spec{Type: expose.LoadBalancer}, "198.18."},
		{expose.Spec{Type: expose.ExternalName, ExternalName: "db.example.com"}, "db.example.com"},
		{expose.Spec{Type: expose.Ingress, Host: "shop.example.com"}, "http://shop.example.com/ at 198.19.0.10"},
		{expose.Spec{Type: expose.HTTPRoute, Host: "shop.example.com", Gateways: []expose.GatewayRef{{Name: "front"}}}, "http://shop.example.com/ at 198.19.1."},
	} {
		t.Run(string(s.spec.Type), func(t *testing.T) {
			s.spec.Name = strings.ToLower(string(s.spec.Type))
			objects := applied(t, c, s.spec)
			for _, o := range objects {
				all := arrivals(t, c, o)
				last := all[len(all)-1]
				counted := o.GetKind() == "Service" && s.spec.Type != expose.ExternalName
				if last.Object == nil || last.Pending != "" || last.Counted != counted || counted && (last.Ready == 0 || last.Ready > last.Endpoints || last.Endpoints > 2) {
					t.Errorf("it arrived as %+v", last)
				}
				if o == objects[len(objects)-1] && !slices.ContainsFunc(last.Addresses, func(a string) bool { return strings.Contains(a, s.want) }) {
					t.Errorf("%q is not among the addresses %q", s.want, last.Addresses)
				}
			}
		})
	}
}

func TestArrivalWithoutPods(t *testing.T) {
	namespace := playground.Namespace(t)
	scaled(t, namespace, 0, "")
	c := open(t, namespace)
	all := arrivals(t, c, applied(t, c, expose.Spec{})[0])
	first, last := all[0], all[len(all)-1]
	if first.Pending != "no Pod matches app=web" {
		t.Errorf("at first it was %+v", first)
	}
	if !last.Counted || last.Endpoints != 0 || last.Ready != 0 {
		t.Errorf("it arrived as %+v", last)
	}
}

// TestArrivalThatDoesNotCome follows objects until what they wait for is said.
func TestArrivalThatDoesNotCome(t *testing.T) {
	for _, test := range []struct {
		spec    expose.Spec
		want    string
		allowed bool
	}{
		{expose.Spec{}, "2 Pods, none ready: CrashLoopBackOff (container main exited with 1)", true},
		{expose.Spec{Type: expose.LoadBalancer, LoadBalancerClass: "example.com/nobody"}, "2 Pods, none ready: CrashLoopBackOff (container main exited with 1); waiting for an address from the load balancer", true},
		{expose.Spec{Type: expose.Ingress, IngressClass: "nobody"}, "waiting for an address from the controller of IngressClass nobody", true},
		{expose.Spec{Type: expose.HTTPRoute, Gateways: []expose.GatewayRef{{Namespace: "elsewhere", Name: "nobody"}}}, "waiting for Gateway elsewhere/nobody to accept it", true},
		{expose.Spec{Type: expose.Ingress, IngressClass: "nobody"}, "it may not be read, so its address is not known", false},
	} {
		t.Run(test.want, func(t *testing.T) {
			namespace := playground.Namespace(t)
			scaled(t, namespace, 2, "CrashLoopBackOff")
			c := open(t, namespace)
			objects := applied(t, c, test.spec)
			if !test.allowed {
				c = open(t, namespace, as("nobody"))
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			var told []string
			c.Arrival(ctx, objects[len(objects)-1], func(a expose.Arrival) {
				if told = append(told, a.Pending); a.Pending == test.want {
					cancel()
				}
			})
			if !slices.Contains(told, test.want) {
				t.Errorf("it was said %q", told)
			}
		})
	}
}

func TestArrivalOfWhatIsGone(t *testing.T) {
	namespace := playground.Namespace(t)
	scaled(t, namespace, 1, "CrashLoopBackOff")
	c := open(t, namespace)
	o := applied(t, c, expose.Spec{})[0]
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var last expose.Arrival
	c.Arrival(ctx, o, func(a expose.Arrival) {
		if last = a; a.Object == nil {
			return
		}
		if err := playground.Client.CoreV1().Services(namespace).Delete(t.Context(), o.GetName(), metav1.DeleteOptions{}); err != nil {
			t.Error(err)
		}
	})
	if ctx.Err() != nil || last.Object != nil {
		t.Errorf("it ended as %+v", last)
	}
}

// TestArrivalAfterErrors has the API server fail for a while.
func TestArrivalAfterErrors(t *testing.T) {
	namespace := playground.Namespace(t)
	scaled(t, namespace, 1, "")
	o := applied(t, open(t, namespace), expose.Spec{})[0]
	var asked atomic.Int32
	failing := &recorder{before: func(w http.ResponseWriter) bool {
		if asked.Add(1) > 2 {
			return false
		}
		w.WriteHeader(http.StatusInternalServerError)
		return true
	}}
	all := arrivals(t, failing.open(t, namespace), o)
	if last := all[len(all)-1]; last.Ready != 1 {
		t.Errorf("it arrived as %+v", last)
	}
	if asked.Load() <= 2 {
		t.Errorf("it was asked only %d times", asked.Load())
	}
}

// TestArrivalTellsWarnings shows that events are read only while something is waited for, of the object and of one Pod.
func TestArrivalTellsWarnings(t *testing.T) {
	t.Parallel()
	namespace := playground.Namespace(t)
	scaled(t, namespace, 2, "ContainerCreating")
	var watched recorder
	c := watched.open(t, namespace)
	o := applied(t, c, expose.Spec{Type: expose.LoadBalancer, LoadBalancerClass: "example.com/nobody"})[0]
	var pods *corev1.PodList
	for pods == nil || len(pods.Items) < 2 {
		var err error
		if pods, err = playground.Client.CoreV1().Pods(namespace).List(t.Context(), metav1.ListOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	warn := func(kind, name string, uid types.UID, reason, message string) {
		_, err := playground.Client.CoreV1().Events(namespace).Create(t.Context(), &corev1.Event{
			ObjectMeta:     metav1.ObjectMeta{GenerateName: "test-", Namespace: namespace},
			InvolvedObject: corev1.ObjectReference{APIVersion: "v1", Kind: kind, Namespace: namespace, Name: name, UID: uid},
			Type:           corev1.EventTypeWarning, Reason: reason, Message: message, LastTimestamp: metav1.NewTime(time.Now().Add(time.Minute)),
		}, metav1.CreateOptions{})
		if err != nil {
			t.Fatal(err)
		}
	}
	warn("Service", "web", o.GetUID(), "SyncLoadBalancerFailed", "no address is left")
	for _, pod := range pods.Items {
		// The playground's kubelet has a message of its own for each fault.
		patch := []byte(`{"status": {"containerStatuses": [{"name": "main", "image": "web", "imageID": "", "ready": false, "restartCount": 0, "state": {"waiting": {"reason": "ContainerCreating", "message": null}}}]}}`)
		if _, err := playground.Client.CoreV1().Pods(namespace).Patch(t.Context(), pod.Name, types.MergePatchType, patch, metav1.PatchOptions{}, "status"); err != nil {
			t.Fatal(err)
		}
		warn("Pod", pod.Name, pod.UID, "FailedMount", "no such Secret")
	}
	want := "2 Pods, none ready: ContainerCreating (FailedMount: no such Secret); waiting for an address from the load balancer (SyncLoadBalancerFailed: no address is left)"
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var told []string
	began := time.Now()
	c.Arrival(ctx, o, func(a expose.Arrival) {
		if told = append(told, a.Pending); a.Pending == want {
			cancel()
		}
	})
	if !slices.Contains(told, want) {
		t.Fatalf("it was said %q", told)
	}
	if took := time.Since(began); took < 2*time.Second {
		t.Errorf("events were read after %s", took)
	}
	if asked := watched.requests("/events?"); len(asked) != 2 {
		t.Errorf("events were asked for so: %q", asked)
	}
}

// TestArrivalWithoutTheRightToReadEvents shows that only the reason is missing then, and that it is not asked for again.
func TestArrivalWithoutTheRightToReadEvents(t *testing.T) {
	t.Parallel()
	namespace := playground.Namespace(t)
	scaled(t, namespace, 0, "")
	o := applied(t, open(t, namespace), expose.Spec{Type: expose.LoadBalancer, LoadBalancerClass: "example.com/nobody"})[0]
	allow(t, namespace, "looker",
		rbacv1.PolicyRule{APIGroups: []string{""}, Resources: []string{"services", "pods"}, Verbs: []string{"get", "list"}},
		rbacv1.PolicyRule{APIGroups: []string{"discovery.k8s.io"}, Resources: []string{"endpointslices"}, Verbs: []string{"list"}})
	watched := recorder{as: "looker"}
	c := watched.open(t, namespace)
	ctx, cancel := context.WithTimeout(t.Context(), 9*time.Second) // long enough to ask twice
	defer cancel()
	var last expose.Arrival
	c.Arrival(ctx, o, func(a expose.Arrival) { last = a })
	if last.Pending != "waiting for an address from the load balancer" || last.Unseen != "" {
		t.Errorf("it ended as %+v", last)
	}
	if asked := watched.requests("/events?"); len(asked) != 1 || len(watched.requests("/services/web")) < 9 {
		t.Errorf("events were asked for so: %q", asked)
	}
}

// TestArrivalWithoutPodsThatAreWanted shows that a Service without Pods has not arrived as long as its workload wants some.
func TestArrivalWithoutPodsThatAreWanted(t *testing.T) {
	t.Parallel()
	namespace := playground.Namespace(t)
	scaled(t, namespace, 2, "")
	c := open(t, namespace)
	o := applied(t, c, expose.Spec{Selector: map[string]string{"app": "nobody"}})[0]
	workload := expose.Ref{GroupVersionKind: expose.Kinds()[0].GroupVersionKind, Namespace: namespace, Name: "web"}
	record := expose.Record{Plan: "1", Workload: workload, Manager: expose.Manager, Applied: o}.On(o).GetAnnotations()
	patch, err := json.Marshal(map[string]any{"metadata": map[string]any{"annotations": record}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := playground.Client.CoreV1().Services(namespace).Patch(t.Context(), "web", types.MergePatchType, patch, metav1.PatchOptions{}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	const wanted = "no Pod matches app=nobody, though deployment/web wants 2"
	var told []string
	c.Arrival(ctx, o, func(a expose.Arrival) {
		told = append(told, a.Pending)
		if a.Pending != wanted {
			return
		}
		scale := &autoscalingv1.Scale{ObjectMeta: metav1.ObjectMeta{Name: "web", Namespace: namespace}}
		if _, err := playground.Client.AppsV1().Deployments(namespace).UpdateScale(t.Context(), "web", scale, metav1.UpdateOptions{}); err != nil {
			t.Error(err)
		}
	})
	if want := []string{"no Pod matches app=nobody", wanted, ""}; !slices.Equal(told, want) {
		t.Errorf("it was said %q, want %q", told, want)
	}
}

// TestArrivalOfAnotherOfTheSameName shows that what somebody made anew is not what was applied.
func TestArrivalOfAnotherOfTheSameName(t *testing.T) {
	namespace := playground.Namespace(t)
	scaled(t, namespace, 0, "")
	c := open(t, namespace)
	o := applied(t, c, expose.Spec{Type: expose.ClusterIP})[0]
	if err := playground.Client.CoreV1().Services(namespace).Delete(t.Context(), "web", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	applied(t, c, expose.Spec{Type: expose.ClusterIP})
	if all := arrivals(t, c, o); len(all) != 1 || all[0].Object != nil {
		t.Errorf("it was said %+v", all)
	}
}
