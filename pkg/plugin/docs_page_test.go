package plugin_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

// page is a page of the manual: its lines, and what there is to run of it, from top to bottom. CONTRIBUTING.md says how one is written.
type page struct {
	lines []string
	steps []step
	// beforeEach is done before each command line that follows.
	beforeEach *step
	// notRun counts the command lines that are marked as not to be run.
	notRun int
}

// step is a command line of a page, or what a reader does not see and is to be done before it.
type step struct {
	line   int // of the page, from 1
	text   string
	hidden bool
	exit   int // -1 where the page does not say
	// shown says that the page shows the output, in lines[from:to].
	shown    bool
	from, to int
	indent   string
}

var (
	notRun   = regexp.MustCompile(`^<!-- not run, (\d+): .+ -->$`)
	exits    = regexp.MustCompile(`# exit (\d+)`)
	embedded = regexp.MustCompile(`^\s*(?:- )?(?:run: )?(kubectl .*)$`)
)

// parsePage finds the command lines in the code of a page:
//   - indented by four spaces or more, or fenced as sh, each line is a command line, or a comment;
//   - where one begins with "$ ", what follows is its output, to the next one;
//   - fenced as something else, such as yaml, those that begin with kubectl, perhaps after "run:";
//   - not those fenced as text or as nothing: they are no commands.
//
// A mark before the code, <!-- not run, 2: why -->, says that its 2 command lines cannot be run here. What stands between <!-- before: and --> is run, too, and between
// <!-- before each: and --> before each command line that follows.
func parsePage(text string) (*page, error) {
	p := &page{lines: strings.Split(text, "\n")}
	promised, markedAt := -1, 0 // by a mark, for the code that follows it
	for i := 0; i < len(p.lines); i++ {
		line := p.lines[i]
		fence, fenced := strings.CutPrefix(line, "```")
		switch {
		case line == "<!-- before:", line == "<!-- before each:":
			end, err := p.until(i, "-->")
			if err != nil {
				return nil, err
			}
			before := step{line: i + 1, text: strings.Join(p.lines[i+1:end], "\n"), hidden: true, exit: -1}
			if line == "<!-- before:" {
				p.steps = append(p.steps, before)
			} else {
				p.beforeEach = &before
			}
			i = end
		case strings.HasPrefix(line, "<!-- not run"):
			m := notRun.FindStringSubmatch(line)
			if m == nil || promised >= 0 {
				return nil, fmt.Errorf("line %d: a mark reads <!-- not run, LINES: WHY -->, and code follows it", i+1)
			}
			promised, _ = strconv.Atoi(m[1]) // digits
			markedAt = i + 1
		case fenced:
			end, err := p.until(i, "```")
			if err != nil {
				return nil, err
			}
			if err := p.code(i+1, end, fence, "", promised); err != nil {
				return nil, err
			}
			promised, i = -1, end
		case p.beginsIndented(i):
			indent := line[:len(line)-len(strings.TrimLeft(line, " "))] // more than four in a list
			end := i
			for j := i; j < len(p.lines) && (p.lines[j] == "" || strings.HasPrefix(p.lines[j], indent)); j++ {
				if p.lines[j] != "" {
					end = j + 1
				}
			}
			if err := p.code(i, end, "sh", indent, promised); err != nil {
				return nil, err
			}
			promised, i = -1, end-1
		case promised >= 0 && strings.TrimSpace(line) != "":
			return nil, fmt.Errorf("line %d: no code follows the mark", markedAt)
		}
	}
	if promised >= 0 {
		return nil, fmt.Errorf("line %d: no code follows the mark", markedAt)
	}
	return p, nil
}

func (p *page) until(from int, end string) (int, error) {
	for i := from + 1; i < len(p.lines); i++ {
		if p.lines[i] == end {
			return i, nil
		}
	}
	return 0, fmt.Errorf("line %d: there is no %s for it", from+1, end)
}

func (p *page) beginsIndented(i int) bool {
	return strings.HasPrefix(p.lines[i], "    ") && i > 0 && p.lines[i-1] == ""
}

