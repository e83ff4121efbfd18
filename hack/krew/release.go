package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A release is what goreleaser left in dist/: its version without v, and the SHA-256 of each file by its name.
type release struct {
	Version   string
	Checksums map[string]string
}

// readRelease fails where goreleaser did not run to its end: metadata.json or checksums.txt is missing.
func readRelease(dist string) (release, error) {
	text, err := os.ReadFile(filepath.Join(dist, "metadata.json"))
	if err != nil {
		return release{}, fmt.Errorf("no release in %s, make snapshot builds one: %w", dist, err)
	}
	var metadata struct {
		Version string `json:"version"`
	}
	if err := json.Unmarshal(text, &metadata); err != nil {
		return release{}, fmt.Errorf("%s/metadata.json: %w", dist, err)
	}
	checksums, err := readChecksums(filepath.Join(dist, "checksums.txt"))
	return release{Version: metadata.Version, Checksums: checksums}, err
}

// readChecksums reads what sha256sum writes.
func readChecksums(file string) (map[string]string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	checksums := map[string]string{}
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		sum, name, ok := strings.Cut(lines.Text(), "  ")
		if !ok {
			return nil, fmt.Errorf("%s: %q is not a checksum, two spaces and a name", file, lines.Text())
		}
		checksums[name] = sum
	}
	return checksums, lines.Err()
}
