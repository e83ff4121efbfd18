package expose

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

type (
	targetPort = intstr.IntOrString
	protocol   = corev1.Protocol
)

// valueField is a field with one value, which parse reads and text writes. Its zero value means "not said".
func valueField[T comparable](name string, types []Type, parse func(string) (T, error), text func(T) string, at func(*Spec) *T) Field {
	var zero T
	return Field{
		Name: name, Types: types,
		add: func(s *Spec, text string) error {
			if text == "" { // it comes from a shell variable that is not set, and would mean the default
				return errEmpty()
			}
			value, err := parse(text)
			if err == nil {
				*at(s) = value
			}
			return err
		},
		texts: func(s Spec) []string {
			if v := *at(&s); v != zero {
				return []string{text(v)}
			}
			return nil
		},
		clear: func(s *Spec) { *at(s) = zero },
	}
}

// textField takes any text.
func textField(name string, types []Type, at func(*Spec) *string) Field {
	return valueField(name, types, parseText, sameText, at)
}

// wordField takes one of a few words.
func wordField[E ~string](name string, types []Type, all Enum[E], at func(*Spec) *E) Field {
	f := valueField(name, types, all.Parse, func(e E) string { return string(e) }, at)
	f.Choices = all.Words()
	return f
}

// numberField takes a number from 1 to most.
func numberField(name string, types []Type, what string, most int, at func(*Spec) *int32) Field {
	return valueField(name, types, func(text string) (int32, error) {
		n, err := strconv.ParseInt(text, 10, 32)
		if err != nil || n < 1 || n > int64(most) {
			return 0, fmt.Errorf("must be %s, from 1 to %d", what, most)
		}
		return int32(n), nil
	}, func(n int32) string { return strconv.Itoa(int(n)) }, at)
}

// switchField is on, off, or not said.
func switchField(name string, types []Type, at func(*Spec) **bool) Field {
	return Field{
		Name: name, Types: types, Choices: []string{"true", "false"}, Switch: true,
		add: func(s *Spec, text string) error {
			on, err := strconv.ParseBool(text)
			if err != nil {
				return errors.New("must be true or false")
			}
			*at(s) = &on
			return nil
		},
		texts: func(s Spec) []string {
			if on := *at(&s); on != nil {
				return []string{strconv.FormatBool(*on)}
			}
			return nil
		},
		clear: func(s *Spec) { *at(s) = nil },
	}
}

// wordsField takes several of a few words.
func wordsField[E ~string](name string, types []Type, all Enum[E], at func(*Spec) *[]E) Field {
	f := listField(name, types, splitCommas, all.Parse, func(e E) string { return string(e) }, at)
	f.Choices = all.Words()
	return f
}

// listField takes several values; split divides those of one text.
func listField[T any](name string, types []Type, split func(string) []string, parse func(string) (T, error), text func(T) string, at func(*Spec) *[]T) Field {
	return Field{
		Name: name, Types: types, Repeatable: true,
		add: func(s *Spec, text string) error {
			values := slices.Clone(*at(s))
			for _, part := range split(text) {
				if part == "" {
					return errEmpty()
				}
				value, err := parse(part)
				if err != nil {
					return err
				}
				values = append(values, value)
			}
			*at(s) = values
			return nil
		},
		texts: func(s Spec) []string {
			var texts []string
			for _, v := range *at(&s) {
				texts = append(texts, text(v))
			}
			return texts
		},
		clear: func(s *Spec) { *at(s) = nil },
	}
}

// mapField takes several values of the form key=value.
func mapField(name string, types []Type, split func(string) []string, at func(*Spec) *map[string]string) Field {
	return Field{
		Name: name, Types: types, Repeatable: true,
		add: func(s *Spec, text string) error {
			values := maps.Clone(*at(s))
			if values == nil {
				values = map[string]string{}
			}
			for _, part := range split(text) {
				key, value, ok := strings.Cut(part, "=")
				if !ok || key == "" {
					return fmt.Errorf("must be key=value, not %q", part)
				}
				values[key] = value
			}
			*at(s) = values
			return nil
		},
		texts: func(s Spec) []string {
			values := *at(&s)
			var texts []string
			for _, key := range slices.Sorted(maps.Keys(values)) {
				texts = append(texts, key+"="+values[key])
			}
			return texts
		},
		clear: func(s *Spec) { *at(s) = nil },
	}
}

func errEmpty() error { return errors.New("it is empty; leave it out for the default") }

func parseText(s string) (string, error) { return s, nil }
func sameText(s string) string           { return s }
func splitCommas(s string) []string      { return strings.Split(s, ",") }
func whole(s string) []string            { return []string{s} }
func portText(p targetPort) string       { return p.String() }
