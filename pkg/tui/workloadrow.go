package tui

import (
	"fmt"
	"io"
	"strings"
	"time"

	"charm.land/bubbles/v2/list"
	"k8s.io/apimachinery/pkg/util/duration"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

type workloadItem struct{ expose.Workload }

// FilterValue implements [list.Item].
func (i workloadItem) FilterValue() string { return i.Name + " " + portList(i.Workload) }

// workloadRow draws a workload on one line.
type workloadRow struct {
	styles styles
}

func (r workloadRow) render(w io.Writer, width int, selected bool, item list.Item) {
	i, ok := item.(workloadItem)
	if !ok {
		return
	}
	mark, style := mark(r.styles, selected, r.styles.plain)
	var services []string
	if i.Services == nil {
		services = []string{"?"} // not allowed to look
	}
	for _, s := range i.SelectedBy() {
		services = append(services, s.Name)
	}
	fmt.Fprint(w, style.Render(columns(width, mark+printable(i.Name),
		fmt.Sprintf("%d/%d", i.Ready, i.Replicas),
		portList(i.Workload),
		duration.HumanDuration(time.Since(i.Created.Time)),
		printable(strings.Join(services, ", ")))))
}

func (workloadRow) height() int { return 1 }

// columns lays out a row: the name takes what the others leave; on narrow terminals, the last ones are left out.
func columns(width int, name, ready, ports, age, services string) string {
	const readyWidth, ageWidth = 7, 6
	portsWidth, servicesWidth := 18, 0
	if width >= 76 {
		servicesWidth = 16
	}
	if width >= 100 {
		portsWidth, servicesWidth = 28, 24
	}
	nameWidth := width - readyWidth - portsWidth - ageWidth - servicesWidth
	row := pad(name, nameWidth-1) + " " + pad(ready, readyWidth) + pad(ports, portsWidth-1) + " " + pad(age, ageWidth)
	if servicesWidth > 0 {
		row += pad(services, servicesWidth)
	}
	return row
}

func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprint(n, " ", what)
}

func portList(w expose.Workload) string {
	if len(w.Ports) == 0 {
		return "-"
	}
	ports := make([]string, len(w.Ports))
	for i, p := range w.Ports {
		ports[i] = fmt.Sprint(p.Port)
		if p.Protocol != "TCP" {
			ports[i] += "/" + string(p.Protocol)
		}
		if p.Source != "" {
			ports[i] += "?" // inferred
		}
	}
	return strings.Join(ports, ", ")
}
