package expose

import (
	"bytes"
	"fmt"
)

// EscapeForYAML returns JSON that is YAML, too: YAML does not allow all characters that JSON does, such as DEL, but escaped.
// https://yaml.org/spec/1.2.2/#51-character-set
func EscapeForYAML(json []byte) []byte {
	var escaped bytes.Buffer
	for _, r := range string(json) { // beyond ASCII there are only texts in JSON
		if r >= 0x7f && r < 0xa0 || r == 0xfeff || r == 0xfffe || r == 0xffff {
			fmt.Fprintf(&escaped, `\u%04x`, r)
		} else {
			escaped.WriteRune(r)
		}
	}
	return escaped.Bytes()
}
