package tui

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// of is cart as a type, on the screen of the details.
func of(t expose.Type) Config {
	config := fake()
	config.Workload, config.Spec.Type = &shop()[0], t
	return config
}

// ports reads ports from their texts.
func portsOf(t *testing.T, texts ...string) []expose.Port {
	t.Helper()
	var ports []expose.Port
	for _, text := range texts {
		p, err := expose.ParsePort(text)
		if err != nil {
			t.Fatal(err)
		}
		ports = append(ports, p)
	}
	return ports
}

func TestPortsAreEditedAsATable(t *testing.T) {
	for _, c := range []struct {
		name string
		keys []string
		want []string // none where the defaults stay
	}{
		{"moved through", []string{"tab", "tab", "tab", "tab", "tab", "shift+tab", "up", "down", "left", "right", "ctrl+e", "end"}, nil},
		{"another number", []string{"down", "81"}, []string{"http=81:http", "metrics=9090:metrics"}},
		{"the same number", []string{"down", "80"}, nil},
		{"a number of more figures", []string{"down", "ctrl+e", "80"}, []string{"http=8080:http", "metrics=9090:metrics"}},
		{"a number of fewer figures", []string{"down", "down", "backspace"}, []string{"http=80:http", "metrics=909:metrics"}},
		{"put back", []string{"down", "81", "backspace", "backspace"}, nil},
		{"the cell beside", []string{"down", "right", "9000"}, []string{"http=80:9000", "metrics=9090:metrics"}},
		{"the cell before", []string{"down", "left", "web"}, []string{"web=80:http", "metrics=9090:metrics"}},
		{"the text of a port", []string{"down", "dns=53:9053/UDP@30053+x"}, []string{"dns=53:9053/UDP@30053+x", "metrics=9090:metrics"}},
		{"one more", []string{"down", " 443:8443"}, []string{"http=80:http", "443:8443", "metrics=9090:metrics"}},
		{"one more that stays blank", []string{"down", " ", "down", "down"}, nil},
		{"one less", []string{"down", "ctrl+x"}, []string{"metrics=9090:metrics"}},
		{"none", []string{"down", "ctrl+x", "ctrl+x"}, nil},
		{"the next protocol", []string{"down", "right", "right", "ctrl+n"}, []string{"http=80:http/UDP", "metrics=9090:metrics"}},
		{"the protocol before", []string{"down", "right", "right", "ctrl+p"}, []string{"http=80:http/SCTP", "metrics=9090:metrics"}},
		{"a protocol completed", []string{"down", "right", "right", "u", "right"}, []string{"http=80:http/UDP", "metrics=9090:metrics"}},
	} {
		drive(t, of(expose.NodePort), 80, 24, func(d *driver) {
			d.press("enter")
			d.press(c.keys...)
			if got, want := d.root.session.spec.Ports, portsOf(t, c.want...); !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %v, not %v:\n%s", c.name, got, want, d.frame())
			}
		})
	}
}

func TestPasteFillsTheTable(t *testing.T) {
	drive(t, of(expose.NodePort), 80, 24, func(d *driver) {
		d.press("enter", "down")
		d.send(tea.PasteMsg{Content: "80:8080/TCP@30080\n443:8443"})
		want := portsOf(t, "http=80:8080/TCP@30080", "443:8443", "metrics=9090:metrics")
		if got := d.root.session.spec.Ports; !reflect.DeepEqual(got, want) {
			t.Errorf("%v, not %v", got, want)
		}
	})
}

// TestWhatIsNotSaidStaysUnsaid holds the command line of a form in which one number was changed.
func TestWhatIsNotSaidStaysUnsaid(t *testing.T) {
	drive(t, of(expose.ClusterIP), 80, 24, func(d *driver) {
		d.press("enter", "down", "81", "enter", "a")
		if got, want := d.root.session.result().Commands[0], "kubectl xnode expose deployment/cart --namespace=shop --port=http=81 --port=9090"; got != want {
			t.Errorf("%s, not %s", got, want)
		}
	})
}

