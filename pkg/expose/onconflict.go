package expose

// OnConflict is what is done about fields that we would set and that other field managers own.
// https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts
type OnConflict string

// The ways to end a conflict.
const (
	RefuseConflicts OnConflict = ""            // nothing is applied
	KeepTheirs      OnConflict = "keep theirs" // those fields are not sent: they stay as their owners have them
	TakeOver        OnConflict = "take over"   // those fields become ours
)
