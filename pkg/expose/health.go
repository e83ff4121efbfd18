package expose

import "time"

// Health says how the API server answers now.
type Health struct {
	// Waiting is for how long the oldest request has been without an answer; 0 when none is under way. Watches do not count.
	Waiting time.Duration
	// Err is why the last request got no answer; nil when it got one.
	Err error
}
