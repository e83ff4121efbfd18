package tui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

func configured(changes ...func(*Config)) Config {
	config := fake()
	all(changes...)(&config)
	return config
}

func TestWhatIsShownIsCopied(t *testing.T) {
	drive(t, configured(nodePortLive), 80, 24, func(d *driver) {
		d.press(toPreview("y")...)
		d.sees("Copied the diff")
		if !strings.HasPrefix(d.copied, "--- live/service/web\n") {
			t.Errorf("copied %q", d.copied)
		}
		d.press("tab", "y")
		d.sees("Copied the command")
		if d.copied != "kubectl xnode expose deployment/web --namespace=shop" {
			t.Errorf("copied %q", d.copied)
		}
		d.press("tab", "y")
		d.sees("Copied the YAML")
		if !strings.HasPrefix(d.copied, "apiVersion: v1\nkind: Service\n") || !strings.HasSuffix(d.copied, "type: ClusterIP\n") {
			t.Errorf("copied %q", d.copied)
		}
		d.press("shift+tab")
		d.seesNot("Copied")
		d.sees("[Command]")
	})
}

func TestSavingNamesTheFile(t *testing.T) {
	var saved string
	config := configured(ingress())
	config.Ops.Save = func(name, text string) (string, error) {
		saved = text
		if name != "cart.yaml" {
			t.Errorf("the name is %q", name)
		}
		return "cart-2.yaml", nil
	}
	drive(t, config, 80, 24, func(d *driver) {
		d.press(ofCart("s")...)
		d.sees("Saved cart-2.yaml")
		if strings.Count(saved, "\n---\n") != 1 {
			t.Errorf("saved %q", saved)
		}
	})
	config.Ops.Save = func(string, string) (string, error) { return "", errors.New("open cart.yaml: permission denied") }
	drive(t, config, 80, 24, func(d *driver) {
		d.press(ofCart("s")...)
		d.sees("✗ open cart.yaml: permission denied")
	})
}

func TestEditedObjectsAreAppliedAndNoFlagsSaySo(t *testing.T) {
	drive(t, configured(replacing("port: 80\n", "port: 8000\n")), 80, 40, func(d *driver) {
		d.press(toPreview("e")...)
		d.sees("edited by hand")
		d.sees("port: 8000")
		d.press("shift+tab")
		d.sees("-f FILE")
		d.press("s")
		d.sees("kubectl apply --server-side --field-manager=kubectl-xnode -f web.yaml")
		d.press("a")
		d.sees("web.shop.svc:8000")
		result := d.root.session.result()
		if want := "kubectl apply --server-side --field-manager=kubectl-xnode -f web.yaml"; !slices.Equal(result.Commands, []string{want}) {
			t.Errorf("the commands are %q, want %q", result.Commands, want)
		}
		d.press("esc") // back from the end the edit is still there
		d.sees("edited by hand")
		d.press("R")
		d.seesNot("edited by hand")
		d.sees("port: 80\n")
		d.press("a")
		if commands := d.root.session.result().Commands; len(commands) != 2 || !strings.Contains(commands[1], "xnode expose") {
			t.Errorf("the commands are %q", commands)
		}
	})
}

func TestEditThatWasNotSavedHasNoCommand(t *testing.T) {
	drive(t, configured(replacing("port: 80\n", "port: 8000\n")), 80, 40, func(d *driver) {
		d.press(toPreview("e", "s")...)
		editedAgain := editor(nil, func(text string) string { return strings.Replace(text, "8000", "8001", 1) })
		d.root.session.config.Ops.Editor = editedAgain
		d.press("e", "a") // what was saved is not that
		d.sees("8001")
		d.sees("No flags say what you edited by hand")
		if commands := d.root.session.result().Commands; len(commands) > 0 {
			t.Errorf("the commands are %q", commands)
		}
	})
}

func TestGoingBackDropsAnEditOnceThatWasSaid(t *testing.T) {
	drive(t, configured(replacing("port: 80\n", "port: 8000\n")), 80, 24, func(d *driver) {
		d.press(toPreview("e", "esc")...)
		d.sees("esc again drops what you edited")
		d.press("j", "esc")
		d.sees("esc again drops what you edited")
		d.press("esc")
		d.sees("[Details]")
		d.press("enter")
		d.seesNot("edited by hand")
		d.press("esc")
		d.sees("[Details]")
	})
}

