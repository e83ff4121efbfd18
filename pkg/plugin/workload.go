package plugin

import "strings"

// parseWorkload reads what the arguments of a command name: NAME, TYPE/NAME or TYPE NAME, as kubectl does.
// It returns the name of the Deployment, empty when there are no arguments.
func parseWorkload(args []string) (string, error) {
	var kind, name string
	switch len(args) {
	case 0:
		return "", nil
	case 1:
		var slash bool
		if kind, name, slash = strings.Cut(args[0], "/"); !slash {
			kind, name = "deployment", args[0]
		}
	case 2:
		kind, name = args[0], args[1]
	default:
		return "", usagef("one workload at a time: give [TYPE/]NAME, not %d arguments", len(args))
	}
	switch strings.ToLower(kind) {
	case "deployment", "deployments", "deploy", "deployment.apps", "deployments.apps", "deployment.v1.apps", "deployments.v1.apps":
	default:
		return "", usagef("%q cannot be exposed: give a Deployment, as deployment/NAME", kind)
	}
	if name == "" || strings.Contains(name, "/") {
		return "", usagef("%q names no workload: give [TYPE/]NAME, such as deployment/web", strings.Join(args, " "))
	}
	return name, nil
}
