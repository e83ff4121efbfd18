package tui

import "charm.land/bubbles/v2/key"

// The keymap. Help is made from it, so a key that is not here does not exist.
func binding(help, desc string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(help, desc))
}

func keyNext() key.Binding     { return binding("enter", "next", "enter") }
func keyBack() key.Binding     { return binding("esc", "back", "esc") }
func keyUp() key.Binding       { return binding("↑/k", "up", "up", "k") }
func keyDown() key.Binding     { return binding("↓/j", "down", "down", "j") }
func keyFilter() key.Binding   { return binding("/", "filter", "/") }
func keyMove() key.Binding     { return binding("↑↓", "move", "up", "down", "k", "j") }
func keyPageUp() key.Binding   { return binding("pgup", "page up", "pgup", "b") }
func keyPageDown() key.Binding { return binding("pgdn", "page down", "pgdown", "space") }
func keyFirst() key.Binding    { return binding("g", "first", "home", "g") }
func keyLast() key.Binding     { return binding("G", "last", "end", "G") }
func keyScroll() key.Binding {
	return binding("↑↓", "scroll", "up", "down", "k", "j")
}
func keyKind() key.Binding { return binding("tab", "kind", "tab", "right", "l") }
func keyKindBefore() key.Binding {
	return binding("shift+tab", "kind before", "shift+tab", "left", "h")
}
func keyNamespace() key.Binding      { return binding("n", "namespace", "n") }
func keyOtherNamespace() key.Binding { return binding("ctrl+n", "namespace", "ctrl+n") }
func keyAllNamespaces() key.Binding  { return binding("A", "all namespaces", "A") }
func keyChoose() key.Binding         { return binding("enter", "choose", "enter") }
func keyCancel() key.Binding         { return binding("esc", "cancel", "esc") }
func keyClearFilter() key.Binding    { return binding("esc", "clear", "esc") }
func keyRetry() key.Binding          { return binding("r", "try again", "r") }
func keyNextField() key.Binding      { return binding("tab", "field", "tab") }
func keyPrevField() key.Binding      { return binding("shift+tab", "field before", "shift+tab") }
func keyApply(v string) key.Binding  { return binding("a", v, "a") }
func keyTakeOver() key.Binding       { return binding("f", "take over", "f") }
func keyKeepTheirs() key.Binding     { return binding("t", "keep theirs", "t") }
func keyFinish() key.Binding         { return binding("enter", "finish", "enter") }
func keyQuit() key.Binding           { return binding("q", "quit", "q") }
func keyInterrupt() key.Binding      { return binding("ctrl+c", "leave", "ctrl+c") }
func keySuspend() key.Binding        { return binding("ctrl+z", "suspend", "ctrl+z") }
func keyHelp() key.Binding           { return binding("?", "help", "?") }
func keyView() key.Binding           { return binding("tab", "view", "tab", "right", "l") }
func keyViewBefore() key.Binding {
	return binding("shift+tab", "view before", "shift+tab", "left", "h")
}
func keyHalfPageUp() key.Binding       { return binding("ctrl+u", "half a page up", "ctrl+u") }
func keyHalfPageDown() key.Binding     { return binding("ctrl+d", "half a page down", "ctrl+d") }
func keyNextObject() key.Binding       { return binding("n", "next object", "n", "]") }
func keyObjectBefore() key.Binding     { return binding("N", "object before", "N", "[") }
func keyCopy(v string) key.Binding     { return binding("y", v, "y") }
func keySave() key.Binding             { return binding("s", "save", "s") }
func keyEdit() key.Binding             { return binding("e", "edit", "e") }
func keyDropEdit(k string) key.Binding { return binding(k, "drop the edit", k) }
func keyAnother() key.Binding          { return binding("n", "another", "n") }
func keyCopyTry() key.Binding          { return binding("c", "copy the try line", "c") }
func keyCopyCommand() key.Binding      { return binding("C", "copy the command", "C") }
func keyStop() key.Binding             { return binding("y", "stop", "y") }
func keyUndo() key.Binding             { return binding("u", "undo", "u") }
func keyUndoIt() key.Binding           { return binding("y", "take it back", "y") }
func keyKeepIt() key.Binding           { return binding("any other key", "keep it", "any") }
func keyFinishPlan() key.Binding       { return binding("F", "finish the rest", "F") }
func keyTakePlanBack() key.Binding     { return binding("U", "take it back", "U") }
func keyGoOn() key.Binding             { return binding("any other key", "go on", "any") }

// In the form letters are text, so the keys are others than elsewhere.
func keyFieldBelow() key.Binding     { return binding("↓", "line below", "down") }
func keyFieldAbove() key.Binding     { return binding("↑", "line above", "up") }
func keyAdvanced() key.Binding       { return binding("ctrl+o", "advanced", "ctrl+o") }
func keyComplete() key.Binding       { return binding("ctrl+n", "complete", "ctrl+n") }
func keyCompleteBefore() key.Binding { return binding("ctrl+p", "complete the other way", "ctrl+p") }
func keyAddPort() key.Binding        { return binding("space", "add port", "space") }
func keyCellAfter() key.Binding      { return binding("→", "cell after, at a cell's end", "right") }
func keyCellBefore() key.Binding     { return binding("←", "cell before, at a cell's start", "left") }
func keyRemovePort() key.Binding     { return binding("ctrl+x", "remove port", "ctrl+x") }
