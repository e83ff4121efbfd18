package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// The aims of the list of workloads at scale.
const (
	firstRowsAim = 150 * time.Millisecond
	allRowsAim   = 2.0 // times the raw GET
	memoryAim    = 100 // MiB
)

// printScale loads many Deployments and prints how long it takes until they are on the screen, beside the least that it can take: a GET of the
// same list that looks at nothing.
func printScale(ctx context.Context, deployments, runs int) error {
	// In a process of its own: a child's peak memory is never less than that of the process which started it (getrusage(2), RUSAGE_CHILDREN).
	loading := exec.CommandContext(ctx, os.Args[0], fmt.Sprintf("-load=%d", deployments))
	loading.Stdout, loading.Stderr = os.Stdout, os.Stderr
	if err := loading.Run(); err != nil {
		return err
	}
	var raw, kubectls, xnodes []scaled
	var size int64
	for range runs {
		r, n, err := rawGet(ctx)
		if err != nil {
			return err
		}
		k, err := kubectlGet()
		if err != nil {
			return err
		}
		x, err := onScreen(deployments)
		if err != nil {
			return err
		}
		raw, kubectls, xnodes, size = append(raw, r), append(kubectls, k), append(xnodes, x), n
	}
	r, k, x := medians(raw), medians(kubectls), medians(xnodes)
	fmt.Printf("\n%-34s %12s %12s %8s %12s\n", fmt.Sprintf("%d Deployments, median of %d", deployments, runs), "first rows", "all rows", "ratio", "peak memory")
	fmt.Printf("%-34s %12s %12s %8.2f %12s\n", fmt.Sprintf("raw protobuf GET, %.1f MB", float64(size)/1e6), "", milliseconds(r.all), 1.0, "")
	fmt.Printf("%-34s %12s %12s %8.2f %8d MiB\n", "kubectl get deployments -A", "", milliseconds(k.all), float64(k.all)/float64(r.all), k.memory)
	fmt.Printf("%-34s %12s %12s %8.2f %8d MiB\n", "kubectl-xnode expose -A", milliseconds(x.first), milliseconds(x.all), float64(x.all)/float64(r.all), x.memory)
	fmt.Printf("%-34s %12s %12s %8s %12s\n", "aim", fmt.Sprintf("≤%d ms", firstRowsAim.Milliseconds()), "", aim(allRowsAim), fmt.Sprintf("≤%d MiB", memoryAim))
	return nil
}

// scaled is what it took to list: time to the first rows and to all, and the peak of memory in MiB.
type scaled struct {
	first, all time.Duration
	memory     int64
}

func medians(all []scaled) scaled {
	middle := func(of func(scaled) int64) int64 {
		values := make([]int64, len(all))
		for i, s := range all {
			values[i] = of(s)
		}
		slices.Sort(values)
		return values[len(values)/2]
	}
	return scaled{
		first:  time.Duration(middle(func(s scaled) int64 { return int64(s.first) })),
		all:    time.Duration(middle(func(s scaled) int64 { return int64(s.all) })),
		memory: middle(func(s scaled) int64 { return s.memory }),
	}
}

func restConfig() (*rest.Config, error) {
	config, err := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(clientcmd.NewDefaultClientConfigLoadingRules(), nil).ClientConfig()
	if err != nil {
		return nil, err
	}
	config.QPS, config.ContentType = -1, "application/vnd.kubernetes.protobuf"
	return config, nil
}

func loadMany(ctx context.Context, deployments int) error {
	config, err := restConfig()
	if err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	return load(ctx, client, deployments)
}

// rawGet reads the list and looks at nothing of it, over a connection that is there already. It returns how long it is, too.
func rawGet(ctx context.Context) (scaled, int64, error) {
	config, err := restConfig()
	if err != nil {
		return scaled{}, 0, err
	}
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		return scaled{}, 0, err
	}
	get := func(path string) (int64, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, config.Host+path, nil)
		if err != nil {
			return 0, err
		}
		request.Header.Set("Accept", "application/vnd.kubernetes.protobuf")
		response, err := client.Do(request)
		if err != nil {
			return 0, err
		}
		defer func() { _ = response.Body.Close() }()
		return io.Copy(io.Discard, response.Body)
	}
	if _, err := get("/apis/apps/v1/deployments?limit=1"); err != nil {
		return scaled{}, 0, err
	}
	start := time.Now()
	size, err := get("/apis/apps/v1/deployments")
	return scaled{all: time.Since(start)}, size, err
}

func kubectlGet() (scaled, error) {
	cmd := exec.Command(kubectl, "get", "deployments", "-A")
	start := time.Now()
	if err := cmd.Run(); err != nil {
		return scaled{}, fmt.Errorf("%s: %w", cmd, err)
	}
	return scaled{all: time.Since(start), memory: peak(cmd)}, nil
}

// onScreen opens the list in a terminal and looks at its screen as a person does.
func onScreen(deployments int) (scaled, error) {
	const width, height = 120, 40
	cmd := exec.Command(xnode, "expose", "-A")
	cmd.Env = append(os.Environ(), "TERM=xterm-256color")
	start := time.Now()
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: width, Rows: height})
	if err != nil {
		return scaled{}, err
	}
	defer func() { _ = terminal.Close() }()
	screen := vt.NewSafeEmulator(width, height)
	go func() { _, _ = io.Copy(terminal, screen) }() // its answers to what it is asked
	var s scaled
	complete := regexp.MustCompile(fmt.Sprintf(`(?m)^ *%d Deployments *$`, deployments))
	written := make([]byte, 64<<10)
	for s.all == 0 {
		n, err := terminal.Read(written)
		if err != nil {
			return scaled{}, fmt.Errorf("it ended before all rows were there: %w; the screen is:\n%s", err, ansi.Strip(screen.Render()))
		}
		if _, err := screen.Write(written[:n]); err != nil {
			return scaled{}, err
		}
		text := ansi.Strip(screen.Render())
		if s.first == 0 && strings.Contains(text, loadedNamespace(0)) {
			s.first = time.Since(start)
		}
		if complete.MatchString(text) {
			s.all = time.Since(start)
		}
	}
	go func() { _, _ = io.Copy(io.Discard, terminal) }()
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return scaled{}, err
	}
	_ = cmd.Wait() // ended by the signal
	s.memory = peak(cmd)
	return s, nil
}

// peak is the most memory in MiB that an ended process held at once.
func peak(cmd *exec.Cmd) int64 {
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return usage.Maxrss / 1024 // Linux counts in KiB
}
