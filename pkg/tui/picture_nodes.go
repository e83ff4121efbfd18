package tui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// zonesAsTree draws a line for each zone and each node, of each zone as many nodes as there is room for.
func zonesAsTree(c *canvas, all places, room int) {
	zones := all.zones
	if len(zones) > room {
		zones = zones[:max(0, room-1)]
	}
	most, inner := nodesEach(zones, room), c.width-trunk-5
	for i, z := range zones {
		branch, past := "├▶ ", "│    "
		if i == len(all.zones)-1 {
			branch, past = "╰▶ ", "     "
		}
		rows := []string{zoneTitle(z, len(all.zones) == 1)}
		if most == 0 {
			rows[0] += "  " + dotsOf(c.styles, z.tally, inner-ansi.StringWidth(rows[0]))
		} else {
			rows = append(rows, nodeRows(c.styles, z.nodes, inner, most)...)
		}
		for i, row := range rows {
			line := branch
			if i > 0 {
				line = past
			}
			c.add(strings.Repeat(" ", trunk) + c.styles.rule.Render(line) + fitLine(row, c.width-trunk-ansi.StringWidth(line)))
		}
	}
	if rest := all.zones[len(zones):]; len(rest) > 0 {
		var t tally
		for _, z := range rest {
			t.pods, t.ready = t.pods+z.pods, t.ready+z.ready
		}
		text := count(len(rest), "zone") + "  "
		if len(zones) > 0 {
			text = "… " + count(len(rest), "more zone") + "  "
		}
		c.beside("╰▶", text+dotsOf(c.styles, t, inner-ansi.StringWidth(text)))
	}
}

// nodesEach is how many rows of nodes each zone can have within the room, beside its title.
func nodesEach(zones []zone, room int) int {
	for most := room; most > 0; most-- {
		lines := 0
		for _, z := range zones {
			lines += 1 + min(most, len(z.nodes))
		}
		if lines <= room {
			return most
		}
	}
	return 0
}

// nodeRows are at most so many rows, one a node: its name, and its Pods as dots.
func nodeRows(st *styles, nodes []node, width, most int) []string {
	shown := nodes
	if len(nodes) > most {
		shown = slices.Clone(nodes[:max(0, most-1)])
		rest := node{name: count(len(nodes)-len(shown), "node")}
		if len(shown) > 0 {
			rest.name = "… " + count(len(nodes)-len(shown), "more node")
		}
		for _, n := range nodes[len(shown):] {
			rest.pods, rest.ready = rest.pods+n.pods, rest.ready+n.ready
		}
		shown = append(shown, rest)
	}
	dots, names := 0, 0
	for _, n := range shown {
		dots, names = max(dots, n.pods), max(names, ansi.StringWidth(nodeName(n)))
	}
	if more := leastDots + len(fmt.Sprintf(" +%d", dots)); dots > more {
		dots = more
	}
	names = min(names, max(width/3, width-2-dots))
	var rows []string
	for _, n := range shown {
		name := nodeName(n)
		if ansi.StringWidth(name) > names {
			name = cutMiddle(name, names)
		}
		rows = append(rows, pad(name, names)+"  "+dotsOf(st, n.tally, width-names-2))
	}
	return rows
}

// dotsOf draws a dot for each Pod, those that are ready first. Where there are too many, it draws as many of each as are their share.
func dotsOf(st *styles, t tally, room int) string {
	ready, shown, more := t.ready, t.pods, ""
	if shown > room {
		shown = max(1, room-len(fmt.Sprintf(" +%d", t.pods)))
		more = fmt.Sprintf(" +%d", t.pods-shown)
		unready := (shown*(t.pods-t.ready) + t.pods - 1) / t.pods // one at least where there are some
		ready = shown - unready
	}
	text := st.good.Render(strings.Repeat("●", ready))
	if shown > ready {
		text += st.warning.Render(strings.Repeat("○", shown-ready))
	}
	return text + more
}

// zoneTitle names the zone. Where no zone is known, as in clusters on a single machine, that is not worth a word.
func zoneTitle(z zone, alone bool) string {
	switch {
	case z.name == "" && alone:
		return "Pods"
	case z.name == "":
		return "zone not known"
	}
	return "zone " + printable(z.name)
}

func nodeName(n node) string { return cmp.Or(printable(n.name), "no node yet") }
