package cluster

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// ConflictError says that others own fields that we would set.
type ConflictError struct {
	Ref       expose.Ref
	Conflicts []Conflict
	// Owner is whose the object is as a whole, as far as its marks tell.
	Owner expose.Owner
}

// Conflict is one field that somebody else owns.
type Conflict struct {
	// Field is its path, as the API server writes it: `.spec.ports[port=80,protocol="TCP"].targetPort`.
	Field string
	// Manager is the field manager that owns it, Operation how it came to, and Subresource through what; the latter is empty for the object itself.
	Manager     string
	Operation   metav1.ManagedFieldsOperationType
	Subresource string
	// Time is when the manager last changed a field of the object; zero where that is not known.
	Time time.Time

	apiVersion string // of an update
	selector   string // of the workload that the Service is for; there is no Manager then
}

// By says who owns the field.
func (c Conflict) By() string {
	if c.selector != "" {
		return "another workload (" + c.selector + ")"
	}
	text := fmt.Sprintf("%q (%s", c.Manager, c.Operation)
	if c.Subresource != "" {
		text += " of " + c.Subresource
	}
	if !c.Time.IsZero() {
		text += ", " + c.Time.UTC().Format("2006-01-02 15:04 MST")
	}
	return text + ")"
}

// Error implements error.
func (e *ConflictError) Error() string {
	owner := "somebody else"
	if e.Owner.Known() {
		owner = e.Owner.String()
	}
	return fmt.Sprintf("%s belongs to %s: %s", e.Ref, owner, strings.Join(e.owned("owns"), "; "))
}

// owned says which fields each owner has, with a verb between them.
func (e *ConflictError) owned(verb string) []string {
	fields := map[string][]string{}
	var owners []string
	for _, c := range e.Conflicts {
		if fields[c.By()] == nil {
			owners = append(owners, c.By())
		}
		fields[c.By()] = append(fields[c.By()], c.Field)
	}
	for i, owner := range owners {
		owners[i] = fmt.Sprintf("%s %s %s", owner, verb, strings.Join(fields[owner], ", "))
	}
	return owners
}

// ofOthers keeps the conflicts with others, and reports whether there are any. What is left out is ours, and so nobody loses it when it is taken over: the record of
// another run of ours, whoever ran it, and what our own manager set by another operation than server-side apply. Such an object is left by a program that was
// killed between creating it and settling who owns it.
func (e *ConflictError) ofOthers(manager string) bool {
	others := slices.DeleteFunc(slices.Clone(e.Conflicts), func(c Conflict) bool {
		return c.Field == ".metadata.annotations."+expose.RecordAnnotation || c.Manager == manager && c.Subresource == ""
	})
	if len(others) > 0 {
		e.Conflicts = others
	}
	return len(others) > 0
}

// keepable reports whether the fields can be left to their owners: not those that are another workload's.
func (e *ConflictError) keepable() bool {
	return !slices.ContainsFunc(e.Conflicts, func(c Conflict) bool { return c.selector != "" })
}

func (e *ConflictError) fields() []string {
	fields := make([]string, len(e.Conflicts))
	for i, c := range e.Conflicts {
		fields[i] = c.Field
	}
	return fields
}

// conflictOf reads with whom an apply is in conflict; nil when the status says nothing of that.
func conflictOf(ref expose.Ref, status metav1.Status) *ConflictError {
	conflict := &ConflictError{Ref: ref}
	if status.Details == nil {
		return nil
	}
	for _, cause := range status.Details.Causes {
		if cause.Type == metav1.CauseTypeFieldManagerConflict {
			conflict.Conflicts = append(conflict.Conflicts, parseConflict(cause))
		}
	}
	if len(conflict.Conflicts) == 0 {
		return nil
	}
	return conflict
}

// parseConflict reads `conflict with "kubectl-edit" with subresource "scale" using v1 at 2026-11-26T10:00:00Z`. An apply says nothing after the subresource.
// https://github.com/kubernetes/apimachinery/blob/v0.37.2/pkg/util/managedfields/internal/conflict.go
func parseConflict(cause metav1.StatusCause) Conflict {
	c := Conflict{Field: cause.Field, Operation: metav1.ManagedFieldsOperationApply}
	text := strings.TrimPrefix(cause.Message, "conflict with ")
	c.Manager, text = unquoted(text)
	if subresource, ok := strings.CutPrefix(text, " with subresource "); ok {
		c.Subresource, text = unquoted(subresource)
	}
	if using, ok := strings.CutPrefix(text, " using "); ok {
		c.Operation = metav1.ManagedFieldsOperationUpdate
		c.apiVersion, using, _ = strings.Cut(using, " at ")
		c.Time, _ = time.Parse(time.RFC3339, using) // zero where it is not said
	}
	return c
}

// unquoted returns the quoted string that text begins with, and the rest; all of the text where there is none.
func unquoted(text string) (value, rest string) {
	quoted, err := strconv.QuotedPrefix(text)
	if err != nil {
		return text, ""
	}
	value, err = strconv.Unquote(quoted)
	if err != nil {
		return text, ""
	}
	return value, text[len(quoted):]
}

// tell adds what the live object tells of who owns it.
func (e *ConflictError) tell(live *unstructured.Unstructured) {
	if live == nil {
		return
	}
	e.Owner = expose.OwnerOf(e.Ref, live)
	for i := range e.Conflicts {
		c := &e.Conflicts[i]
		for _, entry := range live.GetManagedFields() {
			same := entry.Manager == c.Manager && entry.Operation == c.Operation && entry.Subresource == c.Subresource && (c.apiVersion == "" || entry.APIVersion == c.apiVersion)
			if same && entry.Time != nil && c.Time.IsZero() {
				c.Time = entry.Time.Time
			}
		}
	}
}

// keepTheirs previews the change again without the fields that are in conflict, and says in its warnings whose they stay. Where only labels are left to
// set, the object stays as it is. It returns the conflict where the fields cannot be left out, and what the API server says when it refuses the rest.
func (c *Cluster) keepTheirs(ctx context.Context, change *expose.Change, conflict *ConflictError, options Options) (refused error) {
	rest, ok := expose.LeaveOut(change.Object, conflict.fields())
	if !ok || !conflict.keepable() {
		return conflict
	}
	change.Object = rest
	change.Want, change.Warnings, refused = c.dryRun(ctx, change.Workload, rest, options)
	if refused != nil {
		return refused
	}
	for _, owned := range conflict.owned("keeps") {
		change.Warnings = append(change.Warnings, change.Ref().String()+": "+owned)
	}
	if change.OnlyLabels() {
		change.Want = change.Live
		change.Warnings = append(change.Warnings, change.Ref().String()+" stays as it is: all that would be set is theirs")
	}
	return nil
}
