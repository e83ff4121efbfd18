// Package cluster does all the Kubernetes I/O of kubectl-xnode and nothing else: it reads workloads,
// previews plans by the API server's dry-run and applies them.
//
// What to do is decided in package expose; package cluster neither prints nor asks. Every call
// takes a context and ends when that ends. Start reading at cluster.go.
package cluster
