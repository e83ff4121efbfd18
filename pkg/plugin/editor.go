package plugin

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/kballard/go-shellquote"
)

// editing lets the user edit a text in their editor: it runs on a file that nobody else may read, which is gone when it has ended.
type editing struct {
	name, text  string // the text, as the editor left it once it has run
	in          io.Reader
	out, errOut io.Writer
}

func newEditing(name, text string) *editing { return &editing{name: name, text: text} }

func (e *editing) SetStdin(r io.Reader)  { e.in = r }
func (e *editing) SetStdout(w io.Writer) { e.out = w }
func (e *editing) SetStderr(w io.Writer) { e.errOut = w }

// left is the text as the editor left it.
func (e *editing) left() string { return e.text }

// Run runs the editor until it ends. It returns an error when there is none or when it ends with an error; what was written by then counts.
func (e *editing) Run() (err error) {
	command, err := editorCommand(os.Getenv)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "kubectl-xnode-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	path := filepath.Join(folder, filepath.Base(e.name))
	if err := os.WriteFile(path, []byte(e.text), 0o600); err != nil {
		return err
	}
	editor := exec.Command(command[0], append(command[1:], path)...) //nolint:noctx // the user ends it
	editor.Stdin, editor.Stdout, editor.Stderr = e.in, e.out, e.errOut
	ran := editor.Run()
	if ran != nil {
		ran = fmt.Errorf("the editor %q ended with an error: %w", strings.Join(command, " "), ran)
	}
	text, err := os.ReadFile(path) //nolint:gosec // the file that was just written
	if err != nil {
		return errors.Join(ran, err)
	}
	e.text = strings.TrimPrefix(strings.ReplaceAll(string(text), "\r\n", "\n"), "\ufeff") // what Windows adds
	return ran
}

// editorCommand is the editor that the environment names, as kubectl edit chooses it and $VISUAL after that, with its arguments.
func editorCommand(env func(string) string) ([]string, error) {
	usual := "vi"
	if runtime.GOOS == "windows" {
		usual = "notepad"
	}
	text := cmp.Or(strings.TrimSpace(env("KUBE_EDITOR")), strings.TrimSpace(env("EDITOR")), strings.TrimSpace(env("VISUAL")), usual)
	command, err := splitCommand(text)
	if err != nil || len(command) == 0 {
		return nil, fmt.Errorf("the editor %q cannot be read as a command: %w", text, err)
	}
	if _, err := exec.LookPath(command[0]); err != nil {
		return nil, fmt.Errorf("there is no editor %q: name one that is there in $KUBE_EDITOR, $EDITOR or $VISUAL", command[0])
	}
	return command, nil
}

// splitCommand splits a command at spaces that are not quoted, unless it is one program with spaces in its path.
func splitCommand(text string) ([]string, error) {
	if _, err := exec.LookPath(text); err == nil {
		return []string{text}, nil
	}
	if runtime.GOOS == "windows" { // backslashes quote nothing there
		return strings.Fields(text), nil
	}
	return shellquote.Split(text)
}
