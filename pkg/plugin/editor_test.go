package plugin

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// script makes an executable shell script, and returns its path.
func script(t *testing.T, folder, text string) string {
	t.Helper()
	path := filepath.Join(folder, "editor")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestEditorEditsAFileThatIsGoneAfterwards(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	record := filepath.Join(t.TempDir(), "record")
	t.Setenv("KUBE_EDITOR", script(t, t.TempDir(), `[ "$1" = --wait ] && [ "$2" = "a b" ] || exit 7
stat -c '%a %n' "$3" "${3%/*}" > `+record+`
printf 'edited\r\n' >> "$3"`)+` --wait "a b"`)
	e := newEditing("web.yaml", "text\n")
	if err := e.Run(); err != nil || e.left() != "text\nedited\n" {
		t.Errorf("left %q, %v", e.left(), err)
	}
	recorded, err := os.ReadFile(record)
	if lines := strings.Split(string(recorded), "\n"); err != nil || !strings.HasPrefix(lines[0], "600 "+temp) || !strings.HasSuffix(lines[0], "/web.yaml") || !strings.HasPrefix(lines[1], "700 ") {
		t.Errorf("the file was %q, %v", recorded, err)
	}
	if entries, err := os.ReadDir(temp); err != nil || len(entries) > 0 {
		t.Errorf("there is still %v, %v", entries, err)
	}
}

func TestEditorThatFailsLosesNothing(t *testing.T) {
	for text, want := range map[string]struct{ left, says string }{
		`echo edited >> "$1"; exit 3`: {"text\nedited\n", "exit status 3"},
		"exit 1":                      {"text\n", "ended with an error"},
		`rm "$1"`:                     {"text\n", "no such file"},
	} {
		t.Setenv("KUBE_EDITOR", script(t, t.TempDir(), text))
		e := newEditing("web.yaml", "text\n")
		if err := e.Run(); err == nil || !strings.Contains(err.Error(), want.says) || e.left() != want.left {
			t.Errorf("%s left %q, %v", text, e.left(), err)
		}
	}
}

func TestEditorIsChosen(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "with space")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	spaced := script(t, folder, "")
	for _, c := range []struct {
		env  map[string]string
		want []string
		says string
	}{
		{env: map[string]string{"KUBE_EDITOR": "cat -n", "EDITOR": "tail"}, want: []string{"cat", "-n"}},
		{env: map[string]string{"EDITOR": "cat", "VISUAL": "tail"}, want: []string{"cat"}},
		{env: map[string]string{"EDITOR": " ", "VISUAL": "tail 'a b'"}, want: []string{"tail", "a b"}},
		{env: map[string]string{"EDITOR": spaced}, want: []string{spaced}},
		{env: map[string]string{"EDITOR": "no-such-editor --wait"}, says: `there is no editor "no-such-editor"`},
		{env: map[string]string{"EDITOR": "cat 'a"}, says: "cannot be read as a command"},
	} {
		got, err := editorCommand(func(name string) string { return c.env[name] })
		if !slices.Equal(got, c.want) || (err != nil) != (c.says != "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("of %v it chose %q, %v", c.env, got, err)
		}
	}
}
