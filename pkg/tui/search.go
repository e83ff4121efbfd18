package tui

import (
	"context"
	"fmt"
	"strconv"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// readOut is how many names are read out at once.
const readOut = 20

// search asks for one of many: by its name, by a part of what is known of it, or by its number in what was read out last. describe says how
// a row is read out.
func (p *prompter) search(ctx context.Context, what string, all *rows, describe func(expose.Row) option) (found expose.Row, err error) {
	lines := byName(all, describe)
	var out []expose.Row // what was read out last
	list := func() {
		out = nil
		for i := range min(all.count(), readOut) {
			out = append(out, all.row(i))
			p.option(i, describe(out[i]))
		}
		if rest := all.count() - len(out); rest > 0 {
			p.say("And %d more: give more of the name.", rest)
		}
	}

	p.pause()
	prompt := fmt.Sprintf("Which %s? Number, name or part of a name:", what)
	switch n := all.count(); {
	case n == 1:
		prompt = fmt.Sprintf("Which %s? Number or name, enter for 1, %s:", what, describe(all.row(0)).name)
		list()
	case n <= readOut:
		list()
	default:
		p.say("There are %s.", count(n, what))
		prompt = fmt.Sprintf("Which %s? Name or part of a name, enter to list the first ones:", what)
	}
	help := func() {
		p.say("The name of a %s, or a part of what is read out of one; of several words each must match. A number takes it from what was read out last.", what)
		list()
	}
	err = p.ask(ctx, prompt, help, func(answer string) error {
		n, notNumber := strconv.Atoi(answer)
		all.setFilter("")
		if line, unique := lines[answer]; unique && line >= 0 {
			found = all.row(line)
			return nil
		}
		if notNumber == nil && n >= 1 && n <= len(out) {
			found = out[n-1]
			return nil
		}
		all.setFilter(answer)
		switch n := all.count(); n {
		case 0:
			return fmt.Errorf("no %s matches %q", what, answer)
		case 1:
			found = all.row(0)
			return nil
		default:
			if answer != "" {
				p.say("%d match.", n)
			}
			list()
			return errAskAgain
		}
	})
	return found, err
}

// byName says on which line of the list a name stands; -1 when on several.
func byName(all *rows, describe func(expose.Row) option) map[string]int {
	lines := make(map[string]int, all.count())
	add := func(name string, line int) {
		if before, there := lines[name]; there && before != line {
			line = -1
		}
		lines[name] = line
	}
	for i := range all.count() {
		row := all.row(i)
		add(row.Name, i)
		add(describe(row).name, i)
	}
	return lines
}
