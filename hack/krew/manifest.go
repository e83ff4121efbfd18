package main

import (
	"regexp"

	"github.com/goccy/go-yaml"
)

// What krew-index takes: https://krew.sigs.k8s.io/docs/developer-guide/plugin-manifest/

type plugin struct {
	APIVersion string   `yaml:"apiVersion"`
	Kind       string   `yaml:"kind"`
	Metadata   metadata `yaml:"metadata"`
	Spec       spec     `yaml:"spec"`
}

type metadata struct {
	Name string `yaml:"name"`
}

type spec struct {
	Version          string     `yaml:"version"`
	Homepage         string     `yaml:"homepage"`
	ShortDescription string     `yaml:"shortDescription"`
	Description      string     `yaml:"description"`
	Caveats          string     `yaml:"caveats"`
	Platforms        []platform `yaml:"platforms"`
}

type platform struct {
	Selector selector        `yaml:"selector"`
	URI      string          `yaml:"uri"`
	SHA256   string          `yaml:"sha256"`
	Bin      string          `yaml:"bin"`
	Files    []fileOperation `yaml:"files"`
}

type selector struct {
	MatchLabels map[string]string `yaml:"matchLabels"`
}

type fileOperation struct {
	From string `yaml:"from"`
	To   string `yaml:"to"`
}

const (
	homepage         = "https://github.com/kubectl-xnode/kubectl-xnode"
	shortDescription = "Expose workloads by Service, Ingress or HTTPRoute"
	description      = `Pods come, go and move between nodes, and their addresses change. kubectl xnode
gives them a stable way in: pick a Deployment, StatefulSet or any other workload,
choose how to expose it, see exactly what would change in the cluster, apply it.

It makes every type of Service, an Ingress or an HTTPRoute, asks on the terminal
or takes flags in a script, and uses server-side apply, so that no field of
anybody else is taken silently. When something fails half way, what was done is
put back, and unexpose takes all of it back later.

Start with:

    kubectl xnode expose
`
	// krew puts only the program on the PATH, and kubectl looks there for what completes it, too.
	caveats = `For completion of "kubectl xnode" in your shell, put this beside the plugin:

    cp "${KREW_ROOT:-$HOME/.krew}"/store/xnode/*/kubectl_complete-xnode "${KREW_ROOT:-$HOME/.krew}"/bin/
`
)

// target is a system that releases are built for.
type target struct{ os, arch string }

func targets() []target {
	return []target{
		{"linux", "amd64"}, {"linux", "arm64"},
		{"darwin", "amd64"}, {"darwin", "arm64"},
		{"windows", "amd64"}, {"windows", "arm64"},
	}
}

// completer is the name of what kubectl completes the plugin by.
func (t target) completer() string {
	if t.os == "windows" {
		return "kubectl_complete-xnode.cmd"
	}
	return "kubectl_complete-xnode"
}

// program is the name of the executable.
func (t target) program() string {
	if t.os == "windows" {
		return "kubectl-xnode.exe"
	}
	return "kubectl-xnode"
}

// archive is the file that goreleaser makes of it, as .goreleaser.yaml names it.
func (t target) archive(version string) string {
	suffix := ".tar.gz"
	if t.os == "windows" {
		suffix = ".zip"
	}
	return "kubectl-xnode_" + version + "_" + t.os + "_" + t.arch + suffix
}

// newPlugin is the manifest of a release. An archive that was not built has no checksum in it, which krew refuses.
func newPlugin(r release) plugin {
	p := plugin{
		APIVersion: "krew.googlecontainertools.github.com/v1alpha2",
		Kind:       "Plugin",
		Metadata:   metadata{Name: "xnode"},
		Spec: spec{
			Version:          "v" + r.Version,
			Homepage:         homepage,
			ShortDescription: shortDescription,
			Description:      description,
			Caveats:          caveats,
		},
	}
	for _, t := range targets() {
		archive := t.archive(r.Version)
		p.Spec.Platforms = append(p.Spec.Platforms, platform{
			Selector: selector{MatchLabels: map[string]string{"os": t.os, "arch": t.arch}},
			URI:      homepage + "/releases/download/v" + r.Version + "/" + archive,
			SHA256:   r.Checksums[archive],
			Bin:      t.program(),
			Files:    []fileOperation{{t.program(), "."}, {t.completer(), "."}, {"LICENSE", "."}},
		})
	}
	return p
}

func marshal(p plugin) ([]byte, error) {
	text, err := yaml.MarshalWithOptions(p, yaml.UseLiteralStyleIfMultiline(true), yaml.IndentSequence(false))
	return regexp.MustCompile(`(?m) +$`).ReplaceAll(text, nil), err // an empty line of a text is indented, too
}
