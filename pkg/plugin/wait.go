package plugin

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/spf13/pflag"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/cluster"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// wait is what --wait and --timeout say.
type wait struct {
	On bool
	// Timeout is how long is waited at most; 0 means as long as it takes, as in kubectl rollout status.
	Timeout time.Duration
}

const defaultTimeout = time.Minute

func (w *wait) addFlags(flags *pflag.FlagSet) {
	w.Timeout = defaultTimeout
	flags.BoolVar(&w.On, flagWait, false, "wait for a ready Pod, for the address of a load balancer or an Ingress, for the consent of Gateways, and say what keeps them; exit 4 when they do not come in time")
	flags.Var((*timeout)(&w.Timeout), flagTimeout, "how long to --wait, such as 30s or 5m; 0 for as long as it takes")
}

// args are the flags that say the same, where preset are those that the user has set a default for.
func (w *wait) args(preset map[string]bool) []string {
	switch {
	case !w.On && preset[flagWait]:
		return []string{"--" + flagWait + "=false"}
	case !w.On:
		return nil
	case w.Timeout == defaultTimeout && !preset[flagTimeout]:
		return []string{"--" + flagWait}
	}
	return []string{"--" + flagWait, "--" + flagTimeout + "=" + w.Timeout.String()}
}

// timeout is a time to wait as a flag.
type timeout time.Duration

// String implements [pflag.Value].
func (t *timeout) String() string { return time.Duration(*t).String() }

// Set implements [pflag.Value].
func (t *timeout) Set(s string) error {
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 {
		return errors.New("use a number with a unit, such as 30s, 5m or 1h, or 0 for as long as it takes")
	}
	*t = timeout(d)
	return nil
}

// Type implements [pflag.Value].
func (*timeout) Type() string { return "duration" }

// lateError says what has not arrived in time, and what to do.
type lateError struct{ message string }

// Error implements error.
func (e lateError) Error() string { return e.message }

// await waits until the applied objects have arrived, as --wait asks, and says on standard error what of each is waited for. p then prints each as it is
// at the end.
//
// It returns a lateError when they have not arrived in time, errInterrupted when the user does not wait any longer, and other errors when one
// is gone or it cannot be known how far one has come. What was applied stays in each case.
func await(ctx context.Context, c *cluster.Cluster, applied []*unstructured.Unstructured, o *exposeOptions, p *printer) error {
	w := waiter{cluster: c, options: o, errOut: o.Streams.ErrOut}
	for _, object := range applied {
		w.objects = append(w.objects, &awaited{object: object, ref: expose.RefOf(object), said: map[string]bool{}})
	}
	err := w.wait(ctx)
	for _, a := range w.objects {
		if a.arrival.Object != nil {
			p.update(a.arrival.Object)
		}
	}
	return err
}

// waiter waits for several objects at once.
type waiter struct {
	cluster *cluster.Cluster
	options *exposeOptions
	errOut  io.Writer
	objects []*awaited
	trouble string // what was said last of the API server
}

// awaited is an object that is waited for.
type awaited struct {
	object  *unstructured.Unstructured // as it was applied
	ref     expose.Ref
	arrival expose.Arrival // the newest
	arrived bool
	said    map[string]bool
}

// news is how far an object has come; ended says that there will be no more.
type news struct {
	of      *awaited
	arrival expose.Arrival
	ended   bool
}

func (w *waiter) wait(ctx context.Context) error {
	all := make(chan news)
	following, stop := context.WithCancel(ctx)
	var followers sync.WaitGroup
	defer followers.Wait()
	defer stop()
	for _, a := range w.objects {
		followers.Go(func() {
			send := func(n news) {
				select {
				case all <- n:
				case <-following.Done():
				}
			}
			w.cluster.Arrival(following, a.object, func(arrival expose.Arrival) { send(news{of: a, arrival: arrival}) })
			send(news{of: a, ended: true})
		})
	}
	// The followers try again when the API server does not answer, and say nothing of it.
	pulse := time.NewTicker(time.Second)
	defer pulse.Stop()
	var limit <-chan time.Time // never, when there is none
	if w.options.Wait.Timeout > 0 {
		limit = time.After(w.options.Wait.Timeout)
	}
	for left := len(w.objects); left > 0; {
		select {
		case n := <-all:
			if n.ended {
				left--
				continue
			}
			n.of.tell(n.arrival, w.errOut)
			if n.arrival.Object == nil {
				return fmt.Errorf("%s is gone: somebody deleted it while it was waited for", n.of.ref)
			}
		case <-pulse.C:
			if err := w.pulse(); err != nil {
				return err
			}
		case <-limit:
			return w.late()
		case <-ctx.Done():
			fmt.Fprintf(w.errOut, "interrupted while waiting for %s; %s\n", strings.Join(w.waitedFor(), " and "), w.advice())
			return errInterrupted
		}
	}
	return w.unseen()
}

