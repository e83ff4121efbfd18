package tui

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// TestEveryFieldIsInTheForm fails, by name, on a field of a Spec that nobody is asked for.
func TestEveryFieldIsInTheForm(t *testing.T) {
	asked := map[string]bool{expose.FieldType: true} // on a screen of its own
	for _, f := range formFields() {
		asked[f.Name] = true
	}
	for _, f := range reflect.VisibleFields(reflect.TypeOf(expose.Spec{})) {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); !asked[name] {
			t.Errorf("Spec.%s is not in the form", f.Name)
		}
	}
}

func TestEnterNeverApplies(t *testing.T) {
	config := fake()
	config.Ops.Apply = func(context.Context, []expose.Change, expose.OnConflict, func(expose.Event)) error {
		t.Error("it was applied")
		return nil
	}
	drive(t, config, 80, 24, func(d *driver) {
		for range 10 {
			d.press("enter")
		}
		d.sees("will be created")
	})
}

func TestBackLosesNothing(t *testing.T) {
	drive(t, fake(), 80, 24, func(d *driver) {
		d.press("enter", "end", "up", "enter") // cart as Ingress
		d.press("down", "down", "down", "shop.example.com", "up", " 80:oops!")
		d.press("esc", "esc")
		d.sees("› cart")
		d.press("enter")
		d.sees("› Ingress")
		d.press("up", "enter") // an ExternalName has no use for host and ports
		d.seesNot("shop.example.com")
		d.press("esc", "down", "enter")
		d.sees("shop.example.com")
		d.sees("oops!") // even what cannot be read
		d.sees("✗ the target port must be a number")
	})
}

// TestAKeyAfterEnterIsForTheNextScreen types ahead: no message comes between two keys that arrive together.
func TestAKeyAfterEnterIsForTheNextScreen(t *testing.T) {
	drive(t, fake(), 80, 24, func(d *driver) {
		d.press("enter")
		d.sees("[Expose as]")
		d.root.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
		d.root.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
		d.root.Update(tea.KeyPressMsg{Code: tea.KeyEscape})
		d.sees("[Details]")
	})
}

func TestAnotherWorkloadStartsAfresh(t *testing.T) {
	drive(t, fake(), 80, 24, func(d *driver) {
		d.press("enter", "enter", "-internal") // cart, named cart-internal
		d.press("esc", "esc", "down", "enter", "enter")
		d.sees("deployment/dns as ClusterIP")
		d.seesNot("cart-internal")
	})
}

func TestFlagsFillTheForms(t *testing.T) {
	config := fake()
	config.Spec = expose.Spec{Type: expose.Ingress, Host: "shop.example.com", Ports: []expose.Port{{Port: 81}}}
	config.Workload = &shop()[3]
	drive(t, config, 120, 24, func(d *driver) {
		d.sees("[Expose as]") // the workload is known
		d.press("esc")
		d.sees("› Ingress")
		d.press("enter")
		d.sees("81       (http)")
		d.sees("shop.example.com")
		d.press("enter", "a")
		d.sees("kubectl xnode expose deployment/web --namespace=shop --type=Ingress --port=81")
		d.press("enter")
		if !d.quit || !d.root.session.done {
			t.Error("enter does not finish")
		}
	})
}

func TestTakingOverIsAsked(t *testing.T) {
	config := fake()
	previewed := config.Ops.Preview
	config.Ops.Preview = func(ctx context.Context, plan expose.Plan, onConflict expose.OnConflict) ([]expose.Change, error) {
		if onConflict != expose.TakeOver {
			return nil, errConflict
		}
		return previewed(ctx, plan, onConflict)
	}
	drive(t, config, 80, 24, func(d *driver) {
		d.press("enter", "enter", "enter")
		d.sees("belongs to Helm release")
		d.press("a", "enter")
		d.sees("belongs to Helm release")
		d.press("f")
		d.sees("will be created")
		d.press("a")
		d.sees("--force-conflicts")
	})
}

// TestKeepingTheirsIsAsked keeps what is theirs by a key, and says so on the command line.
func TestKeepingTheirsIsAsked(t *testing.T) {
	config := fake()
	conflicts(&config)
	drive(t, config, 80, 24, func(d *driver) {
		d.press("enter", "enter", "enter", "t")
		d.sees("will be created")
		d.press("a")
		d.sees("--keep-conflicts")
	})
}

