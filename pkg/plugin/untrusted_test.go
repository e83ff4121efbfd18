package plugin_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/utils/ptr"

	"github.com/kubectl-xnode/kubectl-xnode/internal/terminaltest"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// evil would set the title of the window, blink, clear the screen, do that again by C1, delete and write from right to left.
const evil = "\x1b]0;owned\a\x1b[5m\x1b[2J\u009b2J\b\x7f\u202e"

// hostileNamespace has workloads and Services that hold evil wherever the API server lets them, and refuses and warns with it.
func hostileNamespace(t *testing.T) string {
	t.Helper()
	namespace := playground.Namespace(t)
	playground.Create(t, &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Name: "web", Namespace: namespace, Annotations: map[string]string{"note": evil}},
		Spec: appsv1.DeploymentSpec{
			Replicas: ptr.To[int32](0),
			Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"app": "web"}},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{"app": "web"}, Annotations: map[string]string{"note": evil}},
				Spec: corev1.PodSpec{Containers: []corev1.Container{{
					Name: "main", Image: "nginx" + evil + ":1", Args: []string{"--port=80" + evil}, Env: []corev1.EnvVar{{Name: "PORT", Value: "80" + evil}},
				}}},
			},
		},
	})
	service := &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: "live", Annotations: map[string]string{"note": evil + "\nservice/forged created"}},
		Spec:       corev1.ServiceSpec{Selector: map[string]string{"app": "web"}, Ports: []corev1.ServicePort{{Port: 80, AppProtocol: ptr.To("example.com/owned")}}},
	}
	if _, err := playground.Client.CoreV1().Services(namespace).Create(t.Context(), service, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	record := fmt.Sprintf(`{"version": 1, "plan": "%[1]s", "workload": {"apiVersion": "%[1]s", "kind": "%[1]s", "name": "a%[1]s\nservice/forged"}, "manager": "%[1]s",
		"applied": {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "recorded", "namespace": %[2]q}, "spec": {"%[1]s": "%[1]s"}}}`, escaped(evil), namespace)
	recorded := service.DeepCopy()
	recorded.Name, recorded.Annotations = "recorded", map[string]string{expose.RecordAnnotation: record}
	spoilt := service.DeepCopy()
	spoilt.Name, spoilt.Annotations = "spoilt", map[string]string{expose.RecordAnnotation: evil}
	for _, s := range []*corev1.Service{recorded, spoilt} {
		if _, err := playground.Client.CoreV1().Services(namespace).Create(t.Context(), s, metav1.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	policy(t, namespace, "warned", admissionregistrationv1.Warn) // in force by the time that the later one is
	policy(t, namespace, "denied", admissionregistrationv1.Deny)
	return namespace
}

// policy says evil of Services of the name in the namespace.
func policy(t *testing.T, namespace, service string, action admissionregistrationv1.ValidationAction) {
	t.Helper()
	name := namespace + "-" + service
	message := "the policy says " + evil
	if action == admissionregistrationv1.Warn {
		message = "the policy says owned\u202e" // the API server itself leaves out a warning with control characters
	}
	api := playground.Client.AdmissionregistrationV1()
	made := &admissionregistrationv1.ValidatingAdmissionPolicy{ObjectMeta: metav1.ObjectMeta{Name: name}, Spec: admissionregistrationv1.ValidatingAdmissionPolicySpec{
		FailurePolicy: ptr.To(admissionregistrationv1.Fail),
		MatchConstraints: &admissionregistrationv1.MatchResources{
			NamespaceSelector: &metav1.LabelSelector{MatchLabels: map[string]string{corev1.LabelMetadataName: namespace}},
			ResourceRules: []admissionregistrationv1.NamedRuleWithOperations{{RuleWithOperations: admissionregistrationv1.RuleWithOperations{
				Operations: []admissionregistrationv1.OperationType{admissionregistrationv1.Create, admissionregistrationv1.Update},
				Rule:       admissionregistrationv1.Rule{APIGroups: []string{""}, APIVersions: []string{"v1"}, Resources: []string{"services"}},
			}}},
		},
		Validations: []admissionregistrationv1.Validation{{Expression: "object.metadata.name != '" + service + "'", Message: message}},
	}}
	binding := &admissionregistrationv1.ValidatingAdmissionPolicyBinding{ObjectMeta: metav1.ObjectMeta{Name: name}, Spec: admissionregistrationv1.ValidatingAdmissionPolicyBindingSpec{
		PolicyName: name, ValidationActions: []admissionregistrationv1.ValidationAction{action},
	}}
	_, err := api.ValidatingAdmissionPolicies().Create(t.Context(), made, metav1.CreateOptions{})
	_, bindingErr := api.ValidatingAdmissionPolicyBindings().Create(t.Context(), binding, metav1.CreateOptions{})
	if err := errors.Join(err, bindingErr); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		_ = api.ValidatingAdmissionPolicyBindings().Delete(ctx, name, metav1.DeleteOptions{})
		_ = api.ValidatingAdmissionPolicies().Delete(ctx, name, metav1.DeleteOptions{})
	})
	// It comes into force some time later.
	probe := &corev1.Service{ObjectMeta: metav1.ObjectMeta{Name: service}, Spec: corev1.ServiceSpec{Ports: []corev1.ServicePort{{Port: 80}}}}
	for start := time.Now(); action == admissionregistrationv1.Deny; time.Sleep(50 * time.Millisecond) {
		if _, err := playground.Client.CoreV1().Services(namespace).Create(t.Context(), probe, metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}}); err != nil {
			return
		}
		if time.Since(start) > time.Minute {
			t.Fatal("the policy does not come into force")
		}
	}
}

