package expose_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// FuzzPrintable holds that nothing gets through which a terminal obeys, and that text which is only text stays as it is.
func FuzzPrintable(f *testing.F) {
	for _, seed := range []string{"plain", "a\x1b[31mb", "tab\tline\n", "\u202egnp.exe", "\u009b31m", "名前", "\xff\xfe", "\xc2", "a\u0300 👨‍👩‍👧", "\u2028\ufeff\u00ad", "\r\b\x7f\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		clean, line := expose.Printable(s), expose.PrintableLine(s)
		for i := range len(clean) {
			if b := clean[i]; b < 0x20 && b != '\n' && b != '\t' || b == 0x7f {
				t.Errorf("%q lets byte %#x through", s, b)
			}
		}
		for _, r := range clean {
			if r >= 0x80 && r < 0xa0 || unicode.Is(unicode.Bidi_Control, r) {
				t.Errorf("%q lets %U through", s, r)
			}
		}
		if !utf8.ValidString(clean) {
			t.Errorf("%q becomes %q, which is no UTF-8: a terminal may take it for C1", s, clean)
		}
		if again := expose.Printable(clean); again != clean {
			t.Errorf("%q becomes %q, and that %q", s, clean, again)
		}
		if utf8.RuneCountInString(clean) != utf8.RuneCountInString(s) {
			t.Errorf("%q becomes %q: characters are lost", s, clean)
		}
		if plain := !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsGraphic(r) && !strings.ContainsRune("\n\t\u200c\u200d", r) }); plain && utf8.ValidString(s) && clean != s {
			t.Errorf("%q becomes %q, though all of it is text", s, clean)
		}
		if strings.ContainsAny(line, "\n\t") || strings.NewReplacer("\n", " ", "\t", " ").Replace(clean) != line {
			t.Errorf("%q becomes %q on a line, and %q elsewhere", s, line, clean)
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
