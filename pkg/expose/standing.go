package expose

import (
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/runtime/schema"
)

// Standing is how an object that we wrote stands now.
type Standing struct {
	Recorded
	// Since is when we created it, or when we changed it last where it was there before.
	Since time.Time
	// Address is the one that is best to use, see [BestAddress]; Addresses are all of them. Pending says that a controller has not given it one yet.
	Address   string
	Addresses []string
	Pending   bool
	// Drift are the fields that are no longer as they were applied.
	Drift []Drift
	// Missing are objects that were to be written after it, in the same run, and are not there. Unseen are those of which that is not known.
	Missing, Unseen []Ref
}

// StandingsOf returns how the objects stand, in their order. all are those that we wrote in the same namespaces; unread are the kinds that could not be listed.
func StandingsOf(all []Recorded, unread []schema.GroupVersionKind) []Standing {
	beside := map[string][]Recorded{}
	for _, r := range all {
		beside[r.Ref().Namespace] = append(beside[r.Ref().Namespace], r)
	}
	standings := make([]Standing, len(all))
	for i, r := range all {
		s := Standing{Recorded: r, Since: r.since(), Drift: r.Record.Drift(r.Object)}
		s.Addresses, s.Pending = Addresses(r.Object)
		if s.Address = BestAddress(r.Object, Vantage{}); s.Address == "" && len(s.Addresses) > 0 {
			s.Address = s.Addresses[0]
		}
		for _, o := range r.Record.Unfinished(beside[r.Ref().Namespace]) {
			if ref := RefOf(o); slices.Contains(unread, ref.GroupVersionKind) {
				s.Unseen = append(s.Unseen, ref)
			} else {
				s.Missing = append(s.Missing, ref)
			}
		}
		standings[i] = s
	}
	return standings
}

// since is when we created the object or changed it last.
func (r Recorded) since() time.Time {
	if r.Record.Original != nil {
		for _, entry := range r.Object.GetManagedFields() {
			if entry.Manager == r.Record.Manager && entry.Subresource == "" && entry.Time != nil {
				return entry.Time.Time
			}
		}
	}
	return r.Object.GetCreationTimestamp().Time
}

// Action says what we did to the object: [Created] or, where it was there before, [Configured].
func (s Standing) Action() Action {
	if s.Record.Original == nil {
		return Created
	}
	return Configured
}

// State is one word for how the object stands.
type State string

// The states.
const (
	InSync     State = "InSync"
	Drifted    State = "Drifted"
	Unfinished State = "Unfinished" // whatever drifted beside that
	Deleting   State = "Deleting"   // whatever else
)

// State is how the object stands, in one word.
func (s Standing) State() State {
	switch {
	case s.Object.GetDeletionTimestamp() != nil:
		return Deleting
	case len(s.Missing) > 0:
		return Unfinished
	case len(s.Drift) > 0:
		return Drifted
	default:
		return InSync
	}
}

// Status is how the object stands, for people: "in sync", or "drifted: .spec.type; unfinished: ingress/web is missing".
func (s Standing) Status() string {
	var texts []string
	if s.Object.GetDeletionTimestamp() != nil {
		texts = append(texts, "being deleted")
	}
	if len(s.Drift) > 0 {
		fields := make([]string, len(s.Drift))
		for i, d := range s.Drift {
			fields[i] = d.Field
		}
		texts = append(texts, "drifted: "+strings.Join(fields, ", "))
	}
	for _, ref := range s.Missing {
		texts = append(texts, "unfinished: "+ref.Short()+" is missing")
	}
	if len(texts) == 0 {
		texts = append(texts, "in sync")
	}
	for _, ref := range s.Unseen {
		texts = append(texts, ref.Short()+" may not be read")
	}
	return strings.Join(texts, "; ")
}
