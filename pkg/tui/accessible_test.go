package tui

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// talk is a dialogue with somebody who types. What is said and what is typed stand in the transcript as they do on a terminal.
type talk struct {
	t      *testing.T
	in     *io.PipeWriter
	mu     sync.Mutex
	said   bytes.Buffer
	cancel context.CancelFunc
	ended  bool
	result Result
	err    error
}

// Write takes what the program says.
func (k *talk) Write(b []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.said.Write(b)
}

// talks runs f with a dialogue in a bubble: all has been said when a call returns.
func talks(t *testing.T, config Config, f func(*talk)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		in, typed := io.Pipe()
		k := &talk{t: t, in: typed, cancel: cancel}
		go func() {
			k.result, k.err = RunAccessible(ctx, config, in, k)
			k.ended = true
		}()
		synctest.Wait()
		f(k)
		cancel()
		_ = typed.Close()
		time.Sleep(time.Hour) // all that still waits for something ends
		if strings.ContainsAny(k.transcript(), "\x1b\a\r\b") {
			t.Errorf("something moves the cursor: %q", k.transcript())
		}
	})
}

// types answers one question after the other.
func (k *talk) types(answers ...string) {
	k.t.Helper()
	for _, answer := range answers {
		if k.ended {
			k.t.Fatalf("nobody asks for %q:\n%s", answer, k.transcript())
		}
		_, _ = fmt.Fprintln(k, printable(answer)) // a terminal echoes keys such as the arrows as ^[[A
		_, _ = fmt.Fprintln(k.in, answer)
		synctest.Wait()
	}
}

func (k *talk) transcript() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.said.String()
}

func (k *talk) hears(want string) {
	k.t.Helper()
	if !strings.Contains(k.transcript(), want) {
		k.t.Errorf("%q is not said:\n%s", want, k.transcript())
	}
}

// golden compares all that was said with a file of testdata/accessible.
func (k *talk) golden(name string) {
	k.t.Helper()
	file := filepath.Join("testdata", "accessible", name+".txt")
	if *update {
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(file, []byte(k.transcript()), 0o600)); err != nil {
			k.t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		k.t.Fatal(err)
	}
	if got := k.transcript(); got != string(want) {
		k.t.Errorf("%s differs; got:\n%s\nwant:\n%s", file, got, want)
	}
}

// finishes are the answers from the type on that take all the defaults and apply.
func finishes() []string {
	return []string{"", "", "", "", "", "", "", "apply", ""}
}

