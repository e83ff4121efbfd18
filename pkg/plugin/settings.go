package plugin

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"unicode"

	"github.com/spf13/pflag"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/tui"
)

// setting is a flag of "expose" whose default the user may choose, for all runs.
type setting struct {
	// name is that of the flag, and of the key in the file.
	name string
	// builtIn is the value when nobody says another, and means says what it comes to where that is not seen.
	builtIn, means string
	// check returns an error that says what is allowed.
	check func(string) error
}

// settings are all there are. What flags default to, "config view" and docs/configuration.md come from this table.
func settings() []setting {
	return []setting{
		{name: expose.FieldType, means: "ClusterIP; Headless for a StatefulSet", check: checkWord(expose.Types())},
		{name: flagFieldManager, builtIn: expose.Manager, check: checkFieldManager},
		{name: flagWait, builtIn: "false", check: checkSwitch},
		{name: flagTimeout, builtIn: defaultTimeout.String(), check: func(text string) error { return new(timeout).Set(text) }},
		{name: flagTheme, builtIn: string(tui.ThemeAuto), check: checkWord(tui.Themes())},
		{name: flagAdvanced, builtIn: "false", check: checkSwitch},
	}
}

// variable is the name of the environment variable.
func (s setting) variable() string {
	return "XNODE_" + strings.ToUpper(strings.ReplaceAll(s.name, "-", "_"))
}

// checked returns an error that says where a value comes from that is wrong.
func (s setting) checked(value, where string) error {
	err := s.check(value)
	if value == "" {
		err = errors.New("it is empty; leave it out for the default")
	}
	if err != nil {
		return usagef("%s %q: %w", where, value, err)
	}
	return nil
}

func checkWord[E ~string](all expose.Enum[E]) func(string) error {
	return func(text string) error {
		_, err := all.Parse(text)
		return err
	}
}

func checkSwitch(text string) error {
	if _, err := strconv.ParseBool(text); err != nil {
		return errors.New("must be true or false")
	}
	return nil
}

// checkFieldManager refuses what the API server would.
// https://kubernetes.io/docs/reference/using-api/server-side-apply/#managers
func checkFieldManager(text string) error {
	const most = 128
	if len(text) > most {
		return fmt.Errorf("must be at most %d bytes", most)
	}
	if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return errors.New("must be printable")
	}
	return nil
}

// settled is a setting as it holds where nobody gives the flag.
type settled struct {
	setting
	value string
	// from is the variable, or file and line, that says so; empty when nobody does.
	from string
}

// readSettings reads what variables and the file say: a variable comes before the file. A variable that is empty says nothing. It returns an error for
// whatever is wrong in the file, and for a variable whose value is wrong.
func readSettings() ([]settled, error) {
	file, err := readSettingsFile(settingsFile())
	if err != nil {
		return nil, err
	}
	return settle(os.Getenv, file)
}

// settle says what holds, given variables and what the file says.
func settle(getenv func(string) string, file map[string]settled) ([]settled, error) {
	var all []settled
	for _, s := range settings() {
		now := settled{setting: s, value: s.builtIn}
		if said, ok := file[s.name]; ok {
			now = said
		}
		if value := getenv(s.variable()); value != "" {
			if err := s.checked(value, s.variable()); err != nil {
				return nil, err
			}
			now.value, now.from = value, s.variable()
		}
		all = append(all, now)
	}
	return all, nil
}

// preset gives flags that are not given the values that the user has set for all runs, and returns the names of the flags that have one.
func preset(flags *pflag.FlagSet) (map[string]bool, error) {
	all, err := readSettings()
	if err != nil {
		return nil, err
	}
	var names map[string]bool
	for _, s := range all {
		if s.from == "" {
			continue
		}
		if names == nil {
			names = map[string]bool{}
		}
		names[s.name] = true
		if flag := flags.Lookup(s.name); flag != nil && !flag.Changed {
			if err := flag.Value.Set(s.value); err != nil {
				return nil, usagef("%s %q: %w", s.from, s.value, err)
			}
		}
	}
	return names, nil
}

// shown is the value for people.
func (s settled) shown() string { return cmp.Or(s.value, s.means) }

// source is where the value comes from, for people.
func (s settled) source() string { return cmp.Or(s.from, "built in") }
