package tui

import (
	"image/color"

	"charm.land/lipgloss/v2"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// Theme says which colours are used. Nothing is told by colour alone, so each shows all there is.
type Theme string

// The themes. The empty one is [ThemeAuto].
const (
	ThemeAuto  Theme = "auto"  // as the terminal says that its background is
	ThemeDark  Theme = "dark"  // colours for a dark background
	ThemeLight Theme = "light" // colours for a light one
	ThemeNone  Theme = "none"  // no colours: bold and faint alone
)

// Themes are all themes.
func Themes() expose.Enum[Theme] {
	return expose.Enum[Theme]{What: "theme", Values: []Theme{ThemeAuto, ThemeDark, ThemeLight, ThemeNone}}
}

// asksTerminal reports whether the terminal is asked for its background.
func (t Theme) asksTerminal() bool { return t == ThemeAuto || t == "" }

// styles are those of the theme. dark is what the terminal says of its background, which it may not have said yet.
func (t Theme) styles(dark bool) *styles {
	switch t {
	case ThemeNone:
		return stylesIn(palette{})
	case ThemeDark:
		dark = true
	case ThemeLight:
		dark = false
	case ThemeAuto:
	}
	return newStyles(dark)
}

// palette are the colours of all styles; nil is the terminal's own.
type palette struct{ green, yellow, red, cyan, blue, magenta color.Color }

// coloured gives a style a colour of the palette.
func coloured(s lipgloss.Style, c color.Color) lipgloss.Style {
	if c == nil {
		return s
	}
	return s.Foreground(c)
}
