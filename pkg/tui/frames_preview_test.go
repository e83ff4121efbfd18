package tui

import (
	"context"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// toPreview goes to the preview of web.
func toPreview(then ...string) []string {
	return append([]string{"/", "web", "enter", "enter", "enter", "enter"}, then...)
}

// ofCart goes to that of cart, which no Service leads to yet.
func ofCart(then ...string) []string { return append([]string{"enter", "enter", "enter"}, then...) }

// wanting fills in the forms.
func wanting(spec expose.Spec) func(*Config) { return func(c *Config) { c.Spec = spec } }

// ingress comes to two objects.
func ingress() func(*Config) {
	return wanting(expose.Spec{Type: expose.Ingress, Host: "shop.example.com"})
}

// nodePortLive is a world in which Services are there as NodePorts.
func nodePortLive(c *Config) {
	c.Ops.Preview = func(_ context.Context, plan expose.Plan, _ expose.OnConflict) ([]expose.Change, error) {
		live := plan.Objects[0].DeepCopy()
		_ = unstructured.SetNestedField(live.Object, "NodePort", "spec", "type")
		return []expose.Change{{Object: plan.Objects[0], Live: live, Want: plan.Objects[0], Warnings: []string{"ask the network team first"}}}, nil
	}
}

// refusing is a world in which the API server refuses what it is asked to preview.
func refusing(err error) func(*Config) {
	return func(c *Config) {
		c.Ops.Preview = func(context.Context, expose.Plan, expose.OnConflict) ([]expose.Change, error) { return nil, err }
	}
}

// replacing is an editor that replaces a text.
func replacing(old, replacement string) func(*Config) {
	return func(c *Config) {
		c.Ops.Editor = editor(nil, func(text string) string { return strings.Replace(text, old, replacement, 1) })
	}
}

// changedMeanwhile is a world in which applying stops, because the object is not what was shown any more.
func changedMeanwhile(c *Config) {
	c.Ops.Apply = func(_ context.Context, changes []expose.Change, _ expose.OnConflict, emit func(expose.Event)) error {
		emit(expose.Event{Ref: changes[0].Ref(), Err: errChanged})
		return errChanged
	}
}

func TestFramesOfThePreview(t *testing.T) {
	frames(t, []frame{
		{name: "preview-loading", keys: toPreview(), change: func(c *Config) {
			c.Ops.Preview = func(ctx context.Context, _ expose.Plan, _ expose.OnConflict) ([]expose.Change, error) {
				<-ctx.Done()
				return nil, ctx.Err()
			}
		}},
		{name: "preview-yaml", keys: toPreview()},
		{name: "preview-finishing", keys: []string{"F"}, change: halfExposed},
		{name: "preview-changed", keys: toPreview("a"), change: changedMeanwhile},
		{name: "preview-objects", keys: ofCart("n"), change: ingress()},
		{name: "preview-note", keys: toPreview(), change: wanting(expose.Spec{Type: expose.Ingress})},
		{name: "preview-diff", keys: toPreview(), change: nodePortLive},
		{name: "preview-command", keys: ofCart("shift+tab"), change: ingress()},
		{name: "preview-saved", keys: toPreview("s")},
		{name: "preview-help", keys: ofCart("e", "?"), change: all(ingress(), replacing("port: 80\n", "port: 8000\n"))},
		{name: "preview-edited", keys: toPreview("e"), change: replacing("port: 80\n", "port: 8000\n")},
		{name: "preview-edited-command", keys: toPreview("e", "shift+tab"), change: replacing("port: 80\n", "port: 8000\n")},
		{name: "preview-edit-wrong", keys: toPreview("e"), change: replacing("name: http\n", "name: [http\n")},
		{name: "preview-edit-refused", keys: toPreview("e"), change: all(replacing("port: 80\n", "port: 8000\n"), func(c *Config) {
			preview := c.Ops.Preview
			c.Ops.Preview = func(ctx context.Context, plan expose.Plan, onConflict expose.OnConflict) ([]expose.Change, error) {
				if strings.Contains(manifest(unsent(plan)), "8000") {
					return nil, errConflict
				}
				return preview(ctx, plan, onConflict)
			}
		})},
		{name: "preview-conflict", keys: toPreview(), change: refusing(errConflict)},
		{name: "preview-exists", keys: toPreview(), change: refusing(errExists)},
		{name: "preview-forbidden", keys: toPreview(), change: refusing(errForbiddenApply)},
		{name: "preview-login", keys: toPreview(), change: refusing(errLogin)},
	})
}
