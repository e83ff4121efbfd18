package plugin_test

import (
	"net/http"
	"syscall"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-xnode/kubectl-xnode/internal/apiproxytest"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// appliesAnIngress comes to the preview of an Ingress and its Service, and applies it while its last request goes wrong.
func appliesAnIngress(t *testing.T, b apiproxytest.Break) *user {
	t.Helper()
	u := visitor(t).throughProxy()
	u.server.Breaks(apiproxytest.Break{}) // each request has a connection of its own to lose
	u.opens().picks("web").choosesType(expose.Ingress).fillsIn("Host", "shop.example.com").previews(willBeCreated)
	b.Request = apiproxytest.Request{
		Method: http.MethodPatch, Group: "networking.k8s.io", Namespace: u.namespace, Resource: "ingresses", Name: "web", Nth: 1,
		Path: "/apis/networking.k8s.io/v1/namespaces/" + u.namespace + "/ingresses/web",
	}
	u.server.BreaksNext(b)
	u.presses("a")
	return u
}

// hasAll reports whether all of the plan is there, and tells a part of it from nothing.
func (u *user) hasAll() bool {
	u.t.Helper()
	_, err := playground.Client.NetworkingV1().Ingresses(u.namespace).Get(u.t.Context(), "web", metav1.GetOptions{})
	if err != nil && !apierrors.IsNotFound(err) {
		u.t.Fatal(err)
	}
	ingress, service := err == nil, u.service("web") != nil
	if ingress != service {
		u.t.Errorf("there is a part of the plan: Ingress %v, Service %v", ingress, service)
	}
	return ingress && service
}

// TestFaultsWhileApplying breaks the second write of a plan on the terminal: what was done is taken back in sight, and applying again does all of it.
func TestFaultsWhileApplying(t *testing.T) {
	for fault, says := range map[apiproxytest.Fault]string{
		apiproxytest.Reset:       noAnswer,
		apiproxytest.Forbidden:   "not allowed",
		apiproxytest.Unavailable: "cannot serve now",
		apiproxytest.Portal:      "a web page came in place",
		apiproxytest.Expired:     "log in again",
	} {
		t.Run(string(fault), func(t *testing.T) {
			t.Parallel()
			u := appliesAnIngress(t, apiproxytest.Break{Fault: fault})
			u.sees(says, applyingFailed)
			if u.hasAll() {
				t.Error("the plan was not taken back")
			}
			u.goesBack(willBeCreated).applies()
			if printed := u.finishes(); !u.hasAll() {
				t.Errorf("printed is %q", printed)
			}
		})
	}
}

// TestLostAnswersWhileApplying has a server that does what it is asked for and whose answer is lost: that is found out.
func TestLostAnswersWhileApplying(t *testing.T) {
	for _, fault := range []apiproxytest.Fault{apiproxytest.ResetAfter, apiproxytest.Truncated, apiproxytest.TimeoutAfter} {
		t.Run(string(fault), func(t *testing.T) {
			t.Parallel()
			u := appliesAnIngress(t, apiproxytest.Break{Fault: fault})
			u.sees(onDone)
			if printed := u.finishes(); !u.hasAll() {
				t.Errorf("printed is %q", printed)
			}
		})
	}
}

// TestSignalsWhileApplying ends the program from outside while the second write hangs: the terminal is given back, and what was done is taken back before.
func TestSignalsWhileApplying(t *testing.T) {
	for signal, code := range map[syscall.Signal]int{syscall.SIGTERM: 143, syscall.SIGHUP: 129} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			arrived := make(chan struct{})
			u := appliesAnIngress(t, apiproxytest.Break{Fault: apiproxytest.Hang, Arrived: func() { close(arrived) }})
			select {
			case <-arrived:
			case <-time.After(patience):
				t.Fatal("the request does not come")
			}
			u.Signal(signal)
			u.leaves(code)
			if u.hasAll() {
				t.Error("the plan was not taken back")
			}
		})
	}
}
