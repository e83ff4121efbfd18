package playground

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// marker is the first line of a kubeconfig of ours.
const marker = "# Written by xnode-playground, which removes it when it stops.\n"

// kubeconfig is a file that exists as long as a playground is ready. The playground holds a lock on it.
type kubeconfig struct {
	path string
	file *os.File
}

// checkKubeconfigPath returns an error unless a kubeconfig can be written to this path without replacing a file that
// somebody needs.
func checkKubeconfigPath(path string) error {
	if _, err := os.Stat(filepath.Dir(path)); err != nil {
		return fmt.Errorf("there is no folder for the kubeconfig: %w", err)
	}
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("cannot tell whether the kubeconfig may be replaced: %w", err)
	}
	defer file.Close()
	// The marker may have been left by a playground that was killed. mktemp leaves an empty file.
	start := make([]byte, len(marker))
	if n, _ := file.Read(start); n > 0 && !bytes.Equal(start[:n], []byte(marker)) {
		return fmt.Errorf("%s exists and is not a playground's: choose another file for --kubeconfig", path)
	}
	if err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return fmt.Errorf("%s belongs to a playground that is still running: choose another file for --kubeconfig", path)
	}
	return nil
}

// writeKubeconfig writes a file that only its owner may read, all of it at once.
func writeKubeconfig(path string, content []byte) (*kubeconfig, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := checkKubeconfigPath(path); err != nil {
		return nil, err
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".xnode-playground-") // with mode 0600
	if err != nil {
		return nil, fmt.Errorf("cannot write the kubeconfig: %w", err)
	}
	_, err = file.Write(append([]byte(marker), content...))
	err = errors.Join(err, unix.Flock(int(file.Fd()), unix.LOCK_EX))
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("cannot write the kubeconfig: %w", err), file.Close(), os.Remove(file.Name()))
	}
	return &kubeconfig{path: path, file: file}, nil
}

// remove removes the file, unless somebody has put another one in its place.
func (k *kubeconfig) remove() error {
	defer k.file.Close()
	ours, err := k.file.Stat()
	if err != nil {
		return err
	}
	now, err := os.Stat(k.path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !os.SameFile(ours, now) {
		return nil
	}
	if err := errors.Join(err, os.Remove(k.path)); err != nil {
		return fmt.Errorf("cannot remove the kubeconfig, please do: %w", err)
	}
	return nil
}
