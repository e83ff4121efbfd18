package controlplane

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestRemoveStaleFolders(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	live, err := newFolder()
	if err != nil {
		t.Fatal(err)
	}
	stale := makeFolder(t, folderPrefix+"stale")
	foreign := makeFolder(t, "another-program")
	makeOld(t, live.path, stale, foreign)
	young := makeFolder(t, folderPrefix+"young")

	removeStaleFolders()

	for path, want := range map[string]bool{live.path: true, stale: false, foreign: true, young: true} {
		if got := exists(path); got != want {
			t.Errorf("%s exists: %v, want %v", path, got, want)
		}
	}
	if err := live.remove(); err != nil {
		t.Fatal(err)
	}
	if exists(live.path) {
		t.Errorf("%s is still there after remove", live.path)
	}
}

func makeFolder(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(os.TempDir(), name)
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func makeOld(t *testing.T, paths ...string) {
	t.Helper()
	old := time.Now().Add(-2 * settled)
	for _, path := range paths {
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
