package cluster

import (
	"cmp"
	"fmt"
	"strings"

	"k8s.io/cli-runtime/pkg/resource"
	"k8s.io/client-go/kubernetes/scheme"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// WorkloadsOfFiles reads workloads from manifests: files, folders, URLs, standard input ("-") or a kustomization. Nothing is asked of
// the cluster. Where a manifest has both, its workloads are meant, and not its Services.
//
// It returns an error when a manifest cannot be read, when it belongs to another namespace than the one that was asked for
// (enforced says that one was), or when nothing in it can be exposed.
func (c *Cluster) WorkloadsOfFiles(files resource.FilenameOptions, enforced bool) ([]expose.Workload, error) {
	infos, err := resource.NewLocalBuilder().
		WithScheme(scheme.Scheme, scheme.Scheme.PrioritizedVersionsAllGroups()...).
		FilenameParam(false, &files).
		Flatten().
		Do().Infos()
	if err != nil {
		return nil, err
	}
	var workloads, services []expose.Workload
	for _, info := range infos {
		w, ok := expose.FromObject(info.Object)
		w.Namespace = cmp.Or(w.Namespace, c.Namespace) // a local builder knows no scopes, so it leaves it open
		switch {
		case !ok:
		case enforced && w.Namespace != c.Namespace:
			return nil, fmt.Errorf("%s in %s is of namespace %q, and not of %q as --namespace says", w.Short(), filesText(files), w.Namespace, c.Namespace)
		case w.IsService():
			services = append(services, w)
		default:
			workloads = append(workloads, w)
		}
	}
	if len(workloads) == 0 {
		workloads = services
	}
	if len(workloads) == 0 {
		return nil, fmt.Errorf("there is no workload in %s that can be exposed", filesText(files))
	}
	return workloads, nil
}

// filesText names the files for people.
func filesText(files resource.FilenameOptions) string {
	switch {
	case files.Kustomize != "":
		return files.Kustomize
	case len(files.Filenames) == 1 && files.Filenames[0] == "-":
		return "standard input"
	default:
		return strings.Join(files.Filenames, ", ")
	}
}
