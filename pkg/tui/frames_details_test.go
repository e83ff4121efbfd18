package tui

import "testing"

func TestFramesOfTheDetails(t *testing.T) {
	frames(t, []frame{
		{name: "details-httproute", change: withGateways, keys: []string{"enter", "G", "enter", "tab", "tab", "tab", "tab", "tab"}},
		{name: "details-more-fields", keys: []string{"enter", "down", "down", "down", "enter", "ctrl+o"}},
		{name: "details-nodeport", keys: []string{"enter", "down", "down", "enter", "tab"}},
		{name: "details-ingress", keys: []string{"enter", "end", "up", "enter"}},
		{name: "details-errors", keys: []string{"enter", "end", "up", "enter", "!", "tab", " 90000", "tab", "10.0.0.1", "enter"}},
	})
}
