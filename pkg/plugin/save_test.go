package plugin

import (
	"os"
	"strings"
	"testing"
)

func TestSavedFilesAreNewOnes(t *testing.T) {
	t.Chdir(t.TempDir())
	for i, want := range []string{"web.yaml", "web-2.yaml", "web-3.yaml"} {
		path, err := save("web.yaml", strings.Repeat("a", i))
		if err != nil || path != want {
			t.Fatalf("saved %q, %v, want %q", path, err, want)
		}
	}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for i, file := range []string{"web.yaml", "web-2.yaml", "web-3.yaml"} {
		text, err := os.ReadFile(file)
		info, statErr := os.Stat(file)
		if err != nil || statErr != nil || len(text) != i || info.Mode() != 0o600 {
			t.Errorf("%s is %q, %v, %v", file, text, info, err)
		}
	}
	if len(entries) != 3 {
		t.Errorf("there are %v", entries)
	}
}

// TestSaveFollowsNoPath also shows that a link is not followed to where it leads.
func TestSaveFollowsNoPath(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"../web.yaml", "/tmp/web.yaml", "a/b.yaml", "..", ".", "a\x1b[2Jb.yaml", "a\nb.yaml"} {
		if path, err := save(name, ""); err == nil {
			t.Errorf("saved %q as %q", name, path)
		}
	}
	if err := os.Symlink("elsewhere", "web.yaml"); err != nil {
		t.Fatal(err)
	}
	if path, err := save("web.yaml", "text"); err != nil || path != "web-2.yaml" {
		t.Errorf("saved %q, %v", path, err)
	}
}

func TestSaveLeavesNothingBehindWhereItMayNotWrite(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("nothing is forbidden to root")
	}
	t.Chdir(t.TempDir())
	if err := os.Chmod(".", 0o500); err != nil {
		t.Fatal(err)
	}
	if path, err := save("web.yaml", "text"); err == nil {
		t.Errorf("saved %q", path)
	}
}
