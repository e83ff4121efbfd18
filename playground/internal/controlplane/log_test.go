package controlplane

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLastWords(t *testing.T) {
	cases := []struct {
		name, log, want string
	}{
		{"errors of klog",
			"I1123 17:20:31.5 1 a.go:1] fine\nE1123 17:20:31.6 1 a.go:2] broken\nI1123 17:20:31.7 1 a.go:3] bye\n",
			"  E1123 17:20:31.6 1 a.go:2] broken"},
		{"errors of etcd",
			`{"level":"info","msg":"fine"}` + "\n" + `{"level":"fatal","msg":"broken"}` + "\n",
			`  {"level":"fatal","msg":"broken"}`},
		{"an unknown flag", "Error: unknown flag: --x\n", "  Error: unknown flag: --x"},
		{"no errors", "one\ntwo\n", "  one\n  two"},
		{"many errors", strings.Repeat("Error: no\n", 20), strings.TrimSuffix(strings.Repeat("  Error: no\n", 5), "\n")},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "component.log")
			if err := os.WriteFile(path, []byte(c.log), 0o600); err != nil {
				t.Fatal(err)
			}
			if got := lastWords(path); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}
