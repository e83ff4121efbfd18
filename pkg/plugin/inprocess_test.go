package plugin_test

import (
	"bytes"
	"context"
	"fmt"
	"runtime/pprof"
	"strings"
	"time"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/plugin"
)

// ran is how a run of the program ended.
type ran struct {
	code           int
	stdout, stderr string
	took           time.Duration
}

// String says it as a terminal shows it.
func (r ran) String() string {
	return fmt.Sprintf("exit %d after %s\n%s%s", r.code, r.took.Round(time.Millisecond), r.stdout, r.stderr)
}

// inProcess runs the program with the arguments inside the test. Its goroutines can be told by the label.
func inProcess(ctx context.Context, label string, args ...string) ran {
	var stdout, stderr bytes.Buffer
	var code int
	start := time.Now()
	pprof.Do(ctx, pprof.Labels("run", label), func(context.Context) {
		code = plugin.Run(args, plugin.Streams{In: strings.NewReader(""), Out: &stdout, ErrOut: &stderr})
	})
	return ran{code: code, stdout: stdout.String(), stderr: stderr.String(), took: time.Since(start)}
}

// leaked are the stacks of the goroutines of a run that has ended, after some patience. The connections of the run must be closed.
func leaked(label string) string {
	const patience = 3 * time.Second
	for start := time.Now(); ; time.Sleep(5 * time.Millisecond) {
		stacks := goroutines(label)
		if stacks == "" || time.Since(start) > patience {
			return stacks
		}
	}
}

func goroutines(label string) string {
	var profile bytes.Buffer
	_ = pprof.Lookup("goroutine").WriteTo(&profile, 1) // a buffer takes all
	var mine []string
	for stack := range strings.SplitSeq(profile.String(), "\n\n") {
		if strings.Contains(stack, fmt.Sprintf(`"run":%q`, label)) && !strings.Contains(stack, "os/signal.loop") { // one for the whole process
			mine = append(mine, stack)
		}
	}
	return strings.Join(mine, "\n\n")
}
