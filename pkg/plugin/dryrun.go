package plugin

import (
	"fmt"
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

func parseDryRun(s string) (dryRun, error) {
	for _, d := range dryRuns() {
		if s == string(d) {
			return d, nil
		}
	}
	return "", fmt.Errorf("use %s", strings.Join(texts(dryRuns()), ", "))
}

// suffix is what kubectl adds to its messages.
func (d dryRun) suffix() string {
	switch d {
	case dryRunClient:
		return " (dry run)"
	case dryRunServer:
		return " (server dry run)"
	default:
		return ""
	}
}
