package plugin_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	authorizationv1 "k8s.io/api/authorization/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/dynamic"
	"k8s.io/utils/ptr"
)

// right is what a role allows: verbs on a resource.
type right struct {
	group, resource string
	verbs           []string
}

// allRights are those that all tasks together need.
func allRights() []right {
	return []right{
		{"apps", "deployments", []string{"get", "list", "watch"}},
		{"", "pods", []string{"get", "list", "watch"}},
		{"", "services", []string{"get", "list", "watch", "create", "patch", "delete"}},
		{"networking.k8s.io", "ingresses", []string{"get", "list", "watch", "create", "patch", "delete"}},
		{"gateway.networking.k8s.io", "httproutes", []string{"get", "list", "watch", "create", "patch", "delete"}},
	}
}

// withoutResource are all rights but those on a resource.
func withoutResource(resource string) []right {
	return slices.DeleteFunc(allRights(), func(r right) bool { return r.resource == resource })
}

// withoutVerbs are all rights but some.
func withoutVerbs(verbs ...string) []right {
	rights := allRights()
	for i := range rights {
		rights[i].verbs = slices.DeleteFunc(rights[i].verbs, func(v string) bool { return slices.Contains(verbs, v) })
	}
	return rights
}

// task is a way to use the program.
type task string

const (
	taskService task = "a Service by flags"
	taskIngress task = "an Ingress by flags"
	taskYAML    task = "the YAML of an Ingress"
	taskDiff    task = "the diff of a Service"
	taskSets    task = "a Service for a selector of sets"
	taskSelect  task = "Services for labels"
	taskDialog  task = "a Service by the dialogue"
	taskBack    task = "taking back a Service"
	taskLook    task = "looking at what would be taken back"
	taskList    task = "the list of what was exposed"
)

// args are those of the task, after the name of the program.
func (f task) args() []string {
	return map[task][]string{
		taskService: {"expose", "web"},
		taskIngress: {"expose", "web", "--type=Ingress", "--host=shop.example.com"},
		taskYAML:    {"expose", "web", "--type=Ingress", "--host=shop.example.com", "--dry-run=client", "-o", "yaml"},
		taskDiff:    {"expose", "web", "--diff"},
		taskSets:    {"expose", "sets"},
		taskSelect:  {"expose", "-l", "app.kubernetes.io/name=web"},
		taskDialog:  {"expose", "web", "-i", "--type=ClusterIP"},
		taskBack:    {"unexpose", "web", "--yes"},
		taskLook:    {"unexpose", "web", "--dry-run=client"},
		taskList:    {"list"},
	}[f]
}

// changes are the objects that the task makes, or removes.
func (f task) changes() []string {
	return map[task][]string{
		taskService: {"service/web"},
		taskIngress: {"ingress/web", "service/web"},
		taskSets:    {"service/sets"},
		taskSelect:  {"service/web"},
		taskDialog:  {"service/web"},
		taskBack:    {"service/web"},
	}[f]
}

