package expose_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// FuzzPrintableWriter holds that text is cleaned alike however it comes in pieces.
func FuzzPrintableWriter(f *testing.F) {
	for _, seed := range []string{"plain", "a\x1b[31mb", "名\u009b前", "\xe5\x90", "\xff\xc2\x9b"} {
		f.Add(seed, uint8(0))
		f.Add(seed, uint8(1))
	}
	f.Fuzz(func(t *testing.T, text string, piece uint8) {
		var written bytes.Buffer
		w := expose.NewPrintableWriter(&written)
		for rest := []byte(text); len(rest) > 0; {
			n := min(len(rest), int(piece)+1)
			if wrote, err := w.Write(rest[:n]); wrote != n || err != nil {
				t.Fatal(wrote, err)
			}
			rest = rest[n:]
		}
		got, want := written.String(), expose.Printable(text)
		if left, begun := strings.CutPrefix(want, got); !utf8.ValidString(got) || !begun || strings.Trim(left, "\ufffd") != "" || utf8.RuneCountInString(left) >= utf8.UTFMax {
			t.Errorf("%q in pieces of %d becomes %q, want %q", text, int(piece)+1, got, want)
		}
		if r, size := utf8.DecodeLastRuneInString(text); (r != utf8.RuneError || size != 1) && got != want {
			t.Errorf("%q in pieces of %d becomes %q, want %q to the end", text, int(piece)+1, got, want)
		}
	})
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestPrintableWriterTellsOfErrors(t *testing.T) {
	if n, err := expose.NewPrintableWriter(broken{}).Write([]byte("text")); n != 0 || !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("wrote %d bytes to a pipe that is closed, %v", n, err)
	}
	var out bytes.Buffer
	if _, err := io.WriteString(expose.NewPrintableWriter(&out).Exact(), "\x1b"); err != nil || out.String() != "\x1b" {
		t.Errorf("exact is %q, %v", &out, err)
	}
}
