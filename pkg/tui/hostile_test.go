package tui

import (
	"context"
	"errors"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// evil would set the title of the window, blink (as nothing of ours does), clear the screen, begin a line and write from right to left.
const evil = "\x1b]0;owned\a\x1b[5m\x1b[2J\u009b5m\r\b\x7f\u202e\n"

// poison appends it to every text in v, how deep ever, but to the words of our own enumerations.
func poison[T any](v T) T {
	out := reflect.New(reflect.TypeFor[T]()).Elem()
	poisonInto(out, reflect.ValueOf(&v).Elem())
	return out.Interface().(T)
}

func poisonInto(to, from reflect.Value) {
	to.Set(from)
	switch from.Kind() {
	case reflect.String:
		if from.Type() == reflect.TypeFor[string]() && from.String() != "" {
			to.SetString(from.String() + evil)
		}
	case reflect.Struct:
		if from.Type() == reflect.TypeFor[schema.GroupVersionKind]() || from.Type() == reflect.TypeFor[metav1.Time]() {
			return
		}
		for i := range from.NumField() {
			if from.Type().Field(i).IsExported() {
				poisonInto(to.Field(i), from.Field(i))
			}
		}
	case reflect.Pointer:
		if !from.IsNil() {
			to.Set(reflect.New(from.Type().Elem()))
			poisonInto(to.Elem(), from.Elem())
		}
	case reflect.Slice:
		if !from.IsNil() {
			to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
			for i := range from.Len() {
				poisonInto(to.Index(i), from.Index(i))
			}
		}
	case reflect.Map:
		if !from.IsNil() {
			to.Set(reflect.MakeMap(from.Type()))
			for _, key := range from.MapKeys() {
				value := reflect.New(from.Type().Elem()).Elem()
				poisonInto(value, from.MapIndex(key))
				to.SetMapIndex(key, value)
			}
		}
	}
}

var errHostile = errors.New("the webhook says" + evil + "so")

// hostile is a world that says evil wherever it says something.
func hostile(c *Config) {
	fine := c.Ops
	c.Identity = poison(c.Identity)
	c.ClusterFlags = []string{"--context=prod" + evil}
	c.Ops.Rows = func(ctx context.Context, scope Scope, emit func(expose.RowsEvent)) {
		scope.Namespace = strings.TrimSuffix(scope.Namespace, evil)
		fine.Rows(ctx, scope, func(e expose.RowsEvent) { emit(poison(e)) })
	}
	c.Ops.Namespaces = func(ctx context.Context) ([]string, error) {
		names, err := fine.Namespaces(ctx)
		return poison(names), err
	}
	c.Ops.Facts = func(ctx context.Context, namespace string) (expose.Facts, error) {
		facts, err := fine.Facts(ctx, namespace)
		facts.LoadBalancers.Found = false
		return poison(facts), err
	}
	c.Ops.Pods = func(ctx context.Context, namespace string, selector labels.Set, emit func([]expose.Pod, error)) {
		fine.Pods(ctx, namespace, selector, func(pods []expose.Pod, err error) { emit(poison(pods), err) })
	}
	c.Ops.Workload = func(ctx context.Context, ref expose.Ref, spec expose.Spec) (expose.Workload, error) {
		ref.Name = strings.TrimSuffix(ref.Name, evil)
		w, err := fine.Workload(ctx, ref, spec)
		return poison(w), err
	}
	c.Ops.Preview = func(ctx context.Context, plan expose.Plan, onConflict expose.OnConflict) ([]expose.Change, error) {
		changes, err := fine.Preview(ctx, plan, onConflict)
		for i := range changes {
			changes[i].Warnings = []string{"the webhook warns" + evil}
			changes[i].Want = changes[i].Want.DeepCopy()
			changes[i].Want.SetAnnotations(map[string]string{"note" + evil: "text" + evil})
			changes[i].Live = changes[i].Want.DeepCopy()
			changes[i].Live.SetLabels(map[string]string{"team" + evil: "a" + evil})
		}
		return changes, err
	}
	c.Ops.Arrival = func(_ context.Context, o *unstructured.Unstructured, emit func(expose.Arrival)) {
		emit(poison(expose.Arrival{Object: o, Counted: true, Addresses: []string{"203.0.113.9:80"}, Pending: "no Pod is ready"}))
	}
	c.Ops.CommandLine = func(w expose.Workload, s expose.Spec, onConflict expose.OnConflict) []string {
		return poison(fine.CommandLine(w, s, onConflict))
	}
	c.Ops.ApplyCommand = func(path string, onConflict expose.OnConflict) []string {
		return poison(fine.ApplyCommand(path, onConflict))
	}
	c.Ops.Save = func(name, _ string) (string, error) { return name + evil, nil }
}

func hostilePods(c *Config) {
	c.Ops.Pods = func(_ context.Context, _ string, _ labels.Set, emit func([]expose.Pod, error)) { emit(nil, errHostile) }
}

// hostileEdit is an editor that is left with text that is not ours.
func hostileEdit(old, replacement string) func(*Config) {
	return func(c *Config) {
		c.Ops.Editor = editor(nil, func(text string) string { return strings.Replace(text, old, replacement, 1) })
	}
}

// TestNothingOfOthersReachesTheScreenAsACommand looks at each screen of a world that says evil: all of it is drawn as text before the frame is
// sieved at last, so nothing depends on that.
func TestNothingOfOthersReachesTheScreenAsACommand(t *testing.T) {
	of := func(typ expose.Type) func(*Config) { return wanting(expose.Spec{Type: typ}) }
	for _, c := range []struct {
		name   string
		step   string // that the keys lead to
		change func(*Config)
		keys   []string
	}{
		{name: "list", step: "Workload"},
		{name: "list of all namespaces", step: "Workload", keys: []string{"A"}},
		{name: "list that fails", step: "Workload", change: func(c *Config) { c.Ops.Rows = rowsEvent(expose.RowsEvent{Err: errHostile}) }},
		{name: "list that is not live", step: "Workload", change: func(c *Config) {
			c.Ops.Rows = rowsEvent(expose.RowsEvent{Changed: poison(rowsOf(Scope{Kind: expose.Kinds()[0]})), Complete: true, Err: errHostile})
		}},
		{name: "namespaces", step: "Workload", keys: []string{"n"}},
		{name: "namespaces that fail", step: "Workload", keys: []string{"n"}, change: func(c *Config) { c.Ops.Namespaces = func(context.Context) ([]string, error) { return nil, errHostile } }},
		{name: "workload that fails", step: "Workload", keys: []string{"enter"}, change: func(c *Config) {
			c.Ops.Workload = func(context.Context, expose.Ref, expose.Spec) (expose.Workload, error) {
				return expose.Workload{}, errHostile
			}
		}},
		{name: "types", step: "Expose as", keys: []string{"enter"}},
		{name: "types of one that is exposed", step: "Details", keys: []string{"/", "web", "enter", "enter"}},
		{name: "ClusterIP", step: "Details", change: of(expose.ClusterIP), keys: []string{"enter", "enter"}},
		{name: "NodePort with all fields", step: "Details", change: of(expose.NodePort), keys: []string{"enter", "enter", "ctrl+o"}},
		{name: "LoadBalancer", step: "Details", change: of(expose.LoadBalancer), keys: []string{"enter", "enter", "down", "down"}},
		{name: "Ingress", step: "Details", change: of(expose.Ingress), keys: []string{"enter", "enter", "down", "down", "down", "sh"}},
		{name: "its class", step: "Details", change: of(expose.Ingress), keys: []string{"enter", "enter", "up", "up"}},
		{name: "its certificate", step: "Details", change: of(expose.Ingress), keys: []string{"enter", "enter", "up"}},
		{name: "HTTPRoute", step: "Details", change: all(withGateways, of(expose.HTTPRoute)), keys: []string{"enter", "enter", "up", "up", "enter"}},
		{name: "Pods that fail", step: "Details", change: hostilePods, keys: []string{"enter", "enter"}},
		{name: "preview", step: "Preview", keys: toPreview()},
		{name: "its YAML", step: "Preview", keys: toPreview("tab")},
		{name: "its command", step: "Preview", keys: toPreview("shift+tab")},
		{name: "preview that fails", step: "Preview", change: refusing(errHostile), keys: toPreview()},
		{name: "saved", step: "Preview", keys: toPreview("s")},
		{name: "not saved", step: "Preview", keys: toPreview("s"), change: func(c *Config) { c.Ops.Save = func(string, string) (string, error) { return "", errHostile } }},
		{name: "edited", step: "Preview", keys: toPreview("e"), change: hostileEdit("metadata:\n", "metadata:\n  annotations: {a: \"\\e]0;owned\\a\"}\n")},
		{name: "edited command", step: "Preview", keys: toPreview("e", "shift+tab"), change: hostileEdit("port: 80\n", "port: 8000\n")},
		{name: "edited badly", step: "Preview", keys: toPreview("e"), change: hostileEdit("apiVersion: v1\n", "apiVersion: [v1"+evil)},
		{name: "editor that fails", step: "Preview", keys: toPreview("e"), change: func(c *Config) { c.Ops.Editor = editor(errHostile, strings.ToUpper) }},
		{name: "done", step: "Done", keys: toPreview("a")},
		{name: "apply that fails", step: "Done", keys: toPreview("a"), change: func(c *Config) {
			c.Ops.Apply = func(_ context.Context, changes []expose.Change, _ expose.OnConflict, emit func(expose.Event)) error {
				emit(expose.Event{Ref: changes[0].Ref(), Err: errHostile})
				return errHostile
			}
		}},
	} {
		for _, size := range [][2]int{{60, 20}, {120, 40}} {
			t.Run(c.name, func(t *testing.T) {
				config := fake()
				fine := config.Ops
				hostile(&config)
				if slices.Equal(c.keys[:min(len(c.keys), len(toPreview()))], toPreview()) { // where no name that is not one leads to
					config.Identity.Namespace, config.Ops.Rows, config.Ops.Workload = "shop", fine.Rows, fine.Workload
				}
				if c.change != nil {
					c.change(&config)
				}
				drive(t, config, size[0], size[1], func(d *driver) {
					d.press(c.keys...)
					d.sees("[" + c.step + "]")
					frame := d.root.frame()
					for line := range strings.Lines(frame) {
						if sieve(line) != line || strings.Contains(line, "\x1b[5m") {
							t.Errorf("something is a command to the terminal: %q", line)
						}
					}
					if _, below, _ := strings.Cut(d.frame(), "──\n"); !strings.ContainsRune(below, unicode.ReplacementChar) {
						t.Errorf("nothing hostile is on this screen, so this shows nothing:\n%s", d.frame())
					}
				})
			})
		}
	}
}

func TestFramesAreSieved(t *testing.T) {
	for frame, want := range map[string]string{
		"plain\n\x1b[1;38:2::1:2:3mstyled\x1b[m": "plain\n\x1b[1;38:2::1:2:3mstyled\x1b[m",
		"\x1b]0;title\a":                         "�]0;title�",
		"\x1b[2J\x1b[1;1H\x1bc\x1b":              "�[2J�[1;1H�c�",
		"\x1b[?1049m\x1b[>4m":                    "�[?1049m�[>4m",
		"\u009b31m\u202e\r":                      "�31m��",
	} {
		if got := sieve(frame); got != want {
			t.Errorf("of %q is left %q, want %q", frame, got, want)
		}
	}
}

// FuzzSieve holds that of what a terminal obeys only styles get through a frame.
func FuzzSieve(f *testing.F) {
	for _, seed := range []string{"a\x1b[1;31mb\x1b[m", "\x1b]0;title\a", "\x1b\x1b[m", "\u009bm", "\x1b[1", "\xc2\x1b[m"} {
		f.Add(seed)
	}
	style := regexp.MustCompile("\x1b\\[[0-9;:]*m")
	f.Fuzz(func(t *testing.T, frame string) {
		got := sieve(frame)
		if text := style.ReplaceAllString(got, ""); expose.Printable(text) != text {
			t.Errorf("%q becomes %q", frame, got)
		}
		if again := sieve(got); again != got {
			t.Errorf("%q becomes %q, and that %q", frame, got, again)
		}
		if !strings.Contains(frame, "\x1b") && got != expose.Printable(frame) {
			t.Errorf("%q becomes %q without any escape", frame, got)
		}
	})
}