// TestRightsMatrix runs each task as users with each role. What can be done with the rights is done. What cannot be is said by the right that is missing,
// and changes nothing.
func TestRightsMatrix(t *testing.T) {
	missing := func(verb, resource string) string {
		return fmt.Sprintf(`cannot %s resource "%s"`, verb, resource)
	}
	noRead := map[task]string{}
	for _, f := range []task{taskService, taskIngress, taskYAML, taskDiff, taskSets, taskDialog} {
		noRead[f] = missing("get", "deployments")
	}
	noRead[taskSelect] = missing("list", "deployments")
	noRead[taskBack], noRead[taskLook], noRead[taskList] = missing("list", "services"), missing("list", "services"), missing("list", "services")
	noWrite := func(verb string) map[task]string {
		return map[task]string{
			taskService: missing(verb, "services"), taskIngress: missing(verb, "(services|ingresses)"), taskDiff: missing(verb, "services"),
			taskSets: missing(verb, "services"), taskSelect: missing(verb, "services"), taskDialog: missing(verb, "services"),
		}
	}
	getOnly := noWrite("patch")
	getOnly[taskSets], getOnly[taskSelect] = "its Pods could not be listed", missing("list", "deployments")
	getOnly[taskBack], getOnly[taskList] = missing("delete", "services"), missing("list", "services")
	unread := func(resource string) map[task]string {
		text := `Warning: .*` + missing("list", resource) + `.* so something may be missing here`
		return map[task]string{taskBack: text, taskLook: text, taskList: `Warning: .*` + missing("list", resource)}
	}

	for name, role := range map[string]struct {
		rights    []right
		elsewhere bool            // the tasks are in a namespace where the role does not hold
		fails     map[task]string // what the tasks say that fail
		warns     map[task]string // and those that do not
	}{
		"nothing":                        {nil, false, noRead, nil},
		"get only":                       {withoutVerbs("list", "watch", "create", "patch", "delete"), false, getOnly, unread("services")},
		"one namespace which is another": {allRights(), true, noRead, nil},
		"no Ingress":                     {withoutResource("ingresses"), false, map[task]string{taskIngress: missing("(get|patch)", "ingresses")}, unread("ingresses")},
		"no Pods":                        {withoutResource("pods"), false, map[task]string{taskSets: "its Pods could not be listed"}, nil},
		"no list":                        {withoutVerbs("list"), false, map[task]string{taskSets: "its Pods could not be listed", taskSelect: missing("list", "deployments"), taskList: missing("list", "services")}, unread("services")},
		"no patch":                       {withoutVerbs("patch"), false, noWrite("patch"), nil},
		"no create":                      {withoutVerbs("create"), false, noWrite("create"), nil},
		"no delete": {withoutVerbs("delete"), false, map[task]string{taskBack: missing("delete", "services")}, map[task]string{
			taskIngress: `Warning: should something after it fail, service/web cannot be taken back: you may not delete it`,
		}},
		"everything": {allRights(), false, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := visitorWith(t, role.rights)
			if role.elsewhere {
				v.namespace = company(t)
			}
			for _, f := range []task{taskService, taskIngress, taskYAML, taskDiff, taskSets, taskSelect, taskDialog, taskBack, taskLook, taskList} {
				if f == taskBack || f == taskLook || f == taskList {
					v.exposes()
				}
				before := v.snapshot()
				run := v.runs(f, role.fails[f])
				made, diff := v.snapshot().changes(before)
				if strings.Contains(run.stderr, "cannot patch") && (f == taskService || f == taskIngress) && !strings.Contains(run.stderr, "; --dry-run=client -o yaml prints it for somebody who may") {
					t.Errorf("%s does not say how to get the YAML: %s", f, run)
				}
				if says, fails := role.fails[f]; fails {
					if run.code == 0 || !regexp.MustCompile(says).MatchString(run.stderr) {
						t.Errorf("%s does not fail for %s: %s", f, says, run)
					}
					if len(made) > 0 {
						t.Errorf("%s fails and changes\n%s", f, diff)
					}
					v.cleans()
					continue
				}
				wantCode := 0
				if f == taskDiff {
					wantCode = 1 // there are differences
				}
				if run.code != wantCode || !slices.Equal(made, f.changes()) {
					t.Errorf("%s changes %q: %s", f, made, run)
				}
				if warned := strings.Contains(run.stderr, "Warning: "); role.warns[f] == "" && warned || !regexp.MustCompile(role.warns[f]).MatchString(run.stderr) {
					t.Errorf("%s warns: %s", f, run)
				}
				if f == taskList && !regexp.MustCompile(`(?m)^service/web +deployment/web +created .* in sync`).MatchString(run.stdout) {
					t.Errorf("%s prints %s", f, run)
				}
				if f == taskYAML && (!strings.Contains(run.stdout, "kind: Ingress") || !strings.Contains(run.stdout, "kind: Service")) {
					t.Errorf("%s prints %s", f, run)
				}
				v.cleans()
			}
		})
	}
}

// restricted is a user with some rights in a namespace.
type restricted struct {
	t         *testing.T
	name      string
	namespace string // where the tasks are
	client    dynamic.Interface
}

// company makes a namespace with the Deployment web, and another one that chooses its Pods by sets.
func company(t *testing.T) string {
	t.Helper()
	namespace := playground.Namespace(t)
	playground.Deployment(t, namespace, "web", corev1.ContainerPort{Name: "http", ContainerPort: 8080})
	playground.Create(t, &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Name: "sets", Namespace: namespace},
		Spec: appsv1.DeploymentSpec{
			Replicas: ptr.To[int32](0),
			Selector: &metav1.LabelSelector{MatchExpressions: []metav1.LabelSelectorRequirement{{Key: "app", Operator: metav1.LabelSelectorOpIn, Values: []string{"sets", "more"}}}},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{"app": "sets"}},
				Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "main", Image: "sets", Ports: []corev1.ContainerPort{{Name: "http", ContainerPort: 8080}}}}},
			},
		},
	})
	// The Deployments' controller writes an annotation: wait, so that nobody takes that for a change of ours.
	for _, name := range []string{"web", "sets"} {
		for start := time.Now(); ; time.Sleep(10 * time.Millisecond) {
			d, err := playground.Client.AppsV1().Deployments(namespace).Get(t.Context(), name, metav1.GetOptions{})
			if err != nil || time.Since(start) > 30*time.Second {
				t.Fatalf("deployment/%s is not taken care of: %v", name, err)
			}
			if d.Status.ObservedGeneration > 0 && len(d.Annotations) > 0 {
				break
			}
		}
	}
	return namespace
}

