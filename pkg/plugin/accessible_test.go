package plugin_test

import (
	"bytes"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-xnode/kubectl-xnode/internal/terminaltest"
)

// asked is a question and what is answered.
type asked struct{ question, answer string }

func answers(term *terminaltest.Terminal, dialogue []asked) {
	for _, a := range dialogue {
		term.Sees(a.question)
		term.Type(a.answer + enter)
	}
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
			var out bytes.Buffer
			namespace := deployments(t)
			term := run(t, &out, namespace, []string{c.env})
			answers(term, c.dialogue)
			term.Sees("is created.") // now addresses are waited for, or not
			term.Type(enter)
			answers(term, []asked{{"Expose another workload?", "no"}})
			if code := term.Ends(); code != 0 || out.String() != c.printed {
				t.Errorf("exit code %d, output %q, want %q", code, out.String(), c.printed)
			}
			if strings.ContainsRune(term.Written(), '\x1b') {
				t.Errorf("there are escapes in %q", term.Written())
			}
			if n := strings.Count(term.Written(), "The same without asking"); n != 1 {
				t.Errorf("the command is said %d times:\n%s", n, term.Written())
			}
			service, err := playground.Client.CoreV1().Services(namespace).Get(t.Context(), "web", metav1.GetOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if name == "NodePort" && (service.Spec.Ports[0].Port != 81 || service.Spec.SessionAffinity != corev1.ServiceAffinityClientIP) {
				t.Errorf("the Service is %+v", service.Spec)
			}
			if name == "Ingress" {
				ingress, err := playground.Client.NetworkingV1().Ingresses(namespace).Get(t.Context(), "web", metav1.GetOptions{})
				if err != nil || ingress.Spec.Rules[0].Host != "shop.example.com" {
					t.Errorf("the Ingress is %+v, %v", ingress, err)
				}
			}
		})
	}
}

// TestLeavingTheDialogue shows that ctrl+c, ctrl+d and quit leave alike.
func TestLeavingTheDialogue(t *testing.T) {
	var out bytes.Buffer
	for leave, says := range map[string]string{ctrlC: "", "\x04": "Standard input has ended", "quit" + enter: ""} {
		term := run(t, &out, deployments(t), []string{"ACCESSIBLE=yes"}, "web", "-i")
		term.Sees("enter for 1, ClusterIP:")
		term.Type(leave)
		if code := term.Ends(); code != 130 || !strings.Contains(term.Written(), says) || out.Len() > 0 {
			t.Errorf("%q: exit code %d, output %q, said:\n%s", leave, code, out.String(), term.Written())
		}
	}
}

func TestAccessibleIsAsked(t *testing.T) {
	for value, want := range map[string]bool{"": false, "0": false, "false": false, "1": true, "on": true} {
		var out bytes.Buffer
		term := run(t, &out, deployments(t), []string{"ACCESSIBLE=" + value}, "web", "-i")
		term.Sees("How should clients reach deployment/web?")
		term.Type(ctrlC)
		term.Ends()
		if screens := strings.ContainsRune(term.Written(), '\x1b'); screens == want {
			t.Errorf("ACCESSIBLE=%s draws screens: %v", value, screens)
		}
	}
}
