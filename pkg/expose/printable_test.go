package expose_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

func FuzzPrintable(f *testing.F) {
	for _, seed := range []string{"plain", "a\x1b[31mb", "tab\tline\n", "\u202egnp.exe", "\u009b31m", "名前", "\xff\xfe"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, r := range expose.Printable(s) {
			if r < 0x20 && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || unicode.Is(unicode.Bidi_Control, r) {
				t.Errorf("%q lets %U through", s, r)
			}
		}
	})
}

func TestPrintableKeepsText(t *testing.T) {
	const text = "名前 naïve – “quoted”\n\tindented 👍🏽"
	if got := expose.Printable(text); got != text {
		t.Errorf("got %q", got)
	}
	if got := expose.Printable("a\x1b[31mb\u202ec"); strings.ContainsAny(got, "\x1b\u202e") || !strings.Contains(got, "[31mb") {
		t.Errorf("got %q", got)
	}
}
