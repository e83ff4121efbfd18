package plugin_test

import (
	"testing"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// TestInterruptAtEveryStep presses ctrl+c wherever one can be: the program ends at once, gives the terminal back and has changed nothing.
func TestInterruptAtEveryStep(t *testing.T) {
	toDetails := func(u *user) *user { return u.opens().picks("web").choosesType(expose.ClusterIP) }
	for name, comes := range map[string]func(*user){
		"list":                func(u *user) { u.opens().sees(onWorkloads, "web") },
		"filter":              func(u *user) { u.opens().filters("we") },
		"choice of namespace": func(u *user) { u.opens().sees(onWorkloads).presses("n").sees(onNamespaces) },
		"help":                func(u *user) { u.opens().sees(onWorkloads).presses("?").sees(onHelp) },
		"choice of type":      func(u *user) { u.opens().picks("web") },
		"details":             func(u *user) { toDetails(u) },
		"a field with errors": func(u *user) { toDetails(u).fillsIn("Name", "Not a name").sees("DNS label") },
		"preview that loads": func(u *user) {
			toDetails(u.throughProxy())
			u.server.Hangs()
			u.presses(enter).sees(onLoading)
		},
		"preview":             func(u *user) { toDetails(u).previews(willBeCreated) },
		"terminal too small":  func(u *user) { toDetails(u).previews(willBeCreated).resizes(50, 10).sees(onSmall) },
		"list that loads":     func(u *user) { toListThatLoads(u) },
		"workload that loads": func(u *user) { toWorkloadThatLoads(u) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := visitor(t)
			comes(u)
			if printed := u.interrupts().leaves(130); printed != "" {
				t.Errorf("printed is %q", printed)
			}
			u.changedNothing()
		})
	}
}

func toListThatLoads(u *user) {
	u.throughProxy().opens().sees(onWorkloads)
	u.server.Hangs()
	u.presses(tab).sees("Reading the StatefulSets")
}

func toWorkloadThatLoads(u *user) {
	u.throughProxy().opens().sees(onWorkloads, "cart")
	u.server.Hangs()
	u.presses(enter).sees("Reading deployment/cart")
}

// TestInterruptWhileApplyingAsks shows that ctrl+c does not stop half way unless it is meant so, and that it is said then.
func TestInterruptWhileApplyingAsks(t *testing.T) {
	t.Parallel()
	u := visitor(t).throughProxy()
	u.opens().picks("web").choosesType(expose.ClusterIP).previews(willBeCreated)
	u.server.Hangs()
	u.presses("a").sees(onApplying, "service/web").interrupts().sees(onStopping)
	u.presses("n").seesNoMore(onStopping).sees("service/web")
	u.interrupts().sees(onStopping).presses("y").sees("Stopping")
	u.server.Recovers() // what may have been done is taken back
	u.leaves(130)
	u.changedNothing()
}

// TestInterruptWhenAllIsDone shows that what was applied is printed, as the user did leave.
func TestInterruptWhenAllIsDone(t *testing.T) {
	t.Parallel()
	u := visitor(t)
	u.opens().picks("web").choosesType(expose.ClusterIP).previews(willBeCreated).applies().interrupts()
	if printed := u.leaves(130); printed != "service/web created\n" || u.service("web") == nil {
		t.Errorf("printed is %q", printed)
	}
}

func TestSuspendAndComeBack(t *testing.T) {
	t.Parallel()
	u := visitor(t).inShell()
	u.opens().picks("web").choosesType(expose.Ingress).fillsIn("Host", "shop.example.com")
	u.suspends().comesBack("shop.example.com").sees(" as Ingress")
	u.previews(willBeCreated).suspends().resizes(80, 24).comesBack(willBeCreated)
	u.suspends().comesBack(willBeCreated).interrupts().leaves(130)
	u.changedNothing()
}
