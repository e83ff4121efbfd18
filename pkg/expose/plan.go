package expose

import (
	"fmt"
	"maps"
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
	// Workload is what they expose.
	Workload Ref
	Objects  []*unstructured.Unstructured
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
// Everybody else calls [NewPlan]. It returns an error when the overrides of s cannot be merged.
func Build(w Workload, s Spec) (Plan, error) {
	w = w.as(s)
	objects, notes, err := build(w, s)
	if err != nil {
		return Plan{}, err
	}
	for i, o := range objects {
		if o.GetKind() == kindOverridden(s) && o.GetName() == s.Name {
			if objects[i], err = override(o, s); err != nil {
				return Plan{}, err
			}
		}
	}
	if w.Owner.Known() {
		notes = append(notes, w.Owner.Exposes(w.Ref))
	}
	return Plan{w.Ref, objects, slices.Concat(notes, notesOn(w, s))}, nil
}

// build builds the objects and says where they lead to others.
func build(w Workload, s Spec) (objects []*unstructured.Unstructured, notes []string, err error) {
	backend, exists := existingBackend(w, s)
	switch {
	case exists:
		notes = append(notes, fmt.Sprintf("the %s leads to service/%s, which selects these Pods already", s.Type, backend.Name))
	case !s.Type.routed() || len(routedPorts(s)) > 0:
		// The Service comes first: an Ingress without its backend answers 503.
		o, err := toUnstructured(service(w, s))
		if err != nil {
			return nil, nil, err
		}
		objects = append(objects, o)
	}
	switch s.Type {
	case Ingress:
		o, err := toUnstructured(ingress(w, s, backend))
		if err != nil {
			return nil, nil, err
		}
		objects = append(objects, o)
	case HTTPRoute:
		objects = append(objects, httpRoutes(w, s, backend)...)
	}
	return objects, notes, nil
}

// kindOverridden is the kind of the object that Overrides are for.
func kindOverridden(s Spec) string {
	if s.Type.routed() {
		return string(s.Type)
	}
	return "Service"
}

// notesOn say what the objects do not.
func notesOn(w Workload, s Spec) []string {
	if s.Type == ExternalName {
		return nil
	}
	var notes []string
	if s.Type == Headless && slices.ContainsFunc(s.Ports, func(p Port) bool { return w.resolve(p.TargetPort, p.Protocol) != intstr.FromInt32(p.Port) }) {
		notes = append(notes, "a headless Service does not translate ports: clients connect to the target port of a Pod")
	}
	return slices.Concat(notes, selectorNotes(w), inferenceNotes(w, s), serverNotes(w, s))
}

// inferenceNotes say where a port comes from that no container declares.
func inferenceNotes(w Workload, s Spec) []string {
	var notes []string
	for _, p := range s.Ports {
		if c, ok := w.declared(p.TargetPort, p.Protocol); ok && c.Source != "" {
			notes = append(notes, fmt.Sprintf("no container declares a port: %d comes from %s", c.Port, c.Source))
		}
	}
	if service, ok := w.servedBy(); ok && w.undeclared() && !w.IsService() && slices.Equal(s.Ports, servedAlready(w, Spec{})) {
		notes = append(notes, fmt.Sprintf("no container declares a port: these come from service/%s, which selects the same Pods", service.Name))
	}
	return slices.Compact(notes)
}

func toUnstructured(applyConfiguration any) (*unstructured.Unstructured, error) {
	m, err := runtime.DefaultUnstructuredConverter.ToUnstructured(applyConfiguration)
	return &unstructured.Unstructured{Object: m}, err
}

// sharedLabels are those that what exposes a workload has from it.
func sharedLabels() []string {
	return []string{"app.kubernetes.io/name", instanceLabel, "app.kubernetes.io/component", "app.kubernetes.io/part-of"}
}

// labelsFor are those that every object made for w carries: which application it belongs to, and what s says.
// The version is left out: it would go stale with the next rollout.
func labelsFor(w Workload, s Spec) map[string]string {
	labels := map[string]string{ManagedByLabel: Manager}
	for _, key := range sharedLabels() {
		if value, ok := w.Labels[key]; ok && (key != instanceLabel || !w.Owner.byInstance) {
			labels[key] = value
		}
	}
	maps.Copy(labels, s.Labels)
	return labels
}

// Adopt returns object as it is to be sent where live is in the cluster already. An object that somebody
// else created is not labelled as ours, and node ports that are no longer wanted are freed. live may be nil.
func Adopt(object, live *unstructured.Unstructured) *unstructured.Unstructured {
	if live == nil {
		return object
	}
	object = freeNodePorts(object, live)
	if live.GetLabels()[ManagedByLabel] == Manager {
		return object
	}
	adopted := object.DeepCopy()
	labels := adopted.GetLabels()
	delete(labels, ManagedByLabel)
	adopted.SetLabels(labels)
	return adopted
}

// freeNodePorts says 0 for the node ports that a load balancer no longer needs: the API server keeps them otherwise
// (core/v1 ServiceSpec.allocateLoadBalancerNodePorts).
func freeNodePorts(object, live *unstructured.Unstructured) *unstructured.Unstructured {
	allocate, said, _ := unstructured.NestedBool(object.Object, "spec", "allocateLoadBalancerNodePorts")
	had, asked := nodePorts(live), nodePorts(object)
	if !said || allocate || len(had) == 0 {
		return object
	}
	freed := object.DeepCopy()
	ports, _, _ := unstructured.NestedSlice(freed.Object, "spec", "ports")
	for _, p := range ports {
		if port, ok := p.(map[string]any); ok && had[portKey(port)] && !asked[portKey(port)] {
			port["nodePort"] = int64(0)
		}
	}
	_ = unstructured.SetNestedSlice(freed.Object, ports, "spec", "ports") // spec is there: said
	return freed
}
