package plugin_test

import (
	"strings"
	"testing"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// TestResizeOnEachScreen resizes the terminal to a small one, a large one and one that is too small, and back.
func TestResizeOnEachScreen(t *testing.T) {
	t.Parallel()
	u := visitor(t)
	onEachSize := func(texts ...string) {
		t.Helper()
		u.resizes(60, 20).fits(60, 20).sees(texts...)
		u.resizes(120, 40).fits(120, 40).sees(texts...)
		u.resizes(59, 19).sees(onSmall).resizes(3, 2).seesNoMore(onSmall).resizes(100, 30).fits(100, 30).sees(texts...)
	}
	u.opens().sees(onWorkloads, "cart")
	onEachSize(onWorkloads, "cart", "web")
	u.filters("web").sees("1 of 2")
	onEachSize("/ web", "1 of 2")
	u.presses(esc).sees("› cart").presses("n").sees(onNamespaces)
	onEachSize(onNamespaces)
	u.presses(esc).sees(onWorkloads).picks("web")
	onEachSize(onTypes, "› ClusterIP")
	u.choosesType(expose.Ingress).fillsIn("Host", "shop.example.com")
	onEachSize("shop.example.com")
	u.previews(willBeCreated)
	onEachSize(willBeCreated)
	u.presses("?").sees(onHelp)
	onEachSize(onHelp)
	u.presses("x").seesNoMore(onHelp).applies()
	onEachSize("service/web")
	u.finishes()
}

func TestPaste(t *testing.T) {
	t.Parallel()
	u := visitor(t)
	u.opens().sees(onWorkloads).presses("/").pastes("web").sees("1 of 2").presses(enter)
	u.choosesType(expose.Ingress).goesTo("Host").pastes("shop.example.com").sees("shop.example.com")
	u.goesTo("Path").presses(ctrlU).pastes("/cart\n/more").sees("/cart").sees("› Path", " as Ingress") // what is pasted presses no keys
	u.interrupts().leaves(130)
	u.changedNothing()
}

func TestMouse(t *testing.T) {
	t.Parallel()
	u := visitor(t)
	u.opens().sees("› cart").clicks("web ").sees("› web").turnsWheel("web", -1).sees("› cart").turnsWheel("cart", 3).sees("› web")
	u.clicks("web ").sees(onTypes + " deployment/web?")
	u.clicks("NodePort").sees("› NodePort").clicks("NodePort").sees(" as NodePort")
	u.previews(willBeCreated).turnsWheel("kind: Service", 2)
	u.clicks("Expose as").sees(onTypes).clicks("Workload").sees(onWorkloads)
	u.interrupts().leaves(130)
	u.changedNothing()
}

// TestNothingFlickers counts how often the screen is taken and given back, and frames that terminals show when they are complete.
func TestNothingFlickers(t *testing.T) {
	t.Parallel()
	u := visitor(t)
	u.opens().picks("web").choosesType(expose.ClusterIP).interrupts().leaves(130)
	for sequence, what := range map[string]string{"\x1b[?1049h": "taken", "\x1b[?1049l": "given back"} {
		if n := strings.Count(u.Written(), sequence); n != 1 {
			t.Errorf("the screen is %s %d times", what, n)
		}
	}
	begun, ended := strings.Count(u.Written(), "\x1b[?2026h"), strings.Count(u.Written(), "\x1b[?2026l")
	if begun < 3 || begun != ended {
		t.Errorf("%d frames begin, %d end", begun, ended)
	}
}
