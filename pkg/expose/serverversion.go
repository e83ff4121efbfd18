package expose

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// OldestServer is the oldest API server that is supported.
func OldestServer() ServerVersion { return ServerVersion{1, 30} }

// ServerVersion is the version of an API server, as far as it tells what it knows. The zero value is not known.
type ServerVersion struct{ Major, Minor int }

// ParseServerVersion reads what an API server says of itself: "1" and "32", or "32+" where somebody changed it. What cannot be read is not known.
// https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.37/ (GET /version)
func ParseServerVersion(major, minor string) ServerVersion {
	v := ServerVersion{leadingNumber(major), leadingNumber(minor)}
	if v.Major == 0 {
		return ServerVersion{}
	}
	return v
}

func leadingNumber(text string) int {
	end := strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(text)
	}
	n, _ := strconv.Atoi(text[:end]) // 0 where there is none
	return n
}

// String writes the version as Kubernetes does: "1.32".
func (v ServerVersion) String() string { return fmt.Sprintf("%d.%d", v.Major, v.Minor) }

// knows reports whether a server of the version knows what came with since. One whose version is not known is trusted to: it says so if not.
func (v ServerVersion) knows(since ServerVersion) bool {
	return v == ServerVersion{} || v.Major > since.Major || v.Major == since.Major && v.Minor >= since.Minor
}

// KnownSince is a value of a field that not all supported API servers know.
type KnownSince struct {
	Field string
	Value string
	Since ServerVersion
	// Instead is what means the same to servers from InsteadSince on; empty where nothing does.
	Instead      string
	InsteadSince ServerVersion
	// Source is where that stands.
	Source string
}

// NewerThanOldest are the values that came after [OldestServer]. All other fields that we send were stable before.
func NewerThanOldest() []KnownSince {
	preferClose, beta := string(corev1.ServiceTrafficDistributionPreferClose), ServerVersion{1, 31}
	return []KnownSince{
		{FieldTrafficDistribution, string(corev1.ServiceTrafficDistributionPreferSameZone), ServerVersion{1, 34}, preferClose, beta, "KEP-3015, KEP-4444"},
		{FieldTrafficDistribution, string(corev1.ServiceTrafficDistributionPreferSameNode), ServerVersion{1, 34}, "", ServerVersion{}, "KEP-3015"},
	}
}

func knownSince(name, value string) (KnownSince, bool) {
	all := NewerThanOldest()
	i := slices.IndexFunc(all, func(k KnownSince) bool { return k.Field == name && k.Value == value })
	if i < 0 {
		return KnownSince{}, false
	}
	return all[i], true
}

// validateServer refuses what the API server does not know, and nothing means the same to: it would be dropped or refused.
func validateServer(w Workload, s Spec) field.ErrorList {
	k, newer := knownSince(FieldTrafficDistribution, string(s.TrafficDistribution))
	if !newer || w.Server.knows(k.Since) || k.Instead != "" && w.Server.knows(k.InsteadSince) {
		return nil
	}
	since := k.Since
	if k.Instead != "" {
		since = k.InsteadSince
	}
	return field.ErrorList{field.Invalid(field.NewPath(k.Field), k.Value, fmt.Sprintf("Kubernetes knows it from %s on, and this API server is %s", since, w.Server))}
}

// known returns a traffic distribution as the API server of w knows it.
func (w Workload) known(d TrafficDistribution) string {
	if k, newer := knownSince(FieldTrafficDistribution, string(d)); newer && !w.Server.knows(k.Since) && k.Instead != "" {
		return k.Instead
	}
	return string(d)
}

// serverNotes say what is sent in another way, because the API server is older.
func serverNotes(w Workload, s Spec) []string {
	if sent := w.known(s.TrafficDistribution); sent != string(s.TrafficDistribution) {
		return []string{fmt.Sprintf("%s is sent as %s, which means the same: this API server is %s", s.TrafficDistribution, sent, w.Server)}
	}
	return nil
}
