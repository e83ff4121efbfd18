package expose

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// loadBalancers tells whether anything gives a LoadBalancer Service its address: one has got one already, or what the API server serves
// or the nodes are of tells so.
func loadBalancers(r Readings) Evidence {
	for _, s := range r.Balancers {
		// A class is of another load balancer, which does not care for Services without.
		if s.Spec.LoadBalancerClass == nil && len(s.Status.LoadBalancer.Ingress) > 0 {
			return Evidence{true, true, "service/" + s.Name + " has an address from one"}
		}
	}
	for _, known := range []struct{ group, name string }{{"metallb.io", "MetalLB"}, {"purelb.io", "PureLB"}} {
		if slices.Contains(r.Groups, known.group) {
			return Evidence{true, true, known.name + " is installed"}
		}
	}
	for _, n := range r.Nodes {
		if by := balancerOf(n); by != "" {
			return Evidence{true, true, by}
		}
	}
	// Cilium gives addresses where it has a pool of them: https://docs.cilium.io/en/stable/network/lb-ipam/
	known := r.AllBalancers && len(r.Nodes) > 0 && r.Groups != nil && !slices.Contains(r.Groups, "cilium.io")
	return Evidence{Known: known}
}

// balancerOf says what of a node tells that the cluster has a load balancer; empty when nothing does. Controllers of the node's provider
// say who that is (core/v1 NodeSpec.providerID), and they usually make load balancers. There are too many providers to
// list them; these are those whose controllers do not.
func balancerOf(n corev1.Node) string {
	provider, _, scheme := strings.Cut(n.Spec.ProviderID, "://")
	switch provider {
	case "k3s":
		return "k3s has one, ServiceLB"
	case "":
		if n.Name == "docker-desktop" {
			return "Docker Desktop has one"
		}
		return ""
	case "kind", "docker", "kwok", "kubemark", "rke2", "vsphere", "nutanix", "proxmox", "metal3", "baremetalhost", "libvirt", "byoh", "maas", "tinkerbell", "talos", "equinixmetal":
		return ""
	}
	if !scheme { // Oracle's and Alibaba's have none
		return "the nodes are of a cloud"
	}
	return "the nodes are of cloud " + provider
}
