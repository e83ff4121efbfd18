package tui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

func rowOf(name string) expose.Row {
	return expose.Row{RowKey: expose.RowKey{Namespace: "shop", Name: name}, Replicas: 1}
}

// live is a list whose news the test tells, once the program has asked for it.
func live() (Config, func(expose.RowsEvent)) {
	config := fake()
	var tell func(expose.RowsEvent)
	config.Ops.Rows = func(ctx context.Context, _ Scope, emit func(expose.RowsEvent)) {
		tell = emit
		<-ctx.Done()
	}
	return config, func(e expose.RowsEvent) { tell(e) }
}

func TestRowsChangeUnderTheCursor(t *testing.T) {
	config, news := live()
	drive(t, config, 80, 24, func(d *driver) {
		tell := func(e expose.RowsEvent) {
			d.t.Helper()
			news(e)
			d.settle()
		}
		tell(expose.RowsEvent{Changed: []expose.Row{rowOf("m"), rowOf("n")}, Loaded: 2, Total: 4})
		d.sees("2 of 4 Deployments …")
		d.press("down")
		d.sees("› n")
		tell(expose.RowsEvent{Changed: []expose.Row{rowOf("a"), rowOf("b")}, Loaded: 4, Total: 4, Complete: true})
		d.sees("› n")
		d.sees("4 Deployments")
		changed := rowOf("n")
		changed.Ready, changed.Exposed = 1, "NodePort n"
		tell(expose.RowsEvent{Changed: []expose.Row{changed}, Gone: []expose.RowKey{rowOf("a").RowKey}, Complete: true})
		d.sees("› n ")
		d.sees("1/1")
		d.sees("NodePort n")
		d.seesNot("  a ")
		tell(expose.RowsEvent{Gone: []expose.RowKey{rowOf("n").RowKey}, Complete: true})
		d.sees("› m")
		tell(expose.RowsEvent{Err: errors.New("connection refused"), Complete: true})
		d.sees("⚠ not live: connection refused")
		tell(expose.RowsEvent{Complete: true})
		d.seesNot("not live")
	})
}

func TestTheCursorOnTheFirstRowStaysFirst(t *testing.T) {
	config, news := live()
	drive(t, config, 80, 24, func(d *driver) {
		for _, name := range []string{"m", "a"} { // as long as nobody has moved it
			news(expose.RowsEvent{Changed: []expose.Row{rowOf(name)}})
			d.settle()
			d.sees("› " + name)
		}
	})
}

func TestNewsOfAnotherListIsDropped(t *testing.T) {
	config := fake()
	var scopes []Scope
	config.Ops.Rows = func(ctx context.Context, scope Scope, emit func(expose.RowsEvent)) {
		scopes = append(scopes, scope)
		if len(scopes) == 1 { // slow
			<-ctx.Done()
			time.Sleep(time.Second)
			emit(expose.RowsEvent{Changed: []expose.Row{rowOf("late")}, Complete: true})
			return
		}
		emit(expose.RowsEvent{Changed: []expose.Row{rowOf("set")}, Complete: true})
	}
	drive(t, config, 80, 24, func(d *driver) {
		d.press("tab")
		time.Sleep(2 * time.Second)
		d.settle()
		d.sees("› set")
		d.seesNot("late")
		d.sees("[StatefulSets]")
		if scopes[1].Kind.Kind != "StatefulSet" {
			t.Errorf("listed were %v", scopes)
		}
	})
}

func TestNamespaces(t *testing.T) {
	drive(t, fake(), 80, 24, func(d *driver) {
		d.press("n")
		d.sees("› shop") // where one is
		d.press("pay")
		d.seesNot("default")
		d.press("enter")
		d.sees("namespace payments")
		d.sees("There is no Deployment in namespace payments")
		d.press("A")
		d.sees("namespace (all)")
		d.sees("NAMESPACE")
		d.press("A")
		d.sees("namespace shop") // the one of the start
		d.press("n", "esc")
		d.sees("namespace shop")
		d.press("n", "zzz", "enter")
		d.sees("No namespace matches")
	})
	config := fake()
	config.Ops.Namespaces = func(context.Context) ([]string, error) { return nil, errForbidden }
	drive(t, config, 80, 24, func(d *driver) {
		d.press("n")
		d.sees("Type its name")
		d.press("team-a", "enter")
		d.sees("namespace team-a")
	})
}

func TestForbiddenEverywhereLeadsBack(t *testing.T) {
	config := fake()
	rows := config.Ops.Rows
	config.Ops.Rows = func(ctx context.Context, scope Scope, emit func(expose.RowsEvent)) {
		if scope.Namespace == "" {
			emit(expose.RowsEvent{Err: errForbidden})
			return
		}
		rows(ctx, scope, emit)
	}
	drive(t, config, 80, 24, func(d *driver) {
		d.press("A")
		d.sees("not allowed")
		d.press("A")
		d.sees("› cart")
	})
}

func TestKindsOfWorkloads(t *testing.T) {
	drive(t, fake(), 120, 40, func(d *driver) {
		for _, k := range slices.Concat(expose.Kinds()[1:], expose.Kinds()[:1]) {
			d.press("tab")
			d.sees("[" + k.Kind + "s]")
		}
		d.press("shift+tab")
		d.sees("[Services]")
		d.sees("There is no Service in namespace shop.")
	})
}

