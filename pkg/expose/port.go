package expose

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/apimachinery/pkg/util/validation"
)

// Port is one port of a Service. It reads and writes itself as text, see [ParsePort].
type Port struct {
	// Name is the port's name within the Service.
	Name string
	// Port is what clients connect to, 1 to 65535.
	Port int32
	// TargetPort is where the Pods listen: a number, or the name of a container port.
	// The zero value means "not said".
	TargetPort intstr.IntOrString
	// Protocol is TCP, UDP or SCTP; empty means "not said".
	Protocol corev1.Protocol
	// NodePort is the port on every node, 1 to 65535 within the cluster's range.
	// 0 lets the API server choose.
	NodePort int32
	// AppProtocol tells what is spoken, such as kubernetes.io/h2c (core/v1 ServicePort.appProtocol); empty means "not said".
	AppProtocol string
}

const portForm = "the form is [name=]port[:targetPort][/protocol][@nodePort][+appProtocol]"

// ParsePort reads "[name=]port[:targetPort][/protocol][@nodePort][+appProtocol]", such as "80",
// "80:8080", "dns=53:dns/UDP", "http=80:8080@30080" or "grpc=80:8080+kubernetes.io/h2c".
// It returns an error that says which part is wrong and what is allowed.
func ParsePort(s string) (Port, error) {
	var p Port
	rest, appProtocol, hasAppProtocol := strings.Cut(s, "+")
	rest, nodePort, hasNodePort := strings.Cut(rest, "@")
	rest, protocol, hasProtocol := strings.Cut(rest, "/")
	name, ports, hasName := strings.Cut(rest, "=")
	if !hasName {
		name, ports = "", rest
	}
	port, target, hasTarget := strings.Cut(ports, ":")

	var errs [5]error
	p.Name, p.AppProtocol = name, appProtocol
	if hasName && name == "" {
		errs[0] = errors.New("the name before = is empty")
	}
	p.Port, errs[1] = parsePortNumber("port", port)
	if hasTarget {
		p.TargetPort, errs[2] = parseTargetPort(target)
	}
	if hasNodePort {
		p.NodePort, errs[3] = parsePortNumber("node port", nodePort)
	}
	if hasAppProtocol && appProtocol == "" {
		errs[4] = errors.New("the app protocol after + is empty")
	}
	for _, err := range errs {
		if err != nil {
			return Port{}, err
		}
	}
	if hasProtocol {
		protocol, err := Protocols().Parse(protocol)
		if err != nil {
			return Port{}, err
		}
		p.Protocol = protocol
	}
	return p, nil
}

func parsePortNumber(what, s string) (int32, error) {
	n, err := strconv.ParseInt(s, 10, 32)
	if errors.Is(err, strconv.ErrSyntax) || err == nil && s != strconv.FormatInt(n, 10) {
		return 0, fmt.Errorf("the %s must be a number, not %q: %s", what, s, portForm)
	}
	if err != nil || n < 1 || n > 65535 {
		return 0, fmt.Errorf("the %s must be from 1 to 65535, not %s", what, s)
	}
	return int32(n), nil
}

// parseTargetPort reads a number, or the name of a container port. Names are checked here
// because a name such as "80_80" cannot be told from a mistyped number later.
func parseTargetPort(s string) (intstr.IntOrString, error) {
	if len(validation.IsValidPortName(s)) == 0 {
		return intstr.FromString(s), nil
	}
	n, err := parsePortNumber("target port", s)
	if err != nil {
		return intstr.IntOrString{}, fmt.Errorf("the target port must be a number from 1 to 65535 or the name of a container port, not %q", s)
	}
	return intstr.FromInt32(n), nil
}

// String writes p in the form that [ParsePort] reads; what is not said is left out.
func (p Port) String() string {
	var b strings.Builder
	if p.Name != "" {
		b.WriteString(p.Name + "=")
	}
	fmt.Fprintf(&b, "%d", p.Port)
	if p.hasTarget() {
		b.WriteString(":" + p.TargetPort.String())
	}
	if p.Protocol != "" {
		b.WriteString("/" + string(p.Protocol))
	}
	if p.NodePort != 0 {
		fmt.Fprintf(&b, "@%d", p.NodePort)
	}
	if p.AppProtocol != "" {
		b.WriteString("+" + p.AppProtocol)
	}
	return b.String()
}

func (p Port) hasTarget() bool { return p.TargetPort != intstr.IntOrString{} }

// MarshalText implements [encoding.TextMarshaler].
func (p Port) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (p *Port) UnmarshalText(text []byte) error { return unmarshalText(p, text, ParsePort) }
