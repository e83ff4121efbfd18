package cluster_test

import (
	"context"
	"errors"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	authorizationv1 "k8s.io/api/authorization/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"k8s.io/utils/ptr"

	"github.com/kubectl-xnode/kubectl-xnode/internal/playgroundtest"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/cluster"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

var playground *playgroundtest.Playground

func TestMain(m *testing.M) { os.Exit(playgroundtest.Main(m, &playground)) }

var options = cluster.Options{FieldManager: expose.Manager}

// open opens the playground as the flags say that change sets.
func open(t *testing.T, namespace string, change ...func(*genericclioptions.ConfigFlags)) *cluster.Cluster {
	t.Helper()
	flags := genericclioptions.NewConfigFlags(true)
	flags.KubeConfig, flags.Namespace = &playground.Kubeconfig, &namespace
	for _, c := range change {
		c(flags)
	}
	c, err := cluster.Open(flags)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func as(user string) func(*genericclioptions.ConfigFlags) {
	return func(f *genericclioptions.ConfigFlags) { f.Impersonate = &user }
}

// web makes the Deployment web with an HTTP and a metrics port.
func web(t *testing.T, namespace string) {
	t.Helper()
	playground.Deployment(t, namespace, "web", corev1.ContainerPort{Name: "http", ContainerPort: 8080}, corev1.ContainerPort{Name: "metrics", ContainerPort: 9090})
}

// exposed previews and applies a Spec, and returns the changes and what was done to the objects.
func exposed(t *testing.T, c *cluster.Cluster, name string, s expose.Spec) ([]expose.Change, []string) {
	t.Helper()
	changes, err := preview(t, c, name, s)
	if err != nil {
		t.Fatal(err)
	}
	var done []string
	err = c.Apply(t.Context(), changes, options, func(e expose.Event) {
		if e.Action != "" {
			done = append(done, e.Ref.String()+" "+string(e.Action))
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return changes, done
}

func preview(t *testing.T, c *cluster.Cluster, name string, s expose.Spec) ([]expose.Change, error) {
	t.Helper()
	w, err := c.Workload(t.Context(), expose.Kinds()[0], name, expose.Spec{}, expose.Needs{Services: true})
	if err != nil {
		t.Fatal(err)
	}
	plan, err := expose.NewPlan(w, expose.Default(w, s))
	if err != nil {
		t.Fatal(err)
	}
	return c.Preview(t.Context(), plan, options)
}

func TestEveryTypeIsAppliedAsPreviewed(t *testing.T) {
	namespace := playground.Namespace(t)
	web(t, namespace)
	c := open(t, namespace)
	for _, s := range []expose.Spec{
		{Type: expose.ClusterIP},
		{Type: expose.Headless},
		{Type: expose.NodePort},
		{Type: expose.LoadBalancer},
		{Type: expose.ExternalName, ExternalName: "db.example.com"},
		{Type: expose.Ingress, Host: "shop.example.com", TLSSecret: "shop-tls"},
	} {
		t.Run(string(s.Type), func(t *testing.T) {
			s.Name = strings.ToLower(string(s.Type))
			changes, done := exposed(t, c, "web", s)
			for i, change := range changes {
				if want := change.Ref().String() + " created"; done[i] != want {
					t.Errorf("%s, want %s", done[i], want)
				}
				live, err := c.Live(t.Context(), change.Ref())
				if err != nil || live == nil {
					t.Fatalf("%s is not there: %v", change.Ref(), err)
				}
				// What was shown is what is there now: comparing it with the preview leaves nothing over.
				if diff := (expose.Change{Object: change.Object, Live: change.Want, Want: live}).Diff(); diff != "" && !onlyAllocated(diff) {
					t.Errorf("%s is not as previewed:\n%s", change.Ref(), diff)
				}
			}
			again, done := exposed(t, c, "web", s)
			for i, change := range again {
				if want := change.Ref().String() + " unchanged"; done[i] != want {
					t.Errorf("the second time: %s, want %s\n%s", done[i], want, change.Diff())
				}
			}
		})
	}
}

// onlyAllocated reports whether a diff is about addresses and node ports, which a dry-run cannot foretell.
func onlyAllocated(diff string) bool {
	for _, line := range strings.Split(diff, "\n") {
		changed := (strings.HasPrefix(line, "+") || strings.HasPrefix(line, "-")) && !strings.HasPrefix(line, "+++") && !strings.HasPrefix(line, "---")
		if changed && !strings.Contains(line, "clusterIP") && !strings.Contains(line, "nodePort") && !strings.Contains(line, "- 10.") {
			return false
		}
	}
	return true
}

func TestPreviewChangesNothing(t *testing.T) {
	namespace := playground.Namespace(t)
	web(t, namespace)
	c := open(t, namespace)
	if _, err := preview(t, c, "web", expose.Spec{Type: expose.Ingress}); err != nil {
		t.Fatal(err)
	}
	services, err := playground.Client.CoreV1().Services(namespace).List(t.Context(), metav1.ListOptions{})
	if err != nil || len(services.Items) > 0 {
		t.Errorf("there are %d Services, %v", len(services.Items), err)
	}
}

func TestApplyOwnsOnlyWhatItMeans(t *testing.T) {
	namespace := playground.Namespace(t)
	web(t, namespace)
	exposed(t, open(t, namespace), "web", expose.Spec{})
	s, err := playground.Client.CoreV1().Services(namespace).Get(t.Context(), "web", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.ManagedFields) != 1 || s.ManagedFields[0].Manager != expose.Manager || s.ManagedFields[0].Operation != metav1.ManagedFieldsOperationApply {
		t.Fatalf("managers are %+v", s.ManagedFields)
	}
	owned := s.ManagedFields[0].FieldsV1.GetRawString()
	for _, foreign := range []string{"status", "clusterIP", "nodePort", "sessionAffinity"} {
		if strings.Contains(owned, foreign) {
			t.Errorf("it owns %s: %s", foreign, owned)
		}
	}
}

// theirs makes the Service web of another field manager.
func theirs(t *testing.T, namespace string, selector map[string]string) {
	t.Helper()
	_, err := playground.Client.CoreV1().Services(namespace).Create(t.Context(), &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: "web", Labels: map[string]string{expose.ManagedByLabel: "Helm"}},
		Spec:       corev1.ServiceSpec{Selector: selector, Ports: []corev1.ServicePort{{Name: "http", Port: 80, TargetPort: intstr.FromString("http")}}},
	}, metav1.CreateOptions{FieldManager: "helm"})
	if err != nil {
		t.Fatal(err)
	}
}

func TestConflictNamesTheOwnerAndTakesNothing(t *testing.T) {
	namespace := playground.Namespace(t)
	web(t, namespace)
	theirs(t, namespace, map[string]string{"app": "other"})
	c := open(t, namespace)
	_, err := preview(t, c, "web", expose.Spec{})
	var conflict *cluster.ConflictError
	if !errors.As(err, &conflict) {
		t.Fatalf("got %v", err)
	}
	if text := err.Error(); !strings.Contains(text, `"helm" (Update, `) || !strings.Contains(text, " UTC) owns .spec.selector") || strings.Contains(text, "managed-by") {
		t.Errorf("it says %q", text)
	}

	w, err := c.Workload(t.Context(), expose.Kinds()[0], "web", expose.Spec{}, expose.Needs{})
	if err != nil {
		t.Fatal(err)
	}
	plan, err := expose.NewPlan(w, expose.Default(w, expose.Spec{}))
	if err != nil {
		t.Fatal(err)
	}
	forced := cluster.Options{FieldManager: expose.Manager, OnConflict: expose.TakeOver}
	changes, err := c.Preview(t.Context(), plan, forced)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Apply(t.Context(), changes, forced, func(expose.Event) {}); err != nil {
		t.Fatal(err)
	}
	s, err := playground.Client.CoreV1().Services(namespace).Get(t.Context(), "web", metav1.GetOptions{})
	if err != nil || s.Spec.Selector["app"] != "web" || s.Labels[expose.ManagedByLabel] != "Helm" {
		t.Errorf("selector %v, labels %v, %v", s.Spec.Selector, s.Labels, err)
	}
}

func TestIngressUsesTheServiceOfOthers(t *testing.T) {
	namespace := playground.Namespace(t)
	web(t, namespace)
	theirs(t, namespace, map[string]string{"app": "web"})
	_, done := exposed(t, open(t, namespace), "web", expose.Spec{Type: expose.Ingress, Name: "shop"})
	if want := []string{"ingress.networking.k8s.io/shop created"}; !slices.Equal(done, want) {
		t.Errorf("done %v, want %v", done, want)
	}
}

func TestWarningsOfTheServerComeWithTheChange(t *testing.T) {
	namespace := playground.Namespace(t)
	web(t, namespace)
	warnOfServices(t, namespace, "ask the network team first")
	c := open(t, namespace)
	// A policy takes effect a moment after it is made.
	for range 50 {
		changes, err := preview(t, c, "web", expose.Spec{})
		if err != nil {
			t.Fatal(err)
		}
		if warnings := changes[0].Warnings; len(warnings) == 1 && strings.Contains(warnings[0], "ask the network team first") {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Error("no warning came")
}

// warnOfServices makes the API server warn of each Service of the namespace.
func warnOfServices(t *testing.T, namespace, message string) {
	t.Helper()
	policies := playground.Client.AdmissionregistrationV1()
	policy := &admissionv1.ValidatingAdmissionPolicy{
		ObjectMeta: metav1.ObjectMeta{Name: namespace},
		Spec: admissionv1.ValidatingAdmissionPolicySpec{
			MatchConstraints: &admissionv1.MatchResources{ResourceRules: []admissionv1.NamedRuleWithOperations{{
				RuleWithOperations: admissionv1.RuleWithOperations{
					Operations: []admissionv1.OperationType{admissionv1.Create},
					Rule:       admissionv1.Rule{APIGroups: []string{""}, APIVersions: []string{"v1"}, Resources: []string{"services"}},
				},
			}}},
			Validations: []admissionv1.Validation{{Expression: "false", Message: message}},
		},
	}
	if _, err := policies.ValidatingAdmissionPolicies().Create(t.Context(), policy, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	binding := &admissionv1.ValidatingAdmissionPolicyBinding{
		ObjectMeta: metav1.ObjectMeta{Name: namespace},
		Spec: admissionv1.ValidatingAdmissionPolicyBindingSpec{
			PolicyName:        namespace,
			ValidationActions: []admissionv1.ValidationAction{admissionv1.Warn},
			MatchResources:    &admissionv1.MatchResources{NamespaceSelector: &metav1.LabelSelector{MatchLabels: map[string]string{"kubernetes.io/metadata.name": namespace}}},
		},
	}
	if _, err := policies.ValidatingAdmissionPolicyBindings().Create(t.Context(), binding, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
}

func TestRefusedSaysWhatTheServerSays(t *testing.T) {
	namespace := playground.Namespace(t)
	web(t, namespace)
	c := open(t, namespace)
	exposed(t, c, "web", expose.Spec{})
	_, err := preview(t, c, "web", expose.Spec{Type: expose.Headless})
	var refused *cluster.RefusedError
	if !errors.As(err, &refused) || !refused.Exists || !strings.Contains(err.Error(), "may not change once set") {
		t.Errorf("got %v", err)
	}
	// The dry-run does not check the range of node ports, applying does.
	changes, err := preview(t, c, "web", expose.Spec{Type: expose.NodePort, Name: "np", Ports: []expose.Port{{Port: 80, NodePort: 80}}})
	if err != nil {
		t.Fatal(err)
	}
	err = c.Apply(t.Context(), changes, options, func(expose.Event) {})
	if !errors.As(err, &refused) || refused.Exists || !strings.Contains(err.Error(), "not in the valid range") {
		t.Errorf("got %v", err)
	}
}

func TestNotFound(t *testing.T) {
	namespace := playground.Namespace(t)
	c := open(t, namespace)
	says := func(c *cluster.Cluster, name, want string) {
		t.Helper()
		_, err := c.Workload(t.Context(), expose.Kinds()[0], name, expose.Spec{}, expose.Needs{})
		var missing *cluster.NotFoundError
		if !errors.As(err, &missing) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v; want %q", err, want)
		}
	}
	says(c, "web", "which has none at all")
	for _, name := range []string{"checkout", "checkout-worker", "catalog", "web"} {
		playground.Deployment(t, namespace, name)
	}
	says(c, "chekout", "did you mean checkout")
	says(c, "checkout-w", "did you mean checkout, checkout-worker?")
	says(c, "zzzzzz", `there is no deployment "zzzzzz" in namespace "`+namespace+`"`)
	says(open(t, "no-such-namespace"), "web", `there is no namespace "no-such-namespace"`)

	if _, err := open(t, "no-such-namespace").Select(t.Context(), expose.Kinds()[0], ""); err == nil || !strings.Contains(err.Error(), `there is no namespace "no-such-namespace"`) {
		t.Errorf("got %v", err)
	}
	// Applying into a namespace that went away meanwhile.
	w, err := c.Workload(t.Context(), expose.Kinds()[0], "web", expose.Spec{}, expose.Needs{})
	if err != nil {
		t.Fatal(err)
	}
	w.Namespace = "no-such-namespace"
	plan, err := expose.NewPlan(w, expose.Default(w, expose.Spec{Ports: []expose.Port{{Port: 80}}}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Preview(t.Context(), plan, options); err == nil || err.Error() != `there is no namespace "no-such-namespace"` {
		t.Errorf("got %v", err)
	}
}

// allow gives a user the rights in a namespace.
func allow(t *testing.T, namespace, user string, rules ...rbacv1.PolicyRule) {
	t.Helper()
	roles := playground.Client.RbacV1()
	role := &rbacv1.Role{ObjectMeta: metav1.ObjectMeta{Name: user}, Rules: rules}
	if _, err := roles.Roles(namespace).Create(t.Context(), role, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := roles.RoleBindings(namespace).Create(t.Context(), &rbacv1.RoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: user},
		Subjects:   []rbacv1.Subject{{Kind: rbacv1.UserKind, APIGroup: rbacv1.GroupName, Name: user}},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "Role", Name: user},
	}, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	// The API server's authorizer hears of it by a watch, a little later.
	review := &authorizationv1.SubjectAccessReview{Spec: authorizationv1.SubjectAccessReviewSpec{User: user, ResourceAttributes: &authorizationv1.ResourceAttributes{
		Namespace: namespace, Group: rules[0].APIGroups[0], Resource: rules[0].Resources[0], Verb: rules[0].Verbs[0],
	}}}
	for range 1000 {
		answer, err := playground.Client.AuthorizationV1().SubjectAccessReviews().Create(t.Context(), review, metav1.CreateOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if answer.Status.Allowed {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("user %s is never allowed what the role says", user)
}

func TestRights(t *testing.T) {
	namespace := playground.Namespace(t)
	web(t, namespace)
	allow(t, namespace, "getter", rbacv1.PolicyRule{APIGroups: []string{"apps"}, Resources: []string{"deployments"}, Verbs: []string{"get"}},
		rbacv1.PolicyRule{APIGroups: []string{""}, Resources: []string{"services"}, Verbs: []string{"get", "create", "patch"}})

	var forbidden *cluster.ForbiddenError
	if _, err := open(t, namespace, as("nobody")).Workload(t.Context(), expose.Kinds()[0], "web", expose.Spec{}, expose.Needs{}); !errors.As(err, &forbidden) || !strings.Contains(err.Error(), `cannot get resource "deployments"`) {
		t.Errorf("got %v", err)
	}
	getter := open(t, namespace, as("getter"))
	if _, err := getter.Select(t.Context(), expose.Kinds()[0], ""); !errors.As(err, &forbidden) || !strings.Contains(err.Error(), `cannot list resource "deployments"`) {
		t.Errorf("got %v", err)
	}
	// The name is known, so neither the list of Deployments nor that of Services is missed.
	if _, done := exposed(t, getter, "web", expose.Spec{}); !slices.Equal(done, []string{"service/web created"}) {
		t.Errorf("done %v", done)
	}
	if _, err := preview(t, getter, "web", expose.Spec{Type: expose.Ingress}); !errors.As(err, &forbidden) || !strings.Contains(err.Error(), "ingresses") {
		t.Errorf("got %v", err)
	}
	// A name that is not there is said so, though the nearest may not be listed.
	var missing *cluster.NotFoundError
	if _, err := getter.Workload(t.Context(), expose.Kinds()[0], "wbe", expose.Spec{}, expose.Needs{}); !errors.As(err, &missing) || len(missing.Nearest) > 0 {
		t.Errorf("got %v", err)
	}
}

func TestWhoAmI(t *testing.T) {
	if user, err := open(t, "default").WhoAmI(t.Context()); err != nil || user != "admin" {
		t.Errorf("got %q, %v", user, err)
	}
	c := open(t, "default", as("jane"))
	if user, err := c.WhoAmI(t.Context()); err != nil || user != "jane" || c.KubeconfigUser != "jane" {
		t.Errorf("got %q, %v", user, err)
	}
}

func TestServerThatDoesNotAnswer(t *testing.T) {
	// It accepts connections and says nothing.
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	at := func(server string) func(*genericclioptions.ConfigFlags) {
		return func(f *genericclioptions.ConfigFlags) { f.APIServer, f.Timeout = &server, ptr.To("300ms") }
	}
	_, err = open(t, "default", at("https://"+silent.Addr().String())).Workload(t.Context(), expose.Kinds()[0], "web", expose.Spec{}, expose.Needs{})
	if err == nil || !strings.Contains(err.Error(), "does not answer in time; --request-timeout") {
		t.Errorf("got %v", err)
	}
	_, err = open(t, "default", at("https://127.0.0.1:1")).Workload(t.Context(), expose.Kinds()[0], "web", expose.Spec{}, expose.Needs{})
	if err == nil || !strings.Contains(err.Error(), "does not answer: ") || !strings.Contains(err.Error(), "refused") {
		t.Errorf("got %v", err)
	}
}

func TestCallsEndWithTheirContext(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	server := "https://" + silent.Addr().String()
	c := open(t, "default", func(f *genericclioptions.ConfigFlags) { f.APIServer = &server })
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	// Live goes through cli-runtime's Helper, which takes no context.
	ref := expose.Ref{GroupVersionKind: corev1.SchemeGroupVersion.WithKind("Service"), Namespace: "default", Name: "web"}
	if _, err := c.Live(ctx, ref); err == nil {
		t.Error("it answered")
	}
	if ctx.Err() == nil {
		t.Error("it ended before its context")
	}
}

func TestOpen(t *testing.T) {
	missing, broken := "/does/not/exist", t.TempDir()+"/config"
	if err := os.WriteFile(broken, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("KUBECONFIG", "/does/not/exist")
	for name, c := range map[string]struct {
		change func(*genericclioptions.ConfigFlags)
		want   string
	}{
		"no kubeconfig":         {func(*genericclioptions.ConfigFlags) {}, "no cluster is configured"},
		"a file that is not":    {func(f *genericclioptions.ConfigFlags) { f.KubeConfig = &missing }, "the kubeconfig cannot be read"},
		"a file that is broken": {func(f *genericclioptions.ConfigFlags) { f.KubeConfig = &broken }, "the kubeconfig cannot be read"},
		"a context that is not": {func(f *genericclioptions.ConfigFlags) {
			f.KubeConfig, f.Context = &playground.Kubeconfig, ptr.To("nope")
		}, `context "nope" does not exist`},
	} {
		t.Run(name, func(t *testing.T) {
			flags := genericclioptions.NewConfigFlags(true)
			c.change(flags)
			if _, err := cluster.Open(flags); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v; want %q", err, c.want)
			}
		})
	}
}

// TestServerVersionIsAskedWhenItCounts reads the version for who may need it, and only for those.
func TestServerVersionIsAskedWhenItCounts(t *testing.T) {
	namespace := playground.Namespace(t)
	web(t, namespace)
	c := open(t, namespace)
	want, err := playground.Client.Discovery().ServerVersion()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []expose.Spec{{}, {TrafficDistribution: expose.TrafficDistributions().Values[0]}} {
		w, err := c.Workload(t.Context(), expose.Kinds()[0], "web", s, s.Needs())
		if err != nil {
			t.Fatal(err)
		}
		known := expose.ServerVersion{}
		if s.TrafficDistribution != "" {
			known = expose.ParseServerVersion(want.Major, want.Minor)
		}
		if w.Server != known || s.TrafficDistribution != "" && known.Minor < 30 {
			t.Errorf("%+v: the version is %s, want %s", s, w.Server, known)
		}
	}
}