// TestTranscripts compares whole dialogues with the files of testdata/accessible.
func TestTranscripts(t *testing.T) {
	for _, c := range []struct {
		name    string
		change  func(*Config)
		answers []string
		want    error
	}{
		{name: "clusterip", answers: append([]string{"", "cart"}, finishes()...)},
		{name: "ingress", change: withGateways, answers: []string{
			"", "we", "ingress", // we is a part of web alone
			"Not a name", "<", "", "", // back to the type, whose default is now what was chosen
			"?", "", "80:oops!", "81", "shop.example.com", "", "", "", "shop-tls",
			"Labels", "team", "team=a", "labels", "-", "selector", "back", "oops", "?", "",
			"yaml", "command", "save", "apply", "no",
		}},
		{name: "externalname", answers: []string{"", "4", "5", "", "", "10.0.0.1", "db.example.com", "", "diff", "apply", "yes", "quit"}},
		{name: "changed", change: changes, answers: []string{"", "web", "", "", "", "", "", "", "", "diff", "back", "quit"}, want: ErrInterrupted},
		{name: "conflict", change: conflicts, answers: append([]string{"", "web", "", "", "", "", "", "", ""}, "", "name", "back", "name", "storefront", "take", "apply", "")},
		{name: "may-not-apply", change: func(c *Config) {
			c.Ops.Preview = func(context.Context, expose.Plan, expose.OnConflict) ([]expose.Change, error) {
				return nil, errForbiddenApply
			}
		}, answers: append([]string{"", "web", "", "", "", "", "", "", ""}, "apply", "yaml", "save", "quit"), want: ErrInterrupted},
		{name: "conflict-kept", change: conflicts, answers: append([]string{"", "web", "", "", "", "", "", "", ""}, "keep", "command", "quit"), want: ErrInterrupted},
		{name: "exists", change: func(c *Config) {
			c.Ops.Preview = func(context.Context, expose.Plan, expose.OnConflict) ([]expose.Change, error) { return nil, errExists }
		}, answers: []string{"", "web", "", "", "", "", "", "", "", "?", "again", "take", "quit"}, want: ErrInterrupted},
		{name: "fails", change: fails, answers: []string{"", "web", "", "", "", "", "", "", "", "apply", "quit"}, want: ErrInterrupted},
		{name: "many", change: many, answers: []string{"", "", "21", "2", "back", "web-7", "back", "web 19", "1", "back", "nothing-like-it", "quit"}, want: ErrInterrupted},
		{name: "elsewhere", change: many, answers: []string{"namespace", "kube", "all", "sts", "deploy", "payments/web-7", "back", "back", "all", "namespace", "back", "ns", "back", "quit"}, want: ErrInterrupted},
		{name: "no-namespaces", change: func(c *Config) {
			c.Ops.Namespaces = func(context.Context) ([]string, error) {
				return nil, errors.New("not allowed: namespaces is forbidden")
			}
		}, answers: []string{"namespace", "payments", "", "quit"}, want: ErrInterrupted},
		{name: "forbidden", change: func(c *Config) { c.Ops.Rows = rowsEvent(expose.RowsEvent{Err: errForbidden}) }, answers: []string{"", "wbe", "", "web", "quit"}, want: ErrInterrupted},
		{name: "failed", change: func(c *Config) {
			c.Ops.Rows = rowsEvent(expose.RowsEvent{Err: errors.New(`there is no namespace "shop"`)})
		}, answers: []string{"", "", "x", "back", "quit"}, want: ErrInterrupted},
		{name: "dry-run", change: func(c *Config) {
			c.DryRun, c.Workload, c.Spec = true, &shop()[3], expose.Spec{Type: expose.NodePort, SessionAffinityTimeout: 60}
		}, answers: []string{"back", "", "", "", "", "", "", "", "", "", "print", ""}},
		{name: "bare-cluster", change: func(c *Config) {
			c.Workload = &shop()[3]
			c.Ops.Facts = func(context.Context, string) (expose.Facts, error) {
				return expose.Facts{LoadBalancers: expose.Evidence{Known: true}}, nil
			}
		}, answers: []string{"quit"}, want: ErrInterrupted},
		{name: "statefulset", change: func(c *Config) {
			w := workload("db", 1, 3)
			w.Kind, w.GoverningService, w.Ports = "StatefulSet", "db-peers", nil
			c.Workload = &w
		}, answers: []string{"?", "", "", "", "5432", "", "", "", "quit"}, want: ErrInterrupted},
	} {
		t.Run(c.name, func(t *testing.T) {
			config := fake()
			if c.change != nil {
				c.change(&config)
			}
			talks(t, config, func(k *talk) {
				k.types(c.answers...)
				k.golden(c.name)
				if !k.ended || !errors.Is(k.err, c.want) {
					t.Errorf("it ended: %v, with %v, want %v", k.ended, k.err, c.want)
				}
			})
		})
	}
}

// many are 200 workloads in two namespaces.
func many(c *Config) {
	c.Ops.Rows = func(_ context.Context, scope Scope, emit func(expose.RowsEvent)) {
		e := expose.RowsEvent{Complete: true}
		for i := range 100 {
			for _, namespace := range []string{"payments", "shop"} {
				if scope.Kind == expose.Kinds()[0] && (scope.Namespace == "" || scope.Namespace == namespace) {
					e.Changed = append(e.Changed, expose.Row{RowKey: expose.RowKey{Namespace: namespace, Name: fmt.Sprint("web-", i)}, Ready: 1, Replicas: 1})
				}
			}
		}
		emit(e)
	}
	c.Ops.Workload = func(_ context.Context, ref expose.Ref, _ expose.Spec) (expose.Workload, error) {
		w := workload(ref.Name, 1, 1, expose.ContainerPort{Port: 8080, Protocol: "TCP"})
		w.Namespace = ref.Namespace
		return w, nil
	}
}

