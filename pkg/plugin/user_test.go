package plugin_test

import (
	"bytes"
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-xnode/kubectl-xnode/internal/apiproxytest"
	"github.com/kubectl-xnode/kubectl-xnode/internal/terminaltest"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// What stands on the screens, each text here and nowhere else.
const (
	onWorkloads    = "EXPOSED BY"
	onNamespaces   = "esc cancel"
	onTypes        = "How should clients reach"
	onLoading      = "Asking the API server what would change"
	onFailed       = "r try again"
	onHelp         = "Keys on this screen"
	onApplying     = "[Done]"
	onDone         = "The same without asking"
	onSmall        = "This terminal is too small"
	onStopping     = "Stop?"
	onUndo         = "Undo?"
	onUndone       = "all is as it was before"
	willBeCreated  = "will be created"
	willStay       = "stays as it is"
	noAnswer       = "the API server does not answer"
	noAnswerYet    = "the API server has not answered for"
	credentials    = "your credentials are refused"
	applyingFailed = "esc goes back to the preview"
)

// Keys, as a keyboard sends them.
const (
	enter    = "\r"
	down     = "\x1b[B"
	up       = "\x1b[A"
	tab      = "\t"
	shiftTab = "\x1b[Z"
	esc      = "\x1b"
	ctrlC    = "\x03"
	ctrlD    = "\x04"
	ctrlU    = "\x15"
	ctrlZ    = "\x1a"
)

// user is somebody at a terminal who wants to expose something. What they do and see reads as a sentence; each part waits for the screen
// that it needs.
type user struct {
	*terminaltest.Terminal
	t         *testing.T
	namespace string
	server    *apiproxytest.Proxy // the API server fails as it says; nil for the playground's own
	env       []string
	// kubeconfig is the one to use; empty for the playground's own or the proxy's.
	kubeconfig string
	shell      bool // can suspend the program
	out        bytes.Buffer
}

// visitor is a user with a namespace of their own, where the Deployments cart and web are.
func visitor(t *testing.T) *user {
	t.Helper()
	u := &user{t: t, namespace: playground.Namespace(t)}
	for _, name := range []string{"cart", "web"} {
		playground.Deployment(t, u.namespace, name, corev1.ContainerPort{Name: "http", ContainerPort: 8080})
	}
	return u
}

// runs runs the program by flags in the user's namespace, which must go well.
func (u *user) runs(args ...string) {
	u.t.Helper()
	kubeconfig := filepath.Join(u.t.TempDir(), "kubeconfig")
	if err := playground.KubeconfigFor(kubeconfig, u.namespace); err != nil {
		u.t.Fatal(err)
	}
	if ran := inProcess(u.t.Context(), u.t.Name(), append(args, "--kubeconfig="+kubeconfig)...); ran.code != 0 {
		u.t.Fatal(ran)
	}
}

// throughProxy puts something between the user and the API server that can fail.
func (u *user) throughProxy() *user {
	u.t.Helper()
	u.server = apiproxytest.Start(u.t, playground.Kubeconfig)
	return u
}

func (u *user) inShell() *user { u.shell = true; return u }

func (u *user) with(env string) *user { u.env = append(u.env, env); return u }

// opens runs "kubectl xnode expose" in a terminal of 100x30.
func (u *user) opens(args ...string) *user {
	u.t.Helper()
	return u.starts(append([]string{"expose"}, args...)...)
}

// starts runs "kubectl xnode" with the arguments in a terminal of 100x30.
func (u *user) starts(args ...string) *user {
	u.t.Helper()
	kubeconfig := u.kubeconfig
	if kubeconfig == "" {
		kubeconfig = filepath.Join(u.t.TempDir(), "kubeconfig")
		write := playground.KubeconfigFor
		if u.server != nil {
			write = u.server.Kubeconfig
		}
		if err := write(kubeconfig, u.namespace); err != nil {
			u.t.Fatal(err)
		}
	}
	start := terminaltest.Start
	if u.shell {
		start = terminaltest.StartInShell
	}
	u.out.Reset()
	u.Terminal = start(u.t, 100, 30, &u.out, append(u.env, "KUBECONFIG="+kubeconfig), "kubectl-xnode", args...)
	return u
}

func (u *user) sees(texts ...string) *user {
	u.t.Helper()
	for _, text := range texts {
		u.Sees(text)
	}
	return u
}

func (u *user) seesNoMore(text string) *user {
	u.t.Helper()
	u.SeesNoMore(text)
	return u
}

func (u *user) presses(keys ...string) *user {
	u.t.Helper()
	u.Type(strings.Join(keys, ""))
	return u
}

func (u *user) resizes(width, height int) *user {
	u.t.Helper()
	u.Resize(width, height)
	return u
}

func (u *user) pastes(text string) *user {
	u.t.Helper()
	u.Paste(text)
	return u
}

func (u *user) clicks(text string) *user {
	u.t.Helper()
	u.Click(text)
	return u
}

// turnsWheel turns the wheel over a text, down by that many notches, or up by less than none.
func (u *user) turnsWheel(text string, notches int) *user {
	u.t.Helper()
	u.Wheel(text, notches)
	return u
}

// fits waits until the program has drawn a screen of the size: a rule at the foot as long as lines are.
func (u *user) fits(width, height int) *user {
	u.t.Helper()
	u.SeesOnLine(height-2, strings.Repeat("─", width))
	return u
}

// filters types into the filter of the list.
func (u *user) filters(text string) *user {
	u.t.Helper()
	return u.sees(onWorkloads).presses("/", text).sees("/ " + text)
}

// picks a Deployment by its name.
func (u *user) picks(name string) *user {
	u.t.Helper()
	u.filters(name).sees("› "+name, "1 of 2").presses(enter)
	return u.sees(onTypes + " deployment/" + name + "?")
}

// choosesType moves to a type and chooses it.
func (u *user) choosesType(typ expose.Type) *user {
	u.t.Helper()
	u.sees(onTypes).presses("g", strings.Repeat(down, slices.Index(expose.Types().Values, typ)))
	return u.sees("› " + string(typ)).presses(enter).sees(" as " + string(typ))
}

// fillsIn moves to a field of the form and types a text in place of what is there.
func (u *user) fillsIn(label, text string) *user {
	u.t.Helper()
	return u.goesTo(label).presses(ctrlU, text).sees(text)
}

// goesTo moves to a field of the form.
func (u *user) goesTo(label string) *user {
	u.t.Helper()
	u.sees(label)
	u.Until("the cursor in a field", func(screen string) bool { return marked(screen) != "" })
	for range 40 {
		at := marked(u.Screen())
		if strings.HasPrefix(at, label) {
			return u
		}
		u.Type(down)
		// A frame that is half drawn has no mark, which is no other field.
		u.Until("another field than "+at, func(screen string) bool { now := marked(screen); return now != at && now != "" })
	}
	u.t.Fatalf("nothing leads to %s:\n%s", label, u.Screen())
	return u
}

// marked is the beginning of the line that has the cursor: the label of a field, as news of the cluster may change the rest.
func marked(screen string) string {
	for line := range strings.Lines(screen) {
		if label, found := strings.CutPrefix(line, " › "); found {
			return ansi.Truncate(label, 14, "")
		}
	}
	return ""
}

// warned waits until the line below the header says what is wrong with the API server.
func (u *user) warned(text string) *user {
	u.t.Helper()
	u.SeesOnLine(headerRule, text)
	return u
}

// unwarned waits until nothing is wrong with it any more.
func (u *user) unwarned() *user {
	u.t.Helper()
	u.SeesOnLine(headerRule, strings.Repeat("─", 100))
	return u
}

// headerRule is the line below the header.
const headerRule = 2

// keysWork opens and closes help, which shows that nothing keeps the program from answering.
func (u *user) keysWork() *user {
	u.t.Helper()
	return u.presses("?").sees(onHelp).presses("?").seesNoMore(onHelp)
}

// previews goes on to the preview, where it says what will become of the objects.
func (u *user) previews(will string) *user {
	u.t.Helper()
	return u.presses(enter).sees(will)
}

// goesBack goes back until a text is there, a screen each.
func (u *user) goesBack(text string) *user {
	u.t.Helper()
	return u.presses(esc).sees(text)
}

// applies applies what is previewed.
func (u *user) applies() *user {
	u.t.Helper()
	return u.presses("a").sees(onDone)
}

// finishes leaves when all is done, and gives what was printed to standard output.
func (u *user) finishes() (printed string) {
	u.t.Helper()
	return u.presses(enter).leaves(0)
}

// interrupts presses ctrl+c.
func (u *user) interrupts() *user {
	u.t.Helper()
	return u.presses(ctrlC)
}

// suspends presses ctrl+z, and is back in the shell with the terminal as it was.
func (u *user) suspends() *user {
	u.t.Helper()
	u.presses(ctrlZ).sees(terminaltest.Suspended).IsAsBefore()
	return u
}

// comesBack brings the program back from the shell.
func (u *user) comesBack(text string) *user {
	u.t.Helper()
	return u.presses(enter).sees(text).seesNoMore(terminaltest.Suspended)
}

// leaves waits for the end of the program and its exit code. Nothing of the screens may stand on the terminal or in what was printed.
func (u *user) leaves(code int) (printed string) {
	u.t.Helper()
	if got := u.Ends(); got != code {
		u.t.Errorf("exit code %d, want %d; the terminal is:\n%s", got, code, u.Screen())
	}
	if strings.ContainsRune(u.out.String(), '\x1b') {
		u.t.Errorf("standard output has escapes: %q", u.out.String())
	}
	return u.out.String()
}

// service is one of the user's namespace; nil when there is none.
func (u *user) service(name string) *corev1.Service {
	u.t.Helper()
	service, err := playground.Client.CoreV1().Services(u.namespace).Get(u.t.Context(), name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return nil
	}
	if err != nil {
		u.t.Fatal(err)
	}
	return service
}

// changedNothing holds the namespace against how it was.
func (u *user) changedNothing() {
	u.t.Helper()
	services, err := playground.Client.CoreV1().Services(u.namespace).List(context.WithoutCancel(u.t.Context()), metav1.ListOptions{})
	if err != nil {
		u.t.Fatal(err)
	}
	for _, s := range services.Items {
		u.t.Errorf("there is service/%s", s.Name)
	}
}