// hostileKubeconfig has a context, a cluster and a user whose names are evil; the one of mallory has no credentials.
func hostileKubeconfig(t *testing.T, namespace string) string {
	t.Helper()
	config, err := clientcmd.LoadFromFile(playground.Kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	current := config.Contexts[config.CurrentContext]
	config.Clusters["clusterEVIL"] = config.Clusters[current.Cluster]
	config.AuthInfos["userEVIL"] = config.AuthInfos[current.AuthInfo]
	mallory := config.AuthInfos[current.AuthInfo].DeepCopy()
	mallory.Token, mallory.TokenFile, mallory.ClientCertificateData, mallory.ClientKeyData = "wrong", "", nil, nil
	config.AuthInfos["malloryEVIL"] = mallory
	current = current.DeepCopy()
	current.Cluster, current.AuthInfo, current.Namespace = "clusterEVIL", "userEVIL", namespace
	config.CurrentContext = "contextEVIL"
	config.Contexts[config.CurrentContext] = current
	file := filepath.Join(t.TempDir(), "kubeconfig"+evil)
	text, err := clientcmd.Write(*config)
	if err != nil {
		t.Fatal(err)
	}
	text = regexp.MustCompile("([a-z]+)EVIL").ReplaceAll(text, []byte(`"${1}`+escaped(evil)+`"`)) // it writes no such names, but reads them
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// escaped is a text as it stands between quotes in JSON and YAML.
func escaped(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r < 0x20 || r >= 0x7f || r == '"' {
			fmt.Fprintf(&b, "\\u%04x", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// xnode runs kubectl-xnode, and returns what it wrote and its exit code.
func xnode(t *testing.T, kubeconfig string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "kubectl-xnode", args...)
	var out, errOut bytes.Buffer
	cmd.Env = append(os.Environ(), "KUBECONFIG="+kubeconfig)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader("nothing here"+evil), &out, &errOut
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), errOut.String(), cmd.ProcessState.ExitCode()
}

// TestNothingOfOthersIsACommandToTheTerminal has evil come from wherever text comes: objects, what the API server says, the kubeconfig, files
// and their names, and the command line, which may be pasted.
func TestNothingOfOthersIsACommandToTheTerminal(t *testing.T) {
	t.Parallel()
	namespace := hostileNamespace(t)
	kubeconfig := hostileKubeconfig(t, namespace)
	folder := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	inYAML := escaped(evil)
	write("kustomization.yaml", "resources: [web.yaml]\nvars: [{name: \"V"+escaped("\x1b]0;owned\a\u202e")+"\", objref: {kind: Deployment, name: web, apiVersion: apps/v1}}]\n")
	workload := write("web.yaml", `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, annotations: {note: "`+inYAML+`"}}, spec: {selector: {matchLabels: {app: "w`+inYAML+`"}}, template: {metadata: {labels: {app: "w`+inYAML+`"}}, spec: {containers: [{name: "`+inYAML+`", ports: [{name: "`+inYAML+`", containerPort: 80}]}]}}}}`)
	named := write("named.yaml", `{apiVersion: apps/v1, kind: Deployment, metadata: {name: "web`+inYAML+`"}, spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: a, ports: [{containerPort: 80}]}]}}}}`)
	elsewhere := write("elsewhere.yaml", `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: "`+inYAML+`"}, spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: a, ports: [{containerPort: 80}]}]}}}}`)
	unknown := write("unknown.yaml", `{apiVersion: v1, kind: "Deployment`+inYAML+`", metadata: {name: a}}`)
	broken := write("broken"+evil+".yaml", "a: [\x1b]0;owned\a"+evil)

	for name, c := range map[string]struct {
		args   []string
		code   int
		silent bool // says nothing of what is evil
	}{
		"diff of what is live":       {args: []string{"web", "--name=live", "--annotation=note=fine", "--force-conflicts", "--diff"}, code: 1},
		"reasons":                    {args: []string{"web", "-v", "--dry-run=client"}},
		"preview of what is live":    {args: []string{"web", "--name=live", "--dry-run=server"}, silent: true},
		"refusal":                    {args: []string{"web", "--name=denied"}, code: 1},
		"refusal in a preview":       {args: []string{"web", "--name=denied", "--diff"}, code: 2},
		"warning":                    {args: []string{"web", "--name=warned", "--dry-run=server"}},
		"context":                    {args: []string{"web", "--context=no" + evil}, code: 1},
		"user":                       {args: []string{"web", "--user=no" + evil}, code: 1},
		"credentials":                {args: []string{"web", "--user=mallory" + evil}, code: 1},
		"cluster":                    {args: []string{"web", "--cluster=no" + evil}, code: 1},
		"kubeconfig":                 {args: []string{"web", "--kubeconfig=no" + evil}, code: 1},
		"server":                     {args: []string{"web", "--server=https://no" + evil}, code: 1},
		"impersonation":              {args: []string{"web", "--as=nobody" + evil}, code: 1},
		"impersonation of UTF-8":     {args: []string{"web", "--as=nobody\u202eowned"}, code: 1},
		"namespace":                  {args: []string{"web", "--namespace=no" + evil}, code: 1},
		"name":                       {args: []string{"web" + evil}, code: 1},
		"names":                      {args: []string{"pod/a" + evil, "service/b" + evil}, code: 1},
		"kind":                       {args: []string{"job" + evil + "/web"}, code: 2},
		"labels":                     {args: []string{"-l", "a=" + evil}, code: 1},
		"flag":                       {args: []string{"web", "--no" + evil}, code: 2},
		"short flag":                 {args: []string{"web", "-\u202eowned"}, code: 2},
		"type":                       {args: []string{"web", "--type=" + evil}, code: 2},
		"port":                       {args: []string{"web", "--port=80:" + evil}, code: 2},
		"name of a port":             {args: []string{"web", "--port=a" + evil + "=80"}, code: 2},
		"rule":                       {args: []string{"web", "--type=Ingress", "--rule=a" + evil + "/b" + evil}, code: 2},
		"object's name":              {args: []string{"web", "--name=a" + evil}, code: 2},
		"annotation":                 {args: []string{"web", "--annotation=note=" + evil, "--diff"}, code: 1},
		"annotation's name":          {args: []string{"web", "--annotation=" + evil + "=note"}, code: 2},
		"overrides":                  {args: []string{"web", "--overrides={" + evil}, code: 2},
		"overrides that are refused": {args: []string{"web", `--overrides={"spec": {"clusterIP": "` + inYAML + `"}}`}, code: 1},
		"unknown field":              {args: []string{"web", `--overrides={"spec": {"` + inYAML + `": 1}}`}, code: 1},
		"field manager":              {args: []string{"web", "--field-manager=" + evil}, code: 1},
		"format":                     {args: []string{"web", "-o", evil}, code: 2},
		"template":                   {args: []string{"web", "--dry-run=client", "-o", "jsonpath={" + evil}, code: 2},
		"dry-run":                    {args: []string{"web", "--dry-run=" + evil}, code: 2},
		"file":                       {args: []string{"-f", workload, "--dry-run=client"}, code: 2},
		"file's diff":                {args: []string{"-f", workload, "--diff"}, code: 2},
		"name in a file":             {args: []string{"-f", named}, code: 2},
		"namespace in a file":        {args: []string{"-f", elsewhere, "--namespace=default"}, code: 1},
		"kind in a file":             {args: []string{"-f", unknown}, code: 1},
		"file that is no YAML":       {args: []string{"-f", broken}, code: 1},
		"file that is not there":     {args: []string{"-f", "no" + evil}, code: 1},
		"standard input":             {args: []string{"-f", "-"}, code: 1, silent: true},
		"kustomization":              {args: []string{"-k", folder}, code: 1},
		"folder":                     {args: []string{"-k", "no" + evil}, code: 1},
		"URL":                        {args: []string{"-f", "http://127.0.0.1:1/" + evil}, code: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onlyText(t, kubeconfig, c.code, c.silent, append([]string{"expose"}, c.args...)...)
		})
	}
	for name, args := range map[string][]string{
		"list's name":        {"list", "job" + evil + "/a"},
		"list's format":      {"list", "-o", evil},
		"unexpose's name":    {"unexpose", "job" + evil + "/a", "--yes"},
		"command":            {"no" + evil},
		"version's argument": {"version", "a" + evil},
		"version's format":   {"version", "-o", evil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onlyText(t, kubeconfig, 2, false, args...)
		})
	}
	for _, args := range [][]string{{"list"}, {"list", "-o", "wide"}, {"list", "no" + evil}, {"list", "--no-headers"}, {"list", "-A", "--namespace", "no" + evil}} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			t.Parallel()
			onlyText(t, kubeconfig, 0, false, args...)
		})
	}
	t.Run("help", func(t *testing.T) {
		t.Parallel()
		onlyText(t, kubeconfig, 0, true, "help", "no"+evil)
	})
	t.Run("completion", func(t *testing.T) {
		t.Parallel()
		onlyText(t, kubeconfig, 0, true, "__complete", "expose", "job"+evil+"/")
	})
}