// code reads the lines of a piece of code. Of code that is not to be run it counts the command lines, which are as many as promised.
func (p *page) code(from, to int, language, indent string, promised int) error {
	found := 0
	var output *step // of which the output is read
	for i := from; i < to; i++ {
		line := strings.TrimPrefix(p.lines[i], indent)
		command, prompted := strings.CutPrefix(line, "$ ")
		switch language {
		case "sh":
			if output != nil && !prompted {
				if strings.HasPrefix(line, "kubectl ") {
					return fmt.Errorf("line %d: %q would be taken for output: begin it with $", i+1, line)
				}
				output.to = i + 1
				continue
			}
			if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
				continue
			}
			if promised < 0 && !strings.HasPrefix(command, "kubectl ") {
				return fmt.Errorf("line %d: %q is not run: begin it with kubectl, or mark the code", i+1, line)
			}
		case "", "text":
			continue
		default:
			m := embedded.FindStringSubmatch(line)
			if m == nil {
				continue
			}
			command = m[1]
		}
		found++
		s := step{line: i + 1, text: command, exit: -1, shown: prompted, from: i + 1, to: i + 1, indent: indent}
		if m := exits.FindStringSubmatch(command); m != nil {
			s.exit, _ = strconv.Atoi(m[1]) // digits
		}
		for strings.HasSuffix(s.text, `\`) && i+1 < to {
			i++
			s.text += "\n" + p.lines[i]
			s.from, s.to = i+1, i+1
		}
		if promised < 0 {
			if p.beforeEach != nil {
				p.steps = append(p.steps, *p.beforeEach)
			}
			p.steps = append(p.steps, s)
			output = &p.steps[len(p.steps)-1]
		} else {
			output = &s
		}
		if !prompted {
			output = nil
		}
	}
	if promised < 0 {
		return nil
	}
	if found != promised {
		return fmt.Errorf("line %d: the mark says that %d lines are not run, and there are %d", from, promised, found)
	}
	p.notRun += found
	return nil
}

// output is what the page shows of a step's output.
func (p *page) output(s step) []string {
	var lines []string
	for _, line := range p.lines[s.from:s.to] {
		lines = append(lines, strings.TrimPrefix(line, s.indent))
	}
	return lines
}

// withOutputs is the page with other outputs in place of those of its steps.
func (p *page) withOutputs(outputs map[int][]string) string {
	var lines []string
	at := 0
	for i, s := range p.steps {
		output, found := outputs[i]
		if !found {
			continue
		}
		lines = append(lines, p.lines[at:s.from]...)
		for _, line := range output {
			lines = append(lines, strings.TrimRight(s.indent+line, " "))
		}
		at = s.to
	}
	return strings.Join(append(lines, p.lines[at:]...), "\n")
}

// varies are what no two runs have in common, and what stands for it when outputs are compared.
var varies = []struct {
	text *regexp.Regexp
	by   string
}{
	{regexp.MustCompile(`\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b`), "ID"},
	{regexp.MustCompile(`\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`), "TIME"},
	{regexp.MustCompile(`\b\d{1,3}(\.\d{1,3}){3}\b`), "ADDRESS"},
	{regexp.MustCompile(`\b3[0-2]\d{3}\b`), "NODEPORT"},
	{regexp.MustCompile(`\b\d+(\.\d+)?(ms|s|m|h|d)(\d+[smh])?\b`), "AGE"},
	{regexp.MustCompile(`-[0-9a-f]{7,10}-[a-z0-9]{5}\b`), "-POD"},
	{regexp.MustCompile(`(?m)^(---|\+\+\+) .*$`), "$1 FILE"},
	{regexp.MustCompile(`[ \t]+`), " "},
}

// progress is what --wait says of an object that is not ready yet: whether it comes, and how often, is a matter of time.
var progress = regexp.MustCompile(`^[a-z.0-9]+/[a-z0-9-]+: (waiting for .*|no Pod matches .*|\d+ Pods?, (none|not) ready.*)$`)

// alike compares an output with what a page shows of it, loosely. A line "..." there stands for any lines; without one, the order of lines does not matter of
// what waits: objects get ready as they do.
func alike(shown, got []string, waits bool) bool {
	loose := func(lines []string) (out []string) {
		for _, line := range lines {
			for _, v := range varies {
				line = v.text.ReplaceAllString(line, v.by)
			}
			if line = strings.TrimSpace(line); line == "" || waits && progress.MatchString(line) {
				continue
			}
			out = append(out, line)
		}
		if waits && !slices.Contains(out, "...") {
			slices.Sort(out)
		}
		return out
	}
	return matches(loose(shown), loose(got))
}

func matches(shown, got []string) bool {
	switch {
	case len(shown) == 0:
		return len(got) == 0
	case shown[0] == "...":
		for i := range len(got) + 1 {
			if matches(shown[1:], got[i:]) {
				return true
			}
		}
		return false
	}
	return len(got) > 0 && shown[0] == got[0] && matches(shown[1:], got[1:])
}

var (
	header  = regexp.MustCompile(`^[A-Z-]+( {3,}[A-Z-]+)+ *$`)
	columns = regexp.MustCompile(` {2,}`)
)

// aligned is an output whose tables have columns as wide as what is in them: the name of the namespace in it is not that of the run.
func aligned(output string) string {
	first, _, _ := strings.Cut(output, "\n")
	if !header.MatchString(first) {
		return output
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 3, ' ', 0)
	for line := range strings.Lines(output) {
		fmt.Fprintln(w, columns.ReplaceAllString(strings.TrimRight(line, " \n"), "\t"))
	}
	_ = w.Flush() // into memory
	return b.String()
}
