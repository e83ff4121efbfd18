// Package releasetest looks at what goreleaser left in dist/, as those do who install it: make snapshot release-check.
// Without -dist there is nothing to look at, and its tests are skipped: to build a release takes as long as all other tests.
package releasetest

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sigs.k8s.io/yaml"

	"github.com/kubectl-xnode/kubectl-xnode/internal/playgroundtest"
)

var (
	dist       = flag.String("dist", "", "absolute path of the folder that goreleaser wrote")
	playground *playgroundtest.Playground
)

func TestMain(m *testing.M) {
	flag.Parse()
	if *dist == "" {
		os.Exit(m.Run())
	}
	os.Exit(playgroundtest.Main(m, &playground))
}

func needDist(t *testing.T) {
	t.Helper()
	if *dist == "" {
		t.Skip("make release-check says which release to look at")
	}
}

// manifest is what these tests read of dist/xnode.yaml.
type manifest struct {
	Spec struct {
		Version   string
		Platforms []platform
	}
}

type platform struct {
	Selector    struct{ MatchLabels map[string]string }
	URI, SHA256 string
	Bin         string
	Files       []struct{ From, To string }
}

func (p platform) archive() string { return filepath.Join(*dist, path.Base(p.URI)) }
func (p platform) os() string      { return p.Selector.MatchLabels["os"] }
func (p platform) arch() string    { return p.Selector.MatchLabels["arch"] }

func manifestFile() string { return filepath.Join(*dist, "xnode.yaml") }

func readManifest(t *testing.T) manifest {
	t.Helper()
	needDist(t)
	var m manifest
	if err := yaml.Unmarshal(read(t, manifestFile()), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func (m manifest) platform(t *testing.T, goos, goarch string) platform {
	t.Helper()
	for _, p := range m.Spec.Platforms {
		if p.os() == goos && p.arch() == goarch {
			return p
		}
	}
	t.Fatalf("the manifest has nothing for %s/%s", goos, goarch)
	return platform{}
}

// version is what goreleaser says of the release.
type version struct {
	Version, Tag, Commit string
}

func readVersion(t *testing.T) version {
	t.Helper()
	var v version
	if err := json.Unmarshal(read(t, filepath.Join(*dist, "metadata.json")), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// packed is a file in an archive.
type packed struct {
	mode    fs.FileMode
	time    time.Time
	content []byte
}

// unpack reads an archive, and fails on anything in it but files with a plain name inside of it.
func unpack(t *testing.T, archive string) map[string]packed {
	t.Helper()
	files := map[string]packed{}
	add := func(name string, info fs.FileInfo, content io.Reader) {
		if !info.Mode().IsRegular() || !filepath.IsLocal(name) {
			t.Fatalf("%s: %s is not a file inside of it", archive, name)
		}
		text, err := io.ReadAll(content)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = packed{info.Mode(), info.ModTime(), text}
	}
	text := read(t, archive)
	if strings.HasSuffix(archive, ".zip") {
		r, err := zip.NewReader(bytes.NewReader(text), int64(len(text)))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range r.File {
			content, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			add(f.Name, f.FileInfo(), content)
		}
		return files
	}
	unzipped, err := gzip.NewReader(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for r := tar.NewReader(unzipped); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		add(header.Name, header.FileInfo(), r)
	}
}

// unpackTo writes the files of an archive to a folder, as tar does.
func unpackTo(t *testing.T, archive, folder string) {
	t.Helper()
	for name, file := range unpack(t, archive) {
		to := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, file.content, file.mode.Perm()); err != nil {
			t.Fatal(err)
		}
	}
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func sum(text []byte) string {
	s := sha256.Sum256(text)
	return hex.EncodeToString(s[:])
}
