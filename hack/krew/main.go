// Command krew writes the manifest that krew installs kubectl xnode by, from the archives that goreleaser built.
//
//	krew -dist dist -o krew/xnode.yaml
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	dist := flag.String("dist", "dist", "folder that goreleaser wrote")
	out := flag.String("o", "krew/xnode.yaml", "file to write")
	flag.Parse()
	if err := run(*dist, *out); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(dist, out string) error {
	release, err := readRelease(dist)
	if err != nil {
		return err
	}
	text, err := marshal(newPlugin(release))
	if err != nil {
		return err
	}
	return os.WriteFile(out, text, 0o644)
}