// TestAnotherNameIsAsked goes back from what cannot be changed to the name, wherever the form was left.
func TestAnotherNameIsAsked(t *testing.T) {
	for _, err := range []error{errConflict, errExists} {
		config := fake()
		previewed := config.Ops.Preview
		config.Ops.Preview = func(ctx context.Context, plan expose.Plan, onConflict expose.OnConflict) ([]expose.Change, error) {
			if plan.Objects[0].GetName() == "cart" {
				return nil, err
			}
			return previewed(ctx, plan, onConflict)
		}
		drive(t, config, 80, 24, func(d *driver) {
			d.press("enter", "enter", "tab", "tab", "enter")
			d.sees("go back and give another name")
			d.press("esc", "ctrl+u", "basket", "enter")
			d.sees("service/basket will be created")
		})
	}
}

func TestTakingOverHoldsForWhatWasShown(t *testing.T) {
	config := fake()
	var asked []string
	config.Ops.Preview = func(_ context.Context, plan expose.Plan, onConflict expose.OnConflict) ([]expose.Change, error) {
		asked = append(asked, fmt.Sprintf("%s %q", plan.Objects[0].GetName(), onConflict))
		return nil, errConflict
	}
	drive(t, config, 80, 24, func(d *driver) {
		d.press("enter", "enter", "enter", "f", "r", "esc", "-internal", "enter", "esc", "esc", "esc", "down", "enter", "enter", "enter")
	})
	want := []string{`cart ""`, `cart "take over"`, `cart "take over"`, `cart-internal ""`, `dns ""`}
	if !slices.Equal(asked, want) {
		t.Errorf("asked %q, want %q", asked, want)
	}
}

func TestAllThatWasAppliedIsTold(t *testing.T) {
	config := fake()
	apply, failing := config.Ops.Apply, errors.New("no quota left")
	config.Ops.Apply = func(ctx context.Context, changes []expose.Change, onConflict expose.OnConflict, emit func(expose.Event)) error {
		if changes[0].Ref().Name == "third" {
			emit(expose.Event{Ref: changes[0].Ref(), Err: failing})
			return failing
		}
		return apply(ctx, changes, onConflict, emit)
	}
	drive(t, config, 80, 24, func(d *driver) {
		for _, name := range []string{"first", "second", "third"} {
			d.press("enter", "enter", "ctrl+u", name, "enter", "a")
			if name != "third" {
				d.sees("✓ service/" + name)
				d.press("esc", "esc", "esc", "esc")
			}
		}
		d.sees("no quota left")
		result := d.root.session.result()
		var names []string
		for _, e := range result.Events {
			names = append(names, e.Ref.Name)
		}
		if !slices.Equal(names, []string{"first", "second"}) || len(result.Commands) != 2 || !errors.Is(result.Err, failing) {
			t.Errorf("told are %q, %q and %v", names, result.Commands, result.Err)
		}
		d.press("esc")
		d.sees("will be created")
	})
}

func TestPreviewIsOfTheWorkloadAsItIsNow(t *testing.T) {
	grpc := workload("cart", 1, 1, expose.ContainerPort{Name: "grpc", Port: 9999, Protocol: "TCP"})
	for _, c := range []struct {
		now  expose.Workload
		err  error
		sees string
	}{
		{grpc, nil, "port: 9999"},
		{expose.Workload{}, errors.New("there is no deployment"), "there is no deployment"},
		{expose.Workload{}, errForbidden, "targetPort: http"}, // as it was read before
	} {
		drive(t, fake(), 80, 24, func(d *driver) {
			d.press("enter", "enter")
			d.root.session.config.Ops.Workload = func(context.Context, expose.Ref, expose.Spec) (expose.Workload, error) { return c.now, c.err }
			d.press("enter")
			d.sees(c.sees)
		})
	}
}

func TestInterruptWhereverOneIs(t *testing.T) {
	for _, keys := range [][]string{{}, {"/", "w"}, {"enter"}, {"enter", "enter"}, {"enter", "enter", "enter"}, {"?"}} {
		drive(t, fake(), 80, 24, func(d *driver) {
			d.press(keys...)
			d.press("ctrl+c")
			if !d.stopped {
				t.Errorf("ctrl+c after %q does nothing", keys)
			}
		})
	}
}

