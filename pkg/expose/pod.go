package expose

// Pod is what a picture needs of a Pod.
type Pod struct {
	Name string
	// Ready says that it is sent requests.
	Ready bool
	// Node is where it runs, and Zone where that is; empty when not known.
	Node, Zone string
}
