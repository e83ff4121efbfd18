package tui

import (
	"context"
	"errors"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// TestUndo takes back what was applied, once it was asked twice.
func TestUndo(t *testing.T) {
	drive(t, configured(ingress(), undoable), 80, 24, func(d *driver) {
		d.press(ofCart("a", "u")...)
		d.sees("Undo? service/cart will be deleted, ingress/cart will be deleted.")
		d.press("x")
		d.seesNot("Undo?")
		time.Sleep(time.Minute)
		d.press("u", "y")
		d.sees("all is as it was before")
		d.sees("↩ service/cart taken back: deleted\n") // at once
		d.seesNot("Addresses")
		d.press("u", "enter")
		result := d.root.session.result()
		if !d.quit || result.Err != nil || len(result.Commands) != 0 || len(result.Events) != 4 || !result.Events[3].Back {
			t.Errorf("quit %v, result %+v", d.quit, result)
		}
	})
}

// TestUndoThatFails says why, and can be tried again.
func TestUndoThatFails(t *testing.T) {
	config := configured(ingress(), undoable)
	works := config.Ops.TakeBack
	tries := 0
	config.Ops.TakeBack = func(ctx context.Context, written []*unstructured.Unstructured, emit func(expose.Event)) error {
		if tries++; tries == 1 {
			err := errors.New("the API server does not answer")
			emit(expose.Event{Ref: expose.RefOf(written[1]), Err: err, Back: true})
			return err
		}
		return works(ctx, written, emit)
	}
	drive(t, config, 80, 24, func(d *driver) {
		d.press(ofCart("a", "u", "y")...)
		d.sees("the API server does not answer")
		d.press("u", "y")
		d.sees("all is as it was before")
	})
}

// TestUndoSaysWhatStays does not claim that all is as before where a field is not.
func TestUndoSaysWhatStays(t *testing.T) {
	config := configured(ingress(), undoable)
	config.Ops.TakeBack = func(_ context.Context, written []*unstructured.Unstructured, emit func(expose.Event)) error {
		emit(expose.Event{Ref: expose.RefOf(written[0]), Action: expose.Restored, Object: written[0], Back: true, Kept: []expose.Drift{{Field: ".spec.type", By: []string{"helm"}}}})
		return nil
	}
	drive(t, config, 80, 24, func(d *driver) {
		d.press(ofCart("a", "u", "y")...)
		d.sees("but for what others changed: .spec.type of service/cart")
		d.seesNot("all is as it was before")
	})
}

// TestUndoIsStopped shows that ctrl+c asks while something is taken back, and stops it then.
func TestUndoIsStopped(t *testing.T) {
	config := configured(ingress(), undoable)
	config.Ops.TakeBack = func(ctx context.Context, written []*unstructured.Unstructured, emit func(expose.Event)) error {
		emit(expose.Event{Ref: expose.RefOf(written[1]), Back: true})
		<-ctx.Done()
		return ctx.Err()
	}
	drive(t, config, 80, 24, func(d *driver) {
		d.press(ofCart("a", "u", "y", "esc", "q", "enter")...)
		d.press("ctrl+c")
		d.sees("Stop? What is taken back by now stays so.")
		d.press("y")
		if !d.stopped {
			t.Error("it goes on")
		}
	})
}

// TestChangedMeanwhile comes back to the preview, which shows what would happen by now, and applies that.
func TestChangedMeanwhile(t *testing.T) {
	config := configured(changedMeanwhile)
	works := fake().Ops.Apply
	fails := config.Ops.Apply
	tries := 0
	config.Ops.Apply = func(ctx context.Context, changes []expose.Change, onConflict expose.OnConflict, emit func(expose.Event)) error {
		if tries++; tries == 1 {
			return fails(ctx, changes, onConflict, emit)
		}
		return works(ctx, changes, onConflict, emit)
	}
	drive(t, config, 80, 24, func(d *driver) {
		d.press(ofCart("a")...)
		d.sees("[Preview]")
		d.sees("changed by somebody else meanwhile")
		d.press("a")
		d.sees("✓ service/cart created")
		d.press("esc")
		d.seesNot("changed by somebody else meanwhile")
	})
}

// TestHalfExposed finishes, and takes back, what an earlier run left half done.
func TestHalfExposed(t *testing.T) {
	drive(t, configured(halfExposed), 80, 24, func(d *driver) {
		d.sees("web is half exposed")
		d.press("F")
		d.sees("left half done by an earlier run")
		d.sees("+ ingress.networking.k8s.io/web will be created")
		d.press("a")
		d.sees("✓ ingress.networking.k8s.io/web created")
		d.sees("It is what an earlier run had left to do.")
		d.press("esc", "esc")
		d.sees("[Details]")
		d.press("enter")
		d.seesNot("left half done")
	})
	drive(t, configured(halfExposed), 80, 24, func(d *driver) {
		d.press("U")
		d.sees("Take back service/web?")
		d.press("x")
		d.sees("F finishes")
		d.press("U", "y")
		d.sees("all is as it was before")
		d.seesNot("half exposed")
		d.press("ctrl+c")
		if result := d.root.session.result(); len(result.Events) != 1 || !result.Events[0].Back {
			t.Errorf("result %+v", result)
		}
	})
	// Among those of all namespaces it says which one it is.
	drive(t, configured(halfExposed), 80, 24, func(d *driver) {
		d.press("A")
		d.sees("shop/web is half exposed")
	})
	// Slow or forbidden, it does not stand in the way.
	config := configured(halfExposed)
	config.Ops.Unfinished = func(ctx context.Context, _ string) ([]expose.UnfinishedPlan, error) {
		pause(ctx, time.Minute)
		return nil, errForbidden
	}
	drive(t, config, 80, 24, func(d *driver) {
		d.press("F", "U", "enter")
		d.sees("[Expose as]")
	})
}

// TestNothingLeavesWhileAnEarlierRunIsTakenBack goes nowhere until that is done: it would end half way.
func TestNothingLeavesWhileAnEarlierRunIsTakenBack(t *testing.T) {
	config := configured(halfExposed)
	works := config.Ops.TakeBack
	config.Ops.TakeBack = func(ctx context.Context, written []*unstructured.Unstructured, emit func(expose.Event)) error {
		pause(ctx, time.Minute)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return works(ctx, written, emit)
	}
	drive(t, config, 80, 24, func(d *driver) {
		d.press("U", "y")
		d.sees("Taking back what was done for web")
		d.press("enter", "A")
		d.pass(61 * time.Second)
		d.sees("all is as it was before")
		d.seesNot("half exposed")
	})
}

// TestUndoOnPlainLines takes back what was applied, and what an earlier run left half done, by answers.
func TestUndoOnPlainLines(t *testing.T) {
	talks(t, configured(halfExposed), func(k *talk) {
		k.hears("An earlier run left deployment/web half exposed: ingress/web is missing.")
		k.types("undo")
		k.hears("Take back service/web?")
		k.types("yes")
		k.hears("service/web is taken back: deleted.")
		k.types("", "cart", "", "", "", "", "", "", "", "apply")
		k.hears("What now?")
		k.types("undo")
		k.hears("service/cart is taken back: deleted.")
		k.hears("all is as it was before")
		k.types("")
		if k.err != nil || len(k.result.Events) != 3 || len(k.result.Commands) != 0 {
			t.Errorf("it ended with %v: %+v", k.err, k.result)
		}
	})
	talks(t, configured(halfExposed), func(k *talk) {
		k.types("finish", "yes")
		k.hears("ingress.networking.k8s.io/web is created.")
		k.types("quit")
		if len(k.result.Events) != 1 {
			t.Errorf("it ended with %v: %+v", k.err, k.result)
		}
	})
}
