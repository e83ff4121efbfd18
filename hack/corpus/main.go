// Command corpus scores the defaults: for each Deployment of a folder of real ones, does "expose" without flags come to the
// selector, ports and target ports of the Service that the Deployment's authors wrote? See "make corpus".
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/util/yaml"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// pair is a line of index.jsonl: a Deployment and its authors' Service.
type pair struct {
	ID         string            `json:"id"`
	File       string            `json:"file"`
	Deployment string            `json:"deployment"`
	Selector   map[string]string `json:"service_selector"`
	Headless   bool              `json:"headless"`
	Ports      []struct {
		Port     int32  `json:"port"`
		Protocol string `json:"protocol"`
		Target   int32  `json:"resolves_to_container_port"`
	} `json:"ports"`
}

func main() {
	verbose := flag.Bool("v", false, "print each difference")
	flag.Parse()
	folder := flag.Arg(0)
	pairs, err := readIndex(filepath.Join(folder, "index.jsonl"))
	if err != nil {
		fmt.Fprintln(os.Stderr, "corpus:", err)
		os.Exit(1)
	}
	score := map[string]int{}
	for _, p := range pairs {
		outcome, detail := compare(folder, p)
		score[outcome]++
		if *verbose && outcome != "equal" {
			fmt.Printf("%-10s %s: %s\n", outcome, p.ID, detail)
		}
	}
	fmt.Printf("%d pairs", len(pairs))
	for _, outcome := range slices.Sorted(maps.Keys(score)) {
		fmt.Printf(", %d %s", score[outcome], outcome)
	}
	fmt.Println()
}

func readIndex(file string) ([]pair, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var pairs []pair
	for line := range bytes.Lines(text) {
		var p pair
		if err := json.Unmarshal(line, &p); err != nil {
			return nil, err
		}
		pairs = append(pairs, p)
	}
	return pairs, nil
}

// compare returns "equal", "failed", or what differs.
func compare(folder string, p pair) (outcome, detail string) {
	d, err := readDeployment(filepath.Join(folder, p.File), p.Deployment)
	if err != nil {
		return "unread", err.Error()
	}
	w, _ := expose.FromObject(d)
	spec := expose.Spec{}
	if p.Headless {
		spec.Type = expose.Headless
	}
	spec = expose.Default(w, spec)
	if errs := expose.Validate(w, spec); len(errs) > 0 {
		return "failed", errs.ToAggregate().Error()
	}
	if selector, _ := w.ServiceSelector(); !maps.Equal(selector, p.Selector) {
		return "selector", fmt.Sprintf("%v, want %v", selector, p.Selector)
	}
	var got, want []string
	for _, sp := range spec.Ports {
		got = append(got, fmt.Sprintf("%d:%s/%s", sp.Port, w.ResolvedTarget(sp), sp.Protocol))
	}
	for _, wp := range p.Ports {
		want = append(want, fmt.Sprintf("%d:%d/%s", wp.Port, wp.Target, wp.Protocol))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		return "ports", fmt.Sprintf("%v, want %v", got, want)
	}
	return "equal", ""
}

func readDeployment(file, name string) (*appsv1.Deployment, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	reader := yaml.NewYAMLReader(bufio.NewReader(f))
	for {
		doc, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%s has no Deployment %s", file, name)
		}
		if err != nil {
			return nil, err
		}
		if !strings.Contains(string(doc), "Deployment") {
			continue
		}
		var d appsv1.Deployment
		if yaml.Unmarshal(doc, &d) == nil && d.Kind == "Deployment" && d.Name == name {
			return &d, nil
		}
	}
}
