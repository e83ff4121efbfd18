package tui

import (
	"strings"
	"time"
)

func (d *done) view(width, height int) string {
	question := ""
	if d.asking {
		question = d.styles.warning.Render(wrap("Stop? What is under way may or may not be done. y stops, any other key goes on.", width))
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

func (d *done) content(width int) []string {
	var lines []string
	say := func(text string) { lines = append(lines, strings.Split(wrap(text, width), "\n")...) }
	for _, p := range d.objects {
		lines = append(lines, p.appliedLines(d.styles, d.spinner(), d.session.config.DryRun, width)...)
		lines = append(lines, p.arrivalLines(d.styles, d.spinner(), width)...)
	}
	lines = append(lines, "")
	switch {
	case d.applying:
		return lines
	case d.session.err != nil:
		say("esc goes back to the preview, which shows what is left to do; what is ticked above is done.")
		return lines
	case d.session.config.DryRun:
		say("Nothing was changed: this was a dry run.")
	default:
		lines = append(lines, d.reached(width)...)
	}
	lines = append(lines, "")
	if d.command == nil {
		say(d.styles.dim.Render("No flags say what you edited by hand, and it was not saved to a file."))
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
