package tui

import (
	"context"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

func TestTheEndIsCopied(t *testing.T) {
	drive(t, configured(ingress(), arriving(time.Second)), 80, 40, func(d *driver) {
		d.press(ofCart("a")...)
		d.sees("waiting for its address")
		d.press("y")
		if want := "http://cart.shop.svc/"; d.copied != want {
			t.Errorf("copied %q, want %q", d.copied, want)
		}
		d.pass(2 * time.Second)
		for key, want := range map[string]string{
			"y": "http://shop.example.com/",
			"c": "curl --resolve shop.example.com:80:203.0.113.9 http://shop.example.com/",
			"C": "kubectl xnode expose deployment/cart --namespace=shop --type=Ingress --host=shop.example.com",
		} {
			d.press(key)
			d.sees("Copied the")
			if d.copied != want {
				t.Errorf("%s copied %q, want %q", key, d.copied, want)
			}
		}
	})
}

func TestAnotherStartsOver(t *testing.T) {
	drive(t, fake(), 80, 24, func(d *driver) {
		d.press(toPreview("a", "n")...)
		d.sees("[Workload]")
	})
	config := fake()
	config.Workload, config.Ops.Rows = &shop()[3], nil
	drive(t, config, 80, 24, func(d *driver) {
		d.press("enter", "enter", "a", "n", "?")
		d.seesNot("another")
	})
}

// TestNothingIsRedrawnOnceAllHasArrived looks at the commands that are under way: only the header's look at the API server is left.
func TestNothingIsRedrawnOnceAllHasArrived(t *testing.T) {
	drive(t, configured(ingress(), arriving(15*time.Second)), 80, 24, func(d *driver) {
		d.press(ofCart("a")...)
		screen := d.root.current().(*done)
		d.pass(13 * time.Second)
		before := screen.spinner()
		d.pass(time.Second)
		if !screen.ticking || screen.spinner() == before {
			t.Error("the spinner stands still")
		}
		d.pass(3 * time.Second)
		d.sees("it has its address  15s")
		if screen.ticking {
			t.Error("the spinner turns")
		}
	})
}

func TestArrivalIsToldAsItIs(t *testing.T) {
	emitted := []expose.Arrival{
		{Pending: "waiting for Pods", Counted: true},
		{Counted: true, Endpoints: 1, Ready: 1},
		{Pending: "waiting for Pods again", Counted: true, Endpoints: 1},
		{},
	}
	seen := []string{"0 of 0 endpoints ready · waiting for Pods", "✓ 1 of 1 endpoint ready", "0 of 1 endpoint ready · waiting for Pods again", "✗ somebody deleted it"}
	config := fake()
	config.Ops.Arrival = func(ctx context.Context, o *unstructured.Unstructured, emit func(expose.Arrival)) {
		for i, a := range emitted {
			pause(ctx, time.Second)
			if i < 3 {
				a.Object = o
			}
			emit(a)
		}
	}
	drive(t, config, 80, 24, func(d *driver) {
		d.press(toPreview("a")...)
		d.sees("asking how far it has come")
		for _, want := range seen {
			d.pass(time.Second)
			d.sees(want)
		}
		d.seesNot("waiting")
	})
}

// TestFailedApplyWaitsForNothing shows that what is left to do comes first.
func TestFailedApplyWaitsForNothing(t *testing.T) {
	config := fake()
	config.Ops.Apply = func(_ context.Context, changes []expose.Change, _ expose.OnConflict, emit func(expose.Event)) error {
		emit(expose.Event{Ref: changes[0].Ref(), Err: errLogin})
		return errLogin
	}
	config.Ops.Arrival = func(context.Context, *unstructured.Unstructured, func(expose.Arrival)) { t.Error("it waits") }
	drive(t, config, 80, 24, func(d *driver) {
		d.press(toPreview("a", "enter", "n", "y")...)
		d.sees("esc goes back to the preview")
		if d.quit || d.copied != "" || strings.Contains(d.frame(), "Addresses") {
			t.Errorf("quit %v, copied %q", d.quit, d.copied)
		}
	})
}
