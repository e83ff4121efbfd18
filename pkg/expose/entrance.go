package expose

import (
	"cmp"
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// entrance is a way in: what a client asks for, and where.
type entrance struct {
	// scheme is http or https; empty for what is not known to speak either.
	scheme string
	// host is the name that is asked for, perhaps a wildcard; empty when the address will do.
	host string
	// address is where it is answered, an IP address or a name.
	address string
	port    int32
	path    string
	// tcp says that it is no other protocol, h2c that it speaks HTTP/2 without TLS, aside that it is for those who look after the workload.
	tcp, h2c, aside bool
}

// url is what a client asks for; without a scheme a host and a port.
func (e entrance) url() string {
	host := cmp.Or(e.host, e.address)
	at := net.JoinHostPort(host, strconv.Itoa(int(e.port)))
	if e.scheme == "" {
		return at
	}
	if e.port == schemePort(e.scheme) {
		at = bracketed(host)
	}
	return e.scheme + "://" + at + e.path
}

// String is the entrance for people.
func (e entrance) String() string {
	if e.host == "" {
		return e.url()
	}
	return e.url() + " at " + e.address
}

// concrete is the entrance by one of the names that a wildcard stands for, and by one of the paths that a pattern does.
func (e entrance) concrete() entrance {
	if rest, ok := strings.CutPrefix(e.host, "*"); ok {
		e.host = "www" + rest
	}
	if i := strings.IndexAny(e.path, "(*[{\\^$|"); i >= 0 { // some controllers take regular expressions
		e.path = e.path[:i]
	}
	return e
}

// schemePort is the port that a URL means when it names none.
func schemePort(scheme string) int32 {
	if scheme == "https" {
		return 443
	}
	return 80
}

// bracketed is a host as URLs write it.
func bracketed(host string) string {
	if strings.Contains(host, ":") {
		return "[" + host + "]"
	}
	return host
}

// command is how a person asks: a request by curl, or for what is not known to be HTTP a connection by nc.
func (e entrance) command() []string {
	port := strconv.Itoa(int(e.port))
	if e.scheme == "" {
		return []string{"nc", "-vz", e.address, port}
	}
	words := []string{"curl"}
	_, err := netip.ParseAddr(e.address)
	switch isIP := err == nil; {
	case e.host == "" && e.scheme == "https":
		words = append(words, "--insecure") // no certificate is for an address
	case e.host == "":
	case isIP:
		words = append(words, "--resolve", e.host+":"+port+":"+bracketed(e.address))
	default:
		words = append(words, "--connect-to", e.host+":"+port+":"+e.address+":"+port)
	}
	if e.h2c {
		words = append(words, "--http2-prior-knowledge")
	}
	return append(words, e.url())
}
