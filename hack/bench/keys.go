package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"time"
)

// printKeys runs the Go benchmarks of the interface: what a key costs until its frame is drawn.
func printKeys() error {
	cmd := exec.Command("go", "test", "-run=^$", "-bench=.", "-benchtime=300ms", "./pkg/tui")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	aims := map[string]string{"50000": "≤4 ms"}
	fmt.Printf("\n%-24s %12s %12s %8s\n", "a key and its frame", "rows", "time", "aim")
	line := regexp.MustCompile(`^Benchmark(\w+?)Key(?:/(\w+))?/rows=(\d+)\S*\s+\d+\s+([\d.]+) ns/op`)
	var moves []float64
	for scanner := bufio.NewScanner(bytes.NewReader(out)); scanner.Scan(); {
		m := line.FindStringSubmatch(scanner.Text())
		if m == nil {
			continue
		}
		ns, err := strconv.ParseFloat(m[4], 64)
		if err != nil {
			return err
		}
		what, aim := "filter \""+m[2]+"\"", aims[m[3]]
		if m[2] == "" {
			what, aim = "move the cursor", ""
			moves = append(moves, ns)
		}
		fmt.Printf("%-24s %12s %12s %8s\n", what, m[3], milliseconds(time.Duration(ns)), aim)
	}
	if len(moves) < 2 {
		return fmt.Errorf("the benchmarks of moves are missing in: %s", out)
	}
	fmt.Printf("%-24s %12s %12.2f %8s\n", "move: most by least rows", "", moves[len(moves)-1]/moves[0], "≤1.50")
	return nil
}
