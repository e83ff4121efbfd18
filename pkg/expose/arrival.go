package expose

import "k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

// Arrival is how far an applied object has come.
type Arrival struct {
	// Object is the object as it is now; nil when it is gone.
	Object *unstructured.Unstructured
	// Endpoints are the Pods behind a Service, Ready those of them that are sent requests. Counted says that they were counted: an object
	// other than a Service, and a Service without a selector, has none to count.
	Endpoints, Ready int
	Counted          bool
	// Addresses are where it is reached, as [Addresses] says.
	Addresses []string
	// Pending says what is still waited for, as a clause for people; empty when it has arrived.
	Pending string
}
