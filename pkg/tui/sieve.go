package tui

import (
	"strings"
	"unicode"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// sieve lets through of a frame what screens are drawn with, text and styles. Nothing else comes that far, because what is not ours is
// [printable] where it is drawn; should a screen forget that once, it ends here.
func sieve(frame string) string {
	const escape = "\x1b"
	parts := strings.Split(frame, escape)
	var b strings.Builder
	b.Grow(len(frame))
	b.WriteString(expose.Printable(parts[0]))
	for _, part := range parts[1:] {
		style := styleLength(part)
		if style == 0 {
			b.WriteRune(unicode.ReplacementChar)
		} else {
			b.WriteString(escape + part[:style])
		}
		b.WriteString(expose.Printable(part[style:]))
	}
	return b.String()
}

// styleLength is the length of the sequence that s begins with, after its escape character, if that sets a style (ECMA-48, SGR); 0 if not.
func styleLength(s string) int {
	if !strings.HasPrefix(s, "[") {
		return 0
	}
	rest := strings.TrimLeft(s[1:], "0123456789;:")
	if !strings.HasPrefix(rest, "m") {
		return 0
	}
	return len(s) - len(rest) + 1
}
