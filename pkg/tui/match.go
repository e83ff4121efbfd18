package tui

import "strings"

// How well a row matches, the best first; ranks says that it does not. A fuzzy matcher that scores each row, as fzf's does, takes 10 ms for
// 50,000 rows, which is felt at each key; telling a few ranks apart takes 2.
const (
	rankName      = iota // it is the name
	rankStart            // the name begins with it
	rankInName           // the name has it
	rankInColumn         // another column has it
	rankFuzzyName        // the name has its letters, in this order
	rankFuzzy            // another column has them
	ranks
)

// pattern is a filter: words that each must match.
type pattern struct{ words []string }

func newPattern(filter string) pattern { return pattern{strings.Fields(strings.ToLower(filter))} }

func (p pattern) empty() bool { return len(p.words) == 0 }

// rank is that of the word which matches worst.
func (p pattern) rank(t *searchText) int {
	worst := 0
	for _, word := range p.words {
		worst = max(worst, rankWord(word, t))
		if worst == ranks {
			break
		}
	}
	return worst
}

func rankWord(word string, t *searchText) int {
	switch at := strings.Index(t.all, word); {
	case at == 0 && len(word) == t.name:
		return rankName
	case at == 0:
		return rankStart
	case at > 0 && at < t.name:
		return rankInName
	case at > 0:
		return rankInColumn
	}
	if fuzzy(word, t.all[:t.name]) {
		return rankFuzzyName
	}
	for column := range strings.SplitSeq(t.all[t.name:], "\n") {
		if fuzzy(word, column) {
			return rankFuzzy
		}
	}
	return ranks
}

// fuzzy reports whether text has the letters of word in their order.
func fuzzy(word, text string) bool {
	for i := range len(word) {
		at := strings.IndexByte(text, word[i])
		if at < 0 {
			return false
		}
		text = text[at+1:]
	}
	return true
}
