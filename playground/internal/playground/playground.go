// Package playground puts the parts together: a control plane, the Gateway API, the simulation of what needs machines, the
// example company, and a kubeconfig.
//
// Start reading at Run.
package playground

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"
	"k8s.io/klog/v2"

	"github.com/kubectl-xnode/kubectl-xnode/playground/internal/controlplane"
	"github.com/kubectl-xnode/kubectl-xnode/playground/internal/gatewayapi"
	"github.com/kubectl-xnode/kubectl-xnode/playground/internal/seed"
	"github.com/kubectl-xnode/kubectl-xnode/playground/internal/simulate"
)

// ErrInterrupted says that a playground was asked to stop before it was ready.
var ErrInterrupted = errors.New("interrupted before the playground was ready")

// Options say what a playground is like.
type Options struct {
	// NoSeed leaves out the example company.
	NoSeed bool
	// Kubeconfig is the path of the kubeconfig. When empty, it is in the playground's own folder.
	Kubeconfig string
	// Logs is a folder that keeps the log files. When empty, they go with the playground.
	Logs string
	// Progress is told what happens, in a few lines.
	Progress io.Writer
}

// Run starts a playground, calls use with the path of the kubeconfig when it is ready, and stops it when use returns.
// Nothing is left behind. The context that use gets ends early when a component stops by itself; Run then says why.
func Run(ctx context.Context, o Options, use func(ctx context.Context, kubeconfig string) error) error {
	if o.Kubeconfig != "" {
		if err := checkKubeconfigPath(o.Kubeconfig); err != nil {
			return err
		}
	}
	begin, ready := time.Now(), false
	o.say("starting etcd, kube-apiserver, kube-controller-manager and kube-scheduler...")
	options := controlplane.Options{Logs: o.Logs}
	err := controlplane.Run(ctx, options, func(ctx context.Context, c *controlplane.Cluster) error {
		if err := o.furnish(ctx, c); err != nil {
			return err
		}
		kubeconfig, err := o.writeKubeconfig(c)
		if err != nil {
			return err
		}
		ready = true
		o.say("ready in %.1fs", time.Since(begin).Seconds())
		return errors.Join(use(ctx, kubeconfig.path), kubeconfig.remove())
	})
	if !ready && ctx.Err() != nil {
		return ErrInterrupted
	}
	return err
}

// furnish turns an empty cluster into one that has nodes, runs Pods, serves the Gateway API and, if wanted, belongs to a
// company.
func (o Options) furnish(ctx context.Context, c *controlplane.Cluster) error {
	if err := logTo(filepath.Join(c.Logs, "simulation.log")); err != nil {
		return err
	}
	var group errgroup.Group
	group.Go(func() error { return simulate.Start(ctx, c.Config) })
	group.Go(func() error {
		if err := gatewayapi.Install(ctx, c.Config); err != nil {
			return err
		}
		return simulate.StartGatewayAPI(ctx, c.Config)
	})
	if !o.NoSeed {
		group.Go(func() error { return seed.Apply(ctx, c.Config) })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return seed.Wait(ctx, c.Config)
}

func (o Options) writeKubeconfig(c *controlplane.Cluster) (*kubeconfig, error) {
	path, namespace := o.Kubeconfig, "shop"
	if path == "" {
		path = filepath.Join(c.Folder, "kubeconfig")
	}
	if o.NoSeed {
		namespace = "default"
	}
	content, err := c.Kubeconfig(namespace)
	if err != nil {
		return nil, fmt.Errorf("cannot make the kubeconfig: %w", err)
	}
	return writeKubeconfig(path, content)
}

func (o Options) say(format string, args ...any) {
	fmt.Fprintf(o.Progress, format+"\n", args...)
}

// logTo sends what client-go logs to a file: the terminal is the user's.
func logTo(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("cannot open a log file: %w", err)
	}
	klog.SetSlogLogger(slog.New(slog.NewTextHandler(file, nil)))
	return nil
}
