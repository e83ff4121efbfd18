package plugin

import (
	"io"
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// cleaned is where all text leaves the program: it makes it safe for a terminal by [expose.Printable], whoever wrote it. What must
// reach the terminal as it is, screens and exact data, goes past it by [exact].
func cleaned(streams Streams) Streams {
	return Streams{In: streams.In, Out: &cleaner{to: streams.Out}, ErrOut: &cleaner{to: streams.ErrOut}}
}

// exact is the writer below a cleaned one.
func exact(w io.Writer) io.Writer {
	if c, ok := w.(*cleaner); ok {
		return c.to
	}
	return w
}

type cleaner struct {
	to   io.Writer
	mu   sync.Mutex
	held []byte // the beginning of a character, whose rest comes with the next text
}

// Write implements [io.Writer].
func (c *cleaner) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	text := slices.Concat(c.held, b)
	whole := wholeCharacters(text)
	c.held = text[whole:]
	if whole == 0 {
		return len(b), nil
	}
	if _, err := io.WriteString(c.to, expose.Printable(string(text[:whole]))); err != nil {
		return 0, err
	}
	return len(b), nil
}

// wholeCharacters is the length of text without a character at its end that is only begun.
func wholeCharacters(text []byte) int {
	for i := len(text) - 1; i >= 0 && i > len(text)-utf8.UTFMax; i-- {
		if utf8.RuneStart(text[i]) {
			if !utf8.FullRune(text[i:]) {
				return i
			}
			break
		}
	}
	return len(text)
}
