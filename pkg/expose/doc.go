// Package expose decides which objects give a workload a stable way in.
//
// It is the pure core of kubectl-xnode, and states one function:
//
//	Plan(Workload, Spec) (Plan, error)
//
// A [Workload] is what is known of the thing to expose, a [Spec] is what the user
// wants. [Default] fills what the user left open, [Validate] says early and kindly
// what the API server would refuse, [NewPlan] builds the objects, and a [Change]
// compares each of them with what lives in the cluster.
//
// The package does no I/O: no client, no os, no terminal. Start reading at spec.go.
package expose
