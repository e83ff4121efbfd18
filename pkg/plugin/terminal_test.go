package plugin_test

import (
	"bytes"
	"net"
	"os"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-xnode/kubectl-xnode/internal/terminaltest"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

const (
	enter = "\r"
	down  = "\x1b[B"
	tab   = "\t"
	esc   = "\x1b"
	ctrlC = "\x03"
)

// shop makes a namespace with two Deployments, and runs "expose" in a terminal.
func shop(t *testing.T, out *bytes.Buffer, args ...string) (*terminaltest.Terminal, string) {
	t.Helper()
	namespace := deployments(t)
	return run(t, out, namespace, nil, args...), namespace
}

func deployments(t *testing.T) (namespace string) {
	t.Helper()
	namespace = playground.Namespace(t)
	playground.Deployment(t, namespace, "cart", corev1.ContainerPort{Name: "http", ContainerPort: 8080})
	playground.Deployment(t, namespace, "web", corev1.ContainerPort{Name: "http", ContainerPort: 8080})
	return namespace
}

func run(t *testing.T, out *bytes.Buffer, namespace string, env []string, args ...string) *terminaltest.Terminal {
	t.Helper()
	kubeconfig := t.TempDir() + "/kubeconfig"
	if err := playground.KubeconfigFor(kubeconfig, namespace); err != nil {
		t.Fatal(err)
	}
	return terminaltest.Start(t, 100, 30, out, append(env, "KUBECONFIG="+kubeconfig), "kubectl-xnode", append([]string{"expose"}, args...)...)
}

func TestEachTypeOnTheTerminal(t *testing.T) {
	for i, typ := range expose.Types().Values {
		t.Run(string(typ), func(t *testing.T) {
			var out bytes.Buffer
			term, namespace := shop(t, &out)
			for pass, will := range []string{"will be created", "stays as it is"} {
				if pass > 0 {
					out.Reset()
					term = run(t, &out, namespace, nil)
				}
				term.Sees("cart")
				term.Sees("context playground  namespace " + namespace + "  user admin")
				term.Type("/web")
				term.Sees("1 of 2")
				term.Type(enter)
				term.Sees("esc clear")
				term.Type(enter)
				term.Sees("How should clients reach deployment/web?")
				term.Type(strings.Repeat(down, i) + enter)
				term.Sees("deployment/web as " + string(typ))
				switch typ {
				case expose.ExternalName:
					term.Type(tab + "db.example.com")
				case expose.Ingress:
					term.Type(down + down + "shop.example.com")
				case expose.HTTPRoute:
					term.Type(strings.Repeat(down, 5) + "public")
				}
				term.Type(enter)
				term.Sees(will)
				term.Type(enter) // does not apply
				term.Type("a")
				term.Sees("The same without asking")
				term.Sees("--namespace=" + namespace)
				term.Type(enter)
				if code := term.Ends(); code != 0 {
					t.Errorf("exit code %d", code)
				}
				want := map[int]string{0: " created\n", 1: " unchanged\n"}[pass]
				if text := out.String(); !strings.Contains(text, "/web"+want) || strings.ContainsRune(text, '\x1b') {
					t.Errorf("standard output is %q, want it to end in %q", text, want)
				}
			}
			if typ == expose.Ingress {
				ingress, err := playground.Client.NetworkingV1().Ingresses(namespace).Get(t.Context(), "web", metav1.GetOptions{})
				if err != nil || ingress.Spec.Rules[0].Host != "shop.example.com" {
					t.Errorf("the Ingress is %+v, %v", ingress, err)
				}
			}
			service, err := playground.Client.CoreV1().Services(namespace).Get(t.Context(), "web", metav1.GetOptions{})
			if err != nil {
				t.Fatal(err)
			}
			wantType := map[expose.Type]corev1.ServiceType{expose.Headless: "ClusterIP", expose.Ingress: "ClusterIP", expose.HTTPRoute: "ClusterIP"}[typ]
			if wantType == "" {
				wantType = corev1.ServiceType(typ)
			}
			if service.Spec.Type != wantType || (service.Spec.ClusterIP == corev1.ClusterIPNone) != (typ == expose.Headless) {
				t.Errorf("the Service is of type %s with address %s", service.Spec.Type, service.Spec.ClusterIP)
			}
		})
	}
}

func TestInterruptRestoresTheTerminal(t *testing.T) {
	var out bytes.Buffer
	for _, step := range []struct{ sees, then string }{{"cart", enter}, {"How should clients reach", enter}, {"deployment/cart as ClusterIP", enter}, {"will be created", ""}} {
		term, namespace := shop(t, &out)
		for _, before := range []struct{ sees, then string }{{"cart", enter}, {"How should clients reach", enter}, {"deployment/cart as ClusterIP", enter}, {"will be created", ""}} {
			term.Sees(before.sees)
			if before == step {
				break
			}
			term.Type(before.then)
		}
		term.Resize(70, 22)
		term.Type(ctrlC)
		if code := term.Ends(); code != 130 {
			t.Errorf("exit code %d at %q, want 130", code, step.sees)
		}
		services, err := playground.Client.CoreV1().Services(namespace).List(t.Context(), metav1.ListOptions{})
		if err != nil || len(services.Items) > 0 || out.Len() > 0 {
			t.Errorf("there are %d Services and the output %q, %v", len(services.Items), out.String(), err)
		}
	}
}

func TestFlagsSeedTheTerminal(t *testing.T) {
	var out bytes.Buffer
	term, _ := shop(t, &out, "web", "-i", "--type", "nodeport", "--port", "80", "--dry-run=client", "-o", "name")
	term.Sees("› NodePort")
	term.Type(enter)
	term.Sees("80 → 8080  http")
	term.Type(enter)
	term.Sees("a print")
	term.Type("a")
	term.Sees("this was a dry run")
	term.Type("q")
	if code := term.Ends(); code != 0 || out.String() != "service/web\n" {
		t.Errorf("exit code %d, output %q", code, out.String())
	}
}

func TestForbiddenListStillTakesAName(t *testing.T) {
	var out bytes.Buffer
	term, _ := shop(t, &out, "--as", "nobody")
	term.Sees(`cannot list resource "deployments"`)
	term.Type("web" + enter)
	term.Sees(`deployments.apps "web" is forbidden`)
	term.Type(ctrlC)
	if code := term.Ends(); code != 130 {
		t.Errorf("exit code %d, want 130", code)
	}
}

func TestServerThatIsNotThereNeverTakesTheScreen(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	var out bytes.Buffer
	term, _ := shop(t, &out, "--server", "https://"+silent.Addr().String(), "--request-timeout", "500ms")
	term.Sees("does not answer")
	if code := term.Ends(); code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
}

// TestYAMLIsEditedInAnEditor has an editor that makes a mistake at first, and one that the API server finds after that.
func TestYAMLIsEditedInAnEditor(t *testing.T) {
	edits := t.TempDir()
	editor := edits + "/edit.sh"
	err := os.WriteFile(editor, []byte(`#!/bin/sh
# The terminal is the editor's meanwhile.
echo "What is to be done to $2?"
read -r line
case $line in
mistake) sed -i 's/^kind: Service/kind: [Service/' "$2" ;;
unknown) sed -i 's/kind: \[Service/kind: Service/; s/^spec:/spec:\n  portz: 80/' "$2" ;;
right) sed -i '/portz/d; s/port: 80$/port: 8000/; s/^metadata:/# by hand\nmetadata:\n  annotations: {team: shop}/' "$2" ;;
esac
`), 0o700)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("EDITOR", editor+" --wait")
	t.Chdir(edits)
	var out bytes.Buffer
	term, namespace := shop(t, &out, "web", "-i", "--type=ClusterIP")
	term.Sees("How should clients reach")
	term.Type(enter)
	term.Sees("deployment/web as ClusterIP")
	term.Type(enter)
	term.Sees("will be created")
	for _, edit := range []struct{ line, sees string }{
		{"mistake", "this is not YAML: line 2"},
		{"unknown", ".spec.portz: field"},
		{"right", "edited by hand"},
	} {
		term.Type("e")
		term.Sees("/web.yaml?")
		term.Type(edit.line + enter)
		term.Sees(edit.sees)
	}
	term.Sees("port: 8000")
	term.Type("s")
	term.Sees("Saved web.yaml")
	term.Resize(80, 24)
	term.Type("a")
	term.Sees("kubectl apply --server-side --field-manager=kubectl-xnode")
	term.Type(enter)
	if code := term.Ends(); code != 0 || !strings.Contains(out.String(), "service/web created\n") {
		t.Errorf("exit code %d, output %q", code, out.String())
	}
	service, err := playground.Client.CoreV1().Services(namespace).Get(t.Context(), "web", metav1.GetOptions{})
	if err != nil || service.Spec.Ports[0].Port != 8000 || service.Annotations["team"] != "shop" {
		t.Errorf("the Service is %+v, %v", service, err)
	}
	saved, err := os.ReadFile("web.yaml")
	if err != nil || !strings.Contains(string(saved), "port: 8000\n") {
		t.Errorf("saved %q, %v", saved, err)
	}
}
