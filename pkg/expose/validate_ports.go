package expose

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

func validatePorts(w Workload, s Spec) field.ErrorList {
	path := field.NewPath(FieldPort)
	if len(s.Ports) == 0 {
		if s.Type == Headless {
			return nil // DNS answers with the Pods' addresses, whatever their ports
		}
		return field.ErrorList{field.Required(path, fmt.Sprintf("%s declares no container port and nothing else tells one, so say which to serve, such as 80:8080", w.Short()))}
	}
	var errs field.ErrorList
	seen := map[string]bool{}
	for _, p := range s.Ports {
		for _, reason := range portProblems(w, s.Type, p) {
			errs = append(errs, field.Invalid(path, p.String(), reason))
		}
		for _, key := range portKeys(p) {
			if seen[key] {
				errs = append(errs, field.Invalid(path, p.String(), key+" is there twice"))
			}
			seen[key] = true
		}
	}
	if _, ok := routedPort(s.Ports); s.Type.routed() && leadsToWorkload(s) && !ok {
		errs = append(errs, field.Invalid(path, s.Ports[0].String(), fmt.Sprintf("an %s carries HTTP over TCP, and no port here is TCP", s.Type)))
	}
	return errs
}

// leadsToWorkload reports whether any request reaches the workload itself.
func leadsToWorkload(s Spec) bool {
	return slices.ContainsFunc(backends(s), func(b Backend) bool { return b.Service == "" })
}

func portProblems(w Workload, t Type, p Port) []string {
	var problems []string
	// A Spec may come from a form or a file, so the numbers are checked here as well.
	if len(validation.IsValidPortNum(int(p.Port))) > 0 {
		problems = append(problems, "the port must be a number from 1 to 65535")
	}
	if p.Name != "" && len(validation.IsDNS1123Label(p.Name)) > 0 {
		problems = append(problems, "the name "+labelRule)
	}
	if p.NodePort != 0 && t != NodePort && t != LoadBalancer {
		problems = append(problems, fmt.Sprintf("a node port has no meaning for %s; it goes with %s or %s", t, NodePort, LoadBalancer))
	}
	if p.AppProtocol != "" && len(validation.IsQualifiedName(p.AppProtocol)) > 0 {
		problems = append(problems, "the app protocol must be a name such as http or kubernetes.io/h2c")
	}
	return append(problems, targetPortProblems(w, p)...)
}

// targetPortProblems refuses a named target port that no container declares: the Service would have
// no endpoints. A number need not be declared.
func targetPortProblems(w Workload, p Port) []string {
	if p.TargetPort.Type == intstr.Int {
		if len(validation.IsValidPortNum(p.TargetPort.IntValue())) > 0 {
			return []string{"the target port must be a number from 1 to 65535"}
		}
		return nil
	}
	if len(validation.IsValidPortName(p.TargetPort.StrVal)) > 0 {
		return []string{"the target port's name must be a-z, 0-9 and -, at most 15 characters, with a letter"}
	}
	if _, ok := w.declared(p.TargetPort, p.Protocol); ok || w.Foreign {
		return nil
	}
	var names []string
	for _, c := range w.Ports {
		if c.Name != "" {
			names = append(names, fmt.Sprintf("%s (%s)", c.Name, c.Protocol))
		}
	}
	if len(names) == 0 {
		return []string{fmt.Sprintf("%s names no container port, so give the target port as a number", w.Short())}
	}
	return []string{fmt.Sprintf("%s has no %s container port named %s; it has %s", w.Short(), p.Protocol, p.TargetPort.StrVal, strings.Join(names, ", "))}
}

// portKeys are the things of a port that must not be there twice in one Service.
func portKeys(p Port) []string {
	keys := []string{fmt.Sprintf("port %d/%s", p.Port, p.Protocol)}
	if p.Name != "" {
		keys = append(keys, "the name "+p.Name)
	}
	if p.NodePort != 0 {
		keys = append(keys, fmt.Sprintf("node port %d/%s", p.NodePort, p.Protocol))
	}
	return keys
}

// routedPort is the port that requests by host and path are for: the first that is named for HTTP, else the
// first TCP port that is not for metrics or probes.
func routedPort(ports []Port) (Port, bool) {
	tcp := slices.DeleteFunc(slices.Clone(ports), func(p Port) bool { return p.Protocol != corev1.ProtocolTCP })
	for _, fits := range []func(Port) bool{
		func(p Port) bool {
			return p.Name == "http" || p.Name == "web" || strings.HasPrefix(p.Name, "http-") && !aside(p)
		},
		func(p Port) bool { return !aside(p) },
		func(Port) bool { return true },
	} {
		if i := slices.IndexFunc(tcp, fits); i >= 0 {
			return tcp[i], true
		}
	}
	return Port{}, false
}

// aside reports whether a port is for those who look after the workload, and not for its clients.
func aside(p Port) bool {
	words := strings.FieldsFunc(p.Name+"-"+p.TargetPort.StrVal, func(r rune) bool { return r == '-' })
	return slices.ContainsFunc(words, func(word string) bool {
		return slices.Contains([]string{"metrics", "metric", "monitoring", "prometheus", "prom", "telemetry", "health", "healthz", "healthcheck", "probe", "probes",
			"liveness", "readiness", "ready", "status", "admin", "debug", "pprof", "management", "profiling"}, word)
	})
}
