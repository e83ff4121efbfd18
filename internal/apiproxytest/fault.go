package apiproxytest

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/json"
)

// Fault is a way in which a request goes wrong.
type Fault string

// The faults. Those whose name ends in "after" let the API server act first: the program cannot know that it did.
const (
	// Refused is a connection that is not made: reset before it is spoken on, or, when it lasts, refused by a closed port.
	Refused Fault = "refused"
	// Reset is a connection that ends with RST once the request is there.
	Reset      Fault = "reset"
	ResetAfter Fault = "reset after"
	// Hang takes the request and gives no answer until the client gives up.
	Hang      Fault = "hang"
	HangAfter Fault = "hang after"
	// Truncated answers with half of the body.
	Truncated Fault = "truncated after"
	// TooMany answers 429 and to try again in a second.
	TooMany      Fault = "429"
	Internal     Fault = "500"
	Unavailable  Fault = "503"
	Forbidden    Fault = "403"
	Conflict     Fault = "409"
	Timeout      Fault = "504"
	TimeoutAfter Fault = "504 after"
	// Expired answers 401, as to a token that is no longer good.
	Expired Fault = "401"
	// Portal answers 200 with a page for people, as what wants one to log in to a network does.
	Portal Fault = "HTML 200"
	// Gateway answers 502 with a page for people, as a load balancer does whose API server is away.
	Gateway Fault = "HTML 502"
)

// Faults returns all of them.
func Faults() []Fault {
	return []Fault{
		Refused, Reset, ResetAfter, Hang, HangAfter, Truncated, TooMany, Internal, Unavailable, Forbidden, Conflict, Timeout, TimeoutAfter, Expired, Portal, Gateway,
	}
}

// Acts reports whether the API server has carried out a request that is broken so.
func (f Fault) Acts() bool { return strings.HasSuffix(string(f), "after") }

// fail breaks a request, which has been read to its end. act is what the API server does.
func fail(f Fault, act http.Handler, w http.ResponseWriter, r *http.Request) {
	answer := httptest.NewRecorder()
	if f.Acts() {
		act.ServeHTTP(answer, r)
	}
	switch f {
	case Refused, Reset, ResetAfter:
		abort(connection(r))
	case Hang, HangAfter:
		<-r.Context().Done()
	case Truncated:
		body := answer.Body.Bytes()
		w.Header().Set("Content-Type", answer.Header().Get("Content-Type"))
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(answer.Code)
		_, _ = w.Write(body[:len(body)/2]) // net/http breaks off when less comes than was said
	case TooMany:
		// As API Priority and Fairness does: https://github.com/kubernetes/kubernetes/blob/v1.37.0/staging/src/k8s.io/apiserver/pkg/server/filters/priority-and-fairness.go
		w.Header().Set("Retry-After", "1")
		http.Error(w, "Too many requests, please try again later.", http.StatusTooManyRequests)
	case Portal:
		page(w, http.StatusOK, "Welcome to the guest network")
	case Gateway:
		page(w, http.StatusBadGateway, "502 Bad Gateway")
	default:
		status(w, statusOf(f, RequestOf(r)))
	}
}

// statusOf is what kube-apiserver answers.
func statusOf(f Fault, r Request) *apierrors.StatusError {
	resource := schema.GroupResource{Group: r.Group, Resource: r.Resource}
	switch f {
	case Internal:
		return apierrors.NewInternalError(errors.New("etcdserver: leader changed"))
	case Unavailable:
		return apierrors.NewServiceUnavailable("apiserver is shutting down")
	case Forbidden:
		//nolint:staticcheck // the API server's words
		return apierrors.NewForbidden(resource, r.Name, fmt.Errorf("User \"visitor\" cannot %s resource %q in API group %q in the namespace %q", r.Verb(), r.Resource, r.Group, r.Namespace))
	case Conflict:
		return apierrors.NewConflict(resource, r.Name, errors.New("the object has been modified; please apply your changes to the latest version and try again"))
	case Expired:
		return apierrors.NewUnauthorized(http.StatusText(http.StatusUnauthorized))
	default:
		return apierrors.NewTimeoutError("request did not complete within the allotted timeout", 0)
	}
}

func status(w http.ResponseWriter, err *apierrors.StatusError) {
	s := err.Status()
	s.TypeMeta = metav1.TypeMeta{Kind: "Status", APIVersion: "v1"}
	body, _ := json.Marshal(s) // a Status is plain data
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(int(s.Code))
	_, _ = w.Write(body)
}

func page(w http.ResponseWriter, code int, title string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(code)
	fmt.Fprintf(w, "<!DOCTYPE html>\n<html>\n<head><title>%s</title></head>\n<body>\n<h1>%[1]s</h1>\n<script>location = '/'</script>\n</body>\n</html>\n", title)
}

// connKey is where a request's context has its connection.
type connKey struct{}

// connection is that which the request came on, below TLS.
func connection(r *http.Request) net.Conn {
	conn, _ := r.Context().Value(connKey{}).(net.Conn)
	if secure, ok := conn.(interface{ NetConn() net.Conn }); ok {
		return secure.NetConn()
	}
	return conn
}

// abort ends a connection with RST, not with FIN.
func abort(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
