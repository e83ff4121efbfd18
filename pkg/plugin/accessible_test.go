package plugin_test

import (
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// asked is a question and what is answered.
type asked struct{ question, answer string }

// answers types an answer to each question when it is asked.
func (u *user) answers(dialogue ...asked) *user {
	u.t.Helper()
	for _, a := range dialogue {
		u.sees(a.question).presses(a.answer, enter)
	}
	return u
}

// TestAccessible talks with the program as a screen reader's user does.
func TestAccessible(t *testing.T) {
	for name, c := range map[string]struct {
		env      string
		dialogue []asked
		printed  string
	}{
		"NodePort": {"ACCESSIBLE=1", []asked{
			{"enter for 1, Deployment:", ""},
			{"Which Deployment?", "web"},
			{"enter for 1, ClusterIP:", "nodeport"},
			{"Name, enter for web:", ""},
			{"Ports, enter for http=80:http:", "http=81:oops:"},
			{"Please answer again:", "http=81:http"},
			{"Affinity, enter for None:", "ClientIP"},
			{"From outside, enter for Cluster:", ""},
			{"From inside, enter for Cluster:", ""},
			{"Prefer, enter for all alike:", ""},
			{"Anything else to set?", ""},
			{"Apply?", ""},
			{"an empty line does nothing here", "apply"},
		}, "service/web created\n"},
		"Ingress": {"TERM=dumb", []asked{
			{"enter for 1, Deployment:", ""},
			{"Which Deployment?", "2"},
			{"enter for 1, ClusterIP:", "6"},
			{"Name, enter for web:", ""},
			{"Ports, enter for http=80:http:", ""},
			{"Host, enter for every host:", "shop.example.com"},
			{"Path, enter for /:", ""},
			{"Path type, enter for Prefix:", ""},
			{"Ingress class, enter for the cluster's default:", ""},
			{"TLS Secret, enter for plain HTTP:", "back"},
			{"Ingress class, enter for the cluster's default:", ""},
			{"TLS Secret, enter for plain HTTP:", ""},
			{"Anything else to set?", ""},
			{"service/web will be created.", "yaml"},
			{"host: shop.example.com", "apply"},
		}, "service/web created\ningress.networking.k8s.io/web created\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := visitor(t).with(c.env).opens().answers(c.dialogue...)
			u.sees("is created.").presses(enter) // where addresses are still waited for
			u.answers(asked{"What now?", "finish"})
			if printed := u.leaves(0); printed != c.printed {
				t.Errorf("printed is %q, want %q", printed, c.printed)
			}
			if strings.ContainsRune(u.Written(), '\x1b') {
				t.Errorf("there are escapes in %q", u.Written())
			}
			if n := strings.Count(u.Written(), "The same without asking"); n != 1 {
				t.Errorf("the command is said %d times:\n%s", n, u.Written())
			}
			service := u.service("web")
			if name == "NodePort" && (service.Spec.Ports[0].Port != 81 || service.Spec.SessionAffinity != corev1.ServiceAffinityClientIP) {
				t.Errorf("the Service is %+v", service.Spec)
			}
			if name == "Ingress" {
				ingress, err := playground.Client.NetworkingV1().Ingresses(u.namespace).Get(t.Context(), "web", metav1.GetOptions{})
				if err != nil || ingress.Spec.Rules[0].Host != "shop.example.com" {
					t.Errorf("the Ingress is %+v, %v", ingress, err)
				}
			}
		})
	}
}

// TestLeavingTheDialogue shows that ctrl+c, ctrl+d and quit leave alike.
func TestLeavingTheDialogue(t *testing.T) {
	for name, c := range map[string]struct{ keys, says string }{
		"ctrl+c": {ctrlC, ""},
		"ctrl+d": {ctrlD, "Standard input has ended"},
		"quit":   {"quit" + enter, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := visitor(t).with("ACCESSIBLE=yes").opens("web", "-i").sees("enter for 1, ClusterIP:").presses(c.keys)
			if printed := u.leaves(130); printed != "" {
				t.Errorf("printed is %q", printed)
			}
			u.sees(c.says)
			u.changedNothing()
		})
	}
}

func TestAccessibleIsAsked(t *testing.T) {
	for value, want := range map[string]bool{"": false, "0": false, "false": false, "1": true, "on": true} {
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			u := visitor(t).with("ACCESSIBLE="+value).opens("web", "-i").sees(onTypes + " deployment/web?")
			u.interrupts().leaves(130)
			if screens := strings.ContainsRune(u.Written(), '\x1b'); screens == want {
				t.Errorf("it draws screens: %v", screens)
			}
		})
	}
}
