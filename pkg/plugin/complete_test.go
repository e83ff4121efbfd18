package plugin_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"github.com/kubectl-xnode/kubectl-xnode/internal/apiproxytest"
	"github.com/kubectl-xnode/kubectl-xnode/internal/playgroundtest"
)

// completeTries is how often a completion is asked for that must come: it has 200 ms, and the machine of the tests may be busy.
const completeTries = 50

// completes are the lines that a shell gets for the last word of a command line; the very last one tells it what they are.
func completes(t *testing.T, kubeconfig string, args ...string) []string {
	t.Helper()
	ran := inProcess(t.Context(), t.Name(), append([]string{"__complete", "--kubeconfig=" + kubeconfig}, args...)...)
	if ran.code != 0 {
		t.Errorf("%q: %v", args, ran)
	}
	return strings.Split(strings.TrimSuffix(ran.stdout, "\n"), "\n")
}

// shopToComplete is a namespace that has one of each thing that can be completed to, and its kubeconfig.
func shopToComplete(t *testing.T) (namespace, kubeconfig string) {
	t.Helper()
	namespace = playground.Namespace(t)
	kubeconfig = filepath.Join(t.TempDir(), "kubeconfig")
	if err := playground.KubeconfigFor(kubeconfig, namespace); err != nil {
		t.Fatal(err)
	}
	ctx, client := t.Context(), playground.Client
	playground.Deployment(t, namespace, "web", corev1.ContainerPort{Name: "http", ContainerPort: 8080}, corev1.ContainerPort{Name: "dns", ContainerPort: 53, Protocol: "UDP"})
	playground.Deployment(t, namespace, "cart", corev1.ContainerPort{Name: "http", ContainerPort: 8080})
	db := map[string]string{"app": "db"}
	class := "example.com/" + namespace
	port := []corev1.ServicePort{{Port: 80}}
	_, errStatefulSet := client.AppsV1().StatefulSets(namespace).Create(ctx, &appsv1.StatefulSet{ObjectMeta: metav1.ObjectMeta{Name: "db"}, Spec: appsv1.StatefulSetSpec{
		ServiceName: "db", Selector: &metav1.LabelSelector{MatchLabels: db},
		Template: corev1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: db}, Spec: corev1.PodSpec{Containers: []corev1.Container{{Name: "db", Image: "postgres"}}}},
	}}, metav1.CreateOptions{})
	_, errClass := client.NetworkingV1().IngressClasses().Create(ctx, &networkingv1.IngressClass{ObjectMeta: metav1.ObjectMeta{Name: namespace}, Spec: networkingv1.IngressClassSpec{Controller: class}}, metav1.CreateOptions{})
	t.Cleanup(func() {
		_ = client.NetworkingV1().IngressClasses().Delete(context.WithoutCancel(ctx), namespace, metav1.DeleteOptions{})
	})
	_, errSecret := client.CoreV1().Secrets(namespace).Create(ctx, &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: "shop-tls"}, Type: corev1.SecretTypeTLS, StringData: map[string]string{"tls.crt": "hunter2", "tls.key": "hunter2"},
	}, metav1.CreateOptions{})
	_, errOpaque := client.CoreV1().Secrets(namespace).Create(ctx, &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: "password"}, StringData: map[string]string{"password": "hunter2"}}, metav1.CreateOptions{})
	_, errBalancer := client.CoreV1().Services(namespace).Create(ctx, &corev1.Service{ObjectMeta: metav1.ObjectMeta{Name: "edge"}, Spec: corev1.ServiceSpec{
		Type: corev1.ServiceTypeLoadBalancer, LoadBalancerClass: &class, Ports: port,
	}}, metav1.CreateOptions{})
	_, errIngress := client.NetworkingV1().Ingresses(namespace).Create(ctx, &networkingv1.Ingress{ObjectMeta: metav1.ObjectMeta{Name: "shop"}, Spec: networkingv1.IngressSpec{
		IngressClassName: &namespace, Rules: []networkingv1.IngressRule{{Host: "shop.example.com"}},
	}}, metav1.CreateOptions{})
	for _, err := range []error{errStatefulSet, errClass, errSecret, errOpaque, errBalancer, errIngress} {
		if err != nil {
			t.Fatal(err)
		}
	}
	gateway := write(t, kubeconfig+"-gateway.json", `{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: public}, spec: {gatewayClassName: example, listeners: [
		{name: plain, protocol: HTTP, port: 80}, {name: secure, protocol: HTTPS, port: 443, hostname: "*.example.com", tls: {certificateRefs: [{name: shop-tls}]}}]}}`)
	if out, err := exec.Command("kubectl", "apply", "--kubeconfig="+kubeconfig, "-f", gateway).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, args := range [][]string{{"expose", "cart"}, {"expose", "cart", "--type=NodePort", "--name=cart-nodes"}, {"expose", "statefulset/db"}} {
		if ran := inProcess(ctx, t.Name(), append(args, "--kubeconfig="+kubeconfig)...); ran.code != 0 {
			t.Fatal(ran)
		}
	}
	return namespace, kubeconfig
}

