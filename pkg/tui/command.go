package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// commandLines are a command by its words, broken for a shell, so that it can be copied off the screen.
func commandLines(words []string, width int) []string {
	lines := []string{" "}
	for _, word := range words {
		word, last := printable(word), len(lines)-1
		if ansi.StringWidth(lines[last])+ansi.StringWidth(word) > width-len("  \\") && strings.TrimSpace(lines[last]) != "" {
			lines[last] += " \\"
			lines, last = append(lines, "   "), last+1
		}
		lines[last] += " " + word
	}
	return lines
}

// shellLine is a command on one line.
func shellLine(words []string) string { return strings.Join(words, " ") }

// shellWords are the words of a line, between which it may be broken; where some are quoted, all of it is one.
func shellWords(line string) []string {
	if strings.ContainsAny(line, `'"\`) {
		return []string{line}
	}
	return strings.Fields(line)
}
