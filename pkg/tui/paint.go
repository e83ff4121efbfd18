package tui

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"
)

// paintYAML colours YAML of ours, a line each. No character is changed: lines that the lexer does not give back as they were stay plain.
func paintYAML(st *styles, lines []string) []string {
	var painted strings.Builder
	var seen int
	plain := strings.Join(lines, "\n")
	for _, t := range lexer.Tokenize(plain) {
		if !strings.HasPrefix(plain[seen:], t.Origin) {
			return lines
		}
		seen += len(t.Origin)
		painted.WriteString(paintWords(yamlStyle(st, t), t.Origin))
	}
	if seen != len(plain) {
		return lines
	}
	return strings.Split(painted.String(), "\n")
}

func yamlStyle(st *styles, t *token.Token) lipgloss.Style {
	if t.NextType() == token.MappingValueType {
		return st.yamlKey
	}
	switch t.Type {
	case token.StringType, token.SingleQuoteType, token.DoubleQuoteType:
		return st.yamlString
	case token.IntegerType, token.BinaryIntegerType, token.OctetIntegerType, token.HexIntegerType, token.FloatType, token.InfinityType, token.NanType:
		return st.yamlNumber
	case token.BoolType, token.NullType:
		return st.yamlBool
	}
	return st.plain
}

// paintWords styles each line of a text by itself, without the spaces around it.
func paintWords(style lipgloss.Style, text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if words := strings.Trim(line, " "); words != "" {
			before, after, _ := strings.Cut(line, words)
			lines[i] = before + style.Render(words) + after
		}
	}
	return strings.Join(lines, "\n")
}

// paintDiff colours the lines of a unified diff. Their signs tell the same.
func paintDiff(st *styles, lines []string) []string {
	painted := make([]string, len(lines))
	for i, line := range lines {
		style := st.plain
		switch {
		case strings.HasPrefix(line, "+++"), strings.HasPrefix(line, "---"):
			style = st.label
		case strings.HasPrefix(line, "+"):
			style = st.added
		case strings.HasPrefix(line, "-"):
			style = st.removed
		case strings.HasPrefix(line, "@@"):
			style = st.hunk
		}
		painted[i] = style.Render(line)
	}
	return painted
}