// changes is a world in which the Service is there and is of another type.
func changes(c *Config) {
	c.Ops.Preview = func(_ context.Context, plan expose.Plan, _ expose.OnConflict) ([]expose.Change, error) {
		live := plan.Objects[0].DeepCopy()
		_ = unstructured.SetNestedField(live.Object, "NodePort", "spec", "type")
		return []expose.Change{{Object: plan.Objects[0], Live: live, Want: plan.Objects[0], Warnings: []string{"ask the network team first"}}}, nil
	}
}

// conflicts is a world in which the objects belong to somebody else.
func conflicts(c *Config) {
	previewed := c.Ops.Preview
	c.Ops.Preview = func(ctx context.Context, plan expose.Plan, onConflict expose.OnConflict) ([]expose.Change, error) {
		if onConflict == expose.RefuseConflicts {
			return nil, errConflict
		}
		return previewed(ctx, plan, onConflict)
	}
}

// fails is a world in which nothing can be applied.
func fails(c *Config) {
	c.Ops.Apply = func(_ context.Context, changes []expose.Change, _ expose.OnConflict, emit func(expose.Event)) error {
		err := errors.New("no quota is left")
		emit(expose.Event{Ref: changes[0].Ref()})
		emit(expose.Event{Ref: changes[0].Ref(), Err: err})
		return err
	}
}

// TestLeavingWhereverOneIs shows that ctrl+c, quit and the end of the input leave at each question, and that nothing is applied before apply.
func TestLeavingWhereverOneIs(t *testing.T) {
	answers := append([]string{"", "cart"}, finishes()...)
	for i := range answers {
		applied := answers[i] == "" && i == len(answers)-1
		for name, leave := range map[string]func(*talk){
			"ctrl+c": func(k *talk) { k.cancel() },
			"quit":   func(k *talk) { k.types("quit") },
			"eof":    func(k *talk) { _ = k.in.Close() },
		} {
			talks(t, fake(), func(k *talk) {
				k.types(answers[:i]...)
				leave(k)
				synctest.Wait()
				if left := errors.Is(k.err, ErrInterrupted); !k.ended || left == applied && name != "ctrl+c" || len(k.result.Events) > 0 != applied {
					t.Errorf("%s after %d answers: ended %v with %v and %d events", name, i, k.ended, k.err, len(k.result.Events))
				}
				if name == "eof" && !applied {
					k.hears("Standard input has ended, so nobody is there to answer. Nothing was changed.")
				}
			})
		}
	}
}

func TestWaitingForTheServer(t *testing.T) {
	config := fake()
	previewed, slow := config.Ops.Preview, true
	config.Ops.Preview = func(ctx context.Context, plan expose.Plan, onConflict expose.OnConflict) ([]expose.Change, error) {
		if slow {
			<-ctx.Done()
			return nil, ctx.Err()
		}
		return previewed(ctx, plan, onConflict)
	}
	talks(t, config, func(k *talk) {
		k.types("", "cart", "", "", "", "", "", "", "")
		time.Sleep(2 * patience)
		synctest.Wait()
		k.hears("Asking the API server what would change. Enter stops waiting.")
		slow = false
		k.types("", "")
		k.hears("service/cart will be created.")
	})
	talks(t, config, func(k *talk) {
		slow = true
		k.types("", "cart", "", "", "", "", "", "", "")
		k.cancel()
		synctest.Wait()
		if !k.ended || !errors.Is(k.err, ErrInterrupted) {
			t.Errorf("ctrl+c does not leave: %v, %v", k.ended, k.err)
		}
	})
}

