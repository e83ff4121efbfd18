package cluster_test

import (
	"slices"
	"strings"
	"testing"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/cluster"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// TestWhatCannotBeTakenBackIsSaid previews a Service and an Ingress for users who may create both, and delete none, one or all of them.
func TestWhatCannotBeTakenBackIsSaid(t *testing.T) {
	namespace := playground.Namespace(t)
	web(t, namespace)
	read := rbacv1.PolicyRule{APIGroups: []string{"apps"}, Resources: []string{"deployments"}, Verbs: []string{"get"}}
	rule := func(verbs ...string) rbacv1.PolicyRule {
		return rbacv1.PolicyRule{APIGroups: []string{"", "networking.k8s.io"}, Resources: []string{"services", "ingresses"}, Verbs: append(verbs, "get", "create", "patch")}
	}
	allow(t, namespace, "keeper", read, rule())
	allow(t, namespace, "remover", read, rule("delete"))
	options := cluster.Options{FieldManager: expose.Manager, CheckRollback: true}
	const warning = "should something after it fail, service/web cannot be taken back"
	warned := func(user string, s expose.Spec, options cluster.Options) bool {
		t.Helper()
		changes, err := previewAs(t, open(t, namespace, as(user)), s, options)
		if err != nil {
			t.Fatal(err)
		}
		for _, change := range changes[1:] {
			if slices.ContainsFunc(change.Warnings, func(w string) bool { return strings.Contains(w, "taken back") }) {
				t.Errorf("%s: nothing comes after %s", user, change.Ref())
			}
		}
		return slices.ContainsFunc(changes[0].Warnings, func(w string) bool { return strings.HasPrefix(w, warning) })
	}
	both := expose.Spec{Type: expose.Ingress}
	if !warned("keeper", both, options) {
		t.Error("the keeper is not warned")
	}
	if warned("remover", both, options) {
		t.Error("the remover is warned")
	}
	if warned("keeper", expose.Spec{}, options) {
		t.Error("there is a warning of what nothing comes after")
	}
	followed := options
	followed.PlansFollow = true
	if !warned("keeper", expose.Spec{}, followed) {
		t.Error("the keeper is not warned of a plan that others follow")
	}
	kept := options
	kept.NoRollback = true
	if warned("keeper", both, kept) || warned("keeper", both, cluster.Options{FieldManager: expose.Manager}) {
		t.Error("there is a warning of what nobody would do")
	}
	// What is there already is not deleted when something fails.
	exposed(t, open(t, namespace), "web", expose.Spec{})
	if warned("keeper", both, options) {
		t.Error("there is a warning of a Service that is there already")
	}
}
