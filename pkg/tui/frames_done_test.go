package tui

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// pause waits, but not longer than the screen is there.
func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// slowly is a world in which each object takes a second to apply, and the last one for ever.
func slowly(c *Config) {
	c.Ops.Apply = func(ctx context.Context, changes []expose.Change, _ expose.OnConflict, emit func(expose.Event)) error {
		for i, change := range changes {
			emit(expose.Event{Ref: change.Ref()})
			if i == len(changes)-1 {
				<-ctx.Done()
				return ctx.Err()
			}
			pause(ctx, time.Second)
			emit(expose.Event{Ref: change.Ref(), Action: change.Action(), Object: change.Want})
		}
		return nil
	}
}

// arriving is a world in which Pods become ready and addresses are given after some time.
func arriving(after time.Duration) func(*Config) {
	return func(c *Config) {
		c.Ops.Arrival = func(ctx context.Context, o *unstructured.Unstructured, emit func(expose.Arrival)) {
			counted := o.GetKind() == "Service"
			pending := "waiting for an address: no load balancer controller has answered"
			if o.GetKind() == "Ingress" {
				pending = "waiting for its address"
			}
			addresses, _ := expose.Addresses(o)
			emit(expose.Arrival{Object: o, Counted: counted, Endpoints: 3, Ready: 1, Addresses: addresses, Pending: pending})
			pause(ctx, after)
			o = o.DeepCopy()
			_ = unstructured.SetNestedSlice(o.Object, []any{map[string]any{"ip": "203.0.113.9"}}, "status", "loadBalancer", "ingress")
			addresses, _ = expose.Addresses(o)
			emit(expose.Arrival{Object: o, Counted: counted, Endpoints: 3, Ready: 3, Addresses: addresses})
		}
	}
}

// undoable is a world in which what was applied can be taken back.
func undoable(c *Config) {
	c.Ops.TakeBack = func(_ context.Context, written []*unstructured.Unstructured, emit func(expose.Event)) error {
		for _, o := range slices.Backward(written) {
			emit(expose.Event{Ref: expose.RefOf(o), Back: true})
			emit(expose.Event{Ref: expose.RefOf(o), Action: expose.Deleted, Object: o, Back: true})
		}
		return nil
	}
}

// halfExposed is a world in which an earlier run made the Service of web, and not its Ingress.
func halfExposed(c *Config) {
	undoable(c)
	c.Ops.Unfinished = func(context.Context, string) ([]expose.UnfinishedPlan, error) {
		w := shop()[3]
		plan, err := expose.NewPlan(w, expose.Default(w, expose.Spec{Type: expose.Ingress, Host: "shop.example.com", Name: "web", Ports: []expose.Port{{Port: 81, TargetPort: intstr.FromInt32(8080)}}}))
		if err != nil {
			return nil, err
		}
		last := len(plan.Objects) - 1
		written := &unstructured.Unstructured{Object: map[string]any{"apiVersion": "v1", "kind": "Service", "metadata": map[string]any{"name": "web", "namespace": "shop"}}}
		return []expose.UnfinishedPlan{{Workload: w.Ref, Written: []expose.Recorded{{Object: written}}, Missing: plan.Objects[last:]}}, nil
	}
}

func TestFramesOfTheEnd(t *testing.T) {
	loadBalancer := wanting(expose.Spec{Type: expose.LoadBalancer})
	frames(t, []frame{
		{name: "done", keys: toPreview("a")},
		{name: "done-applying", keys: ofCart("a"), change: all(ingress(), slowly), after: 1500 * time.Millisecond},
		{name: "done-asking", keys: ofCart("a", "ctrl+c"), change: all(ingress(), slowly)},
		{name: "done-waiting", keys: toPreview("a"), change: all(loadBalancer, arriving(time.Hour)), after: 75 * time.Second},
		{name: "done-loadbalancer", keys: toPreview("a"), change: all(loadBalancer, arriving(12*time.Second)), after: 20 * time.Second},
		{name: "done-ingress", keys: ofCart("a"), change: all(ingress(), arriving(3*time.Second)), after: 20 * time.Second},
		{name: "done-given-up", keys: toPreview("a"), change: all(loadBalancer, func(c *Config) {
			c.Ops.Arrival = func(_ context.Context, o *unstructured.Unstructured, emit func(expose.Arrival)) {
				emit(expose.Arrival{Object: o, Pending: "nobody may watch it: services is forbidden"})
			}
		})},
		{name: "done-troubled", keys: toPreview("a"), change: all(loadBalancer, func(c *Config) {
			c.Ops.Arrival = func(ctx context.Context, o *unstructured.Unstructured, emit func(expose.Arrival)) {
				addresses, _ := expose.Addresses(o)
				emit(expose.Arrival{
					Object: o, Counted: true, Endpoints: 3, Addresses: addresses,
					Pending: "3 Pods, none ready: ImagePullBackOff (container web: Back-off pulling image \"registry.example.com/shop/cart:1.2.4\": ErrImagePull: not found); " +
						"waiting for an address from the load balancer (SyncLoadBalancerFailed: no address is left in the pool)",
				})
				<-ctx.Done()
			}
		}), after: 15 * time.Second},
		{name: "done-unseen", keys: toPreview("a"), change: func(c *Config) {
			c.Ops.Arrival = func(_ context.Context, o *unstructured.Unstructured, emit func(expose.Arrival)) {
				addresses, _ := expose.Addresses(o)
				emit(expose.Arrival{Object: o, Addresses: addresses, Unseen: "its EndpointSlices may not be listed"})
			}
		}},
		{name: "done-edited", keys: toPreview("e", "a"), change: replacing("port: 80\n", "port: 8000\n")},
		{name: "done-help", keys: ofCart("a", "?"), change: ingress()},
		{name: "done-dry-run", keys: toPreview("a"), change: func(c *Config) { c.DryRun = true }},
		{name: "done-failed", keys: ofCart("a"), change: all(ingress(), func(c *Config) {
			c.Ops.Apply = func(_ context.Context, changes []expose.Change, _ expose.OnConflict, emit func(expose.Event)) error {
				err := errors.New("the API server refuses ingress.networking.k8s.io/cart: spec.rules[0].host: taken")
				emit(expose.Event{Ref: changes[0].Ref(), Action: expose.Created, Object: changes[0].Want})
				emit(expose.Event{Ref: changes[1].Ref(), Err: err})
				emit(expose.Event{Ref: changes[0].Ref(), Action: expose.Deleted, Object: changes[0].Want, Back: true})
				return err
			}
		})},
		{name: "done-failed-left", keys: ofCart("a"), change: all(ingress(), func(c *Config) {
			c.Ops.Apply = func(_ context.Context, changes []expose.Change, _ expose.OnConflict, emit func(expose.Event)) error {
				err := errors.New("https://prod-eu.example.com: the API server does not answer: connection refused")
				emit(expose.Event{Ref: changes[0].Ref(), Action: expose.Created, Object: changes[0].Want})
				emit(expose.Event{Ref: changes[1].Ref(), Err: err})
				emit(expose.Event{Ref: changes[0].Ref(), Err: err, Back: true})
				return err
			}
		})},
		{name: "done-undo-asking", keys: ofCart("a", "u"), change: all(ingress(), undoable)},
		{name: "done-undone", keys: ofCart("a", "u", "y"), change: all(ingress(), undoable)},
	})
}
