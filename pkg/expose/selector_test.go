package expose_test

import (
	"maps"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

func TestServiceSelectorForSets(t *testing.T) {
	tierIn := &metav1.LabelSelector{MatchExpressions: []metav1.LabelSelectorRequirement{{Key: "tier", Operator: "In", Values: []string{"front", "back"}}}}
	template := map[string]string{"app": "shop", "tier": "front", "version": "v1"}
	own := labels.Set{"app": "shop", "tier": "front", "version": "v1", "pod-template-hash": "abc"}
	for _, c := range []struct {
		name     string
		selector *metav1.LabelSelector
		pods     []labels.Set
		want     map[string]string // nil when there is none
	}{
		{"Pods that were not read", tierIn, nil, nil},
		{"only its own Pods", tierIn, []labels.Set{own, own}, map[string]string{"tier": "front"}},
		{"others that the labels tell apart", tierIn, []labels.Set{own, {"app": "db"}}, map[string]string{"tier": "front"}},
		{"another with the same tier is the workload's, too", tierIn, []labels.Set{own, {"app": "db", "tier": "front"}}, map[string]string{"tier": "front"}},
		{"a Pod of the other tier", tierIn, []labels.Set{own, {"app": "shop", "tier": "back", "version": "v1"}}, nil},
		{"no Pods at all", tierIn, []labels.Set{}, template},
		{"no Pods of its own", tierIn, []labels.Set{{"app": "db"}}, template},
		{
			"a set that leaves out", &metav1.LabelSelector{MatchLabels: map[string]string{"app": "shop"}, MatchExpressions: []metav1.LabelSelectorRequirement{{Key: "canary", Operator: "DoesNotExist"}}},
			[]labels.Set{own, {"app": "shop", "tier": "front", "canary": "yes", "version": "v2"}}, map[string]string{"app": "shop", "version": "v1"},
		},
		{
			"a contradiction", &metav1.LabelSelector{MatchLabels: map[string]string{"app": "shop"}, MatchExpressions: []metav1.LabelSelectorRequirement{{Key: "app", Operator: "In", Values: []string{"web"}}}},
			[]labels.Set{own}, nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := web()
			w.Selector, w.PodLabels, w.Pods = c.selector, template, c.pods
			got, ok := w.ServiceSelector()
			if ok != (c.want != nil) || !maps.Equal(got, c.want) {
				t.Errorf("got %v, %v; want %v", got, ok, c.want)
			}
			plan, err := expose.NewPlan(w, expose.Default(w, expose.Spec{}))
			if (err == nil) != ok {
				t.Fatal(err)
			}
			if ok && len(plan.Notes) != 1 {
				t.Errorf("the notes are %q", plan.Notes)
			}
		})
	}
}
