package e2e

import (
	"context"
	"net/netip"
	"os"
	"slices"
	"testing"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// TestCluster looks at one seeded playground.
func TestCluster(t *testing.T) {
	p := startReady(t)
	client := p.client(t)
	t.Run("version", func(t *testing.T) { testVersion(t, client) })
	t.Run("kubeconfig", func(t *testing.T) { testKubeconfig(t, p.kubeconfig) })
	t.Run("authorization", func(t *testing.T) { testAuthorization(t, p.config(t)) })
	t.Run("nodes", func(t *testing.T) { testNodes(t, client) })
	t.Run("company", func(t *testing.T) { testCompany(t, client) })
	t.Run("pods", func(t *testing.T) { testPods(t, client) })
	t.Run("deleted pod", func(t *testing.T) { testDeletedPod(t, client) })
	t.Run("services", func(t *testing.T) { testServices(t, client) })
	t.Run("load balancers", func(t *testing.T) { testLoadBalancers(t, client) })
	t.Run("ingresses", func(t *testing.T) { testIngresses(t, client) })
	t.Run("gateways", func(t *testing.T) { testGateways(t, p.dynamic(t)) })
	t.Run("routes", func(t *testing.T) { testRoutes(t, p.dynamic(t)) })
}

func testVersion(t *testing.T, client kubernetes.Interface) {
	v, err := client.Discovery().ServerVersion()
	if err != nil {
		t.Fatal(err)
	}
	if v.GitVersion != "v1.37.2" || v.Major != "1" || v.Minor != "37" {
		t.Errorf("the server is %s (%q.%q): was the binary built with its version?", v.GitVersion, v.Major, v.Minor)
	}
}

func testKubeconfig(t *testing.T, path string) {
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode() != 0o600 {
		t.Errorf("its mode is %v", info.Mode())
	}
	config, err := clientcmd.LoadFromFile(path)
	if err != nil {
		t.Fatal(err)
	}
	current := config.Contexts[config.CurrentContext]
	if config.CurrentContext != "playground" || current.Namespace != "shop" || current.AuthInfo != "admin" {
		t.Errorf("the context is %s: %+v", config.CurrentContext, current)
	}
}

func testAuthorization(t *testing.T, config *rest.Config) {
	nobody := rest.CopyConfig(config)
	nobody.Impersonate.UserName = "nobody"
	_, err := client(t, nobody).CoreV1().Pods("shop").List(t.Context(), metav1.ListOptions{})
	if !apierrors.IsForbidden(err) {
		t.Errorf("a user without rights may list Pods: %v", err)
	}
	stranger := rest.CopyConfig(config)
	stranger.BearerToken = "guessed"
	_, err = client(t, stranger).CoreV1().Pods("shop").List(t.Context(), metav1.ListOptions{})
	if !apierrors.IsUnauthorized(err) {
		t.Errorf("a wrong token may list Pods: %v", err)
	}
}

func testNodes(t *testing.T, client kubernetes.Interface) {
	nodes, err := client.CoreV1().Nodes().List(t.Context(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	zones := map[string]bool{}
	for _, node := range nodes.Items {
		zones[node.Labels[corev1.LabelTopologyZone]] = true
		if len(node.Spec.Taints) > 0 || !isReady(node) {
			t.Errorf("%s takes no Pods: taints %v, conditions %v", node.Name, node.Spec.Taints, node.Status.Conditions)
		}
	}
	if len(nodes.Items) != 3 || len(zones) != 2 {
		t.Errorf("there are %d nodes in %d zones, want 3 in 2", len(nodes.Items), len(zones))
	}
}

func isReady(node corev1.Node) bool {
	for _, c := range node.Status.Conditions {
		if c.Type == corev1.NodeReady {
			return c.Status == corev1.ConditionTrue
		}
	}
	return false
}

// testCompany checks that ready means ready: nothing here waits.
func testCompany(t *testing.T, client kubernetes.Interface) {
	deployments, err := client.AppsV1().Deployments("").List(t.Context(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if len(deployments.Items) < 12 {
		t.Errorf("there are %d Deployments", len(deployments.Items))
	}
	for _, d := range deployments.Items {
		want := *d.Spec.Replicas
		if d.Name == "checkout" { // it crash-loops
			want = 0
		}
		if d.Status.ReadyReplicas != want {
			t.Errorf("%s/%s has %d ready Pods, want %d", d.Namespace, d.Name, d.Status.ReadyReplicas, want)
		}
	}
}

func testPods(t *testing.T, client kubernetes.Interface) {
	nodes, err := client.CoreV1().Nodes().List(t.Context(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	ranges := map[string]netip.Prefix{}
	for _, node := range nodes.Items {
		ranges[node.Name] = netip.MustParsePrefix(node.Spec.PodCIDR)
	}
	pods, err := client.CoreV1().Pods("").List(t.Context(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	owners := map[netip.Addr]string{}
	webNodes := map[string]bool{}
	for _, pod := range pods.Items {
		address, err := netip.ParseAddr(pod.Status.PodIP)
		if err != nil || !ranges[pod.Spec.NodeName].Contains(address) {
			t.Errorf("%s on %s has the address %q", pod.Name, pod.Spec.NodeName, pod.Status.PodIP)
		}
		if owner, taken := owners[address]; taken {
			t.Errorf("%s has the address of %s", pod.Name, owner)
		}
		owners[address] = pod.Name
		for _, c := range pod.Status.ContainerStatuses {
			waiting := c.State.Waiting
			crashes := waiting != nil && waiting.Reason == "CrashLoopBackOff"
			if want := pod.Labels["app.kubernetes.io/name"] == "checkout"; crashes != want {
				t.Errorf("%s crash-loops: %v, want %v", pod.Name, crashes, want)
			}
		}
		if pod.Labels["app.kubernetes.io/name"] == "web" {
			webNodes[pod.Spec.NodeName] = true
		}
	}
	if len(webNodes) != 3 {
		t.Errorf("the Pods of web are on %d nodes, want 3", len(webNodes))
	}
}

func testDeletedPod(t *testing.T, client kubernetes.Interface) {
	pods := client.CoreV1().Pods("shop")
	web := metav1.ListOptions{LabelSelector: "app.kubernetes.io/name=web"}
	before, err := pods.List(t.Context(), web)
	if err != nil {
		t.Fatal(err)
	}
	victim := before.Items[0]
	if err := pods.Delete(t.Context(), victim.Name, metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, victim.Name+" is gone", func() bool {
		_, err := pods.Get(t.Context(), victim.Name, metav1.GetOptions{})
		return apierrors.IsNotFound(err)
	})
	eventually(t, "another Pod takes its place", func() bool {
		now, err := pods.List(t.Context(), web)
		return err == nil && len(now.Items) == 3 && !slices.ContainsFunc(now.Items, func(p corev1.Pod) bool {
			return p.Status.Phase != corev1.PodRunning
		})
	})
}

func testServices(t *testing.T, client kubernetes.Interface) {
	for _, c := range []struct{ namespace, name, manager string }{
		{"shop", "catalog", "helm"},
		{"payments", "gateway", "kubectl-expose"},
	} {
		service, err := client.CoreV1().Services(c.namespace).Get(t.Context(), c.name, metav1.GetOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if got := service.ManagedFields[0]; got.Manager != c.manager || got.Operation != metav1.ManagedFieldsOperationUpdate {
			t.Errorf("Service %s is managed by %s (%s), want %s", c.name, got.Manager, got.Operation, c.manager)
		}
		eventually(t, "Service "+c.name+" has two ready endpoints", func() bool {
			return readyEndpoints(t.Context(), client, c.namespace, c.name) == 2
		})
	}
}

func readyEndpoints(ctx context.Context, client kubernetes.Interface, namespace, service string) int {
	list, err := client.DiscoveryV1().EndpointSlices(namespace).List(ctx, metav1.ListOptions{
		LabelSelector: "kubernetes.io/service-name=" + service,
	})
	if err != nil {
		return 0
	}
	ready := 0
	for _, slice := range list.Items {
		for _, endpoint := range slice.Endpoints {
			if endpoint.Conditions.Ready != nil && *endpoint.Conditions.Ready {
				ready++
			}
		}
	}
	return ready
}

func testLoadBalancers(t *testing.T, client kubernetes.Interface) {
	services := client.CoreV1().Services("shop")
	foreign := "example.com/other"
	for _, c := range []struct {
		name  string
		class *string
	}{{"foreign", &foreign}, {"ours", nil}} {
		_, err := services.Create(t.Context(), &corev1.Service{
			ObjectMeta: metav1.ObjectMeta{Name: c.name},
			Spec: corev1.ServiceSpec{
				Type:              corev1.ServiceTypeLoadBalancer,
				LoadBalancerClass: c.class,
				Ports:             []corev1.ServicePort{{Port: 80}},
			},
		}, metav1.CreateOptions{})
		if err != nil {
			t.Fatal(err)
		}
	}
	address := func(name string) string {
		s, err := services.Get(t.Context(), name, metav1.GetOptions{})
		if err != nil || len(s.Status.LoadBalancer.Ingress) == 0 {
			return ""
		}
		return s.Status.LoadBalancer.Ingress[0].IP
	}
	eventually(t, "the LoadBalancer has an address", func() bool { return address("ours") != "" })
	// The foreign one was first, and Services are handled in turn.
	if got := address("foreign"); got != "" {
		t.Errorf("the LoadBalancer of another class has the address %s", got)
	}
}

func testIngresses(t *testing.T, client kubernetes.Interface) {
	ingresses := client.NetworkingV1().Ingresses("shop")
	nginx, traefik, foreign := "nginx", "traefik", "foreign"
	for name, class := range map[string]*string{"of-default": nil, "of-traefik": &traefik, "of-nobody": &foreign} {
		_, err := ingresses.Create(t.Context(), &networkingv1.Ingress{
			ObjectMeta: metav1.ObjectMeta{Name: name},
			Spec: networkingv1.IngressSpec{
				IngressClassName: class,
				DefaultBackend: &networkingv1.IngressBackend{
					Service: &networkingv1.IngressServiceBackend{Name: "catalog", Port: networkingv1.ServiceBackendPort{Name: "http"}},
				},
			},
		}, metav1.CreateOptions{})
		if err != nil {
			t.Fatal(err)
		}
	}
	get := func(name string) *networkingv1.Ingress {
		ingress, err := ingresses.Get(t.Context(), name, metav1.GetOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return ingress
	}
	for _, name := range []string{"catalog", "of-default", "of-traefik"} {
		eventually(t, "Ingress "+name+" has an address", func() bool {
			return len(get(name).Status.LoadBalancer.Ingress) == 1
		})
	}
	if class := get("of-default").Spec.IngressClassName; class == nil || *class != nginx {
		t.Errorf("the default class is %v", class)
	}
	if got := get("of-nobody").Status.LoadBalancer.Ingress; len(got) > 0 {
		t.Errorf("an Ingress of an unknown class has the address %v", got)
	}
}
