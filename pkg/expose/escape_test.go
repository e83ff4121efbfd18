package expose_test

import (
	"encoding/json"
	"testing"
	"unicode/utf8"

	"sigs.k8s.io/yaml"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// FuzzEscapeForYAML holds that every text which JSON can hold comes through YAML as it was.
func FuzzEscapeForYAML(f *testing.F) {
	for _, seed := range []string{"plain", "\x7f", "\u009b2J", "\ufeff", "\uffff", "\u0085\u2028\n", "\x1b]0;title\a", `"\`, "👍"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return // JSON holds no such text
		}
		key := text
		if len(key) > 100 { // YAML has no keys of more than 1024 characters that are not marked as such; what we send has none so long
			key = "long"
		}
		data, err := json.Marshal(map[string]string{key: text})
		if err != nil {
			t.Fatal(err)
		}
		var read map[string]string
		if err := yaml.Unmarshal(expose.EscapeForYAML(data), &read); err != nil || len(read) != 1 || read[key] != text {
			t.Errorf("%q is read as %q, %v", text, read, err)
		}
		written, err := yaml.JSONToYAML(expose.EscapeForYAML(data))
		if err != nil {
			t.Fatalf("%q cannot be written: %v", text, err)
		}
		read = nil
		if err := yaml.Unmarshal(written, &read); err != nil || read[key] != text {
			t.Errorf("%q is written %q, which is read as %q, %v", text, written, read, err)
		}
	})
}
