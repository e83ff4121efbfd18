// Command kubectl-xnode is a kubectl plugin that exposes a workload. See package plugin.
package main

import (
	"os"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/plugin"
)

func main() {
	os.Exit(plugin.Main(os.Args[1:], plugin.Streams{In: os.Stdin, Out: os.Stdout, ErrOut: os.Stderr}))
}
