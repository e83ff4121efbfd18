package playground

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestKubeconfigReplacesOnlyWhatNobodyNeeds(t *testing.T) {
	cases := []struct {
		name, existing string
		replaced       bool
	}{
		{"nothing", "-", true},
		{"an empty file", "", true},
		{"one of a playground that was killed", marker + "apiVersion: v1\n", true},
		{"somebody's kubeconfig", strings.Repeat("# mine\n", len(marker)), false},
		{"a short file", "mine", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "kubeconfig")
			if c.existing != "-" {
				write(t, path, c.existing)
			}
			k, err := writeKubeconfig(path, []byte("new\n"))
			if (err == nil) != c.replaced {
				t.Fatalf("got error %v, want replaced %v", err, c.replaced)
			}
			want := c.existing
			if c.replaced {
				want = marker + "new\n"
			}
			if got := read(t, path); got != want {
				t.Errorf("the file is %q, want %q", got, want)
			}
			if !c.replaced {
				return
			}
			if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
				t.Errorf("the mode is %v, %v", info.Mode(), err)
			}
			if err := k.remove(); err != nil {
				t.Fatal(err)
			}
			if left, _ := os.ReadDir(filepath.Dir(path)); len(left) > 0 {
				t.Errorf("%v is left", left)
			}
		})
	}
}

func TestKubeconfigOfARunningPlaygroundIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kubeconfig")
	first, err := writeKubeconfig(path, []byte("first\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := writeKubeconfig(path, []byte("second\n")); err == nil {
		t.Error("a second playground took the kubeconfig of the first")
	}
	if err := first.remove(); err != nil {
		t.Fatal(err)
	}
}

func TestKubeconfigOfSomebodyElseStays(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kubeconfig")
	k, err := writeKubeconfig(path, []byte("ours\n"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	write(t, path, "theirs")
	if err := k.remove(); err != nil {
		t.Fatal(err)
	}
	if got := read(t, path); got != "theirs" {
		t.Errorf("the file is %q", got)
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), fs.FileMode(0o600)); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
