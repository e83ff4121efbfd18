package expose

import (
	"encoding/json"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// ExposureKind is the kind of [Standing.Exposure]. No API server serves it: it is for programs that read what "list" prints.
func ExposureKind() schema.GroupVersionKind {
	return schema.GroupVersionKind{Group: "kubectl-xnode.github.io", Version: "v1alpha1", Kind: "Exposure"}
}

// exposure is how a Standing is written for programs.
type exposure struct {
	APIVersion string           `json:"apiVersion"`
	Kind       string           `json:"kind"`
	Metadata   exposureMetadata `json:"metadata"`
	// Object is what we wrote, Workload what it exposes. Both are of the namespace.
	Object   objectName `json:"object"`
	Workload objectName `json:"workload"`
	// Action is "created", or "configured" where the object was there before.
	Action Action `json:"action"`
	// Since is when it was created or configured last, as RFC 3339 has it.
	Since string `json:"since"`
	// Plan is the run that wrote it last, FieldManager who owns what it wrote.
	Plan         string `json:"plan"`
	FieldManager string `json:"fieldManager"`
	// Address is the one that is best to use, if there is one; Addresses are all, as people say them. Pending says that a controller has not given it one yet.
	Address   string   `json:"address,omitempty"`
	Addresses []string `json:"addresses,omitempty"`
	Pending   bool     `json:"pending"`
	// State is InSync, Drifted, Unfinished or Deleting.
	State State `json:"state"`
	// Drift are the fields that are no longer as they were applied.
	Drift []exposureDrift `json:"drift,omitempty"`
	// Missing are the objects of the same run that are not there, Unseen those that may not be read.
	Missing []objectName `json:"missing,omitempty"`
	Unseen  []objectName `json:"unseen,omitempty"`
}

type exposureMetadata struct {
	Name      string `json:"name"`
	Namespace string `json:"namespace"`
}

type objectName struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Name       string `json:"name"`
}

type exposureDrift struct {
	Field string `json:"field"`
	// Applied and Now are values of the field; null is none.
	Applied any      `json:"applied"`
	Now     any      `json:"now"`
	By      []string `json:"by,omitempty"`
}

// Exposure is the standing for programs: an object as kubectl's printers print them.
func (s Standing) Exposure() (*unstructured.Unstructured, error) {
	ref, kind := s.Ref(), ExposureKind()
	e := exposure{
		APIVersion: kind.GroupVersion().String(), Kind: kind.Kind,
		Metadata: exposureMetadata{Name: ref.Name, Namespace: ref.Namespace},
		Object:   nameOf(ref), Workload: nameOf(s.Record.Workload),
		Action: s.Action(), Since: s.Since.UTC().Format(time.RFC3339),
		Plan: s.Record.Plan, FieldManager: s.Record.Manager,
		Address: s.Address, Addresses: s.Addresses, Pending: s.Pending,
		State: s.State(), Missing: namesOf(s.Missing), Unseen: namesOf(s.Unseen),
	}
	for _, d := range s.Drift {
		e.Drift = append(e.Drift, exposureDrift(d))
	}
	data, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	o := &unstructured.Unstructured{}
	return o, o.UnmarshalJSON(data)
}

func nameOf(ref Ref) objectName {
	return objectName{APIVersion: ref.GroupVersion().String(), Kind: ref.Kind, Name: ref.Name}
}

func namesOf(refs []Ref) []objectName {
	var names []objectName
	for _, ref := range refs {
		names = append(names, nameOf(ref))
	}
	return names
}
