package plugin

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
	"sigs.k8s.io/yaml"
)

// version is linked in by a release: -ldflags "-X .../pkg/plugin.version=v1.2.3".
var version string

// commit is linked in beside it: a release is built without asking git, so that it comes out the same from an archive of the sources.
var commit string //nolint:gochecknoglobals // only a variable can be linked in

// versionInfo is what is known of this build.
type versionInfo struct {
	Version   string `json:"version"`
	Commit    string `json:"commit,omitempty"`
	GoVersion string `json:"goVersion"`
	Platform  string `json:"platform"`
}

func readVersion() versionInfo {
	info := versionInfo{Version: version, Commit: commit, GoVersion: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	if build, ok := debug.ReadBuildInfo(); ok {
		if info.Version == "" {
			info.Version = build.Main.Version // go install MODULE@VERSION
		}
		for _, s := range build.Settings {
			if s.Key == "vcs.revision" && info.Commit == "" {
				info.Commit = s.Value
			}
		}
	}
	return info
}

func newCmdVersion(streams Streams) *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use:     "version",
		Short:   "Print the version of this plugin",
		Example: "  kubectl xnode version\n  kubectl xnode version -o json",
		Args:    noArguments,
		RunE: func(*cobra.Command, []string) error {
			info := readVersion()
			var text []byte
			var err error
			switch output {
			case "":
				text = fmt.Appendf(nil, "kubectl-xnode %s %s %s\n", info.Version, info.GoVersion, info.Platform)
			case "json":
				text, err = json.MarshalIndent(info, "", "  ")
				text = append(text, '\n')
			case "yaml":
				text, err = yaml.Marshal(info)
			default:
				return usagef("--output %q: use json or yaml", output)
			}
			if err != nil {
				return err
			}
			_, err = streams.Out.Write(text)
			return err
		},
	}
	cmd.Flags().StringVarP(&output, flagOutput, "o", "", "print as json or yaml")
	register(cmd, map[string]cobra.CompletionFunc{flagOutput: words("json", "yaml")})
	return cmd
}
