package plugin

import (
	"io"
	"os"
	"strconv"

	"golang.org/x/term"
)

// interactive decides, for the whole program, whether to ask on the terminal.
func interactive(o *exposeOptions) (bool, error) {
	switch {
	case !o.Sources.none() && o.AllNamespaces:
		return false, usagef("--%s is for picking from a list on the terminal, so it goes without names, labels and files", flagAllNamespaces)
	case !o.Sources.none() && !o.Interactive:
		return false, nil
	case !onTerminal(o.Streams):
		if o.Interactive {
			return false, usagef("--%s needs a terminal on standard input and standard error", flagInteractive)
		}
		return false, usagef("there is no terminal to ask on: give [TYPE/]NAME, and --type, --port and others as needed, such as kubectl xnode expose deployment/web --type=ClusterIP --port=80:8080")
	case o.Diff:
		return false, usagef("--%s shows the differences without asking: give [TYPE/]NAME and leave out --%s", flagDiff, flagInteractive)
	}
	return true, nil
}

// accessible decides, for the whole program, whether to ask on plain lines and not on screens: screen readers read those, and a dumb terminal
// shows nothing else. ACCESSIBLE is what other programs of the terminal go by, too: any value but one that means false.
func accessible() bool {
	value := os.Getenv("ACCESSIBLE")
	on, err := strconv.ParseBool(value)
	return on || value != "" && err != nil || os.Getenv("TERM") == "dumb"
}

// onTerminal reports whether there is somebody to ask. The interface draws on standard error, so that
// standard output stays for data.
func onTerminal(streams Streams) bool {
	return isTerminal(streams.In) && isTerminal(streams.ErrOut)
}

func isTerminal(stream any) bool {
	if w, ok := stream.(io.Writer); ok {
		stream = exact(w)
	}
	file, isFile := stream.(*os.File)
	return isFile && term.IsTerminal(int(file.Fd()))
}
