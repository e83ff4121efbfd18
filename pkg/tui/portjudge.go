package tui

import (
	"slices"
	"strconv"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// judged is what a Spec with the ports of a table comes to.
type judged struct {
	said  expose.Spec // with those ports that can be read
	spec  expose.Spec // completed
	lines []judgedLine
	// reasons say where the defaults come from.
	reasons []expose.Reason
	// rest is what is wrong, but for the lines.
	rest field.ErrorList
}

// judgedLine is what a line of the table comes to.
type judgedLine struct {
	cells    portCells // as completed; empty for a line that cannot be read
	reason   string    // why so, of what was not said
	problems []portProblem
}

// portProblem is what is wrong with a cell, or with none of them alone: -1.
type portProblem struct {
	text string
	cell int
}

// judge says what became of each line, and what is wrong. said are the fields beside.
func (t *portTable) judge(w expose.Workload, said expose.Spec) judged {
	j := t.judgeLines(w, said)
	j.reasons = expose.Reasons(w, j.said)
	for i, line := range j.lines {
		if at := slices.IndexFunc(j.reasons, func(r expose.Reason) bool { return r.Field == expose.FieldPort && r.Value == line.cells.text() }); at >= 0 {
			j.lines[i].reason = j.reasons[at].Text
		}
		for k, p := range line.problems {
			line.problems[k].cell = t.suspect(w, said, i, p.text)
		}
	}
	return j
}

func (t *portTable) judgeLines(w expose.Workload, said expose.Spec) judged {
	j := judged{said: said, lines: make([]judgedLine, len(t.lines))}
	j.said.Ports = nil
	var lineOf []int // by port
	for i, line := range t.lines {
		if line.blank() {
			continue
		}
		p, err := expose.ParsePort(line.text())
		if err != nil {
			j.lines[i].problems = []portProblem{{text: err.Error()}}
			continue
		}
		lineOf = append(lineOf, i)
		j.said.Ports = append(j.said.Ports, p)
	}
	if len(t.said()) == 0 {
		j.said.Ports = nil
	}
	j.spec = expose.Default(w, j.said)
	last := map[any]int{} // the line of each text; of two alike the second one is too many
	for i, p := range j.spec.Ports[:min(len(j.spec.Ports), len(lineOf))] {
		j.lines[lineOf[i]].cells, _ = cutPort(p.String())
		last[p.String()] = lineOf[i]
	}
	for _, e := range expose.Validate(w, j.spec) {
		if line, ok := last[e.BadValue]; ok && e.Field == expose.FieldPort {
			j.lines[line].problems = append(j.lines[line].problems, portProblem{text: e.Detail})
		} else {
			j.rest = append(j.rest, e)
		}
	}
	return j
}

// suspect is the cell without which the line would not have the problem.
func (t *portTable) suspect(w expose.Workload, said expose.Spec, line int, text string) int {
	for cell := range cellCount {
		without := portTable{slices.Clone(t.lines), t.defaults}
		l := &without.lines[line]
		l.said[cell], l.began[cell] = "", ""
		if cell == cellPort {
			l.said[cell] = t.unusedPort()
		}
		if !slices.ContainsFunc(without.judgeLines(w, said).lines[line].problems, func(p portProblem) bool { return p.text == text }) {
			return cell
		}
	}
	return -1
}

// unusedPort is a number that no line has.
func (t *portTable) unusedPort() string {
	for n := 1; ; n++ {
		number := strconv.Itoa(n)
		if !slices.ContainsFunc(t.lines, func(l portLine) bool { return l.said[cellPort] == number || l.began[cellPort] == number }) {
			return number
		}
	}
}
