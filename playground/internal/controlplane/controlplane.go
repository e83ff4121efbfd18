// Package controlplane runs a real Kubernetes control plane (etcd, kube-apiserver,
// kube-controller-manager, kube-scheduler) as child processes on loopback, in a data folder of its own,
// for as long as a function runs.
//
// Start reading at Run below. components.go holds the flags of the components, process.go how a child lives
// and dies, access.go who may talk to the API server.
//
// The package imports no component. It starts its own executable once more with the arguments
// "component NAME -- FLAGS", and cmd/xnode-playground knows the command behind NAME.
package controlplane

import (
	"context"
	"errors"

	"k8s.io/client-go/rest"
)

// Options says how to run a control plane. The zero value is good.
type Options struct {
	// Logs is the folder for the components' log files, which stays at the end. When empty, they live in
	// the data folder and go with it.
	Logs string
}

// Cluster is a control plane that serves.
type Cluster struct {
	// Folder is the data folder, removed at the end.
	Folder string
	// Logs is the folder of the components' log files.
	Logs string
	// Config is for clients in the group system:masters, without rate limits.
	Config *rest.Config

	access access
}

// Kubeconfig returns a kubeconfig of the user admin, whose only context is called playground and has this
// default namespace.
func (c *Cluster) Kubeconfig(namespace string) ([]byte, error) {
	return c.access.kubeconfig(admin, namespace)
}

// Run starts a control plane, calls use as soon as the API server is ready, and stops the control plane
// when use returns. Whatever happens, it leaves no process and no file. When a component stops by itself,
// the context that use got ends, and Run returns an error with the last words of the component's log.
func Run(parent context.Context, o Options, use func(context.Context, *Cluster) error) (err error) {
	ctx, fail := context.WithCancelCause(parent)
	defer fail(nil)

	removeStaleFolders()
	folder, err := newFolder()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, folder.remove()) }()

	port, err := reservePort()
	if err != nil {
		return err
	}
	defer port.release()

	access, err := newAccess(port.number)
	if err != nil {
		return err
	}
	if err := writeFiles(folder.path, access); err != nil {
		return err
	}

	launcher, err := newLauncher(folder.path, o.Logs, fail)
	if err != nil {
		return err
	}
	defer launcher.stop()

	// The API server prepares itself while etcd starts, and waits for it.
	if err := launcher.start(etcd(), apiServer(port.number)); err != nil {
		return err
	}
	config := access.config(admin)
	if err := waitUntilReady(ctx, config); err != nil {
		return err
	}
	// The controller manager asks only once a second whether the API server is there: earlier would be later.
	if err := launcher.start(controllerManager(), scheduler()); err != nil {
		return err
	}

	err = use(ctx, &Cluster{Folder: folder.path, Logs: launcher.logs, Config: config, access: access})
	if ctx.Err() != nil && parent.Err() == nil {
		return context.Cause(ctx) // a component stopped, which explains any other error
	}
	return err
}