func TestAddressesAreToldAsTheyAppear(t *testing.T) {
	config := fake()
	config.Ops.Arrival = func(_ context.Context, o *unstructured.Unstructured, emit func(expose.Arrival)) {
		a := expose.Arrival{Object: o, Pending: "waiting for its address", Addresses: []string{"cart.shop.svc:80"}}
		for _, a.Ready = range []int{1, 1, 2} {
			a.Counted, a.Endpoints = true, 2
			emit(a)
			time.Sleep(time.Minute)
		}
		a.Addresses, a.Pending = append(a.Addresses, "203.0.113.9:80"), ""
		emit(a)
	}
	toAddresses := append([]string{"", "cart", "4"}, finishes()[:7]...)
	for _, c := range []struct {
		name  string
		after time.Duration
		then  func(*talk)
	}{
		{"arrives", 4 * time.Minute, func(k *talk) { k.types("no") }},
		{"enter-stops", 90 * time.Second, func(k *talk) { k.types("", "no") }},
		{"eof-stops", 90 * time.Second, func(k *talk) { _ = k.in.Close() }},
	} {
		t.Run(c.name, func(t *testing.T) {
			talks(t, config, func(k *talk) {
				k.types(append(toAddresses, "", "apply")...)
				time.Sleep(c.after)
				synctest.Wait()
				c.then(k)
				synctest.Wait()
				k.golden("addresses-" + c.name)
				if !k.ended || k.err != nil {
					t.Errorf("ended %v with %v", k.ended, k.err)
				}
			})
		})
	}
	config.Ops.Arrival = func(ctx context.Context, _ *unstructured.Unstructured, _ func(expose.Arrival)) { <-ctx.Done() }
	talks(t, config, func(k *talk) {
		k.types(append(toAddresses, "", "apply")...)
		time.Sleep(awaitLimit + time.Second)
		synctest.Wait()
		k.hears("That has not come for 5 minutes")
		k.hears("Expose another workload?")
	})
	talks(t, config, func(k *talk) {
		k.types(append(toAddresses, "", "apply")...)
		k.cancel()
		synctest.Wait()
		if !errors.Is(k.err, ErrInterrupted) || len(k.result.Events) != 1 {
			t.Errorf("it ended with %v and %d events", k.err, len(k.result.Events))
		}
	})
}

func TestInterruptWhileApplyingIsTold(t *testing.T) {
	config := fake()
	config.Ops.Apply = func(ctx context.Context, changes []expose.Change, _ expose.OnConflict, emit func(expose.Event)) error {
		emit(expose.Event{Ref: changes[0].Ref()})
		<-ctx.Done()
		emit(expose.Event{Ref: changes[0].Ref(), Err: ctx.Err()})
		return ctx.Err()
	}
	talks(t, config, func(k *talk) {
		k.types("", "cart", "", "", "", "", "", "", "", "apply")
		k.hears("Applying service/cart.")
		k.cancel()
		synctest.Wait()
		if !errors.Is(k.err, ErrInterrupted) || !errors.Is(k.result.Err, context.Canceled) {
			t.Errorf("it ended with %v: %+v", k.err, k.result)
		}
		k.hears("service/cart went wrong: context canceled.")
	})
}

func TestWhatIsSaidIsCleaned(t *testing.T) {
	config := fake()
	config.Identity.User = "jane\x1b]0;owned\a"
	config.Ops.Rows = rowsEvent(expose.RowsEvent{Changed: []expose.Row{{RowKey: expose.RowKey{Namespace: "shop", Name: "web\x1b[31m\u202e"}, Exposed: "evil\a"}}, Complete: true})
	config.Ops.Workload = func(context.Context, expose.Ref, expose.Spec) (expose.Workload, error) {
		return expose.Workload{}, errors.New("no\x1b[2J\nApply? apply")
	}
	talks(t, config, func(k *talk) {
		k.types("", "", "\x1b[A")
		k.hears("no�[2J Apply? apply")
		k.hears("Keys such as the arrows and escape mean nothing here.")
	})
}
