package expose

// Doubt says why a type cannot work here.
func Doubt(t Type, w Workload, f Facts) string {
	if t == LoadBalancer && f.LoadBalancers.Known && !f.LoadBalancers.Found {
		return "nothing seen that gives it an address"
	}
	return ""
}
