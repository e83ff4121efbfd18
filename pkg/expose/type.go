package expose

import (
	"fmt"
	"slices"
	"strings"

	networkingv1 "k8s.io/api/networking/v1"
)

// Type is a way in: a type of Service, or a kind of object in front of one.
type Type string

// The types, from the smallest reach to the widest.
const (
	ClusterIP    Type = "ClusterIP"
	Headless     Type = "Headless" // a ClusterIP Service whose clusterIP is None
	NodePort     Type = "NodePort"
	LoadBalancer Type = "LoadBalancer"
	ExternalName Type = "ExternalName"
	Ingress      Type = "Ingress" // an Ingress and the ClusterIP Service behind it
)

// Types lists every type in the order in which they are offered.
func Types() []Type {
	return []Type{ClusterIP, Headless, NodePort, LoadBalancer, ExternalName, Ingress}
}

// ParseType reads a type, in any case.
func ParseType(s string) (Type, error) {
	return parseEnum("type", s, Types())
}

// PathType says how an Ingress compares a path.
type PathType = networkingv1.PathType

// PathTypes lists every path type.
func PathTypes() []PathType {
	return []PathType{networkingv1.PathTypePrefix, networkingv1.PathTypeExact, networkingv1.PathTypeImplementationSpecific}
}

// ParsePathType reads a path type, in any case.
func ParsePathType(s string) (PathType, error) {
	return parseEnum("path type", s, PathTypes())
}

func parseEnum[E ~string](what, s string, all []E) (E, error) {
	i := slices.IndexFunc(all, func(e E) bool { return strings.EqualFold(string(e), s) })
	if i < 0 {
		return "", fmt.Errorf("unknown %s: use %s", what, oneOf(all))
	}
	return all[i], nil
}

// oneOf lists choices as a sentence does: "A, B or C".
func oneOf[E ~string](all []E) string {
	var b strings.Builder
	for i, e := range all {
		switch {
		case i == 0:
		case i == len(all)-1:
			b.WriteString(" or ")
		default:
			b.WriteString(", ")
		}
		b.WriteString(string(e))
	}
	return b.String()
}