func TestFieldsAreCompleted(t *testing.T) {
	for _, c := range []struct {
		keys []string
		want expose.Spec
	}{
		{[]string{"down", "down", "down", "sh", "right"}, expose.Spec{Host: "shop.example.com"}},
		{[]string{"down", "down", "down", "w", "ctrl+e"}, expose.Spec{Host: "www.example.com"}},
		{[]string{"down", "down", "down", "ctrl+n", "ctrl+n"}, expose.Spec{Host: "www.example.com"}},
		{[]string{"up", "up", "ctrl+n", "ctrl+n"}, expose.Spec{IngressClass: "traefik"}},
		{[]string{"up", "up", "ctrl+p"}, expose.Spec{IngressClass: "traefik"}},
		{[]string{"up", "wild", "ctrl+n", "ctrl+n"}, expose.Spec{TLSSecret: "wildcard-tls"}},
		{[]string{"up", "tls", "ctrl+n"}, expose.Spec{TLSSecret: "shop-tls"}}, // has it somewhere
		{[]string{"up", "up", "up", "ctrl+n"}, expose.Spec{PathType: "Exact"}},
		{[]string{"up", "up", "up", "E", "right"}, expose.Spec{PathType: "Exact"}},
		{[]string{"up", "nothing like it", "ctrl+n"}, expose.Spec{TLSSecret: "nothing like it"}},
	} {
		drive(t, of(expose.Ingress), 80, 30, func(d *driver) {
			d.press("enter")
			d.press(c.keys...)
			c.want.Type = expose.Ingress
			if got := d.root.session.spec; !reflect.DeepEqual(got, c.want) {
				t.Errorf("after %q it is %+v, not %+v", c.keys, got, c.want)
			}
		})
	}
}

// TestNothingToCompleteIsNoProblem shows that a form does without facts, and asks for them again later.
func TestNothingToCompleteIsNoProblem(t *testing.T) {
	config := of(expose.Ingress)
	asked := 0
	config.Ops.Facts = func(context.Context, string) (expose.Facts, error) {
		if asked++; asked <= 2 { // by the screen before, and by this one
			return expose.Facts{}, errors.New("no answer")
		}
		return facts(), nil
	}
	drive(t, config, 80, 24, func(d *driver) {
		d.press("enter", "up", "ctrl+n")
		d.sees("› TLS Secret")
		d.seesNot("shop-tls")
		d.press("esc", "enter", "up", "ctrl+n")
		d.sees("shop-tls")
		d.press("esc", "enter")
		if asked != 3 {
			t.Errorf("asked %d times", asked)
		}
	})
}

// TestPodsAreThoseOfTheSelector shows that typing a selector asks once, when it has been typed, and ends what was asked for before.
func TestPodsAreThoseOfTheSelector(t *testing.T) {
	config := of(expose.ClusterIP)
	var asked []string
	var ctxs []context.Context
	config.Ops.Pods = func(ctx context.Context, namespace string, selector labels.Set, emit func([]expose.Pod, error)) {
		asked, ctxs = append(asked, namespace+" "+labels.FormatLabels(selector)), append(ctxs, ctx)
		emit(pods()[:len(asked)], nil)
		<-ctx.Done()
		emit(nil, errors.New("too late"))
	}
	drive(t, config, 80, 40, func(d *driver) {
		d.press("enter")
		d.sees("Pods app=cart: 1, ready")
		d.press("ctrl+o")
		for range 20 {
			if d.press("down"); strings.Contains(d.frame(), "› Selector") {
				break
			}
		}
		d.press("app=web")
		d.sees("Pods app=web: reading…")
		time.Sleep(typingPause)
		d.settle()
		d.sees("Pods app=web: 2, all ready")
		if want := []string{"shop app=cart", "shop app=web"}; !slices.Equal(asked, want) {
			t.Errorf("asked for %q, not %q", asked, want)
		}
		if ctxs[0].Err() == nil || ctxs[1].Err() != nil {
			t.Error("it is not only the last one that is followed")
		}
		d.press("esc")
		if ctxs[1].Err() == nil {
			t.Error("they are followed on another screen")
		}
	})
}

func TestPodsAreLive(t *testing.T) {
	config := of(expose.ClusterIP)
	config.Ops.Pods = func(_ context.Context, _ string, _ labels.Set, emit func([]expose.Pod, error)) {
		for i := range 4 {
			emit(pods()[:i], nil)
			time.Sleep(time.Second)
		}
		emit(nil, errors.New("the connection is gone"))
	}
	drive(t, config, 120, 40, func(d *driver) {
		d.press("enter")
		for _, want := range []string{"none, so nothing would answer", "Pods app=cart: 1, ready", "2, all ready", "3, 2 ready"} {
			d.sees(want)
			time.Sleep(time.Second)
			d.settle()
		}
		d.sees("3, 2 ready  not live: the connection is gone")
	})
}

func TestClicksMoveTheCursor(t *testing.T) {
	drive(t, of(expose.Ingress), 80, 24, func(d *driver) {
		d.press("enter")
		click := func(text string) {
			t.Helper()
			for y, line := range strings.Split(d.frame(), "\n") {
				if before, _, found := strings.Cut(line, text); found {
					d.send(tea.MouseClickMsg{Button: tea.MouseLeft, X: ansi.StringWidth(before), Y: y})
					return
				}
			}
			t.Fatalf("%q is not on the screen:\n%s", text, d.frame())
		}
		click("Host")
		d.press("a.example.com")
		click("9090")
		d.press("99")
		click("(plain HTTP)")
		d.press("tls")
		want := expose.Spec{Type: expose.Ingress, Host: "a.example.com", TLSSecret: "tls", Ports: portsOf(t, "http=80:http", "metrics=99:metrics")}
		if got := d.root.session.spec; !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, not %+v", got, want)
		}
		click("Advanced")
		d.sees("more lines")
		click("deployment/cart")
		for y := range 24 { // nothing breaks, wherever it is
			for x := range 80 {
				d.root.mouse(tea.MouseClickMsg{Button: tea.MouseLeft, X: x, Y: y})
			}
		}
	})
}

