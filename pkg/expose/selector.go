package expose

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// ServiceSelector returns the selector with which a Service chooses the workload's Pods.
// ok is false when no Service can express it: a Service knows only equality (core/v1 ServiceSpec.selector), a workload may
// use sets. For sets, labels of the Pod template will do that choose exactly the same Pods now.
func (w Workload) ServiceSelector() (selector map[string]string, ok bool) {
	if selector, ok := byEquality(w.Selector); ok {
		for _, key := range w.versions() {
			delete(selector, key)
		}
		return selector, len(selector) > 0
	}
	return w.samePods()
}

// versions are the labels of the workload's selector that only tell one version from the next. A Service leaves them out: it is what stays
// while versions come and go, and so do authors write it. Where they are all there is, or somebody asked for them, they stay.
func (w Workload) versions() []string {
	selector, ok := byEquality(w.Selector)
	if !ok || w.Foreign || w.Kind == "Pod" {
		return nil
	}
	var versions []string
	for _, key := range []string{"version", "app.kubernetes.io/version"} {
		if _, ok := selector[key]; ok {
			versions = append(versions, key)
		}
	}
	if len(versions) == len(selector) {
		return nil
	}
	return versions
}

// SelectsVersions reports whether a Service for the workload may select the Pods of other versions, too.
func (w Workload) SelectsVersions() bool { return len(w.versions()) > 0 }

// NeedsPods reports whether it takes the namespace's Pods to find a selector for a Service.
func (w Workload) NeedsPods() bool {
	_, ok := byEquality(w.Selector)
	return !ok && w.Selector != nil
}

// byEquality returns the equality that s comes to, if it does.
func byEquality(s *metav1.LabelSelector) (selector map[string]string, ok bool) {
	if s == nil {
		return nil, false
	}
	selector = maps.Clone(s.MatchLabels)
	if selector == nil {
		selector = map[string]string{}
	}
	for _, e := range s.MatchExpressions {
		// In with a single value is equality by another name.
		if e.Operator != metav1.LabelSelectorOpIn || len(e.Values) != 1 {
			return nil, false
		}
		if have, said := selector[e.Key]; said && have != e.Values[0] {
			return nil, false // it selects nothing
		}
		selector[e.Key] = e.Values[0]
	}
	return selector, true
}

// samePods returns labels of the Pod template that choose the same Pods as the workload's selector: the keys that the selector
// speaks of, and as few others as it takes to leave out the Pods of other workloads.
func (w Workload) samePods() (map[string]string, bool) {
	sets, err := metav1.LabelSelectorAsSelector(w.Selector)
	if err != nil || w.Pods == nil {
		return nil, false
	}
	template := labels.Set(lastingLabels(w.PodLabels))
	var own, wrong []labels.Set // wrong are the others that what is chosen so far would choose, too
	for _, pod := range w.Pods {
		if sets.Matches(pod) {
			own = append(own, pod)
		} else {
			wrong = append(wrong, pod)
		}
	}
	chosen := labels.Set{}
	lacks := func(key string) func(labels.Set) bool {
		return func(pod labels.Set) bool { return !pod.Has(key) || pod.Get(key) != template[key] }
	}
	choose := func(key string) {
		chosen[key] = template[key]
		wrong = slices.DeleteFunc(wrong, lacks(key))
	}
	keys := slices.Sorted(maps.Keys(template))
	for _, key := range keys {
		if len(own) == 0 || speaksOf(w.Selector, key) { // without Pods nothing tells which labels could go
			choose(key)
		}
	}
	for _, key := range keys {
		if !slices.ContainsFunc(own, lacks(key)) && slices.ContainsFunc(wrong, lacks(key)) {
			choose(key)
		}
	}
	losesOwn := slices.ContainsFunc(own, func(pod labels.Set) bool { return !chosen.AsSelector().Matches(pod) })
	if losesOwn || len(wrong) > 0 || len(chosen) == 0 {
		return nil, false
	}
	return chosen, true
}

func speaksOf(s *metav1.LabelSelector, key string) bool {
	_, said := s.MatchLabels[key]
	return said || slices.ContainsFunc(s.MatchExpressions, func(e metav1.LabelSelectorRequirement) bool { return e.Key == key })
}

// setsText writes the expressions of a selector for people.
func setsText(s *metav1.LabelSelector) string {
	texts := make([]string, len(s.MatchExpressions))
	for i, e := range s.MatchExpressions {
		texts[i] = strings.TrimSpace(fmt.Sprintf("%s %s %s", e.Key, e.Operator, strings.Join(e.Values, ",")))
	}
	return strings.Join(texts, "; ")
}

// selectorNotes say where a selector is not the workload's own.
func selectorNotes(w Workload) []string {
	selector, ok := w.ServiceSelector()
	switch {
	case !ok:
		return nil
	case w.NeedsPods():
		return []string{fmt.Sprintf("%s chooses its Pods by sets (%s), which a Service cannot; %s selects the same Pods now", w.Short(), setsText(w.Selector), labels.FormatLabels(selector))}
	case w.SelectsVersions():
		own, _ := byEquality(w.Selector)
		text := fmt.Sprintf("the Service selects %s, whatever the version", labels.FormatLabels(selector))
		if n := others(w.Pods, selector, own); n > 0 {
			text += fmt.Sprintf(", so those of other versions as well (%d now)", n)
		}
		return []string{text + fmt.Sprintf("; --%s=%s keeps to this one", FieldSelector, labels.FormatLabels(own))}
	}
	return nil
}

// others counts the Pods that selector chooses, but own does not.
func others(pods []labels.Set, selector, own labels.Set) int {
	n := 0
	for _, pod := range pods {
		if selector.AsSelector().Matches(pod) && !own.AsSelector().Matches(pod) {
			n++
		}
	}
	return n
}
