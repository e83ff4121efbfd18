// Package pkg_test holds the dependency rule of docs/architecture.md as a test.
package pkg_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/kubectl-xnode/kubectl-xnode/pkg/"

// rooms says what each package must not import, and why. A prefix stands for all below it, but for the exceptions.
var rooms = map[string]struct {
	forbidden, except []string
	why               string
}{
	"expose": {
		forbidden: []string{"os", "net/http", "k8s.io/client-go/", "k8s.io/cli-runtime/", "charm.land/", "github.com/spf13/", module},
		except:    []string{"k8s.io/client-go/applyconfigurations/"},
		why:       "it is the pure core: no client, no os, no terminal",
	},
	"cluster": {
		forbidden: []string{"charm.land/", "github.com/spf13/", module + "plugin", module + "tui"},
		why:       "it is Kubernetes I/O and knows no terminal",
	},
	"tui": {
		forbidden: []string{"os", "net/http", "k8s.io/client-go/", "k8s.io/cli-runtime/", "github.com/spf13/", module + "plugin", module + "cluster"},
		why:       "no screen can block on the network: it has only the functions of Ops",
	},
	"plugin": {forbidden: []string{"charm.land/"}, why: "it wires; drawing is of package tui"},
}

func TestImportsFollowTheArchitecture(t *testing.T) {
	seen := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		room, _, _ := strings.Cut(filepath.ToSlash(path), "/")
		seen[room] = true
		rule, known := rooms[room]
		if !known {
			t.Errorf("%s: package %s has no rule here: say what it must not import", path, room)
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if matches(imported, rule.forbidden) && !matches(imported, rule.except) {
				t.Errorf("%s imports %s, but package %s must not: %s", path, imported, room, rule.why)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for room := range rooms {
		if !seen[room] {
			t.Errorf("there is a rule for package %s, which is not there", room)
		}
	}
}

func matches(imported string, patterns []string) bool {
	for _, p := range patterns {
		if imported == p || strings.HasSuffix(p, "/") && strings.HasPrefix(imported, p) {
			return true
		}
	}
	return false
}

// TestNothingWritesPastTheCleaning holds that text leaves only by the streams that the program was given, which are cleaned, or by name past that:
// where screens and exact data go.
func TestNothingWritesPastTheCleaning(t *testing.T) {
	past := map[string]int{"plugin/print.go": 0, "plugin/interactive.go": 0, "plugin/interactive_run.go": 0}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		path = filepath.ToSlash(path)
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				if pkg, ok := n.X.(*ast.Ident); ok {
					switch name := pkg.Name + "." + n.Sel.Name; name {
					case "os.Stdout", "os.Stderr", "fmt.Print", "fmt.Printf", "fmt.Println", "log.Print", "log.Printf", "log.Println":
						t.Errorf("%s uses %s", path, name)
					}
				}
			case *ast.CallExpr:
				if f, ok := n.Fun.(*ast.Ident); ok && (f.Name == "exact" || f.Name == "print" || f.Name == "println") {
					if _, allowed := past[path]; !allowed || f.Name != "exact" {
						t.Errorf("%s calls %s: what it writes is not cleaned", path, f.Name)
					}
					past[path]++
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for path, calls := range past {
		if calls == 0 {
			t.Errorf("%s need not be excepted", path)
		}
	}
}