// TestEnterShowsWhatIsMissing shows that a field which is not shown comes up when it is asked for.
func TestEnterShowsWhatIsMissing(t *testing.T) {
	config := of(expose.ClusterIP)
	w := shop()[0]
	w.Selector = &metav1.LabelSelector{MatchExpressions: []metav1.LabelSelectorRequirement{{Key: "app", Operator: metav1.LabelSelectorOpExists}}}
	config.Workload = &w
	drive(t, config, 80, 24, func(d *driver) {
		d.press("enter")
		d.seesNot("Selector")
		d.press("enter")
		d.sees("› Selector")
		d.sees("✗ deployment/cart chooses its Pods by sets")
		d.press("app=cart", "enter")
		d.sees("[Preview]")
	})
}

func TestAdvancedFieldsThatSaySomethingStay(t *testing.T) {
	drive(t, of(expose.ClusterIP), 80, 40, func(d *driver) {
		d.press("enter", "ctrl+o", "up", "up", "up") // annotations
		d.sees("› Annotations")
		d.press("a=b", "ctrl+o")
		d.sees("› Annotations")
		d.seesNot("Overrides")
		d.press("ctrl+u", "up", "ctrl+o", "ctrl+o")
		d.seesNot("Annotations")
	})
}

// TestFormsFit draws every type's form in many sizes, with the cursor all over it.
func TestFormsFit(t *testing.T) {
	config := fake()
	withGateways(&config)
	for _, kind := range expose.Types().Values {
		w := shop()[2] // a wide name
		w.Gateways = []expose.Gateway{{Namespace: "infra", Name: "public", Listeners: []expose.Listener{{Name: "https", Protocol: "HTTPS", Port: 443}}}}
		config.Workload, config.Spec = &w, expose.Spec{Type: kind, Host: "報告書.example.com", Labels: map[string]string{"a": strings.Repeat("長", 70)}}
		drive(t, config, 60, 20, func(d *driver) {
			d.press("enter", "ctrl+o")
			screen, ok := d.root.current().(*details)
			if !ok {
				t.Fatal("it is another screen")
			}
			for range len(screen.spots())/5 + 1 {
				for _, size := range [][2]int{{60, 20}, {99, 24}, {100, 20}, {200, 60}} {
					d.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
					lines := strings.Split(d.root.View().Content, "\n")
					if len(lines) != size[1] {
						t.Fatalf("%s: %d lines at %v", kind, len(lines), size)
					}
					for _, line := range lines {
						if width := ansi.StringWidth(line); width > size[0] {
							t.Fatalf("%s: %d cells at %v: %s", kind, width, size, line)
						}
					}
					if kind != expose.ExternalName {
						d.sees("ready")
					}
					if !strings.Contains(d.frame(), " › ") {
						t.Fatalf("%s: the cursor is out of sight at %v:\n%s", kind, size, d.frame())
					}
				}
				d.press("tab", "tab", "tab", "tab", "tab")
			}
		})
	}
}

func TestPlacesAreCounted(t *testing.T) {
	got := newPlaces([]expose.Pod{{Node: "b", Zone: "z", Ready: true}, {}, {Node: "a", Zone: "z"}, {Node: "b", Zone: "z"}, {Node: "a", Zone: "y", Ready: true}, {Node: "c"}})
	want := places{tally{6, 2}, []zone{
		{tally{1, 1}, "y", []node{{tally{1, 1}, "a"}}},
		{tally{3, 1}, "z", []node{{tally{1, 0}, "a"}, {tally{2, 1}, "b"}}},
		{tally{2, 0}, "", []node{{tally{1, 0}, "c"}, {tally{1, 0}, ""}}},
	}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, not %+v", got, want)
	}
}

func TestLineOfPodsKeepsItsFigures(t *testing.T) {
	selector := labels.Set{}
	for i := range 20 {
		selector[fmt.Sprintf("example.com/label-%d", i)] = strings.Repeat("x", 40)
	}
	for width := 40; width < 200; width += 7 {
		p := selected{selector: maps.Clone(selector), podNews: podNews{state: ready, places: newPlaces(pods()), err: errForbidden}}
		line := ansi.Strip(p.line(newStyles(true), width))
		if ansi.StringWidth(line) > width || !strings.Contains(line, ": 3, 2 ready") || !strings.Contains(line, "…") {
			t.Errorf("at %d: %s", width, line)
		}
	}
}
