// Package tui is the terminal interface: a few screens, one after the other, that edit an expose.Spec
// and show what comes of it.
//
// It sends no request: what screens may ask for are the plain functions of [Ops]. It imports no client, so no
// screen can block on the network. Start reading at flow.go, where the steps stand, then root.go.
package tui
