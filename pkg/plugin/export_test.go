package plugin

// Run is Main without what it sets for the whole process, so that tests can run several side by side.
func Run(args []string, streams Streams) int { return run(args, streams) }