// onlyText holds that a run ends with the code, and that what it writes is what a terminal only shows. It must say evil, too, unless it is silent of it.
func onlyText(t *testing.T, kubeconfig string, code int, silent bool, args ...string) {
	t.Helper()
	stdout, stderr, got := xnode(t, kubeconfig, args...)
	for stream, text := range map[string]string{"standard output": stdout, "standard error": stderr} {
		if expose.Printable(text) != text {
			t.Errorf("%q writes to %s: %q", args, stream, text)
		}
		for line := range strings.Lines(text) {
			if strings.HasPrefix(line, "service/forged") {
				t.Errorf("%q writes a line that is not ours: %q", args, text)
			}
		}
	}
	if said := strings.Contains(stdout+stderr, "owned"); got != code || said == silent {
		t.Errorf("%q exits with %d, want %d, and says %q and %q", args, got, code, stdout, stderr)
	}
}

// TestDataStaysExact is the other side: what programs read is as it was, and what a template makes of it, too, unless a person looks at it.
func TestDataStaysExact(t *testing.T) {
	t.Parallel()
	u := visitor(t)
	kubeconfig := hostileKubeconfig(t, u.namespace)
	for format, read := range map[string]func(string) string{
		"json": func(text string) string {
			var o metav1.PartialObjectMetadata
			if err := json.Unmarshal([]byte(text), &o); err != nil {
				t.Error(err)
			}
			return o.Annotations["note"]
		},
		"jsonpath={.metadata.annotations.note}": func(text string) string { return text },
	} {
		stdout, stderr, code := xnode(t, kubeconfig, "expose", "web", "--annotation=note="+evil, "--dry-run=client", "-o", format)
		if got := read(stdout); got != evil || code != 0 {
			t.Errorf("as %s it is %q, %s", format, got, stderr)
		}
	}
	toTerminal := []string{"-c", `"$@" >/dev/tty`, "sh", "kubectl-xnode", "expose", "web", "--annotation=note=" + evil, "--dry-run=client", "-o", "jsonpath={.metadata.annotations.note}"}
	terminal := terminaltest.Start(t, 80, 24, io.Discard, []string{"KUBECONFIG=" + kubeconfig}, "sh", toTerminal...)
	terminal.Sees("]0;owned")
	if code := terminal.Ends(); code != 0 || expose.Printable(terminal.Written()) != terminal.Written() {
		t.Errorf("on a terminal it is %q, exit code %d", terminal.Written(), code)
	}
}

