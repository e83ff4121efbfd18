package expose

import (
	"fmt"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// Tool is a kind of tool or controller that keeps objects as somebody wrote them elsewhere, and changes back what others change.
type Tool string

// The tools that leave marks on their objects.
const (
	Helm              Tool = "Helm release"
	ArgoCD            Tool = "Argo CD application"
	FluxKustomization Tool = "Flux Kustomization"
	FluxHelmRelease   Tool = "Flux HelmRelease"
	// Operator is whoever works for the object that controls this one.
	Operator Tool = "operator"
)

// Owner is who keeps an object as they want it. The zero value is nobody who leaves a mark.
type Owner struct {
	Tool Tool
	// Name is that of the release, the application, the Flux object or, as KIND/NAME, of what an operator works for; NAMESPACE/NAME where
	// that is another namespace than the object's. It is empty where only the tool is known.
	Name string
	// byInstance says that Argo CD knows its objects by the label app.kubernetes.io/instance.
	byInstance bool
}

// The marks. What each means stands in
// https://helm.sh/docs/chart_best_practices/labels/ and helm's pkg/action/validate.go,
// https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/,
// https://fluxcd.io/flux/components/kustomize/kustomizations/ and .../helm/helmreleases/.
const (
	instanceLabel = "app.kubernetes.io/instance"

	helmName      = "meta.helm.sh/release-name"
	helmNamespace = "meta.helm.sh/release-namespace"

	argoTracking = "argocd.argoproj.io/tracking-id"
	argoInstance = "argocd.argoproj.io/instance"

	fluxKustomization = "kustomize.toolkit.fluxcd.io/"
	fluxHelmRelease   = "helm.toolkit.fluxcd.io/"
)

// OwnerOf tells from its marks who owns an object. The surest mark counts: a controller may copy labels and annotations of its own
// object to what it makes, and Flux marks what it has Helm install.
func OwnerOf(ref Ref, o metav1.Object) Owner {
	if owner, ok := controllerOf(o); ok {
		return owner
	}
	labels, annotations := o.GetLabels(), o.GetAnnotations()
	if app, ok := trackedBy(ref, annotations[argoTracking]); ok {
		return Owner{Tool: ArgoCD, Name: app}
	}
	for _, flux := range []struct {
		tool   Tool
		prefix string
	}{{FluxHelmRelease, fluxHelmRelease}, {FluxKustomization, fluxKustomization}} { // a Kustomization may apply a HelmRelease, never the reverse
		if name := labels[flux.prefix+"name"]; name != "" {
			return Owner{Tool: flux.tool, Name: elsewhere(labels[flux.prefix+"namespace"], ref.Namespace) + name}
		}
	}
	// The label app.kubernetes.io/managed-by=Helm alone is no mark: charts write it, whoever applies them.
	if name := annotations[helmName]; name != "" {
		return Owner{Tool: Helm, Name: elsewhere(annotations[helmNamespace], ref.Namespace) + name}
	}
	if app := labels[argoInstance]; app != "" {
		return Owner{Tool: ArgoCD, Name: app}
	}
	return byManager(o)
}

// controllerOf returns what controls o, unless Kubernetes itself does the controlling.
func controllerOf(o metav1.Object) (Owner, bool) {
	controller := metav1.GetControllerOfNoCopy(o)
	if controller == nil {
		return Owner{}, false
	}
	switch group, _ := schema.ParseGroupVersion(controller.APIVersion); group.Group {
	case "", "apps", "batch":
		return Owner{}, false
	}
	return Owner{Tool: Operator, Name: strings.ToLower(controller.Kind) + "/" + controller.Name}, true
}

// trackedBy reads Argo CD's tracking id, "app:group/kind:namespace/name". Of an id that was copied from another object it takes no notice, as Argo CD does.
func trackedBy(ref Ref, id string) (app string, ok bool) {
	app, object, _ := strings.Cut(id, ":")
	if app == "" || object != fmt.Sprintf("%s/%s:%s/%s", ref.Group, ref.Kind, ref.Namespace, ref.Name) {
		return "", false
	}
	return strings.ReplaceAll(app, "_", "/"), true // NAMESPACE_NAME; neither can have _
}

// elsewhere is what to put before a name of that namespace.
func elsewhere(namespace, here string) string {
	if namespace == "" || namespace == here {
		return ""
	}
	return namespace + "/"
}

// byManager tells by who set fields.
func byManager(o metav1.Object) Owner {
	labels := o.GetLabels()
	for _, entry := range o.GetManagedFields() {
		if entry.Subresource != "" {
			continue
		}
		switch entry.Manager {
		case "argocd-controller", "argocd-application-controller":
			// Without an annotation it is the label that says whose the object is.
			return Owner{Tool: ArgoCD, Name: labels[instanceLabel], byInstance: labels[instanceLabel] != ""}
		case "kustomize-controller":
			return Owner{Tool: FluxKustomization}
		case "helm-controller":
			return Owner{Tool: FluxHelmRelease}
		}
	}
	return Owner{}
}

// Known reports whether there is an owner.
func (o Owner) Known() bool { return o.Tool != "" }

// String names the owner: `Helm release "shop"`.
func (o Owner) String() string {
	switch {
	case o.Tool == Operator:
		return "the operator of " + o.Name
	case o.Name != "":
		return fmt.Sprintf("%s %q", o.Tool, o.Name)
	case o.Tool == ArgoCD:
		return "an " + string(o.Tool)
	default:
		return "a " + string(o.Tool)
	}
}

// source is where to change what the owner has.
func (o Owner) source() string {
	switch o.Tool {
	case Helm, FluxHelmRelease:
		return "in its chart or its values"
	case ArgoCD:
		return "where the application comes from"
	case FluxKustomization:
		return "where the Kustomization comes from"
	default:
		return "there, as far as it lets you"
	}
}

// ChangesBack says what becomes of a change to an object of the owner, and where to make it instead.
func (o Owner) ChangesBack(ref Ref) string {
	when := map[Tool]string{Helm: "its next upgrade", ArgoCD: "its next sync", FluxKustomization: "its next reconciliation", FluxHelmRelease: "its next reconciliation", Operator: "it"}[o.Tool]
	return fmt.Sprintf("%s is managed by %s: %s may change it back; change it %s", ref, o, when, o.source())
}

// Exposes says where an object belongs that exposes a workload of the owner, which knows nothing of what is made here.
func (o Owner) Exposes(ref Ref) string {
	text := fmt.Sprintf("%s is managed by %s: what exposes it is better kept %s", ref.Short(), o, o.source())
	if o.byInstance {
		text += "; the label " + instanceLabel + " is left out, because Argo CD would take what carries it for its own and may remove it"
	}
	return text
}
