package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

const (
	boxGap     = 2  // between zones side by side
	roomyBox   = 26 // wide enough for names that have to be cut
	leastBoxes = 5  // lines: the branches to the boxes, and a row in each
	leastDots  = 6
)

// leastOfPods is how many lines the Pods take at least: how they are chosen, a line for each of a few zones and its nodes, the legend.
func (p picture) leastOfPods() int {
	choosing := len(p.choosing(&canvas{styles: &styles{}}))
	if p.pods.state != ready || p.pods.pods == 0 {
		return choosing + 1
	}
	return choosing + 2*min(3, len(p.pods.zones)) + 1
}

// toPods draws the Pods in what is left of the height: zones side by side where they fit, else as a tree.
func (p picture) toPods(c *canvas, height int) {
	for _, text := range p.choosing(c) {
		c.beside("│", text)
	}
	if text := p.instead(c.styles); text != "" {
		c.beside("╰▶", text)
		return
	}
	zones, room := p.pods.zones, height-len(c.lines)-1 // for the legend
	if fitSideBySide(zones, c.width) && room >= leastBoxes {
		zonesSideBySide(c, zones, room)
	} else {
		zonesAsTree(c, p.pods.places, room)
	}
	c.add(legend(c.styles, p.pods.tally))
}

// instead says why there are no Pods to draw.
func (p picture) instead(st *styles) string {
	switch {
	case p.pods.state == loading:
		return st.dim.Render("reading the Pods …")
	case p.pods.state == failed && p.pods.fallback != "":
		return p.pods.fallback
	case p.pods.state == failed:
		return "Pods that cannot be read"
	case p.pods.pods == 0:
		return st.warning.Render("⚠ no Pods yet: nothing would answer")
	}
	return ""
}

func legend(st *styles, all tally) string {
	text := "  " + st.good.Render("●") + st.dim.Render(" ready")
	if all.ready < all.pods {
		text += st.dim.Render("   ") + st.warning.Render("○") + st.dim.Render(" not ready")
	}
	return text
}

func fitSideBySide(zones []zone, width int) bool {
	each := widthOfEach(zones, width)
	for _, z := range zones {
		natural := len("╭─ ") + ansi.StringWidth(zoneTitle(z, len(zones) == 1)) + len("  ")
		for _, n := range z.nodes {
			natural = max(natural, ansi.StringWidth(nodeName(n))+2+min(n.pods, leastDots)+4)
		}
		if each < natural && each < roomyBox {
			return false
		}
	}
	return true
}

func widthOfEach(zones []zone, width int) int { return (width - boxGap*(len(zones)-1)) / len(zones) }

func zonesSideBySide(c *canvas, zones []zone, room int) {
	each := widthOfEach(zones, c.width)
	if len(zones) > 1 {
		branches := strings.Repeat(" ", trunk) + "├"
		arrows := strings.Repeat(" ", trunk) + "▼"
		for i := range zones[1:] {
			end := "┬"
			if i == len(zones)-2 {
				end = "╮"
			}
			branches += strings.Repeat("─", each+boxGap-1) + end
			arrows += strings.Repeat(" ", each+boxGap-1) + "▼"
		}
		c.add(c.styles.rule.Render(branches))
		c.add(c.styles.rule.Render(arrows))
		room--
	} else {
		c.arrow()
	}
	rows, most := make([][]string, len(zones)), 0
	for i, z := range zones {
		rows[i] = nodeRows(c.styles, z.nodes, each-4, room-3)
		most = max(most, len(rows[i]))
	}
	boxes := make([][]string, len(zones))
	for i, z := range zones {
		rows[i] = append(rows[i], make([]string, most-len(rows[i]))...) // all end on the same line
		boxes[i] = box(c.styles, zoneTitle(z, len(zones) == 1), each, false, rows[i]...)
	}
	for i := range boxes[0] {
		line := boxes[0][i]
		for _, b := range boxes[1:] {
			line += strings.Repeat(" ", boxGap) + b[i]
		}
		c.add(line)
	}
}
