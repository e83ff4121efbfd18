package tui

import (
	"strings"
	"time"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

func (d *done) view(width, height int) string {
	question := d.question()
	if question != "" {
		question = d.styles.warning.Render(wrap(question, width))
		height -= 2 + strings.Count(question, "\n")
		question += "\n\n"
	}
	content := d.content(width)
	shown := d.text.show(content, width, height)
	if d.text.fits() {
		return question + shown
	}
	shown = d.text.show(content, width, height-1)
	return question + shown + "\n" + d.styles.dim.Render("↑↓ "+d.text.position())
}

// question is what the user is asked, or what is happening because of the answer.
func (d *done) question() string {
	switch {
	case d.stopping:
		return "Stopping …"
	case d.asking == whetherToStop && d.doing == takingBack:
		return "Stop? What is taken back by now stays so. y stops, any other key goes on."
	case d.asking == whetherToStop:
		return "Stop? What was done so far is taken back. y stops, any other key goes on."
	case d.asking == whetherToUndo:
		return "Undo? " + d.undoing() + " y takes it back, any other key keeps it."
	}
	return ""
}

// tookBack says how it is once all was taken back.
func tookBack(events []expose.Event) string {
	var kept []string
	for _, e := range events {
		for _, drift := range e.Kept {
			kept = append(kept, drift.Stays(e.Ref))
		}
	}
	if len(kept) > 0 {
		return "It is taken back, but for what others changed: " + strings.Join(kept, "; ") + "."
	}
	return "It is taken back: all is as it was before."
}

// undoing says what undoing does.
func (d *done) undoing() string {
	var texts []string
	for _, p := range d.objects {
		switch p.event.Action {
		case expose.Created:
			texts = append(texts, printable(p.ref.Short())+" will be deleted")
		case expose.Configured:
			texts = append(texts, printable(p.ref.Short())+" will be what it was before")
		}
	}
	return strings.Join(texts, ", ") + "."
}

func (d *done) content(width int) []string {
	var lines []string
	say := func(text string) { lines = append(lines, strings.Split(wrap(text, width), "\n")...) }
	for _, p := range d.objects {
		lines = append(lines, p.appliedLines(d.styles, d.spinner(), d.session.config.DryRun, width)...)
		lines = append(lines, p.arrivalLines(d.styles, d.spinner(), width)...)
	}
	lines = append(lines, "")
	switch {
	case d.doing != nothingNow:
		return lines
	case d.session.undone:
		say(tookBack(d.session.events))
		return lines
	case d.session.err != nil:
		if d.session.done {
			lines = append(lines, hanging(d.styles.bad.Render("✗ "), d.styles.bad.Render(printable(d.session.err.Error())), 2, width)...)
			say("u tries again; what is ticked above as taken back is so.")
			return lines
		}
		say("esc goes back to the preview, which shows what is left to do.")
		return lines
	case d.session.config.DryRun:
		say("Nothing was changed: this was a dry run.")
	default:
		lines = append(lines, d.reached(width)...)
	}
	lines = append(lines, "")
	if d.command == nil {
		text := "No flags say what you edited by hand, and it was not saved to a file."
		if d.session.finishing {
			text = "It is what an earlier run had left to do."
		}
		say(d.styles.dim.Render(text))
		return lines
	}
	lines = append(lines, d.heading("The same without asking", "C copies"), "")
	return append(lines, commandLines(d.command, width)...)
}

// reached says where clients get to what was applied, and how to try it.
func (d *done) reached(width int) []string {
	reach, hint := d.reach(), ""
	if reach.address != "" {
		hint = "y copies " + printable(reach.address)
	}
	lines := strings.Split(wrap(d.heading("Addresses", hint), width), "\n")
	lines = append(lines, "")
	none := true
	for _, p := range d.objects {
		for _, address := range p.arrival.Addresses {
			none = false
			lines = append(lines, "  "+printable(address))
		}
	}
	if none {
		lines = append(lines, d.styles.dim.Render("  none yet"))
	}
	if len(reach.try) > 0 {
		hint := "c copies"
		if len(reach.try) > 1 {
			hint += " the first line"
		}
		lines = append(lines, "", d.heading("Try it", hint), "")
		for _, line := range reach.try {
			lines = append(lines, commandLines(shellWords(line), width)...)
		}
	}
	return lines
}

func (d *done) heading(text, hint string) string {
	if hint != "" {
		hint = "  " + d.styles.dim.Render(hint)
	}
	return d.styles.heading.Render(text) + hint
}

// spinner is a sign that turns with time.
func (d *done) spinner() string {
	turns := []string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"}
	return turns[int(time.Since(d.began)/d.interval())%len(turns)]
}
