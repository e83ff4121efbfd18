package expose

// Needs says what must be known beside a workload.
type Needs struct {
	// Services are those of the workload's namespace, Pods its Pods' labels, Gateways those that admit its routes, Server the version of the API server.
	Services, Pods, Gateways, Server bool
}

// Needs says what it takes to expose any workload as s says.
func (s Spec) Needs() Needs {
	return Needs{
		Services: s.Type.routed(),
		Gateways: s.Type == HTTPRoute && len(s.Gateways) == 0,
		Server:   s.TrafficDistribution != "",
	}
}

// Needs says what it takes to expose w as s says.
func (w Workload) Needs(s Spec) Needs {
	needs := s.Needs()
	if s.Type == ExternalName {
		return needs
	}
	needs.Services = needs.Services || len(s.Ports) == 0 && w.undeclared() && !w.IsService()
	needs.Pods = len(s.Selector) == 0 && (w.NeedsPods() || w.SelectsVersions())
	return needs
}

// Without says what is needed of n that other does not have.
func (n Needs) Without(other Needs) Needs {
	return Needs{n.Services && !other.Services, n.Pods && !other.Pods, n.Gateways && !other.Gateways, n.Server && !other.Server}
}

// With says what n and other need together.
func (n Needs) With(other Needs) Needs {
	return Needs{n.Services || other.Services, n.Pods || other.Pods, n.Gateways || other.Gateways, n.Server || other.Server}
}