func TestEditThatIsWrongIsKept(t *testing.T) {
	config := configured(ingress(), replacing("kind: Ingress", "kind: Pod # my comment"))
	drive(t, config, 120, 40, func(d *driver) {
		d.press(ofCart("e")...)
		d.sees("object 2 must stay networking.k8s.io/v1 Ingress, and is networking.k8s.io/v1 Pod")
		d.sees("# my comment")
		d.press("a", "tab", "n", "enter")
		d.sees("# my comment")
		var opened string
		d.root.session.config.Ops.Editor = editor(nil, func(text string) string {
			opened = text
			return strings.Replace(text, "kind: Pod", "kind: Ingress", 1) + "# the end\n"
		})
		d.press("e")
		if !strings.Contains(opened, "kind: Pod # my comment") {
			t.Errorf("the editor opened %q", opened)
		}
		d.sees("will be created") // nothing but comments is left of the edit
		d.seesNot("edited by hand")
		d.root.session.config.Ops.Editor = config.Ops.Editor
		d.press("e", "r")
		d.sees("will be created")
		d.seesNot("my comment")
	})
}

func TestEditThatTheServerRefusesIsKept(t *testing.T) {
	config := configured(replacing("port: 80\n", "port: 8000\n"))
	preview := config.Ops.Preview
	config.Ops.Preview = func(ctx context.Context, plan expose.Plan, onConflict expose.OnConflict) ([]expose.Change, error) {
		if onConflict == expose.RefuseConflicts && strings.Contains(manifest(unsent(plan)), "8000") {
			return nil, errConflict
		}
		return preview(ctx, plan, onConflict)
	}
	drive(t, config, 80, 40, func(d *driver) {
		d.press(toPreview("e")...)
		d.sees("belongs to Helm release")
		d.sees("port: 8000")
		d.press("f")
		d.sees("edited by hand")
		d.sees("will be created")
	})
	drive(t, config, 80, 40, func(d *driver) {
		d.press(toPreview("e", "R")...)
		d.seesNot("belongs to Helm release")
		d.sees("will be created")
	})
}

func TestEditorThatDoesNotWorkLosesNothing(t *testing.T) {
	config := fake()
	config.Ops.Editor = editor(errors.New(`there is no editor "emacs"`), func(text string) string { return text })
	drive(t, config, 80, 40, func(d *driver) {
		d.press(toPreview("e")...)
		d.sees(`✗ there is no editor "emacs"`)
		d.sees("will be created")
		d.root.session.config.Ops.Editor = editor(errors.New(`the editor "vi" ended with an error: exit status 1`), func(string) string { return "half of it" })
		d.press("e")
		d.sees(`✗ the editor "vi" ended with an error: exit status 1`)
		d.sees("half of it")
		d.root.session.config.Ops.Editor = editor(nil, func(string) string { return " \n" })
		d.press("e")
		d.sees("Nothing was edited.")
		d.sees("half of it")
	})
}

func TestForbiddenStillGivesTheYAML(t *testing.T) {
	drive(t, configured(refusing(errForbiddenApply)), 80, 24, func(d *driver) {
		d.press(toPreview("a", "y")...)
		d.sees("[Preview]")
		if !strings.HasPrefix(d.copied, "apiVersion: v1\nkind: Service\n") {
			t.Errorf("copied %q", d.copied)
		}
		d.press("tab", "y")
		d.sees("kubectl xnode expose deployment/web")
	})
}

func TestClicksAndWheelInThePreview(t *testing.T) {
	drive(t, fake(), 60, 20, func(d *driver) {
		d.press(toPreview()...)
		line := slices.IndexFunc(strings.Split(d.frame(), "\n"), func(l string) bool { return strings.Contains(l, "[YAML]") })
		d.send(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
		d.seesNot("apiVersion")
		d.send(tea.MouseClickMsg{Button: tea.MouseLeft, X: 18, Y: line + 1})
		d.seesNot("[Command]")
		d.send(tea.MouseClickMsg{Button: tea.MouseLeft, X: 18, Y: line})
		d.sees("[Command]")
	})
}

func TestObjectsAreJumpedBetween(t *testing.T) {
	drive(t, configured(ingress()), 60, 20, func(d *driver) {
		first := func(want string) {
			t.Helper()
			lines := strings.Split(d.frame(), "\n")
			tabs := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, "[YAML]") })
			if !strings.Contains(lines[tabs+1], want) {
				t.Errorf("%q is not first:\n%s", want, d.frame())
			}
		}
		d.press(ofCart("n")...)
		first("ingress.networking.k8s.io/cart")
		d.press("N")
		first("service/cart")
		d.press("j", "]")
		first("ingress.networking.k8s.io/cart")
		d.press("j", "j", "[")
		first("ingress.networking.k8s.io/cart")
		d.press("g")
		first("service/cart")
		d.press("G")
		d.sees("pathType: Prefix")
	})
}

