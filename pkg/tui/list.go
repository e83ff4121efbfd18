package tui

import (
	"io"

	"charm.land/bubbles/v2/list"
	"charm.land/bubbles/v2/textinput"
	"charm.land/bubbles/v2/viewport"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
)

// newText returns a text to scroll in.
func newText() viewport.Model {
	text := viewport.New()
	text.SoftWrap = true // what is cut off looks like the whole value
	text.KeyMap = viewport.KeyMap{Up: keyUp(), Down: keyDown(), PageUp: keyPageUp(), PageDown: keyPageDown()}
	return text
}

// row draws the items of a list.
type row interface {
	render(w io.Writer, width int, selected bool, item list.Item)
	height() int
}

// newList returns a list without the decoration that the frame has already.
func newList(r row) list.Model {
	l := list.New(nil, rowDelegate{r}, 0, 0)
	l.SetShowTitle(false)
	l.SetShowFilter(false)
	l.SetShowStatusBar(false)
	l.SetShowHelp(false)
	l.DisableQuitKeybindings()
	l.KeyMap = list.KeyMap{
		CursorUp: keyUp(), CursorDown: keyDown(), PrevPage: keyPageUp(), NextPage: keyPageDown(), GoToStart: keyFirst(), GoToEnd: keyLast(),
		Filter: keyFilter(), ClearFilter: keyClearFilter(), CancelWhileFiltering: keyClearFilter(), AcceptWhileFiltering: keyKeepFilter(),
	}
	l.FilterInput.Prompt = "/ "
	l.FilterInput.SetStyles(inputStyles())
	return l
}

// mark is what stands before a row, and the style of its text: the one that has the cursor is told from the others.
func mark(st styles, selected bool, otherwise lipgloss.Style) (string, lipgloss.Style) {
	if selected {
		return "› ", st.selected
	}
	return "  ", otherwise
}

type rowDelegate struct{ row }

// Render implements [list.ItemDelegate].
func (d rowDelegate) Render(w io.Writer, m list.Model, index int, item list.Item) {
	d.render(w, m.Width(), index == m.Index(), item)
}

// Height implements [list.ItemDelegate].
func (d rowDelegate) Height() int { return d.height() }

// Spacing implements [list.ItemDelegate].
func (rowDelegate) Spacing() int { return 0 }

// Update implements [list.ItemDelegate].
func (rowDelegate) Update(tea.Msg, *list.Model) tea.Cmd { return nil }

// newNameInput returns an input for one name.
func newNameInput() textinput.Model {
	in := textinput.New()
	in.Prompt = "› "
	in.SetStyles(inputStyles())
	return in
}