// TestNothingOfOthersIsACommandToTheScreen walks through the interface in the same world.
func TestNothingOfOthersIsACommandToTheScreen(t *testing.T) {
	t.Parallel()
	u := &user{t: t, namespace: hostileNamespace(t)}
	u.kubeconfig = hostileKubeconfig(t, u.namespace)
	u.opens("--annotation=note=fine", "--force-conflicts").sees("context context�", "user admin", "› web", "ClusterIP live")
	u.presses(enter).sees(onTypes).choosesType(expose.ClusterIP).fillsIn("Name", "live").presses(enter).sees("will be changed", "owned")
	u.goesBack(" as ClusterIP").fillsIn("Name", "warned").previews(willBeCreated)
	u.goesBack(" as ClusterIP").fillsIn("Name", "denied").presses(enter).sees("the policy says", "owned")
	u.interrupts().leaves(130)
	written := u.Written()
	for _, command := range []string{"\x1b]0;", "\x1b]2;owned", "\x1b[5m", "\u009b", "\u202e", "owned\a"} {
		if strings.Contains(written, command) {
			t.Errorf("%q reached the terminal", command)
		}
	}
	u.with("ACCESSIBLE=1").opens("web", "-i", "--type=ClusterIP", "--name=denied")
	u.sees("enter for 1, ClusterIP:")
	for range 12 {
		u.Type(enter)
	}
	u.sees("the policy says", "owned").presses("quit", enter).leaves(130)
	if text := strings.ReplaceAll(u.Written(), "\r\n", "\n"); expose.Printable(text) != text {
		t.Errorf("what is said is %q", text)
	}
}

