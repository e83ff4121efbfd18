package expose

import (
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// Kind is a kind of object that can be exposed.
type Kind struct {
	schema.GroupVersionKind
	// Resource is its name in URLs, the plural.
	Resource string
	short    string
}

// Kinds lists the kinds that can be exposed. A name without a kind means the first one.
func Kinds() []Kind {
	return []Kind{
		{appsv1.SchemeGroupVersion.WithKind("Deployment"), "deployments", "deploy"},
		{appsv1.SchemeGroupVersion.WithKind("StatefulSet"), "statefulsets", "sts"},
		{appsv1.SchemeGroupVersion.WithKind("DaemonSet"), "daemonsets", "ds"},
		{appsv1.SchemeGroupVersion.WithKind("ReplicaSet"), "replicasets", "rs"},
		{corev1.SchemeGroupVersion.WithKind("ReplicationController"), "replicationcontrollers", "rc"},
		{corev1.SchemeGroupVersion.WithKind("Pod"), "pods", "po"},
		{corev1.SchemeGroupVersion.WithKind("Service"), "services", "svc"},
	}
}

// ParseKind reads the name of a kind as kubectl does: singular, plural or short, in any case, perhaps with version and group,
// such as "deploy", "deployments.apps" or "Deployment.v1.apps". ok is false when no such kind can be exposed.
func ParseKind(s string) (kind Kind, ok bool) {
	name, group, hasGroup := strings.Cut(strings.ToLower(s), ".")
	all := Kinds()
	i := slices.IndexFunc(all, func(k Kind) bool {
		if hasGroup && group != k.Group && group != strings.TrimSuffix(k.Version+"."+k.Group, ".") {
			return false
		}
		return name == k.singular() || name == k.Resource || name == k.short
	})
	if i < 0 {
		return Kind{}, false
	}
	return all[i], true
}

func (k Kind) singular() string { return strings.ToLower(k.Kind) }

// String is the kind's name in lower case, as in "deployment/web".
func (k Kind) String() string { return k.singular() }
