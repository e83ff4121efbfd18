package expose

import (
	"fmt"
	"slices"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// Manager is the default field manager, and the value of [ManagedByLabel] on objects that we create.
const Manager = "kubectl-xnode"

// ManagedByLabel says which tool manages an object. Helm and Argo CD read it, so it is only set on
// objects that we create. https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
const ManagedByLabel = "app.kubernetes.io/managed-by"

// Plan is what a Spec comes to: the objects, in the order in which they are applied.
// Each holds only the fields that we mean to own.
type Plan struct {
	Objects []*unstructured.Unstructured
	// Notes say what the objects do not: sentences for people.
	Notes []string
}

// InvalidError is a Spec that does not expose the workload, with what [Validate] says of it.
type InvalidError struct{ Errors field.ErrorList }

// Error implements error.
func (e *InvalidError) Error() string { return e.Errors.ToAggregate().Error() }

// NewPlan builds the objects that expose w as s says, completed by [Default].
// It returns an [InvalidError] when s is not valid.
func NewPlan(w Workload, s Spec) (Plan, error) {
	if errs := Validate(w, s); len(errs) > 0 {
		return Plan{}, &InvalidError{errs}
	}
	return Build(w, s)
}

// Build builds the objects of s whether it is valid or not, for those who want the API server's opinion of it.
// Everybody else calls [NewPlan].
func Build(w Workload, s Spec) (Plan, error) {
	var plan Plan
	var builders []any
	if s.Type != Ingress {
		builders = []any{service(w, s)}
	} else if b, ok := existingBackend(w, s); ok {
		builders = []any{ingress(w, s, backendRef(b.service.Name, b.port.Name, b.port.Port))}
		plan.Notes = append(plan.Notes, fmt.Sprintf("the Ingress leads to service/%s, which selects these Pods already", b.service.Name))
	} else {
		// The Service comes first: an Ingress without its backend answers 503.
		port, _ := routedPort(s.Ports)
		builders = []any{service(w, s), ingress(w, s, backendRef(s.Name, port.Name, port.Port))}
	}
	if s.Type == Headless && slices.ContainsFunc(s.Ports, func(p Port) bool { return w.resolve(p.TargetPort, p.Protocol) != intstr.FromInt32(p.Port) }) {
		plan.Notes = append(plan.Notes, "a headless Service does not translate ports: clients connect to the target port of a Pod")
	}
	if s.Type != ExternalName {
		plan.Notes = slices.Concat(plan.Notes, selectorNotes(w), inferenceNotes(w, s))
	}
	for _, b := range builders {
		o, err := toUnstructured(b)
		if err != nil {
			return Plan{}, err
		}
		plan.Objects = append(plan.Objects, o)
	}
	return plan, nil
}

// inferenceNotes say where a port comes from that no container declares.
func inferenceNotes(w Workload, s Spec) []string {
	var notes []string
	for _, p := range s.Ports {
		if c, ok := w.declared(p.TargetPort, p.Protocol); ok && c.Source != "" {
			notes = append(notes, fmt.Sprintf("no container declares a port: %d comes from %s", c.Port, c.Source))
		}
	}
	return slices.Compact(notes)
}

func toUnstructured(applyConfiguration any) (*unstructured.Unstructured, error) {
	m, err := runtime.DefaultUnstructuredConverter.ToUnstructured(applyConfiguration)
	return &unstructured.Unstructured{Object: m}, err
}

// ownLabels are those that every object made for w carries: which application it belongs to.
// The version is left out: it would go stale with the next rollout.
func ownLabels(w Workload) map[string]string {
	labels := map[string]string{ManagedByLabel: Manager}
	for _, key := range []string{"name", "instance", "component", "part-of"} {
		key = "app.kubernetes.io/" + key
		if value, ok := w.Labels[key]; ok {
			labels[key] = value
		}
	}
	return labels
}

// Adopt returns object as it is to be sent where live is in the cluster already. An object that somebody
// else created is not labelled as ours. live may be nil.
func Adopt(object, live *unstructured.Unstructured) *unstructured.Unstructured {
	if live == nil || live.GetLabels()[ManagedByLabel] == Manager {
		return object
	}
	adopted := object.DeepCopy()
	labels := adopted.GetLabels()
	delete(labels, ManagedByLabel)
	adopted.SetLabels(labels)
	return adopted
}