// theKey is in a Secret and nowhere else.
const theKey = "the-private-key-of-shop"

// TestNothingOfASecretIsSaid uses a Secret in all ways there are, and looks for what is in it.
func TestNothingOfASecretIsSaid(t *testing.T) {
	t.Parallel()
	u := visitor(t)
	secret := &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: "shop-tls", Annotations: map[string]string{corev1.LastAppliedConfigAnnotation: `{"data": {"tls.key": "` + theKey + `"}}`, "note": theKey}},
		Type:       corev1.SecretTypeTLS,
		Data:       map[string][]byte{corev1.TLSCertKey: []byte(theKey), corev1.TLSPrivateKeyKey: []byte(theKey)},
	}
	if _, err := playground.Client.CoreV1().Secrets(u.namespace).Create(t.Context(), secret, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	hidden := func(where, text string) {
		t.Helper()
		if strings.Contains(text, theKey) || strings.Contains(text, base64.StdEncoding.EncodeToString([]byte(theKey))) {
			t.Errorf("%s says what is in the Secret: %s", where, text)
		}
	}
	kubeconfig := filepath.Join(t.TempDir(), "kubeconfig")
	if err := playground.KubeconfigFor(kubeconfig, u.namespace); err != nil {
		t.Fatal(err)
	}
	exposing := []string{"expose", "web", "--type=Ingress", "--host=shop.example.com", "--tls-secret=shop-tls"}
	for _, args := range [][]string{
		{"--dry-run=client", "-o", "yaml"}, {"--dry-run=server", "-o", "json"}, {"--dry-run=client", "-o", "kyaml"}, {"--dry-run=client", "-o", "name"},
		{"--dry-run=client", "-v"}, {"--diff"}, {"-v"}, {"-v", "-o", "yaml"}, {"--diff"}, {"--tls-secret=no-such-tls"},
	} {
		stdout, stderr, _ := xnode(t, kubeconfig, append(exposing, args...)...)
		hidden(strings.Join(args, " "), stdout+stderr)
		if stdout+stderr == "" && args[0] != "--diff" {
			t.Errorf("%q says nothing, so this shows nothing", args)
		}
	}
	u.opens("web", "-i", "--type=Ingress", "--host=shop.example.com").choosesType(expose.Ingress).goesTo("TLS Secret").presses("sh").sees("shop-tls")
	u.presses(tab, enter).interrupts()
	_ = u.Ends()
	hidden("the interface", u.Written()+u.out.String())
}
