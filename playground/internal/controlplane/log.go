package controlplane

import (
	"os"
	"regexp"
	"strings"
)

// lastWords returns the lines of a log that tell best why a component stopped: its last errors, or else its last
// lines, indented.
func lastWords(path string) string {
	log, err := os.ReadFile(path)
	if err != nil {
		return "  " + err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(log)), "\n")
	telling := tellingLines(lines)
	if len(telling) == 0 {
		telling = lines
	}
	const most, longest = 5, 400
	telling = telling[max(0, len(telling)-most):]
	for i, line := range telling {
		telling[i] = "  " + line[:min(longest, len(line))]
	}
	return strings.Join(telling, "\n")
}

// tellingLines returns the errors among the lines: klog's, etcd's (zap's JSON), cobra's and the runtime's.
func tellingLines(lines []string) []string {
	errors := regexp.MustCompile(`^[EF]\d{4} |"level":"(error|fatal|panic)"|^(Error|panic|fatal error): `)
	var telling []string
	for _, line := range lines {
		if errors.MatchString(line) {
			telling = append(telling, line)
		}
	}
	return telling
}
