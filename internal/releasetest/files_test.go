package releasetest

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Each archive holds the program, what completes it, the licence and the README, and nothing else; and what the manifest
// installs is among it.
func TestArchivesHoldWhatTheManifestSays(t *testing.T) {
	for _, p := range readManifest(t).Spec.Platforms {
		t.Run(p.os()+"-"+p.arch(), func(t *testing.T) {
			files := unpack(t, p.archive())
			program, completer := "kubectl-xnode", "kubectl_complete-xnode"
			if p.os() == "windows" {
				program, completer = program+".exe", completer+".cmd"
			}
			want := []string{
				"LICENSE", "README.md", "completions/_kubectl-xnode", "completions/kubectl-xnode.bash", "completions/kubectl-xnode.fish",
				"completions/kubectl-xnode.ps1", program, completer,
			}
			slices.Sort(want)
			if got := slices.Sorted(maps.Keys(files)); !slices.Equal(got, want) {
				t.Errorf("it holds\n%v, not\n%v", got, want)
			}
			for _, f := range p.Files {
				if _, ok := files[f.From]; !ok {
					t.Errorf("the manifest installs %s, which is not there", f.From)
				}
			}
			if p.Bin != program {
				t.Errorf("the manifest's program is %q, not %q", p.Bin, program)
			}
			for name, file := range files {
				executable := name == program || name == completer
				if got := file.mode.Perm()&0o111 != 0; got != executable {
					t.Errorf("%s has mode %v", name, file.mode)
				}
				if len(file.content) == 0 {
					t.Errorf("%s is empty", name)
				}
			}
			for name, source := range map[string]string{"LICENSE": "LICENSE", "README.md": "README.md", completer: "completion/" + completer} {
				if string(files[name].content) != string(read(t, filepath.Join("../..", source))) {
					t.Errorf("%s is not that of this folder: run make snapshot", name)
				}
			}
		})
	}
}

// The checksums are those of the files, in the manifest as in checksums.txt, which names all that is published.
func TestChecksumsAreThoseOfTheFiles(t *testing.T) {
	m := readManifest(t)
	var sums strings.Builder
	for line := range strings.Lines(string(read(t, filepath.Join(*dist, "checksums.txt")))) {
		_, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		fmt.Fprintf(&sums, "%s  %s\n", sum(read(t, filepath.Join(*dist, name))), name)
	}
	if got := string(read(t, filepath.Join(*dist, "checksums.txt"))); got != sums.String() {
		t.Errorf("checksums.txt says\n%s, and the files are\n%s", got, sums.String())
	}
	for _, p := range m.Spec.Platforms {
		if got := sum(read(t, p.archive())); got != p.SHA256 {
			t.Errorf("%s is %s, in the manifest %s", p.archive(), got, p.SHA256)
		}
		bom := strings.TrimSuffix(strings.TrimSuffix(filepath.Base(p.URI), ".tar.gz"), ".zip") + ".sbom.json"
		for _, name := range []string{bom, filepath.Base(p.URI)} {
			if !strings.Contains(sums.String(), "  "+name+"\n") {
				t.Errorf("checksums.txt does not have %s", name)
			}
		}
		if text := string(read(t, filepath.Join(*dist, bom))); !strings.Contains(text, `"CycloneDX"`) || !strings.Contains(text, `pkg:golang/k8s.io/client-go@`) {
			t.Errorf("%s does not name client-go", bom)
		}
	}
	if len(m.Spec.Platforms) != 6 {
		t.Errorf("the manifest is for %d systems, not 6", len(m.Spec.Platforms))
	}
}

// Sizes are promises of the README, in bytes, for linux/amd64.
func TestSizes(t *testing.T) {
	p := readManifest(t).platform(t, "linux", "amd64")
	unpacked, packed := len(unpack(t, p.archive())["kubectl-xnode"].content), len(read(t, p.archive()))
	t.Logf("the program has %.1f MB, its archive %.1f MB", float64(unpacked)/1e6, float64(packed)/1e6)
	if unpacked > 40e6 {
		t.Errorf("the program has %d bytes, at most 40 MB", unpacked)
	}
	if packed > 14e6 {
		t.Errorf("the archive has %d bytes, at most 14 MB", packed)
	}
	for _, p := range readManifest(t).Spec.Platforms {
		info, err := os.Stat(p.archive())
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %.1f MB", filepath.Base(p.URI), float64(info.Size())/1e6)
	}
}
