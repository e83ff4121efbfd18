package expose

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/apimachinery/pkg/util/validation"
)

// Rule leads requests for a host and a path to a port. It reads and writes itself as text, see [ParseRule].
type Rule struct {
	// Host is the DNS name; empty means every host.
	Host string
	// Path begins with a slash.
	Path string
	// Prefix matches all paths that begin with the elements of Path. Without, [Spec.PathType] says how Path is compared.
	Prefix bool
	// Backend is where the requests lead; the zero value means the workload's port for HTTP.
	Backend Backend
	// TLS serves the host over HTTPS, with the certificate of TLSSecret or the controller's own one.
	TLS bool
	// TLSSecret names the Secret with the certificate; empty leaves it to the controller.
	TLSSecret string
}

// Backend is a port that requests lead to.
type Backend struct {
	// Service names a Service that is there already; empty means the one that serves the workload.
	Service string
	// Port is the number or the name of a port of the Service.
	Port intstr.IntOrString
}

const ruleForm = "the form is host/path[*][=[service:]port][,tls[=secret]]"

// ParseRule reads "host/path[*][=[service:]port][,tls[=secret]]", the form of kubectl create ingress --rule, whose service may be
// left out here: the port is then one of the workload's. A path that ends in * matches all that begin with it.
// It returns an error that says which part is wrong.
func ParseRule(s string) (Rule, error) {
	var r Rule
	rest := s
	// The last one, since a path may contain commas.
	if at := regexp.MustCompile(`,tls(=[^,=/]*)?$`).FindStringIndex(s); at != nil {
		r.TLS = true
		_, r.TLSSecret, _ = strings.Cut(s[at[0]:], "=")
		rest = s[:at[0]]
	}
	host, path, hasPath := strings.Cut(rest, "/")
	if !hasPath {
		return Rule{}, errors.New("the host needs a path after it, / for all: " + ruleForm)
	}
	r.Host = host
	if i := strings.LastIndexByte(path, '='); i >= 0 {
		backend, err := ParseBackend(path[i+1:])
		if err != nil {
			return Rule{}, fmt.Errorf("%w; %s", err, ruleForm)
		}
		r.Backend, path = backend, path[:i]
	}
	path, r.Prefix = strings.CutSuffix(path, "*")
	r.Path = "/" + path
	return r, nil
}

// String writes r in the form that [ParseRule] reads.
func (r Rule) String() string {
	text := r.Host + r.Path
	if r.Prefix {
		text += "*"
	}
	if r.Backend != (Backend{}) {
		text += "=" + r.Backend.String()
	}
	if r.TLS {
		text += ",tls"
	}
	if r.TLSSecret != "" {
		text += "=" + r.TLSSecret
	}
	return text
}

// ParseBackend reads "[service:]port", the port by number or by name. It returns an error that says what is wrong.
func ParseBackend(s string) (Backend, error) {
	service, port, hasService := strings.Cut(s, ":")
	if !hasService {
		service, port = "", s
	} else if service == "" {
		return Backend{}, errors.New("the Service before the colon is empty")
	}
	b := Backend{Service: service}
	if n, err := strconv.ParseInt(port, 10, 32); err == nil {
		if len(validation.IsValidPortNum(int(n))) > 0 {
			return Backend{}, fmt.Errorf("the port must be from 1 to 65535, not %s", port)
		}
		b.Port = intstr.FromInt32(int32(n))
		return b, nil
	}
	if len(validation.IsDNS1123Label(port)) > 0 {
		return Backend{}, fmt.Errorf("the port must be a number or a port's name, not %q", port)
	}
	b.Port = intstr.FromString(port)
	return b, nil
}

// String writes b in the form that [ParseBackend] reads.
func (b Backend) String() string {
	if b.Service == "" {
		return b.Port.String()
	}
	return b.Service + ":" + b.Port.String()
}

// GatewayRef names a Gateway, and perhaps one of its listeners. It reads and writes itself as text, see [ParseGatewayRef].
type GatewayRef struct {
	// Namespace is the Gateway's; empty means the workload's.
	Namespace string
	Name      string
	// Listener is a listener's name; empty means all that admit the route.
	Listener string
}

// ParseGatewayRef reads "[namespace/]name[:listener]". It returns an error that says which part is wrong.
func ParseGatewayRef(s string) (GatewayRef, error) {
	name, listener, hasListener := strings.Cut(s, ":")
	namespace, name, hasNamespace := cutLast(name, "/")
	g := GatewayRef{Namespace: namespace, Name: name, Listener: listener}
	switch {
	case hasNamespace && len(validation.IsDNS1123Label(namespace)) > 0:
		return GatewayRef{}, fmt.Errorf("the namespace %s", labelRule)
	case len(validation.IsDNS1123Subdomain(name)) > 0:
		return GatewayRef{}, fmt.Errorf("the Gateway's name %s; the form is [namespace/]name[:listener]", subdomainRule)
	case hasListener && len(validation.IsDNS1123Subdomain(listener)) > 0:
		return GatewayRef{}, fmt.Errorf("the listener's name %s", subdomainRule)
	}
	return g, nil
}

// String writes g in the form that [ParseGatewayRef] reads.
func (g GatewayRef) String() string {
	text := g.Name
	if g.Namespace != "" {
		text = g.Namespace + "/" + text
	}
	if g.Listener != "" {
		text += ":" + g.Listener
	}
	return text
}

// cutLast cuts at the last separator; without one, all of s is after it.
func cutLast(s, separator string) (before, after string, found bool) {
	if i := strings.LastIndex(s, separator); i >= 0 {
		return s[:i], s[i+len(separator):], true
	}
	return "", s, false
}

// The types read and write themselves as text in JSON and YAML, too.

// MarshalText implements [encoding.TextMarshaler].
func (r Rule) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (r *Rule) UnmarshalText(text []byte) (err error) { return unmarshalText(r, text, ParseRule) }

// MarshalText implements [encoding.TextMarshaler].
func (b Backend) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (b *Backend) UnmarshalText(text []byte) error { return unmarshalText(b, text, ParseBackend) }

// MarshalText implements [encoding.TextMarshaler].
func (g GatewayRef) MarshalText() ([]byte, error) { return []byte(g.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (g *GatewayRef) UnmarshalText(text []byte) error { return unmarshalText(g, text, ParseGatewayRef) }

func unmarshalText[T any](into *T, text []byte, parse func(string) (T, error)) error {
	parsed, err := parse(string(text))
	if err == nil {
		*into = parsed
	}
	return err
}
