package plugin_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// outcome is what a broken run has left in the cluster, as one letter of the table.
type outcome string

const (
	all     outcome = "a" // all of the plan
	nothing outcome = "." // what was before
	said    outcome = "s" // something else, which the message says
	neither outcome = "!" // something else
)

// broken is a run that something went wrong for, and what the cluster was before, is after, and is after a run like it that nothing went wrong for.
type broken struct {
	ran
	timeout             time.Duration // of each request
	things              int           // that are looked at side by side: for each of them something else may go wrong
	before, after, want snapshot
}

// outcome says what is left.
func (b broken) outcome() outcome {
	changed, _ := b.after.changes(b.before)
	missing, _ := b.after.anew().unowned().changes(b.want.anew().unowned())
	switch {
	case len(changed) == 0:
		return nothing
	case len(missing) == 0:
		return all
	case !slices.ContainsFunc(changed, func(name string) bool { return !mentions(b.stdout+b.stderr, name) }):
		return said
	}
	return neither
}

// problems are the promises that are not kept, one line each.
func (b broken) problems() []string {
	var problems []string
	problem := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	left := b.outcome()
	changed, diff := b.after.changes(b.before)
	planned, _ := b.want.anew().changes(b.before.anew())
	if left == neither {
		problem("neither all nor nothing, and it does not say so:\n%s", diff)
	}
	switch {
	case b.code == 0 && left != all && len(planned) > 0:
		problem("exit 0 without all of the plan:\n%s", diff)
	case b.code == 0:
		if strings.Contains(b.stderr, "error:") {
			problem("exit 0 with an error")
		}
	case b.code != 1:
		problem("exit code %d", b.code)
	default:
		for _, name := range changed {
			if !mentions(b.stdout+b.stderr, name) {
				problem("it fails and does not say what has become of %s:\n%s", name, diff)
			}
		}
		problems = append(problems, wrongWords(b.stderr, b.things)...)
	}
	for line := range strings.Lines(b.stdout) {
		problems = append(problems, b.belied(line)...)
	}
	for name, object := range b.before {
		if is := b.after[name]; is != nil && is.GetUID() != object.GetUID() {
			problem("%s was made anew", name)
		}
	}
	if limit := rollBackLimit + 10*b.timeout; b.took > limit {
		problem("it took %s", b.took)
	}
	return problems
}

// belied is what is wrong with a line of standard output that says what became of an object, such as "service/web created". Later lines may take it back.
func (b broken) belied(line string) []string {
	words := strings.Fields(line)
	if len(words) != 2 || strings.LastIndex(b.stdout, words[0]+" ") > strings.LastIndex(b.stdout, strings.TrimSpace(line)) {
		return nil
	}
	kind, name, _ := strings.Cut(words[0], "/")
	kind, _, _ = strings.Cut(kind, ".")
	name = kind + "/" + name
	if mentions(b.stderr, name) {
		return nil // it is told there
	}
	was, is := b.before[name], b.after[name]
	if (words[1] == "created") == (was == nil && is != nil) && (words[1] == "deleted") == (is == nil) {
		return nil
	}
	return []string{fmt.Sprintf("it prints %q, and that is not so", strings.TrimSpace(line))}
}

// rollBackLimit is for how long the program tries to take back what it has done.
const rollBackLimit = 15 * time.Second

// mentions reports whether a message names an object, such as service/web or ingress.networking.k8s.io/web.
func mentions(stderr, name string) bool {
	kind, name, _ := strings.Cut(name, "/")
	return regexp.MustCompile(`\b` + kind + `(\.[a-z0-9.]+)?/` + regexp.QuoteMeta(name) + `\b`).MatchString(stderr)
}

// noise is what only makes sense to who knows the program from inside, or is no sentence.
var noise = regexp.MustCompile(`(?i)%!|goroutine|panic|\.go:|0x[0-9a-f]{4}|<!doctype|</?[a-z]+>|serializer|unmarshal|unstructured|\bjson\b|http2:|stream error|\bEOF\b|net/http|context deadline|round trip`)

// wrongWords are what is wrong with the message of an error.
func wrongWords(stderr string, atMost int) []string {
	var problems []string
	var errors int
	for line := range strings.Lines(stderr) {
		if strings.HasPrefix(line, "error: ") {
			errors++
		} else if !strings.HasPrefix(line, "Note: ") && !strings.HasPrefix(line, "Warning: ") {
			problems = append(problems, "a line is neither error, note nor warning: "+line)
		}
	}
	if errors < 1 || errors > atMost {
		problems = append(problems, fmt.Sprintf("%d sentences say what went wrong", errors))
	}
	if found := noise.FindString(stderr); found != "" {
		problems = append(problems, fmt.Sprintf("the message has %q", found))
	}
	if len(stderr) > 1000 {
		problems = append(problems, "the message is long")
	}
	return problems
}
