package plugin_test

import (
	"net"
	"os"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// fields are texts for fields of the form, by their labels.
type fields map[string]string

func TestEachTypeToTheEnd(t *testing.T) {
	for _, c := range []struct {
		typ     expose.Type
		fields  fields
		printed string
		check   func(*user)
	}{
		{typ: expose.ClusterIP, fields: fields{"Affinity": "ClientIP"}, check: func(u *user) {
			if s := u.service("web"); s.Spec.SessionAffinity != corev1.ServiceAffinityClientIP {
				u.t.Errorf("the affinity is %s", s.Spec.SessionAffinity)
			}
		}},
		{typ: expose.Headless},
		{typ: expose.NodePort, fields: fields{"From outside": "Local"}, check: func(u *user) {
			if s := u.service("web"); s.Spec.ExternalTrafficPolicy != corev1.ServiceExternalTrafficPolicyLocal || s.Spec.Ports[0].NodePort == 0 {
				u.t.Errorf("the Service is %+v", s.Spec)
			}
		}},
		{typ: expose.LoadBalancer},
		{typ: expose.ExternalName, fields: fields{"External name": "db.example.com"}, check: func(u *user) {
			if s := u.service("web"); s.Spec.ExternalName != "db.example.com" {
				u.t.Errorf("it stands for %s", s.Spec.ExternalName)
			}
		}},
		{typ: expose.Ingress, fields: fields{"Host": "shop.example.com"}, printed: "ingress.networking.k8s.io/web", check: func(u *user) {
			i, err := playground.Client.NetworkingV1().Ingresses(u.namespace).Get(u.t.Context(), "web", metav1.GetOptions{})
			if err != nil {
				u.t.Fatal(err)
			}
			if backend := i.Spec.Rules[0].HTTP.Paths[0].Backend.Service; i.Spec.Rules[0].Host != "shop.example.com" || backend.Name != "web" || backend.Port.Name != "http" {
				u.t.Errorf("the Ingress is %+v", i.Spec)
			}
		}},
		{typ: expose.HTTPRoute, fields: fields{"Gateway": "public"}, printed: "httproute.gateway.networking.k8s.io/web", check: func(u *user) {
			path := "/apis/gateway.networking.k8s.io/v1/namespaces/" + u.namespace + "/httproutes/web"
			route, err := playground.Client.Discovery().RESTClient().Get().AbsPath(path).DoRaw(u.t.Context())
			if err != nil || !strings.Contains(string(route), `"name":"public"`) {
				u.t.Errorf("the HTTPRoute is %s, %v", route, err)
			}
		}},
	} {
		t.Run(string(c.typ), func(t *testing.T) {
			t.Parallel()
			u := visitor(t)
			u.opens().sees(onWorkloads, "cart", "context playground  namespace "+u.namespace+"  user admin")
			u.picks("web").choosesType(c.typ)
			for label, text := range c.fields {
				u.fillsIn(label, text)
			}
			printed := u.previews(willBeCreated).presses(enter).applies().sees("--namespace=" + u.namespace).finishes()
			if want := "service/web created\n"; !strings.HasPrefix(printed, want) || c.printed != "" && !strings.HasSuffix(printed, c.printed+" created\n") {
				t.Errorf("printed is %q, want %q and %q", printed, want, c.printed)
			}
			want := corev1.ServiceType(c.typ)
			switch c.typ {
			case expose.Headless, expose.Ingress, expose.HTTPRoute:
				want = corev1.ServiceTypeClusterIP
			}
			s := u.service("web")
			if s.Spec.Type != want || (s.Spec.ClusterIP == corev1.ClusterIPNone) != (c.typ == expose.Headless) {
				t.Errorf("the Service is of type %s with address %s", s.Spec.Type, s.Spec.ClusterIP)
			}
			if c.typ != expose.ExternalName && (s.Spec.Selector["app"] != "web" || s.Spec.Ports[0].TargetPort != intstr.FromString("http")) {
				t.Errorf("the Service is %+v", s.Spec)
			}
			if c.check != nil {
				c.check(u)
			}
		})
	}
}

func TestTheSameAgainChangesNothing(t *testing.T) {
	t.Parallel()
	u := visitor(t)
	u.opens("web", "-i", "--type=NodePort").choosesType(expose.NodePort).previews(willBeCreated).applies().finishes()
	before := u.service("web").ResourceVersion
	u.opens().picks("web").choosesType(expose.NodePort).previews(willStay)
	if printed := u.applies().finishes(); printed != "service/web unchanged\n" || u.service("web").ResourceVersion != before {
		t.Errorf("printed is %q", printed)
	}
}

func TestBackAndForthKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	u := visitor(t)
	u.opens().picks("web").choosesType(expose.Ingress).fillsIn("Host", "shop.example.com").fillsIn("Name", "front")
	u.previews(willBeCreated).sees("service/front")
	u.goesBack(" as Ingress").sees("shop.example.com", "front")
	u.goesBack(onTypes).sees("› Ingress")
	u.choosesType(expose.ClusterIP).seesNoMore("shop.example.com").sees("front")
	u.goesBack(onTypes).sees("› ClusterIP").goesBack(onWorkloads).sees("› web")
	u.presses(enter).choosesType(expose.Ingress).sees("shop.example.com")
	printed := u.previews(willBeCreated).applies().goesBack(willStay).goesBack(" as Ingress").previews(willStay).applies().finishes()
	if u.service("front") == nil || u.service("web") != nil || !strings.HasPrefix(printed, "service/front created\n") {
		t.Errorf("printed is %q", printed)
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
printf '\033[2J' # so that the question is on the screen only while it is asked
`), 0o700)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(edits)
	u := visitor(t).with("EDITOR=" + editor + " --wait")
	u.opens("web", "-i", "--type=ClusterIP").choosesType(expose.ClusterIP).previews(willBeCreated)
	u.edits("mistake").sees("this is not YAML: line 2")
	u.edits("unknown").sees(".spec.portz: field")
	u.edits("right").sees("edited by hand", "port: 8000").presses("s").sees("Saved web.yaml").resizes(80, 24)
	printed := u.applies().sees("kubectl apply --server-side --field-manager=kubectl-xnode").finishes()
	if s := u.service("web"); s.Spec.Ports[0].Port != 8000 || s.Annotations["team"] != "shop" || printed != "service/web created\n" {
		t.Errorf("printed is %q, the Service %+v", printed, s)
	}
	saved, err := os.ReadFile("web.yaml")
	if err != nil || !strings.Contains(string(saved), "port: 8000\n") {
		t.Errorf("saved is %q, %v", saved, err)
	}
}

// edits runs the editor on what is previewed, and tells it what to do.
func (u *user) edits(line string) *user {
	u.t.Helper()
	return u.presses("e").sees("/web.yaml?").presses(line, enter)
}

func TestFlagsSeedTheTerminal(t *testing.T) {
	t.Parallel()
	u := visitor(t)
	u.opens("web", "-i", "--type", "nodeport", "--port", "80", "--dry-run=client", "-o", "name")
	u.sees("› NodePort").presses(enter).sees(" as NodePort").previews(willBeCreated).sees("a print")
	if printed := u.applies().sees("this was a dry run").presses("q").leaves(0); printed != "service/web\n" {
		t.Errorf("printed is %q", printed)
	}
	u.changedNothing()
}

func TestAllNamespaces(t *testing.T) {
	t.Parallel()
	u, other := visitor(t), visitor(t)
	u.opens("-A").sees("NAMESPACE").presses("/", u.namespace).sees(u.namespace + " ").seesNoMore(other.namespace)
	u.presses(ctrlU, other.namespace).sees(other.namespace + " ").interrupts().leaves(130)
}

func TestForbiddenListStillTakesAName(t *testing.T) {
	t.Parallel()
	u := visitor(t)
	u.opens("--as", "nobody").sees(`cannot list resource "deployments"`)
	u.presses("web", enter).sees(`deployments.apps "web" is forbidden`)
	u.interrupts().leaves(130)
}

func TestServerThatIsNotThereNeverTakesTheScreen(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	u := visitor(t)
	u.opens("--server", "https://"+silent.Addr().String(), "--request-timeout", "500ms").sees("does not answer").leaves(1)
	if strings.Contains(u.Written(), "\x1b[?1049h") {
		t.Error("the screen was taken")
	}
}
