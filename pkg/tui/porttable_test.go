package tui

import (
	"slices"
	"strings"
	"testing"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// TestCellsAreTheTextOfAPort shows that a port's text survives being cut into cells, whether it can be read or not.
func TestCellsAreTheTextOfAPort(t *testing.T) {
	for _, text := range []string{
		"", "80", "80:8080", "http=80", "dns=53:dns/UDP", "http=80:8080@30080", "grpc=80:8080+kubernetes.io/h2c", "a=80:b/TCP@30080+c", "80:oops!", "x", "@1", "a=@1", "80@a@b", "80+a+b@c",
	} {
		cells, _ := cutPort(text)
		if got := cells.text(); got != text {
			t.Errorf("%q becomes %q: %q", text, got, cells)
		}
		p, err := expose.ParsePort(text)
		if err == nil && (p.Name != cells[cellName] || string(p.Protocol) != cells[cellProtocol] || p.AppProtocol != cells[cellAppProtocol]) {
			t.Errorf("%q is cut into %q, but read as %+v", text, cells, p)
		}
	}
}

// TestTypingIsSpreadOverCells types texts letter by letter into a cell, as a form does: where it goes on in another cell, the next letter is typed there.
func TestTypingIsSpreadOverCells(t *testing.T) {
	for _, c := range []struct {
		before, typed string
		cell          int
		want          string
	}{
		{"", "80", cellPort, "80"},
		{"", "80:8080/TCP@30080+kubernetes.io/h2c", cellPort, "80:8080/TCP@30080+kubernetes.io/h2c"},
		{"", "http=80:8080", cellPort, "http=80:8080"},
		{"", "http=80:8080", cellName, "http=80:8080"},
		{"", "80:8080", cellName, "80:8080"},
		{"", "80:8080 443:8443,9090", cellPort, "80:8080 443:8443 9090"},
		{"", "  80  90 ", cellPort, "80 90"},
		{"80", "http/UDP", cellTarget, "80:http/UDP"},
		{"80", "UDP@30080", cellProtocol, "80/UDP@30080"},
		{"80", "30080+http", cellNodePort, "80@30080+http"},
		{"80:http", "443/UDP", cellPort, "443:http/UDP"}, // what is not typed stays
	} {
		for _, way := range []struct {
			name  string
			parts []string
		}{{"pasted", []string{c.typed}}, {"typed", strings.Split(c.typed, "")}} {
			table := newPortTable(nil, nil)
			table.put(0, cellPort, c.before)
			line, cell, text := 0, c.cell, ""
			for _, part := range way.parts {
				text += part
				atLine, atCell, empty := table.put(line, cell, text)
				if atLine != line || atCell != cell {
					line, cell = atLine, atCell
					if text = table.lines[line].said[cell]; empty {
						text = "" // the next letter replaces what stands there
					}
				}
			}
			if got := strings.Join(table.texts(), " "); got != c.want {
				t.Errorf("%q %s into cell %d of %q: %q, not %q", c.typed, way.name, c.cell, c.before, got, c.want)
			}
		}
	}
}

func TestPortsThatAreDefaultAreNotSaid(t *testing.T) {
	defaults := []string{"http=80:http", "metrics=9090:metrics"}
	table := newPortTable(nil, defaults)
	if got := table.said(); got != nil {
		t.Errorf("%q without a word", got)
	}
	table.put(0, cellPort, "81")
	if got, want := table.said(), []string{"http=81:http", "metrics=9090:metrics"}; !slices.Equal(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
	for _, again := range []string{"80", ""} {
		table.put(0, cellPort, again)
		if got := table.said(); got != nil {
			t.Errorf("%q after %q", got, again)
		}
	}
	table.remove(0)
	if got, want := table.said(), []string{"metrics=9090:metrics"}; !slices.Equal(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
	table.setDefaults([]string{"8080"}) // what was said stays
	if got, want := table.said(), []string{"metrics=9090:metrics"}; !slices.Equal(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
	table.remove(0)
	if got := table.texts(); !slices.Equal(got, []string{"8080"}) {
		t.Errorf("%q without a port", got)
	}
}

// TestProblemsStandWithTheirCell holds which cell is to blame.
func TestProblemsStandWithTheirCell(t *testing.T) {
	cart := shop()[0]
	for _, c := range []struct {
		said []string
		want map[int]int // cells by line
		of   expose.Type
	}{
		{[]string{"80:8080", "90000"}, map[int]int{1: cellPort}, ""},
		{[]string{"x"}, map[int]int{0: cellPort}, ""},
		{[]string{"80:oops!"}, map[int]int{0: cellTarget}, ""},
		{[]string{"80:nothere"}, map[int]int{0: cellTarget}, ""},
		{[]string{"80/TPC"}, map[int]int{0: cellProtocol}, ""},
		{[]string{"Http=80"}, map[int]int{0: cellName}, ""},
		{[]string{"80@30080"}, map[int]int{0: cellNodePort}, ""},
		{[]string{"80@300800"}, map[int]int{0: cellNodePort}, expose.NodePort},
		{[]string{"80+a b"}, map[int]int{0: cellAppProtocol}, ""},
		{[]string{"a=80", "b=80"}, map[int]int{1: cellPort}, ""},
		{[]string{"a=80", "a=81"}, map[int]int{1: cellName}, ""},
		{[]string{"a=80@30080", "b=81@30080"}, map[int]int{1: cellNodePort}, expose.NodePort},
		{[]string{"80", "80"}, map[int]int{1: cellPort}, ""},
		{[]string{"oops", "80:oops!"}, map[int]int{0: cellPort, 1: cellTarget}, ""},
		{[]string{"80:8080", "81:http"}, nil, ""},
	} {
		table := newPortTable(c.said, []string{"http=80:http", "metrics=9090:metrics"})
		judged := table.judge(cart, expose.Spec{Type: c.of})
		for i, line := range judged.lines {
			cell, bad := c.want[i]
			if bad != (len(line.problems) > 0) {
				t.Errorf("%q: line %d has the problems %v", c.said, i, line.problems)
			}
			for _, p := range line.problems {
				if p.cell != cell {
					t.Errorf("%q: line %d has %q in cell %d, not %d", c.said, i, p.text, p.cell, cell)
				}
			}
		}
	}
}
