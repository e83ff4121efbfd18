package tui

import (
	"slices"
	"strings"
)

// matching are the candidates for a text: those that begin with it, then those that have it somewhere.
func matching(all []candidate, text string) []candidate {
	text = strings.ToLower(text)
	var begin, have []candidate
	for _, c := range all {
		switch at := strings.Index(strings.ToLower(c.text), text); {
		case at == 0:
			begin = append(begin, c)
		case at > 0:
			have = append(have, c)
		}
	}
	return append(begin, have...)
}

// indexOf is where a text stands among candidates; -1 when it is none of them.
func indexOf(all []candidate, text string) int {
	return slices.IndexFunc(all, func(c candidate) bool { return c.text == text })
}

// cycle goes through candidates, one a key.
type cycle struct {
	at    spot
	texts []string
	now   int
}

// next is the text after the one that stands in the field now, or before it. It is the same where there is nothing to go through.
func (c *cycle) next(at spot, all []candidate, text string, repeatable bool, by int) string {
	if c.at != at || len(c.texts) == 0 || c.texts[c.now] != text { // it was typed
		head, word := "", text
		if repeatable {
			head, word = cutLastWord(text)
		}
		found, here := matching(all, word), indexOf(all, word)
		switch {
		case here >= 0:
			found = all
		case by < 0:
			here = 0 // the last one comes before the first
		}
		*c = cycle{at: at, now: here}
		for _, candidate := range found {
			c.texts = append(c.texts, head+candidate.text)
		}
	}
	if len(c.texts) == 0 {
		return text
	}
	c.now = (c.now + by + len(c.texts)) % len(c.texts)
	return c.texts[c.now]
}

// cutLastWord divides text before the word that is being typed.
func cutLastWord(text string) (head, word string) {
	at := strings.LastIndexByte(text, ' ') + 1
	return text[:at], text[at:]
}
