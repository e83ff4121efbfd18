package plugin_test

import (
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// TestUndoOnTheTerminal exposes, takes it back, and leaves nothing behind; both are printed.
func TestUndoOnTheTerminal(t *testing.T) {
	t.Parallel()
	u := visitor(t)
	u.opens().picks("web").choosesType(expose.ClusterIP).previews(willBeCreated).applies()
	u.presses("u").sees(onUndo, "service/web will be deleted").presses("n").seesNoMore(onUndo)
	u.presses("u").sees(onUndo).presses("y").sees(onUndone).presses(enter)
	if printed := u.leaves(0); printed != "service/web created\nservice/web deleted\n" {
		t.Errorf("printed is %q", printed)
	}
	u.changedNothing()
}

// TestChangedWhileItIsPreviewed shows what would happen by now, and does that.
func TestChangedWhileItIsPreviewed(t *testing.T) {
	t.Parallel()
	u := visitor(t)
	u.runs("expose", "web")
	u.opens().picks("web").choosesType(expose.NodePort).previews("will be changed")
	_, err := playground.Client.CoreV1().Services(u.namespace).Patch(t.Context(), "web", types.MergePatchType, []byte(`{"spec":{"sessionAffinity":"ClientIP"}}`), metav1.PatchOptions{FieldManager: "somebody"})
	if err != nil {
		t.Fatal(err)
	}
	u.presses("a").sees("This is what would happen now", "timeoutSeconds: 10800")
	u.applies().presses(enter)
	if printed := u.leaves(0); printed != "service/web configured\n" {
		t.Errorf("printed is %q", printed)
	}
}

// TestHalfExposedIsFinished finds what was left half done, and finishes it.
func TestHalfExposedIsFinished(t *testing.T) {
	t.Parallel()
	u := visitor(t)
	u.runs("expose", "web", "--type=Ingress", "--host=shop.example.com")
	if err := playground.Client.NetworkingV1().Ingresses(u.namespace).Delete(t.Context(), "web", metav1.DeleteOptions{}); err != nil { // as if it had been killed before
		t.Fatal(err)
	}
	u.opens().sees("web is half exposed").presses("F").sees("left half done by an earlier run", "ingress.networking.k8s.io/web will be created")
	u.presses("a").sees("what an earlier run had left to do").presses(enter)
	if printed := u.leaves(0); printed != "ingress.networking.k8s.io/web created\n" {
		t.Errorf("printed is %q", printed)
	}
}

// TestHalfExposedIsTakenBack finds what was left half done, and takes it back.
func TestHalfExposedIsTakenBack(t *testing.T) {
	t.Parallel()
	u := visitor(t)
	u.runs("expose", "web", "--type=Ingress", "--host=shop.example.com")
	if err := playground.Client.NetworkingV1().Ingresses(u.namespace).Delete(t.Context(), "web", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	u.opens().sees("web is half exposed").presses("U").sees("Take back service/web?").presses("y").sees(onUndone).seesNoMore("half exposed").presses("q")
	if printed := u.leaves(130); printed != "service/web deleted\n" {
		t.Errorf("printed is %q", printed)
	}
	u.changedNothing()
}

// TestUnexposeAsks shows what would go, and does nothing before somebody says yes.
func TestUnexposeAsks(t *testing.T) {
	t.Parallel()
	u := visitor(t)
	u.runs("expose", "web")
	const question = "Take this back? [y/N]"
	for name, answer := range map[string]struct {
		keys, says string
		code       int
	}{
		"no":     {"n" + enter, "Nothing was changed.", 0},
		"enter":  {enter, "Nothing was changed.", 0},
		"ctrl+d": {ctrlD, "Nothing was changed.", 0},
		"ctrl+c": {ctrlC, "", 130},
	} {
		u.starts("unexpose", "web").sees("service/web will be deleted: it was created by kubectl xnode", question).presses(answer.keys)
		if printed := u.leaves(answer.code); printed != "" || u.service("web") == nil {
			t.Errorf("%s: printed is %q", name, printed)
		}
		u.sees(answer.says)
	}
	u.starts("unexpose", "web").sees(question).presses("y", enter)
	if printed := u.leaves(0); printed != "service/web deleted\n" {
		t.Errorf("printed is %q", printed)
	}
	u.changedNothing()
}
