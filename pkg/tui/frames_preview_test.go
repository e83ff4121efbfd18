package tui

import (
	"context"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

func TestFramesOfThePreview(t *testing.T) {
	toPreview := []string{"/", "web", "enter", "enter", "enter", "enter"}
	frames(t, []frame{
		{name: "preview-yaml", keys: toPreview},
		{name: "preview-note", keys: []string{"/", "web", "enter", "enter", "end", "up", "enter", "enter"}},
		{name: "preview-diff", keys: toPreview, change: func(c *Config) {
			c.Ops.Preview = func(_ context.Context, plan expose.Plan, _ bool) ([]expose.Change, error) {
				live := plan.Objects[0].DeepCopy()
				_ = unstructured.SetNestedField(live.Object, "NodePort", "spec", "type")
				return []expose.Change{{Object: plan.Objects[0], Live: live, Want: plan.Objects[0], Warnings: []string{"ask the network team first"}}}, nil
			}
		}},
		{name: "preview-conflict", keys: toPreview, change: func(c *Config) {
			c.Ops.Preview = func(context.Context, expose.Plan, bool) ([]expose.Change, error) { return nil, errConflict }
		}},
		{name: "preview-exists", keys: toPreview, change: func(c *Config) {
			c.Ops.Preview = func(context.Context, expose.Plan, bool) ([]expose.Change, error) { return nil, errExists }
		}},
	})
}
