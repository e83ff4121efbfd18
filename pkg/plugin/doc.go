// Package plugin is the command line of kubectl-xnode: it turns flags into values, wires the engine to
// the terminal, prints what happened and decides the exit code.
//
// It decides nothing about objects (package expose does) and sends no request itself (package cluster
// does). Start reading at main.go, then expose.go.
package plugin
