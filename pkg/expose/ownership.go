package expose

import (
	"bytes"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/json"
)

// Settled returns the managedFields of an object that we wrote as if we had only ever applied it. Taking back writes it otherwise, and what we own so stays when we no longer
// send it: when that did not come to its end, the next change would leave a port of the last one. ok is false where there is nothing to settle.
func Settled(live *unstructured.Unstructured, manager string) (entries []metav1.ManagedFieldsEntry, ok bool) {
	var applied, updated *metav1.ManagedFieldsEntry
	for _, entry := range live.GetManagedFields() {
		switch {
		case isUpdateOf(entry, manager):
			updated = &entry
			continue
		case isApplyOf(entry, manager):
			applied = &entry
			continue
		}
		entries = append(entries, entry)
	}
	record, err := RecordOf(live)
	switch {
	case updated == nil:
		return nil, false
	case err != nil || record == nil: // it is as somebody else had it, so that nothing is to go with us
		if applied != nil {
			entries = append(entries, *applied)
		}
	case applied != nil && applied.FieldsV1 != nil && updated.FieldsV1 != nil:
		entries = append(entries, joined(*applied, *updated))
	default:
		entries = append(entries, *updated)
	}
	if record != nil {
		last := &entries[len(entries)-1]
		last.Operation = metav1.ManagedFieldsOperationApply
		last.APIVersion = updated.APIVersion
	}
	return entries, true
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
	if json.UnmarshalCaseSensitivePreserveInts(before.FieldsV1.GetRawBytes(), &fieldsBefore) != nil || json.UnmarshalCaseSensitivePreserveInts(now.FieldsV1.GetRawBytes(), &fieldsNow) != nil {
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
	all.FieldsV1 = metav1.NewFieldsV1(string(data))
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
		if entry.FieldsV1 != nil && !bytes.Equal(entry.FieldsV1.GetRawBytes(), b[i].FieldsV1.GetRawBytes()) {
			return false
		}
	}
	return true
}
