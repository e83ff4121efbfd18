package tui

import (
	"image/color"
	"regexp"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// onPreview is the preview of a Deployment, as the terminal gets it, on each background.
func onPreview(t *testing.T, theme Theme) (unknown, dark, light string) {
	t.Helper()
	config := fake()
	config.Theme = theme
	w := shop()[3]
	config.Workload = &w
	drive(t, config, 100, 30, func(d *driver) {
		d.press("enter", "enter")
		d.sees(willBe)
		unknown = d.root.View().Content
		d.send(tea.BackgroundColorMsg{Color: color.Black})
		dark = d.root.View().Content
		d.send(tea.BackgroundColorMsg{Color: color.White})
		light = d.root.View().Content
	})
	return unknown, dark, light
}

const willBe = "will be created"

func TestThemes(t *testing.T) {
	onDark, onLight := "", ""
	t.Run("auto follows the terminal", func(t *testing.T) {
		_, onDark, onLight = onPreview(t, ThemeAuto)
		if onDark == onLight {
			t.Error("the backgrounds have the same colours")
		}
		if _, dark, light := onPreview(t, ""); dark != onDark || light != onLight {
			t.Error("auto is not the default")
		}
	})
	for theme, want := range map[Theme]string{ThemeDark: onDark, ThemeLight: onLight} {
		t.Run(string(theme)+" stays", func(t *testing.T) {
			if unknown, dark, light := onPreview(t, theme); unknown != want || dark != want || light != want {
				t.Errorf("the background changes it:\n%q\n%q\n%q", unknown, dark, light)
			}
		})
	}
	t.Run("none has no colours", func(t *testing.T) {
		unknown, dark, light := onPreview(t, ThemeNone)
		if unknown != dark || unknown != light {
			t.Error("the background changes it")
		}
		for _, escape := range regexp.MustCompile(`\x1b\[([0-9;]*)m`).FindAllStringSubmatch(unknown, -1) {
			for code := range strings.SplitSeq(escape[1], ";") {
				if !slices.Contains([]string{"", "0", "1", "2", "7", "22", "27"}, code) { // plain, bold, faint, reverse and back
					t.Errorf("there is %q", escape[0])
				}
			}
		}
	})
}

func TestOnlyAutoAsksTheTerminalForItsBackground(t *testing.T) {
	for _, theme := range Themes().Values {
		if asks := theme.asksTerminal(); asks != (theme == ThemeAuto) {
			t.Errorf("%s: it is asked: %t", theme, asks)
		}
	}
}

// TestAdvancedFromTheStart shows the fields that are rarely needed until they are hidden, and again for the next workload.
func TestAdvancedFromTheStart(t *testing.T) {
	config := fake()
	config.Advanced = true
	w := shop()[3]
	config.Workload = &w
	drive(t, config, 100, 50, func(d *driver) {
		d.press("enter")
		d.sees("Cluster IP")
		d.press("ctrl+o")
		d.seesNot("Cluster IP")
		d.root.session.again()
		if !d.root.session.rare {
			t.Error("they are hidden for the next workload")
		}
	})
	config.Advanced = false
	drive(t, config, 100, 50, func(d *driver) {
		d.press("enter")
		d.seesNot("Cluster IP")
	})
}

// TestAdvancedQuestions asks for the fields that are rarely needed, too.
func TestAdvancedQuestions(t *testing.T) {
	for _, advanced := range []bool{false, true} {
		config := fake()
		config.Advanced = advanced
		w := shop()[3]
		config.Workload = &w
		config.Spec.Type = expose.ClusterIP
		var out strings.Builder
		if _, err := RunAccessible(t.Context(), config, strings.NewReader(strings.Repeat("\n", 40)), &out); err == nil {
			t.Error("nobody said to apply it")
		}
		if asked := strings.Contains(out.String(), "Cluster IP, enter for"); asked != advanced {
			t.Errorf("it is asked for the cluster IP: %t; all is\n%s", asked, out.String())
		}
	}
}
