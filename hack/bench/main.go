// Command bench compares kubectl-xnode with a real kubectl, in one run and on one cluster, and prints ratios: times of
// one machine say little about another.
//
// It runs inside of a playground: see "make bench".
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// comparison is one thing that both programs do.
type comparison struct {
	what         string
	xnode, other []string
	// before is run before each measurement, unmeasured.
	before          []string
	wallAim, cpuAim float64 // ratios; 0 where there is none
}

const (
	xnode   = "bin/kubectl-xnode"
	kubectl = "bin/kubectl"
)

func main() {
	runs := flag.Int("runs", 30, "how often each is measured")
	scale := flag.Int("scale", 10_000, "how many Deployments a large cluster has; 0 leaves it out")
	scaleRuns := flag.Int("scale-runs", 5, "how often the list of a large cluster is measured")
	loadOnly := flag.Int("load", 0, "only load this many Deployments")
	flag.Parse()
	ctx := context.Background()
	if *loadOnly > 0 {
		if err := loadMany(ctx, *loadOnly); err != nil {
			fatal(err)
		}
		return
	}
	remove := []string{kubectl, "delete", "service", "bench", "--ignore-not-found"}
	comparisons := []comparison{
		{"start-up (version)", []string{xnode, "version"}, []string{kubectl, "version", "--client"}, nil, 0.35, 0},
		{
			"expose one Deployment", []string{xnode, "expose", "bench", "--port=80:8080"},
			[]string{kubectl, "expose", "deployment", "bench", "--port=80", "--target-port=8080"}, remove, 0.6, 0.5,
		},
	}
	if err := setUp(); err != nil {
		fatal(err)
	}
	fmt.Printf("%-24s %12s %12s %8s %6s %10s %10s %8s %6s\n", "median of "+fmt.Sprint(*runs), "xnode wall", "kubectl wall", "ratio", "aim", "xnode cpu", "kubectl cpu", "ratio", "aim")
	for _, c := range comparisons {
		if err := c.print(*runs); err != nil {
			fatal(err)
		}
	}
	if err := printKeys(); err != nil {
		fatal(err)
	}
	if *scale > 0 {
		// The list is complete when it counts what was loaded, and nothing else.
		if _, err := measure([]string{kubectl, "delete", "deployment", "bench"}); err != nil {
			fatal(err)
		}
		if err := printScale(ctx, *scale, *scaleRuns); err != nil {
			fatal(err)
		}
	}
}

// setUp makes the Deployment that is exposed. kubectl's cache of discovery is warm after it, as it is for those who use it daily.
func setUp() error {
	for _, args := range [][]string{
		{kubectl, "create", "deployment", "bench", "--image=bench", "--replicas=0", "--port=8080"},
		{kubectl, "get", "deployment", "bench"},
	} {
		if _, err := measure(args); err != nil {
			return err
		}
	}
	return nil
}

type cost struct{ wall, cpu time.Duration }

func (c comparison) print(runs int) error {
	var ours, theirs []cost
	// One after the other, so that what slows the machine slows both.
	for range runs {
		for _, side := range []struct {
			args  []string
			costs *[]cost
		}{{c.xnode, &ours}, {c.other, &theirs}} {
			if c.before != nil {
				if _, err := measure(c.before); err != nil {
					return err
				}
			}
			cost, err := measure(side.args)
			if err != nil {
				return err
			}
			*side.costs = append(*side.costs, cost)
		}
	}
	ourWall, theirWall := median(ours, cost.byWall), median(theirs, cost.byWall)
	ourCPU, theirCPU := median(ours, cost.byCPU), median(theirs, cost.byCPU)
	fmt.Printf("%-24s %12s %12s %8.2f %6s %10s %10s %8.2f %6s\n", c.what,
		milliseconds(ourWall), milliseconds(theirWall), float64(ourWall)/float64(theirWall), aim(c.wallAim),
		milliseconds(ourCPU), milliseconds(theirCPU), float64(ourCPU)/float64(theirCPU), aim(c.cpuAim))
	return nil
}

func (c cost) byWall() time.Duration { return c.wall }
func (c cost) byCPU() time.Duration  { return c.cpu }

func measure(args []string) (cost, error) {
	cmd := exec.Command(args[0], args[1:]...)
	start := time.Now()
	out, err := cmd.CombinedOutput()
	wall := time.Since(start)
	if err != nil {
		return cost{}, fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, out)
	}
	return cost{wall, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}, nil
}

func median(costs []cost, of func(cost) time.Duration) time.Duration {
	sorted := slices.SortedFunc(slices.Values(costs), func(a, b cost) int { return cmp.Compare(of(a), of(b)) })
	return of(sorted[len(sorted)/2])
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
}

func aim(ratio float64) string {
	if ratio == 0 {
		return ""
	}
	return fmt.Sprintf("≤%.2f", ratio)
}

func fatal(err error) {
	fmt.Fprintln(os.Stderr, "bench:", err)
	os.Exit(1)
}