// pulse says how the API server answers where it does not, and returns an error where it does not help to go on.
func (w *waiter) pulse() error {
	err := w.cluster.Health().Err
	if err == nil {
		w.trouble = ""
		return nil
	}
	if credentials := (*cluster.CredentialsError)(nil); errors.As(err, &credentials) {
		return fmt.Errorf("how far %s has come is not known: %w; %s", strings.Join(w.waitedFor(), " and "), err, w.advice())
	}
	if text := err.Error(); text != w.trouble {
		w.trouble = text
		fmt.Fprintf(w.errOut, "%s; it is asked again\n", expose.PrintableLine(text))
	}
	return nil
}

// tell takes how far the object has come, and says what it has not said yet.
func (a *awaited) tell(arrival expose.Arrival, errOut io.Writer) {
	a.arrival = arrival
	a.arrived = arrival.Object != nil && arrival.Pending == "" && arrival.Unseen == ""
	lines := []string{arrival.Pending}
	if a.arrived {
		lines = append([]string{readiness(arrival)}, arrival.Addresses...)
	}
	for _, line := range lines {
		if line != "" && !a.said[line] {
			a.said[line] = true
			fmt.Fprintf(errOut, "%s: %s\n", a.ref, expose.PrintableLine(line))
		}
	}
}

func readiness(a expose.Arrival) string {
	switch {
	case !a.Counted:
		return "ready"
	case a.Idle:
		return "ready, with no Pods to wait for"
	}
	return fmt.Sprintf("ready, with %d of %d endpoints", a.Ready, a.Endpoints)
}

// waitedFor names what has not arrived.
func (w *waiter) waitedFor() []string {
	var names []string
	for _, a := range w.objects {
		if !a.arrived {
			names = append(names, a.ref.String())
		}
	}
	return names
}

// late says what has not arrived in time.
func (w *waiter) late() error {
	var late []string
	for _, a := range w.objects {
		if !a.arrived {
			late = append(late, fmt.Sprintf("%s is not ready after %s: %s", a.ref, w.options.Wait.Timeout, expose.PrintableLine(w.why(a))))
		}
	}
	return lateError{strings.Join(late, "\n") + "; " + w.advice()}
}

// why says why an object has not arrived.
func (w *waiter) why(a *awaited) string {
	err := w.cluster.Health().Err
	switch {
	case a.arrival.Unseen != "":
		return a.arrival.Unseen
	case err != nil:
		return err.Error()
	case a.arrival.Pending != "":
		return a.arrival.Pending
	}
	return "the API server has not answered yet"
}

// unseen says of which objects it could not be seen how far they have come.
func (w *waiter) unseen() error {
	var unseen []string
	for _, a := range w.objects {
		if !a.arrived {
			unseen = append(unseen, fmt.Sprintf("whether %s is ready is not known: %s", a.ref, expose.PrintableLine(w.why(a))))
		}
	}
	if len(unseen) == 0 {
		return nil
	}
	return errors.New(strings.Join(unseen, "\n") + "; " + w.advice())
}

// advice says what becomes of what was applied, and which commands tell more of the first that has not arrived and take it back.
func (w *waiter) advice() string {
	for _, a := range w.objects {
		if a.arrived {
			continue
		}
		text := "what was applied stays: " + strings.Join(w.describe(a), " ") + " tells more"
		if undo := w.takeBack(a); undo != nil {
			text += ", and " + strings.Join(undo, " ") + " takes it back"
		}
		return text
	}
	return "what was applied stays"
}

// describe is the command that tells more of an object, or of the Pods that it waits for: its words, quoted for a shell.
func (w *waiter) describe(a *awaited) []string {
	what := []string{a.ref.String()}
	if selector, _, _ := unstructured.NestedStringMap(a.object.Object, "spec", "selector"); a.arrival.Counted && a.arrival.Ready == 0 && len(selector) > 0 {
		what = []string{"pods", "--selector=" + labels.FormatLabels(selector)}
	}
	args := append([]string{"kubectl", "describe"}, what...)
	return quoted(append(append(args, "--namespace="+a.ref.Namespace), clusterArgs(w.options)...))
}

// takeBack is the command that takes back what was applied with an object: its words, quoted for a shell; nil where the object does not
// remember that we wrote it.
func (w *waiter) takeBack(a *awaited) []string {
	record, err := expose.RecordOf(a.object)
	if err != nil || record == nil {
		return nil
	}
	args := []string{"kubectl", "xnode", "unexpose", record.Workload.Short()}
	if a.ref.Name != record.Workload.Name {
		args = append(args, "--"+expose.FieldName+"="+a.ref.Name)
	}
	return quoted(append(append(args, "--namespace="+a.ref.Namespace), clusterArgs(w.options)...))
}