func TestAWorkloadThatCannotBeReadIsTold(t *testing.T) {
	config := fake()
	config.Ops.Workload = func(context.Context, expose.Ref, expose.Spec) (expose.Workload, error) {
		return expose.Workload{}, errors.New("there is no deployment \"cart\"")
	}
	drive(t, config, 80, 24, func(d *driver) {
		d.press("enter")
		d.sees("✗ there is no deployment")
		d.press("down")
		d.seesNot("✗")
	})
	config.Ops.Workload = func(ctx context.Context, _ expose.Ref, _ expose.Spec) (expose.Workload, error) {
		<-ctx.Done()
		return expose.Workload{}, ctx.Err()
	}
	drive(t, config, 80, 24, func(d *driver) {
		d.press("enter")
		d.sees("Reading deployment/cart …")
		d.press("esc", "down")
		d.sees("› dns")
		d.seesNot("Reading")
	})
}

func TestTheMouse(t *testing.T) {
	drive(t, fake(), 80, 24, func(d *driver) {
		click := func(x, y int) { d.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft}) }
		line := func(text string) int {
			return slices.IndexFunc(strings.Split(d.frame(), "\n"), func(l string) bool { return strings.Contains(l, text) })
		}
		d.send(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
		d.sees("› dns")
		click(5, line("web "))
		d.sees("› web")
		click(5, line("web "))
		d.sees("[Expose as]")
		click(5, line("NodePort"))
		d.sees("› NodePort")
		click(17, 0) // the crumb of the first step
		d.sees("[Workload]")
		click(5, 22) // nothing is there
		d.sees("› web")
	})
}

func TestMatches(t *testing.T) {
	var r rows
	row := func(name, ports, exposed string) expose.Row {
		row := rowOf(name)
		row.Ports, row.Exposed = ports, exposed
		return row
	}
	r.change(expose.RowsEvent{Changed: []expose.Row{
		row("web", "8080", ""), row("web-api", "8080", ""), row("my-web", "9090", ""), row("wide-element-b", "53", ""), row("other", "80", "ClusterIP web"), row("Blog", "80", "Ingress shop.example.com"),
	}})
	for _, c := range []struct{ filter, want string }{
		{"", "Blog my-web other web web-api wide-element-b"},
		{"web", "web web-api my-web other wide-element-b"},
		{"WEB", "web web-api my-web other wide-element-b"},
		{"8080 api", "web-api"},
		{"ingress", "Blog"},
		{"blg", "Blog"},
		{"shp exmpl", "Blog"},
		{"90 53", ""},
	} {
		for _, typed := range []bool{false, true} {
			r.setFilter("")
			for i := range c.filter {
				if typed { // letter by letter
					r.setFilter(c.filter[:i+1])
				}
			}
			r.setFilter(c.filter)
			var got []string
			for i := range r.count() {
				got = append(got, r.row(i).Name)
				if r.line(r.row(i).RowKey) != i {
					t.Errorf("%q: the line of %s is %d, want %d", c.filter, r.row(i).Name, r.line(r.row(i).RowKey), i)
				}
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%q shows %q, want %q", c.filter, got, c.want)
			}
		}
	}
}

// TestRowsKeepTheirOrder feeds rows in any order, as several pages and watches do.
func TestRowsKeepTheirOrder(t *testing.T) {
	var r rows
	for _, batch := range [][]string{{"m", "c"}, {"z"}, {"b", "n"}, {"a"}, {"m", "x"}} {
		var changed []expose.Row
		for _, name := range batch {
			changed = append(changed, rowOf(name))
		}
		r.change(expose.RowsEvent{Changed: changed})
	}
	r.change(expose.RowsEvent{Gone: []expose.RowKey{rowOf("n").RowKey, rowOf("never").RowKey}})
	var names []string
	for i := range r.count() {
		names = append(names, r.row(i).Name)
		if !strings.HasPrefix(r.texts[i].all, r.row(i).Name+"\n") {
			t.Errorf("the text of %s is %q", r.row(i).Name, r.texts[i].all)
		}
	}
	if got := fmt.Sprint(names); got != "[a b c m x z]" {
		t.Errorf("the rows are %s", got)
	}
}

// TestGivingUpAWorkload shows that what was given up goes nowhere when it comes after all.
func TestGivingUpAWorkload(t *testing.T) {
	for _, giveUp := range []string{"esc", "tab", "A"} {
		config := fake()
		read := config.Ops.Workload
		config.Ops.Workload = func(ctx context.Context, ref expose.Ref, spec expose.Spec) (expose.Workload, error) {
			time.Sleep(time.Minute)
			return read(ctx, ref, spec)
		}
		drive(t, config, 80, 24, func(d *driver) {
			d.press("enter")
			d.sees("Reading deployment/cart")
			d.press(giveUp)
			d.seesNot("Reading deployment/cart")
			time.Sleep(2 * time.Minute)
			d.settle()
			d.sees("[Workload]")
		})
	}
}

// TestAnotherScopeUnderAFilter switches the list while a filter holds, as coming back to the screen leaves it.
func TestAnotherScopeUnderAFilter(t *testing.T) {
	drive(t, fake(), 80, 24, func(d *driver) {
		d.press("/", "web", "enter", "esc")
		d.sees("1 of 5 Deployments")
		for _, keys := range []string{"tab", "A", "shift+tab"} {
			d.press(keys)
		}
		d.sees("1 of 5 Deployments")
		d.sees("› shop")
	})
}

func TestARefusalUnderAFilterIsTold(t *testing.T) {
	config := fake()
	config.Ops.Workload = func(context.Context, expose.Ref, expose.Spec) (expose.Workload, error) {
		return expose.Workload{}, errors.New("there is no deployment \"web\"")
	}
	drive(t, config, 80, 24, func(d *driver) {
		d.press("/", "web", "enter")
		d.sees("✗ there is no deployment")
		d.press("down")
		d.sees("/ web")
	})
}
