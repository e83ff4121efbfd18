package plugin

import (
	"fmt"
	"slices"
	"strings"
)

// dryRun says how far a run goes, in kubectl's words.
type dryRun string

const (
	dryRunNone   dryRun = "none"   // applies
	dryRunClient dryRun = "client" // builds the objects
	dryRunServer dryRun = "server" // has the API server check them
)

func dryRuns() []dryRun { return []dryRun{dryRunNone, dryRunClient, dryRunServer} }

// String implements [pflag.Value].
func (d *dryRun) String() string { return string(*d) }

// Set implements [pflag.Value]. The words are kubectl's, in its case.
func (d *dryRun) Set(s string) error {
	if !slices.Contains(dryRuns(), dryRun(s)) {
		return fmt.Errorf("use %s", strings.Join(texts(dryRuns()), ", "))
	}
	*d = dryRun(s)
	return nil
}

// Type implements [pflag.Value].
func (d *dryRun) Type() string { return "none|client|server" }

// suffix is what kubectl adds to its messages.
func (d *dryRun) suffix() string {
	switch *d {
	case dryRunClient:
		return " (dry run)"
	case dryRunServer:
		return " (server dry run)"
	default:
		return ""
	}
}