// TestRepaintingKeepsThePlace shows that another background, another size and news do not scroll.
func TestRepaintingKeepsThePlace(t *testing.T) {
	drive(t, configured(ingress()), 60, 20, func(d *driver) {
		d.press(ofCart("ctrl+d")...)
		before := d.frame()
		d.send(tea.BackgroundColorMsg{})
		if after := d.frame(); after != before {
			t.Errorf("before:\n%s\nafter:\n%s", before, after)
		}
		d.send(tea.WindowSizeMsg{Width: 70, Height: 20})
		line := strings.Split(before, "\n")[7]
		if after := strings.Split(d.frame(), "\n")[7]; after != line {
			t.Errorf("the first line was %q and is %q", line, after)
		}
	})
}

// TestPaintingChangesNoCharacter paints what the YAML of an object can hold.
func TestPaintingChangesNoCharacter(t *testing.T) {
	st := newStyles(true)
	values := []any{"", " ", "a: b", "- a", "# no", "'", `"`, "|", ">-", "true", "8080", "1.5", "~", "null", "0x1f", "報告書", "a\nb\n", "\n a", "a\tb", "{a}", "[a", "&a", "*a", "!a", "%a", "@a", "`a`", "? a",
		"---", "a ", strings.Repeat("long words ", 30), "\x1b[31m", "\u202e", int64(8080), 1.5, true, nil, []any{}, map[string]any{}, []any{"a", map[string]any{"b": "c"}}}
	for _, value := range values {
		for _, key := range []string{"a", "y", "8080", "a b", "a: b", "報", "", "'"} {
			text, err := yaml.Marshal(map[string]any{"metadata": map[string]any{key: value}, "x": []any{value, value}})
			if err != nil {
				t.Fatal(err)
			}
			lines := drawable(string(text))
			for i, line := range paintYAML(st, lines) {
				if got := ansi.Strip(line); got != lines[i] {
					t.Errorf("%q became %q", lines[i], got)
				}
			}
		}
	}
	painted := strings.Join(paintYAML(st, []string{`port: 80`, `name: "80"`, `internal: true`}), "\n")
	for _, want := range []string{st.yamlKey.Render("port"), st.yamlNumber.Render("80"), st.yamlString.Render(`"80"`), st.yamlBool.Render("true")} {
		if !strings.Contains(painted, want) {
			t.Errorf("%q is not in %q", want, painted)
		}
	}
}

func TestWideTextIsWrappedWhole(t *testing.T) {
	line := newStyles(true).bad.Render("a報告書報告書") + "報告書"
	for width := 2; width < 20; width++ {
		var got strings.Builder
		for _, row := range cutRows(line, width) {
			if ansi.StringWidth(row) > width {
				t.Errorf("%q is wider than %d", row, width)
			}
			got.WriteString(ansi.Strip(row))
		}
		if got.String() != ansi.Strip(line) {
			t.Errorf("at %d it is %q", width, got.String())
		}
	}
}

func TestEditedTextIsCleanedBeforeItIsDrawn(t *testing.T) {
	drive(t, configured(replacing("name: http", "name: [\x1b]0;owned\a\u202e")), 80, 40, func(d *driver) {
		d.press(toPreview("e")...)
		if view := d.root.View().Content; !strings.Contains(view, "owned") || strings.ContainsAny(view, "\a\u202e") || strings.Contains(view, "\x1b]0") {
			t.Errorf("it reached the screen: %q", view)
		}
	})
}

// TestManyWarningsLeaveRoomForTheText shows that all can be reached on the smallest terminal.
func TestManyWarningsLeaveRoomForTheText(t *testing.T) {
	config := fake()
	config.Ops.Preview = func(_ context.Context, plan expose.Plan, _ expose.OnConflict) ([]expose.Change, error) {
		change := expose.Change{Object: plan.Objects[0], Want: plan.Objects[0], Live: (*unstructured.Unstructured)(nil)}
		for i := range 20 {
			change.Warnings = append(change.Warnings, fmt.Sprint("warning ", i))
		}
		return []expose.Change{change}, nil
	}
	drive(t, config, 60, 20, func(d *driver) {
		d.press(toPreview()...)
		d.sees("[YAML]")
		d.press("G")
		d.sees("type: ClusterIP")
		d.press("N")
		d.sees("apiVersion: v1")
		d.press("g")
		d.sees("will be created")
	})
}
