package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

const committed = "../../krew/xnode.yaml"

func readManifest(t *testing.T) (plugin, []byte) {
	t.Helper()
	text, err := os.ReadFile(committed)
	if err != nil {
		t.Fatal(err)
	}
	var p plugin
	if err := yaml.UnmarshalWithOptions(text, &p, yaml.DisallowUnknownField()); err != nil {
		t.Fatal(err)
	}
	return p, text
}

// The committed manifest is what the generator makes of its version and checksums: nobody edits it by hand, and no change
// of the generator is forgotten there.
func TestTheCommittedManifestIsGenerated(t *testing.T) {
	p, text := readManifest(t)
	r := release{Version: strings.TrimPrefix(p.Spec.Version, "v"), Checksums: map[string]string{}}
	for _, platform := range p.Spec.Platforms {
		r.Checksums[platform.URI[strings.LastIndex(platform.URI, "/")+1:]] = platform.SHA256
	}
	want, err := marshal(newPlugin(r))
	if err != nil {
		t.Fatal(err)
	}
	if string(text) != string(want) {
		t.Errorf("%s is not what hack/krew writes: run make krew", committed)
	}
}

// What krew's own validate-krew-manifest does not look at, and reviewers of krew-index do:
// https://krew.sigs.k8s.io/docs/developer-guide/develop/best-practices/ and .../plugin-manifest/
func TestTheManifestIsAsReviewersOfKrewIndexWantIt(t *testing.T) {
	p, _ := readManifest(t)
	if !regexp.MustCompile(`^v\d+\.\d+\.\d+$`).MatchString(p.Spec.Version) {
		t.Errorf("version %q is not vMAJOR.MINOR.PATCH", p.Spec.Version)
	}
	if n := len(p.Spec.ShortDescription); n > 50 || strings.HasSuffix(p.Spec.ShortDescription, ".") {
		t.Errorf("the short description %q has %d characters, at most 50, and ends without a full stop", p.Spec.ShortDescription, n)
	}
	if regexp.MustCompile(`\s--?\w`).MatchString(p.Spec.Description) {
		t.Error("the description lists flags: --help does")
	}
	for _, text := range []string{p.Spec.Description, p.Spec.Caveats} {
		for line := range strings.Lines(text) {
			if len(line) > 110 {
				t.Errorf("a line of %d characters wraps on a terminal: %q", len(line), line)
			}
		}
	}
	sums := map[string]bool{}
	for _, platform := range p.Spec.Platforms {
		sums[platform.SHA256] = true
		if !strings.HasPrefix(platform.URI, p.Spec.Homepage+"/releases/download/"+p.Spec.Version+"/") {
			t.Errorf("%s is not a file of the release %s", platform.URI, p.Spec.Version)
		}
		if !slices.ContainsFunc(platform.Files, func(f fileOperation) bool { return f.From == "LICENSE" }) {
			t.Errorf("%s: no LICENSE is installed", platform.URI)
		}
	}
	if want := len(targets()); len(sums) != want {
		t.Errorf("%d different checksums for %d systems", len(sums), want)
	}
}