// visitorWith is a user with the rights in a namespace of their own.
func visitorWith(t *testing.T, rights []right) *restricted {
	t.Helper()
	client, err := dynamicClient()
	if err != nil {
		t.Fatal(err)
	}
	v := &restricted{t: t, namespace: company(t), client: client}
	v.name = "user-of-" + v.namespace
	if len(rights) == 0 {
		return v
	}
	roles := playground.Client.RbacV1()
	role := &rbacv1.Role{ObjectMeta: metav1.ObjectMeta{Name: "some"}}
	for _, r := range rights {
		if len(r.verbs) > 0 {
			role.Rules = append(role.Rules, rbacv1.PolicyRule{APIGroups: []string{r.group}, Resources: []string{r.resource}, Verbs: r.verbs})
		}
	}
	if _, err := roles.Roles(v.namespace).Create(t.Context(), role, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := roles.RoleBindings(v.namespace).Create(t.Context(), &rbacv1.RoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: "some"},
		Subjects:   []rbacv1.Subject{{Kind: rbacv1.UserKind, APIGroup: rbacv1.GroupName, Name: v.name}},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "Role", Name: "some"},
	}, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	v.waitFor(role.Rules[0])
	return v
}

// waitFor waits until the API server's authorizer has heard of the role.
func (v *restricted) waitFor(rule rbacv1.PolicyRule) {
	v.t.Helper()
	review := &authorizationv1.SubjectAccessReview{Spec: authorizationv1.SubjectAccessReviewSpec{User: v.name, ResourceAttributes: &authorizationv1.ResourceAttributes{
		Namespace: v.namespace, Group: rule.APIGroups[0], Resource: rule.Resources[0], Verb: rule.Verbs[0],
	}}}
	for range 1000 {
		answer, err := playground.Client.AuthorizationV1().SubjectAccessReviews().Create(v.t.Context(), review, metav1.CreateOptions{})
		if err != nil {
			v.t.Fatal(err)
		}
		if answer.Status.Allowed {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	v.t.Fatalf("user %s is never allowed what the role says", v.name)
}

// exposes has an admin expose web in the user's namespace.
func (v *restricted) exposes() {
	v.t.Helper()
	if run := inProcess(v.t.Context(), v.namespace, "expose", "web", "--namespace="+v.namespace, "--kubeconfig="+playground.Kubeconfig); run.code != 0 {
		v.t.Fatal(run)
	}
}

// cleans removes all that was exposed.
func (v *restricted) cleans() {
	v.t.Helper()
	if err := removeExposures(v.t.Context(), v.client, v.namespace); err != nil {
		v.t.Fatal(err)
	}
}

func (v *restricted) snapshot() snapshot {
	v.t.Helper()
	s, err := snapshotOf(context.WithoutCancel(v.t.Context()), v.client, v.namespace)
	if err != nil {
		v.t.Fatal(err)
	}
	return s
}

// runs runs a task to its end, which is that it is refused where refused is said.
func (v *restricted) runs(f task, refused string) ran {
	v.t.Helper()
	kubeconfig := v.t.TempDir() + "/kubeconfig"
	if err := playground.KubeconfigFor(kubeconfig, v.namespace); err != nil {
		v.t.Fatal(err)
	}
	args := append(f.args(), "--as="+v.name)
	if f != taskDialog {
		return inProcess(v.t.Context(), v.namespace, append(args, "--kubeconfig="+kubeconfig)...)
	}
	u := &user{t: v.t, namespace: v.namespace}
	u.with("ACCESSIBLE=1").opens(args[1:]...)
	code := v.talks(u, refused)
	return ran{code: code, stdout: u.out.String(), stderr: u.Written()}
}

// talks answers the questions, as far as they come, and returns the exit code. Who may not apply is offered the YAML.
func (v *restricted) talks(u *user, refused string) (code int) {
	v.t.Helper()
	if strings.Contains(refused, "deployments") { // there is nothing to talk about
		u.sees("not allowed:").leaves(1)
		return 1
	}
	for _, question := range []string{"enter for 1, ClusterIP:", "Name, enter for web:", "Ports, enter for http=80:http:", "Affinity, enter for None:", "From inside, enter for Cluster:", "Prefer, enter for all alike:", "Anything else to set?"} {
		u.answers(asked{question, ""})
	}
	if refused != "" {
		u.answers(asked{"What now?", "apply"}, asked{"means nothing here", "yaml"}, asked{"kind: Service", "quit"})
		u.leaves(130)
		return 130
	}
	u.answers(asked{"service/web will be created.", "apply"}).sees("is created.").presses(enter)
	u.answers(asked{"What now?", "finish"})
	u.leaves(0)
	return 0
}
