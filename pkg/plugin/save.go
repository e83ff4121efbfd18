package plugin

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// save writes text into a new file of the working folder that only the user may read, and returns its path: name, or with a number where that is
// taken. Whoever reads the file finds all of it or, for a moment, nothing.
func save(name, text string) (string, error) {
	path, err := reserve(name)
	if err != nil {
		return "", err
	}
	if err := replace(path, text); err != nil {
		return "", errors.Join(err, os.Remove(path))
	}
	return path, nil
}

// reserve makes an empty file that was not there before: web.yaml, web-2.yaml and so on.
func reserve(name string) (string, error) {
	if filepath.Base(name) != name || !filepath.IsLocal(name) || name == "." || expose.PrintableLine(name) != name {
		return "", fmt.Errorf("%q cannot be the name of a file", name)
	}
	path, extension := name, filepath.Ext(name)
	for n := 2; ; n++ {
		file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // a name alone, see above
		if err == nil {
			return path, file.Close()
		}
		if !errors.Is(err, fs.ErrExist) {
			return "", err
		}
		path = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, extension), n, extension)
	}
}

// replace gives a file another content at once.
func replace(path, text string) error {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}
