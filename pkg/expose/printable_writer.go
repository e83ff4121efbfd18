package expose

import (
	"io"
	"slices"
	"sync"
	"unicode/utf8"
)

// PrintableWriter makes [Printable] what is written to it, and writes that on. Characters may come in pieces; the pieces of one that never
// comes to its end are not written. It can be used by several goroutines.
type PrintableWriter struct {
	exact io.Writer
	mu    sync.Mutex
	begun []byte // of a character whose rest comes with the next text
}

// NewPrintableWriter returns one that writes to w.
func NewPrintableWriter(w io.Writer) *PrintableWriter { return &PrintableWriter{exact: w} }

// Exact is the writer below, for what must come as it is.
func (w *PrintableWriter) Exact() io.Writer { return w.exact }

// Write implements [io.Writer].
func (w *PrintableWriter) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	text := slices.Concat(w.begun, b)
	whole := wholeCharacters(text)
	w.begun = text[whole:]
	if whole == 0 {
		return len(b), nil
	}
	if _, err := io.WriteString(w.exact, Printable(string(text[:whole]))); err != nil {
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
