package expose

import (
	"strings"
	"unicode"
)

// Printable returns s with every character replaced that a terminal could take for a command or that
// hides what is there: control and escape characters but newline and tab, bidirectional overrides, and characters
// without a shape but those that join others. All
// text that came from a cluster, a file or the user passes here before it reaches a terminal.
func Printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return r
		case r == '\u200c', r == '\u200d': // joiners, which scripts and emoji need
			return r
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == '\u2028', r == '\u2029':
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// PrintableLine is [Printable] for text that must stay on its line: what it says cannot be taken for lines of ours.
func PrintableLine(s string) string {
	return strings.NewReplacer("\n", " ", "\t", " ").Replace(Printable(s))
}
