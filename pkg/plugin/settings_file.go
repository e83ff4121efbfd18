package plugin

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// settingsFile is the path of the file with settings, which need not be there; empty where the user has no folder for it.
// https://specifications.freedesktop.org/basedir-spec/latest/
func settingsFile() string {
	folder := os.Getenv("XDG_CONFIG_HOME")
	if !filepath.IsAbs(folder) { // which the specification says to ignore
		var err error
		if runtime.GOOS == "windows" {
			folder, err = os.UserConfigDir()
		} else if folder, err = os.UserHomeDir(); err == nil {
			folder = filepath.Join(folder, ".config")
		}
		if err != nil {
			return ""
		}
	}
	return filepath.Join(folder, "kubectl-xnode", "config.yaml")
}

// readSettingsFile reads what a file says, by the names of the settings. One that is not there says nothing. It returns an error, with the line, when there
// is something that is no setting, or a value that is wrong.
func readSettingsFile(path string) (map[string]settled, error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path) //nolint:gosec // it is the file of who runs this
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, usagef("the configuration cannot be read: %w", err)
	}
	return parseSettings(path, text)
}

// parseSettings reads the text of a file.
func parseSettings(path string, text []byte) (map[string]settled, error) {
	top, err := parseLines(path, text)
	if err != nil || top == nil {
		return nil, err
	}
	said := map[string]settled{}
	for i := 0; i < len(top.Content); i += 2 { // a mapping's keys and values take turns
		key, value := top.Content[i], top.Content[i+1]
		s, err := parseSetting(path, key, value)
		if err != nil {
			return nil, err
		}
		if before, twice := said[s.name]; twice {
			return nil, wrongLine(path, key.Line, "%s is set already: %s", s.name, before.from)
		}
		said[s.name] = s
	}
	return said, nil
}

// wrongLine is an error that says on which line of the file something is wrong.
func wrongLine(path string, line int, format string, args ...any) error {
	return usagef("%s:%d: %w", path, line, fmt.Errorf(format, args...))
}

// parseLines reads a text as lines of a key and a value. It is nil where there are none.
func parseLines(path string, text []byte) (*yaml.Node, error) {
	number := 0
	for line := range bytes.Lines(text) { // the parser does not say where such a thing stands
		number++
		if !utf8.Valid(line) || bytes.ContainsFunc(bytes.TrimRight(line, "\r\n"), func(r rune) bool { return unicode.IsControl(r) && r != '\t' }) {
			return nil, wrongLine(path, number, "this is no text")
		}
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var document, more yaml.Node
	err := decoder.Decode(&document)
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	if err == nil {
		if err = decoder.Decode(&more); err == nil {
			return nil, wrongLine(path, more.Line, "there is a second document: all settings stand in one")
		}
	}
	if !errors.Is(err, io.EOF) {
		line, what := yamlError(err)
		return nil, wrongLine(path, line, "this is no YAML: %s", what)
	}
	top := document.Content[0]
	switch {
	case top.Tag == "!!null":
		return nil, nil // comments alone
	case top.Kind != yaml.MappingNode:
		return nil, wrongLine(path, top.Line, "settings are lines such as %s: NodePort", settings()[0].name)
	}
	return top, nil
}

func parseSetting(path string, key, value *yaml.Node) (settled, error) {
	all := settings()
	at := slices.IndexFunc(all, func(s setting) bool { return s.name == key.Value })
	if at < 0 {
		names := make([]string, len(all))
		for i, s := range all {
			names[i] = s.name
		}
		return settled{}, wrongLine(path, key.Line, "there is no setting %q: use %s", key.Value, strings.Join(names, ", "))
	}
	now := settled{setting: all[at], value: value.Value, from: fmt.Sprintf("%s:%d", path, value.Line)}
	switch {
	case value.Kind != yaml.ScalarNode:
		return settled{}, wrongLine(path, value.Line, "%s takes a single value", now.name)
	case value.Tag == "!!null":
		now.value = ""
	}
	return now, now.checked(now.value, now.from+": "+now.name)
}

// yamlError says on which line of a text the parser found what. It names no line when that is the first one.
func yamlError(err error) (line int, what string) {
	what = strings.TrimPrefix(err.Error(), "yaml: ")
	if parts := regexp.MustCompile(`^line (\d+): (.*)$`).FindStringSubmatch(what); parts != nil {
		if line, err := strconv.Atoi(parts[1]); err == nil {
			return line, parts[2]
		}
	}
	return 1, what
}
