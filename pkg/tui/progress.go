package tui

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// progress is what happens to one object: first it is applied, then it comes as far as it does.
type progress struct {
	ref      expose.Ref
	event    expose.Event // the newest
	applying stage
	arrival  expose.Arrival // the newest
	arriving stage
	waited   bool // for something, once
	followed bool // there may be more news of its arrival
}

// stage is work that takes time.
type stage struct{ began, ended time.Time }

func (s *stage) begin() {
	if s.began.IsZero() {
		s.began = time.Now()
	}
	s.ended = time.Time{}
}

func (s *stage) end() {
	if s.running() {
		s.ended = time.Now()
	}
}

func (s *stage) running() bool { return !s.began.IsZero() && s.ended.IsZero() }

// took says how long it has taken so far, or took in all; empty when that is not worth saying.
func (s *stage) took() string {
	to := s.ended
	if s.running() {
		to = time.Now()
	}
	switch d := to.Sub(s.began); {
	case d < 100*time.Millisecond:
		return ""
	case d < 10*time.Second:
		return fmt.Sprintf("  %.1fs", d.Seconds())
	default:
		return "  " + d.Round(time.Second).String()
	}
}

// happened takes an event of applying.
func (p *progress) happened(e expose.Event) {
	if e.Back && !p.event.Back {
		p.applying = stage{} // another work
	}
	p.event = e
	p.applying.begin()
	if e.Action != "" || e.Err != nil {
		p.applying.end()
	}
}

// await begins to wait for the object's arrival.
func (p *progress) await() {
	p.arrival.Object, p.followed = p.event.Object, true
	p.arrival.Addresses, _ = expose.Addresses(p.event.Object)
	p.arriving.begin()
}

// arrived takes news of how far it has come.
func (p *progress) arrived(a expose.Arrival) {
	p.arrival, p.waited = a, p.waited || a.Pending != ""
	if a.Pending == "" {
		p.arriving.end()
	} else {
		p.arriving.begin()
	}
}

// forsaken says that there will be no more news.
func (p *progress) forsaken() {
	p.followed = false
	p.arriving.end()
}

// running reports whether there is something to wait for.
func (p *progress) running() bool { return p.applying.running() || p.arriving.running() }

// appliedLines say what was done to the object.
func (p *progress) appliedLines(st *styles, spinner string, dryRun bool, width int) []string {
	name, took := st.label.Render(printable(p.ref.String())), st.dim.Render(p.applying.took())
	switch {
	case p.event.Back && p.event.Action != "":
		return hanging(st.good.Render("↩ "), name+" taken back: "+string(p.event.Action)+took, 2, width)
	case p.event.Err != nil:
		if p.event.Back {
			name += " could not be taken back"
		}
		why := hanging("  ", printable(p.event.Err.Error()), 2, width)
		for i, line := range why {
			why[i] = st.bad.Render(line)
		}
		return append(hanging(st.bad.Render("✗ "), name+took, 2, width), why...)
	case p.event.Action != "" && dryRun:
		return hanging(st.good.Render("✓ "), name+" would be "+string(p.event.Action), 2, width)
	case p.event.Action != "":
		return hanging(st.good.Render("✓ "), name+" "+string(p.event.Action)+took, 2, width)
	case p.applying.running() && p.event.Back:
		return hanging(spinner+" ", name+" is taken back"+took, 2, width)
	case p.applying.running():
		return hanging(spinner+" ", name+took, 2, width)
	}
	return hanging("  ", st.dim.Render(printable(p.ref.String())+" not yet"), 2, width)
}

// arrivalLines say how far the object has come; there are none when there is nothing to say.
func (p *progress) arrivalLines(st *styles, spinner string, width int) []string {
	var texts []string
	if a := p.arrival; a.Counted {
		texts = append(texts, fmt.Sprintf("%d of %s ready", a.Ready, count(a.Endpoints, "endpoint")))
	}
	if p.arrival.Pending != "" {
		texts = append(texts, printable(p.arrival.Pending))
	}
	if p.arrival.Unseen != "" && p.arrival.Pending == "" {
		texts = append(texts, "whether it is ready is not known: "+printable(p.arrival.Unseen))
	}
	text, took := strings.Join(texts, " · "), st.dim.Render(p.arriving.took())
	sign := st.good.Render("✓")
	switch {
	case p.arriving.began.IsZero(), p.event.Back:
		return nil
	case p.arriving.running():
		sign, text = spinner, cmp.Or(text, "asking how far it has come")
	case p.arrival.Object == nil:
		sign, text = st.bad.Render("✗"), "somebody deleted it"
	case p.arrival.Pending != "" || p.arrival.Unseen != "":
		sign, took = st.warning.Render("–"), ""
	case text == "" && !p.waited:
		return nil
	}
	return hanging("  "+sign+" ", cmp.Or(text, "it has its address")+took, 4, width)
}