// TestCompletion completes a word of each kind against a cluster that has one of each.
func TestCompletion(t *testing.T) {
	t.Parallel()
	namespace, kubeconfig := shopToComplete(t)
	config, err := clientcmd.LoadFromFile(kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	server := config.Clusters["playground"].Server
	line := func(args ...string) []string { return args }
	for _, c := range []struct {
		args []string
		// want are lines that come, in order and perhaps among others; not are words that must not.
		want, not []string
	}{
		{args: line("expose", ""), want: line("cart", "web", "statefulset/\tStatefulSet"), not: line("db")},
		{args: line("expose", "web", ""), want: line("cart"), not: line("web", "statefulset/")},
		{args: line("expose", "st"), want: line("statefulset/\tStatefulSet", ":6"), not: line("web")},
		{args: line("expose", "statefulset/"), want: line("statefulset/db")},
		{args: line("expose", "sts", ""), want: line("db"), not: line("web")},
		{args: line("expose", "deployments.apps", "w"), want: line("web"), not: line("cart")},
		{args: line("expose", "job/"), want: line(":4")},
		{args: line("expose", "-n", namespace[:len(namespace)-1]), want: line(namespace)},
		{args: line("expose", "--context", ""), want: line("playground\tplayground, namespace " + namespace)},
		{args: line("expose", "--context", "p"), want: line("playground\tplayground, namespace " + namespace)},
		{args: line("expose", "--cluster", ""), want: line("playground\t" + server)},
		{args: line("expose", "--user", ""), want: line("admin")},
		{args: line("expose", "web", "--type", "L"), want: line("LoadBalancer\tFor the outside; takes an address of a cloud or MetalLB."), not: line("NodePort")},
		{args: line("expose", "web", "--type=L"), want: line("LoadBalancer\tFor the outside; takes an address of a cloud or MetalLB.")},
		{args: line("expose", "web", "--ingress-class", namespace), want: line(namespace + "\texample.com/" + namespace)},
		{args: line("expose", "web", "--tls-secret", ""), want: line("shop-tls"), not: line("password", "hunter2")},
		{args: line("expose", "web", "--gateway", ""), want: line("public", "public:plain\tHTTP on 80", "public:secure\tHTTPS on 443 for *.example.com")},
		{args: line("expose", "web", "--gateway", "other/one,public:p"), want: line("other/one,public:plain\tHTTP on 80"), not: line("other/one,public:secure")},
		{args: line("expose", "web", "--gateway", "public:secure", "--https-redirect", ""), want: line("plain\tof public, HTTP on 80"), not: line("secure")},
		{args: line("expose", "web", "--gateway", "nowhere", "--https-redirect", ""), not: line("plain")},
		{args: line("expose", "web", "--host", "sh"), want: line("shop.example.com")},
		{args: line("expose", "web", "--rule", "sh"), want: line("shop.example.com/", ":6")},
		{args: line("expose", "web", "--load-balancer-class", ""), want: line("example.com/" + namespace)},
		{args: line("expose", "web", "--port", ""), want: line("http=80:http\tcontainer port http, 8080/TCP", "dns=53:dns/UDP\tcontainer port dns, 53/UDP")},
		{args: line("expose", "cart", "--port", ""), want: line("80:http\tcontainer port http, 8080/TCP")},
		{args: line("expose", "--port", ""), want: line(":4")},
		{args: line("expose", "web", "--target-port", ""), want: line("http\tcontainer port http, 8080/TCP", "8080\tcontainer port http, 8080/TCP", "dns\tcontainer port dns, 53/UDP")},
		{args: line("expose", "web", "--selector", ""), want: line("app=web")},
		{args: line("expose", "web", "--ip-family", "IPv4,"), want: line("IPv4,IPv6\taddresses such as fd00::1")},
		{args: line("expose", "web", "--dry-run", "s"), want: line("server\tprint what the API server would make of it")},
		{args: line("expose", "web", "-o", "j"), want: line("json", "jsonpath"), not: line("wide")},
		{args: line("expose", "web", "--annotation", ""), want: line(":4")},
		{args: line("expose", "-f", ""), want: line("yaml", "yml", "json", ":8")},
		{args: line("expose", "-k", ""), want: line(":16")},
		{args: line("unexpose", ""), want: line("cart\tservice/cart, service/cart-nodes", "statefulset/db\tservice/db"), not: line("web")},
		{args: line("unexpose", "sts/"), want: line("sts/db\tservice/db"), not: line("cart")},
		{args: line("unexpose", "deployment", ""), want: line("cart\tservice/cart, service/cart-nodes"), not: line("db", "statefulset/db")},
		{args: line("unexpose", "cart", ""), want: line("statefulset/db\tservice/db"), not: line("cart")},
		{args: line("unexpose", "cart", "--name", ""), want: line("cart\tService for deployment/cart", "cart-nodes\tService for deployment/cart"), not: line("db", "edge")},
		{args: line("unexpose", "--name", ""), want: line("cart\tService for deployment/cart", "db\tService for statefulset/db")},
		{args: line("unexpose", "cart", "--dry-run", ""), want: line("none\tdo it")},
		{args: line("list", ""), want: line("cart\tservice/cart, service/cart-nodes", "statefulset/db\tservice/db"), not: line("web")},
		{args: line("list", "-A", "statefulset/d"), want: line("statefulset/db\tservice/db")},
		{args: line("list", "-n", "default", ""), not: line("cart")},
		{args: line("list", "-o", ""), want: line("wide", "yaml")},
		{args: line("version", "-o", ""), want: line("json", "yaml")},
		{args: line("version", ""), want: line(":4")},
		{args: line(""), want: line("completion\tGenerate the autocompletion script for the specified shell", "list\tList what was exposed, and whether it is still as it was applied")},
		{args: line("completion", ""), want: line("bash\tGenerate the autocompletion script for bash", "fish\tGenerate the autocompletion script for fish", "powershell\tGenerate the autocompletion script for powershell", "zsh\tGenerate the autocompletion script for zsh")},
	} {
		t.Run(strings.Join(c.args, " "), func(t *testing.T) {
			var got []string
			for range completeTries {
				got = completes(t, kubeconfig, c.args...)
				if inOrder(got, c.want) {
					break
				}
			}
			if !inOrder(got, c.want) {
				t.Errorf("it is completed to\n%s\nand not to\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
			for _, l := range got {
				if word, _, _ := strings.Cut(l, "\t"); slices.Contains(c.not, word) || strings.Contains(l, "hunter2") {
					t.Errorf("it is completed to %q", l)
				}
			}
		})
	}
	t.Run("--plan", func(t *testing.T) {
		for range completeTries {
			for _, line := range completes(t, kubeconfig, "unexpose", "statefulset/db", "--plan", "") {
				if plan, about, _ := strings.Cut(line, "\t"); len(plan) == 36 && about == "service/db" {
					return
				}
			}
		}
		t.Error("the run that exposed db is not offered")
	})
}

// inOrder reports whether the lines that are wanted come in their order.
func inOrder(got, want []string) bool {
	for _, line := range got {
		if len(want) > 0 && line == want[0] {
			want = want[1:]
		}
	}
	return len(want) == 0
}

// TestCompletionDoesNotWait has an API server that never answers, one that knows the user no more, one that is not there, a kubeconfig that is none, and a
// credential plugin that never ends: there is nothing to complete then, soon and in silence.
func TestCompletionDoesNotWait(t *testing.T) {
	t.Parallel()
	hangs, loggedOut, gone := apiproxytest.Start(t, playground.Kubeconfig), apiproxytest.Start(t, playground.Kubeconfig), apiproxytest.Start(t, playground.Kubeconfig)
	file := func(name string, of *apiproxytest.Proxy) string {
		path := filepath.Join(t.TempDir(), name)
		if err := of.Kubeconfig(path, "default"); err != nil {
			t.Fatal(err)
		}
		return path
	}
	files := map[string]string{"hangs": file("hangs", hangs), "logged out": file("loggedout", loggedOut), "gone": file("gone", gone), "none": filepath.Join(t.TempDir(), "none"), "broken": write(t, filepath.Join(t.TempDir(), "broken"), "[]")}
	hangs.Hangs()
	loggedOut.LogsOut()
	gone.Stops()
	asked := filepath.Join(t.TempDir(), "asked")
	for name, mode := range map[string]clientcmdapi.ExecInteractiveMode{"plugin that hangs": clientcmdapi.IfAvailableExecInteractiveMode, "plugin that must ask": clientcmdapi.AlwaysExecInteractiveMode} {
		config, err := clientcmd.LoadFromFile(files["hangs"])
		if err != nil {
			t.Fatal(err)
		}
		script := "exec sleep 20 2>/dev/null" // the test ends with what holds its standard error
		if mode == clientcmdapi.AlwaysExecInteractiveMode {
			script = "touch " + asked
		}
		config.AuthInfos["visitor"] = &clientcmdapi.AuthInfo{Exec: &clientcmdapi.ExecConfig{
			APIVersion: "client.authentication.k8s.io/v1", Command: "sh", Args: []string{"-c", script}, InteractiveMode: mode,
		}}
		files[name] = filepath.Join(t.TempDir(), "plugin")
		if err := clientcmd.WriteToFile(*config, files[name]); err != nil {
			t.Fatal(err)
		}
	}
	for name, kubeconfig := range files {
		for _, args := range [][]string{
			{"expose", "w"}, {"expose", "-n", ""}, {"expose", "web", "--port", ""}, {"expose", "web", "--gateway", ""}, {"expose", "web", "--ingress-class", ""},
			{"expose", "web", "--tls-secret", ""}, {"expose", "web", "--host", ""}, {"unexpose", ""}, {"unexpose", "web", "--name", ""}, {"list", ""},
		} {
			t.Run(name+"/"+strings.Join(args, " "), func(t *testing.T) {
				start := time.Now()
				if got := completes(t, kubeconfig, args...); len(got) != 1 || got[0] != ":4" {
					t.Errorf("it is completed to %q", got)
				}
				if took := time.Since(start); took > 5*time.Second {
					t.Errorf("it took %s", took)
				}
			})
		}
	}
	if _, err := os.Stat(asked); err == nil {
		t.Error("a credential plugin ran that must ask the user")
	}
}

// TestShellsTakeTheScripts has each shell that is here read its script, and runs bash's and that of kubectl as bash does when tab is pressed.
func TestShellsTakeTheScripts(t *testing.T) {
	t.Parallel()
	for shell, check := range map[string][]string{"bash": {"bash", "-n"}, "zsh": {"zsh", "-n"}, "fish": {"fish", "-n"}, "powershell": nil} {
		t.Run(shell, func(t *testing.T) {
			ran := inProcess(t.Context(), t.Name(), "completion", shell)
			if ran.code != 0 || ran.stderr != "" || !strings.Contains(ran.stdout, "kubectl-xnode") || !strings.Contains(ran.stdout, "__complete") {
				t.Fatalf("the script is %v", ran)
			}
			if check == nil {
				return
			}
			if _, err := exec.LookPath(check[0]); err != nil {
				t.Skipf("there is no %s here", shell)
			}
			file := filepath.Join(t.TempDir(), "script")
			if err := os.WriteFile(file, []byte(ran.stdout), 0o600); err != nil {
				t.Fatal(err)
			}
			if out, err := exec.Command(check[0], check[1], file).CombinedOutput(); err != nil || len(out) > 0 {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
}

// TestTabInBash presses tab in a real bash: after kubectl-xnode, and after kubectl, whose own script asks kubectl, which asks our executable.
func TestTabInBash(t *testing.T) {
	t.Parallel()
	const library = "/usr/share/bash-completion/bash_completion"
	if _, err := os.Stat(library); err != nil {
		t.Skip("bash-completion is not installed here")
	}
	namespace := playground.Namespace(t)
	playground.Deployment(t, namespace, "storefront")
	kubeconfig := filepath.Join(t.TempDir(), "kubeconfig")
	if err := playground.KubeconfigFor(kubeconfig, namespace); err != nil {
		t.Fatal(err)
	}
	path := pathWithCompletion(t)
	for _, c := range []struct{ program, function, words, want string }{
		{"kubectl-xnode", "__start_kubectl-xnode", "kubectl-xnode expose store", "storefront"},
		{"kubectl", "__start_kubectl", "kubectl xnode expose store", "storefront"},
		{"kubectl", "__start_kubectl", "kubectl xnode unexp", "unexpose"},
		{"kubectl", "__start_kubectl", "kubectl xnode expose web --type Lo", "LoadBalancer"},
	} {
		t.Run(c.words, func(t *testing.T) {
			script := `. ` + library + `; . <(` + c.program + ` completion bash)
COMP_WORDS=(` + c.words + `); COMP_CWORD=$((${#COMP_WORDS[@]}-1)); COMP_LINE="` + c.words + `"; COMP_POINT=${#COMP_LINE}; COMP_TYPE=9
for i in $(seq 50); do COMPREPLY=(); ` + c.function + `; [ ${#COMPREPLY[@]} -gt 0 ] && break; done; echo "${COMPREPLY[*]}"`
			cmd := exec.CommandContext(t.Context(), "bash", "-c", script)
			cmd.Env = append(os.Environ(), "KUBECONFIG="+kubeconfig, "PATH="+path)
			out, err := cmd.Output()
			if err != nil || strings.TrimSpace(string(out)) != c.want {
				t.Errorf("tab makes %q of the last word, %v; want %q", out, err, c.want)
			}
		})
	}
}

// TestTabInFish asks a real fish what tab would offer, with its script loaded.
func TestTabInFish(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("fish"); err != nil {
		t.Skip("there is no fish here")
	}
	namespace := playground.Namespace(t)
	playground.Deployment(t, namespace, "storefront")
	kubeconfig := filepath.Join(t.TempDir(), "kubeconfig")
	if err := playground.KubeconfigFor(kubeconfig, namespace); err != nil {
		t.Fatal(err)
	}
	for words, want := range map[string]string{
		"kubectl-xnode expose store":         "storefront",
		"kubectl-xnode expose web --type Lo": "LoadBalancer\tFor the outside; takes an address of a cloud or MetalLB.",
		"kubectl-xnode unexp":                "unexpose\tTake back what expose did for a workload",
	} {
		cmd := exec.CommandContext(t.Context(), "fish", "-c", `kubectl-xnode completion fish | source
for i in (seq 50); set found (complete -C "`+words+`"); test -n "$found"; and break; end; echo $found`)
		cmd.Env = append(os.Environ(), "KUBECONFIG="+kubeconfig, "HOME="+t.TempDir())
		if out, err := cmd.Output(); err != nil || strings.TrimSpace(string(out)) != want {
			t.Errorf("tab makes %q of %q, %v; want %q", out, words, err, want)
		}
	}
}

// pathWithCompletion is a PATH with the program, kubectl and what lets kubectl complete it, each once.
func pathWithCompletion(t *testing.T) string {
	t.Helper()
	kubectl, err := playgroundtest.Binary("kubectl")
	if err != nil {
		t.Fatal(err)
	}
	completion, err := filepath.Abs("../../completion/kubectl_complete-xnode")
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	for _, file := range []string{kubectl, completion} {
		if err := os.Symlink(file, filepath.Join(bin, filepath.Base(file))); err != nil {
			t.Fatal(err)
		}
	}
	return os.Getenv("PATH") + string(os.PathListSeparator) + bin
}

// TestBothWaysAreAlike runs command lines as "kubectl xnode" and as "kubectl-xnode": what they print and how they end is the same.
func TestBothWaysAreAlike(t *testing.T) {
	t.Parallel()
	namespace := playground.Namespace(t)
	playground.Deployment(t, namespace, "web", corev1.ContainerPort{ContainerPort: 8080})
	kubeconfig := filepath.Join(t.TempDir(), "kubeconfig")
	if err := playground.KubeconfigFor(kubeconfig, namespace); err != nil {
		t.Fatal(err)
	}
	path := pathWithCompletion(t)
	run := func(name string, args ...string) ran {
		cmd := exec.CommandContext(t.Context(), name, args...)
		cmd.Env = append(os.Environ(), "KUBECONFIG="+kubeconfig, "PATH="+path)
		var r ran
		var stdout, stderr strings.Builder
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		_ = cmd.Run() // the exit code says it all
		r.code, r.stdout, r.stderr = cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()
		return r
	}
	for line, code := range map[string]int{
		"": 0, "--help": 0, "expose --help": 0, "unexpose --help": 0, "list -h": 0, "options": 0, "version": 0, "help expose": 0, "completion bash": 0,
		"nosuch": 2, "expose": 2, "expose web --nosuch": 2, "expose web --type Nosuch": 2, "expose nosuch": 1, "unexpose web": 2, "version extra": 2,
		"expose web --diff": 1, "expose web --dry-run=client -o yaml": 0, "expose web --dry-run=server": 0, "list": 0, "list -n nosuch -o json": 0,
		"expose web --context nosuch": 1, "expose web --kubeconfig /nosuch": 1, "__complete version ": 0,
	} {
		t.Run(line, func(t *testing.T) {
			args := strings.Fields(line)
			alone, through := run("kubectl-xnode", args...), run("kubectl", append([]string{"xnode"}, args...)...)
			if alone != through {
				t.Errorf("kubectl-xnode: %v\nkubectl xnode: %v", alone, through)
			}
			if alone.code != code {
				t.Errorf("%v, want exit code %d", alone, code)
			}
		})
	}
}
