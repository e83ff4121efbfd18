package plugin

import (
	"io"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// cleaned makes safe for a terminal all text that leaves the program by these streams, whoever writes it. What must
// reach the terminal as it is, screens and exact data, goes past that by [exact].
func cleaned(streams Streams) Streams {
	return Streams{In: streams.In, Out: expose.NewPrintableWriter(streams.Out), ErrOut: expose.NewPrintableWriter(streams.ErrOut)}
}

// exact is the writer below a cleaned one.
func exact(w io.Writer) io.Writer {
	if p, ok := w.(*expose.PrintableWriter); ok {
		return p.Exact()
	}
	return w
}
