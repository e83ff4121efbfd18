package plugin_test

import (
	"strings"
	"testing"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// TestServerStopsAtEachStep stops the API server in the middle of each step and lets it come back: keys go on working meanwhile, it is
// said, and the flow ends well.
func TestServerStopsAtEachStep(t *testing.T) {
	t.Parallel()
	u := visitor(t).throughProxy()
	u.opens().sees(onWorkloads, "cart")

	u.server.Stops()
	u.presses(tab).sees(onFailed, noAnswer).warned(noAnswer).keysWork()
	u.server.Recovers()
	u.presses(shiftTab).sees("[Deployments]", onWorkloads, "cart").unwarned()

	u.server.Stops()
	u.filters("web").presses(enter).sees(noAnswer)
	u.server.Recovers()
	u.presses(enter).sees(onTypes).unwarned()

	u.server.Stops()
	u.keysWork().choosesType(expose.ClusterIP).fillsIn("Name", "front").previews(onFailed).sees(noAnswer).warned(noAnswer).keysWork()
	u.goesBack(" as ClusterIP").sees("front").previews(onFailed)
	u.server.Recovers()
	u.presses("r").sees(willBeCreated, "front").unwarned()

	u.server.Stops()
	u.keysWork().presses("a").sees(noAnswer, applyingFailed).keysWork()
	u.changedNothing()
	u.server.Recovers()
	u.goesBack(willBeCreated).applies().unwarned()

	u.server.Stops()
	u.keysWork()
	if printed := u.finishes(); printed != "service/front created\n" || u.service("front") == nil {
		t.Errorf("printed is %q", printed)
	}
}

// TestServerHangsAtEachStep has an API server that takes requests and does not answer.
func TestServerHangsAtEachStep(t *testing.T) {
	t.Parallel()
	u := visitor(t).throughProxy()
	u.opens().sees(onWorkloads, "cart")

	u.server.Hangs()
	u.presses(tab).warned(noAnswerYet).keysWork()
	u.server.Recovers()
	u.seesNoMore("Reading").unwarned().presses(shiftTab).sees("[Deployments]", onWorkloads, "cart")

	u.server.Hangs()
	u.presses(enter).sees("Reading deployment/cart").warned(noAnswerYet).keysWork().presses(esc).seesNoMore("Reading deployment/cart")
	u.server.Recovers()
	u.presses(enter).sees(onTypes)

	u.choosesType(expose.ClusterIP)
	u.server.Hangs()
	u.presses(enter).sees(onLoading).warned(noAnswerYet).keysWork()
	u.goesBack(" as ClusterIP").presses(enter).sees(onLoading)
	u.server.Recovers()
	u.sees(willBeCreated).unwarned()

	u.server.Hangs()
	u.presses("a").sees(onApplying, "service/cart").warned(noAnswerYet)
	u.server.Recovers()
	u.sees(onDone).unwarned()
	if printed := u.finishes(); printed != "service/cart created\n" || u.service("cart") == nil {
		t.Errorf("printed is %q", printed)
	}
}

// TestCredentialsExpireAtEachStep has an API server that does not know the user any more from some point on.
func TestCredentialsExpireAtEachStep(t *testing.T) {
	t.Parallel()
	const logIn = "log in again"
	u := visitor(t).throughProxy()
	u.opens().sees(onWorkloads, "cart")

	u.server.LogsOut()
	u.presses(tab).sees(onFailed, logIn).warned(credentials).keysWork()
	u.server.Recovers()
	u.presses(shiftTab).sees("[Deployments]", onWorkloads, "cart").unwarned()

	u.picks("web").choosesType(expose.ClusterIP)
	u.server.LogsOut()
	u.previews(onFailed).sees(logIn).warned(credentials).keysWork()
	u.server.Recovers()
	u.presses("r").sees(willBeCreated).unwarned()

	u.server.LogsOut()
	u.presses("a").sees(logIn, applyingFailed).warned(credentials)
	u.changedNothing()
	u.server.Recovers()
	u.goesBack(willBeCreated).applies()
	if printed := u.finishes(); printed != "service/web created\n" {
		t.Errorf("printed is %q", printed)
	}
}

// TestCredentialsThatWereNeverGood says so before the screen is taken.
func TestCredentialsThatWereNeverGood(t *testing.T) {
	t.Parallel()
	u := visitor(t).throughProxy()
	u.server.LogsOut()
	u.opens().sees("log in again").leaves(1)
	if strings.Contains(u.Written(), "\x1b[?1049h") {
		t.Error("the screen was taken")
	}
}