func TestLeavingAScreenEndsItsRequests(t *testing.T) {
	config := fake()
	var preview context.Context
	config.Ops.Preview = func(ctx context.Context, _ expose.Plan, _ expose.OnConflict) ([]expose.Change, error) {
		preview = ctx
		<-ctx.Done()
		return nil, ctx.Err()
	}
	drive(t, config, 80, 24, func(d *driver) {
		d.press("enter", "enter", "enter")
		d.sees("Asking the API server")
		d.press("esc")
		if preview.Err() == nil {
			t.Error("the request goes on")
		}
		d.sees("[Details]")
	})
}

// TestNothingLeavesWhileApplying shows that only ctrl+c stops half way, that what was done is taken back in sight then, and that who leaves sooner still hears of it.
func TestNothingLeavesWhileApplying(t *testing.T) {
	config := fake()
	config.Ops.Apply = func(ctx context.Context, changes []expose.Change, _ expose.OnConflict, emit func(expose.Event)) error {
		emit(expose.Event{Ref: changes[0].Ref()})
		emit(expose.Event{Ref: changes[0].Ref(), Action: expose.Created, Object: changes[0].Want})
		<-ctx.Done()
		time.Sleep(5 * time.Second)
		emit(expose.Event{Ref: changes[0].Ref(), Action: expose.Deleted, Object: changes[0].Want, Back: true})
		return ctx.Err()
	}
	for _, leave := range []bool{false, true} {
		drive(t, config, 80, 24, func(d *driver) {
			d.press("enter", "enter", "enter", "a", "esc", "enter", "q")
			d.sees("✓ service/cart created")
			d.press("ctrl+c")
			d.sees("Stop?")
			d.press("x")
			d.seesNot("Stop?")
			d.press("ctrl+c")
			if d.quit || d.stopped {
				t.Error("it left")
			}
			d.press("y")
			d.sees("Stopping")
			if leave {
				d.press("ctrl+c")
			} else {
				d.pass(6 * time.Second)
				d.sees("↩ service/cart taken back: deleted")
			}
			d.root.leave()
			d.root.session.settle()
			if result := d.root.session.result(); !d.stopped || !errors.Is(result.Err, context.Canceled) || len(result.Events) != 2 || !result.Events[1].Back {
				t.Errorf("stopped %v, result %+v", d.stopped, result)
			}
		})
	}
}

func TestAddressesAppear(t *testing.T) {
	config := fake()
	config.Ops.Arrival = func(_ context.Context, o *unstructured.Unstructured, emit func(expose.Arrival)) {
		emit(expose.Arrival{Object: o, Pending: "waiting for its address"})
		time.Sleep(5 * time.Second)
		emit(expose.Arrival{Object: o, Addresses: []string{"203.0.113.9:80"}})
	}
	drive(t, config, 80, 24, func(d *driver) {
		d.press("enter", "down", "down", "down", "enter", "enter", "a")
		d.sees("waiting for its address")
		time.Sleep(6 * time.Second)
		d.settle()
		d.sees("203.0.113.9:80")
		d.seesNot("waiting")
	})
}

func TestSmallTerminalSaysSo(t *testing.T) {
	drive(t, fake(), 59, 20, func(d *driver) { d.sees("too small") })
	drive(t, fake(), 80, 19, func(d *driver) { d.sees("too small") })
}

func TestTextOfTheClusterIsCleaned(t *testing.T) {
	config := fake()
	config.Identity.User = "jane\x1b]0;owned\a"
	config.Ops.Rows = func(_ context.Context, _ Scope, emit func(expose.RowsEvent)) {
		emit(expose.RowsEvent{Changed: []expose.Row{{RowKey: expose.RowKey{Namespace: "shop", Name: "web\x1b[31m\u202e"}, Exposed: "evil\a"}}, Complete: true})
	}
	drive(t, config, 80, 24, func(d *driver) {
		if view := d.root.View().Content; strings.ContainsAny(view, "\a\u202e") || strings.Contains(view, "\x1b]0") || strings.Contains(view, "\x1b[31m") {
			t.Errorf("it reached the screen: %q", view)
		}
	})
}
