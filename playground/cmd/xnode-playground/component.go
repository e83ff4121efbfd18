package main

import (
	"fmt"
	"io"
	"os"
	_ "time/tzdata" // for the time zones of CronJobs

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
)

// newComponentCommand returns the command that a child process of the control plane runs: the component's
// own, until the parent closes standard input.
func newComponentCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "component NAME -- FLAGS",
		Short:  "Run one component of the control plane",
		Hidden: true,
		Args:   cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			go exitWithParent()
			return runComponent(args[0], args[1:])
		},
	}
}

// exitWithParent exits once standard input ends, which it does when the parent is gone.
func exitWithParent() {
	_, _ = io.Copy(io.Discard, os.Stdin)
	os.Exit(0)
}

func runComponent(name string, flags []string) error {
	var component *cobra.Command
	switch name {
	case "etcd":
		etcdmain.Main(append([]string{name}, flags...))
		return nil
	case "kube-apiserver":
		component = apiserver.NewAPIServerCommand()
	case "kube-controller-manager":
		component = controllermanager.NewControllerManagerCommand()
	case "kube-scheduler":
		component = scheduler.NewSchedulerCommand()
	default:
		return fmt.Errorf("%q is no component of the control plane", name)
	}
	component.SetArgs(flags)
	return exitCode(cli.Run(component))
}
