package expose

import (
	"bytes"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/json"
)

// Settled returns the managedFields of an object that we own by server-side apply without what we own otherwise, which would keep fields that we no longer send. ok is false
// where there is nothing of that.
func Settled(live *unstructured.Unstructured, manager string) (entries []metav1.ManagedFieldsEntry, ok bool) {
	applied := false
	for _, entry := range live.GetManagedFields() {
		applied = applied || isApplyOf(entry, manager)
		if !isUpdateOf(entry, manager) {
			entries = append(entries, entry)
		}
	}
	return entries, applied && len(entries) < len(live.GetManagedFields())
}

func isUpdateOf(entry metav1.ManagedFieldsEntry, manager string) bool {
	return entry.Manager == manager && entry.Operation == metav1.ManagedFieldsOperationUpdate && entry.Subresource == ""
}

func isApplyOf(entry metav1.ManagedFieldsEntry, manager string) bool {
	return entry.Manager == manager && entry.Operation == metav1.ManagedFieldsOperationApply && entry.Subresource == ""
}

// Owners returns the managedFields that an object is to have once it is as it was before: those of then, and what others came to own since. ok is false where
// live has them already. https://kubernetes.io/docs/reference/using-api/server-side-apply/#clearing-managedfields
func Owners(live, before *unstructured.Unstructured, manager string) (entries []metav1.ManagedFieldsEntry, ok bool) {
	now := live.GetManagedFields()
	for _, entry := range before.GetManagedFields() {
		i := indexOf(now, entry)
		switch {
		case i < 0:
			if entry.Subresource == "" {
				entries = append(entries, entry)
			}
		case entry.Manager == manager, now[i].FieldsV1 == nil || entry.FieldsV1 == nil:
			entries = append(entries, entry)
		default:
			entries = append(entries, joined(entry, now[i]))
		}
	}
	for _, entry := range now {
		if indexOf(entries, entry) < 0 && entry.Manager != manager {
			entries = append(entries, entry)
		}
	}
	return entries, !sameEntries(entries, now)
}

func indexOf(entries []metav1.ManagedFieldsEntry, entry metav1.ManagedFieldsEntry) int {
	for i, e := range entries {
		if e.Manager == entry.Manager && e.Operation == entry.Operation && e.Subresource == entry.Subresource && e.APIVersion == entry.APIVersion {
			return i
		}
	}
	return -1
}

// joined owns what it owned before and what it owns now. Its time is that of before, unless it came to own something since.
func joined(before, now metav1.ManagedFieldsEntry) metav1.ManagedFieldsEntry {
	var fieldsBefore, fieldsNow map[string]any
	if json.UnmarshalCaseSensitivePreserveInts(before.FieldsV1.Raw, &fieldsBefore) != nil || json.UnmarshalCaseSensitivePreserveInts(now.FieldsV1.Raw, &fieldsNow) != nil {
		return now
	}
	if !addFields(fieldsBefore, fieldsNow) {
		return before
	}
	data, err := utiljson.Marshal(fieldsBefore)
	if err != nil {
		return now
	}
	all := now
	all.FieldsV1 = &metav1.FieldsV1{Raw: data}
	return all
}

// addFields adds to a set of fields, and reports whether there was something to add.
func addFields(to, from map[string]any) (added bool) {
	for part, below := range from {
		fields, _ := below.(map[string]any)
		have, ok := to[part].(map[string]any)
		if !ok {
			to[part], added = fields, true
			continue
		}
		added = addFields(have, fields) || added
	}
	return added
}

func sameEntries(a, b []metav1.ManagedFieldsEntry) bool {
	if len(a) != len(b) {
		return false
	}
	for _, entry := range a {
		i := indexOf(b, entry)
		if i < 0 || (entry.FieldsV1 == nil) != (b[i].FieldsV1 == nil) || !entry.Time.Equal(b[i].Time) {
			return false
		}
		if entry.FieldsV1 != nil && !bytes.Equal(entry.FieldsV1.Raw, b[i].FieldsV1.Raw) {
			return false
		}
	}
	return true
}
