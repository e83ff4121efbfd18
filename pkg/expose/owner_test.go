package expose_test

import (
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// TestOwner reads the marks that the tools leave on objects, as their documentation and objects of real clusters have them.
func TestOwner(t *testing.T) {
	for name, c := range map[string]struct{ metadata, want string }{
		"nobody":    {`{}`, ""},
		"ourselves": {`{labels: {app.kubernetes.io/managed-by: kubectl-xnode}, managedFields: [{manager: kubectl-xnode, operation: Apply}]}`, ""},
		"kubectl":   {`{managedFields: [{manager: kubectl-expose, operation: Update}]}`, ""},

		"Helm":                             {`{labels: {app.kubernetes.io/managed-by: Helm}, annotations: {meta.helm.sh/release-name: shop, meta.helm.sh/release-namespace: default}}`, `Helm release "shop"`},
		"Helm, from another namespace":     {`{labels: {app.kubernetes.io/managed-by: Helm}, annotations: {meta.helm.sh/release-name: shop, meta.helm.sh/release-namespace: infra}}`, `Helm release "infra/shop"`},
		"a chart that somebody else wrote": {`{labels: {app.kubernetes.io/managed-by: Helm}}`, ""},

		"Argo CD":                               {`{annotations: {argocd.argoproj.io/tracking-id: "shop:/Service:default/web"}}`, `Argo CD application "shop"`},
		"Argo CD, application of a namespace":   {`{annotations: {argocd.argoproj.io/tracking-id: "team_shop:/Service:default/web"}}`, `Argo CD application "team/shop"`},
		"an id copied from another object":      {`{annotations: {argocd.argoproj.io/tracking-id: "shop:apps/Deployment:default/web"}}`, ""},
		"Argo CD with a label of its own":       {`{labels: {argocd.argoproj.io/instance: shop}}`, `Argo CD application "shop"`},
		"Argo CD with everybody's label":        {`{labels: {app.kubernetes.io/instance: shop}, managedFields: [{manager: argocd-controller, operation: Update}]}`, `Argo CD application "shop"`},
		"Argo CD before 2.5":                    {`{labels: {app.kubernetes.io/instance: shop}, managedFields: [{manager: argocd-application-controller, operation: Update}]}`, `Argo CD application "shop"`},
		"Argo CD that renders a chart":          {`{labels: {app.kubernetes.io/managed-by: Helm}, annotations: {argocd.argoproj.io/tracking-id: "shop:/Service:default/web"}}`, `Argo CD application "shop"`},
		"Argo CD without a label":               {`{managedFields: [{manager: argocd-controller, operation: Apply}]}`, "an Argo CD application"},
		"Argo CD that only wrote a subresource": {`{managedFields: [{manager: argocd-controller, operation: Update, subresource: status}]}`, ""},
		"everybody's label alone":               {`{labels: {app.kubernetes.io/instance: shop}}`, ""},

		"Flux":                       {`{labels: {kustomize.toolkit.fluxcd.io/name: apps, kustomize.toolkit.fluxcd.io/namespace: flux-system}}`, `Flux Kustomization "flux-system/apps"`},
		"Flux that has lost a label": {`{managedFields: [{manager: kustomize-controller, operation: Apply}]}`, "a Flux Kustomization"},
		"Flux by Helm": {`{labels: {app.kubernetes.io/managed-by: Helm, helm.toolkit.fluxcd.io/name: shop, helm.toolkit.fluxcd.io/namespace: default},
			annotations: {meta.helm.sh/release-name: default-shop, meta.helm.sh/release-namespace: default}}`, `Flux HelmRelease "shop"`},
		"Flux by Helm without labels": {`{managedFields: [{manager: helm-controller, operation: Apply}]}`, "a Flux HelmRelease"},

		"an operator": {`{ownerReferences: [{apiVersion: postgres-operator.crunchydata.com/v1beta1, kind: PostgresCluster, name: hippo, controller: true}]}`, "the operator of postgrescluster/hippo"},
		"an operator that copies its object's labels": {`{labels: {kustomize.toolkit.fluxcd.io/name: apps, kustomize.toolkit.fluxcd.io/namespace: flux-system},
			ownerReferences: [{apiVersion: postgres-operator.crunchydata.com/v1beta1, kind: PostgresCluster, name: hippo, controller: true}]}`, "the operator of postgrescluster/hippo"},
		"one of several owners, none in control": {`{ownerReferences: [{apiVersion: example.com/v1, kind: Team, name: a}]}`, ""},
		"a Deployment":                           {`{ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, controller: true}]}`, ""},
		"a CronJob":                              {`{ownerReferences: [{apiVersion: batch/v1, kind: CronJob, name: web, controller: true}]}`, ""},
		"a ReplicationController":                {`{ownerReferences: [{apiVersion: v1, kind: ReplicationController, name: web, controller: true}]}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var o unstructured.Unstructured
			unmarshal(t, "{apiVersion: v1, kind: Service, metadata: "+c.metadata+"}", &o.Object)
			o.SetNamespace("default")
			o.SetName("web")
			owner := expose.OwnerOf(expose.RefOf(&o), &o)
			if owner.Known() != (c.want != "") || owner.Known() && owner.String() != c.want {
				t.Errorf("it is of %q, want %q", owner, c.want)
			}
		})
	}
}

func TestOwnerChangesBack(t *testing.T) {
	var o unstructured.Unstructured
	unmarshal(t, `{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop, labels: {app.kubernetes.io/managed-by: Helm},
		annotations: {meta.helm.sh/release-name: shop, meta.helm.sh/release-namespace: shop}}}`, &o.Object)
	ref := expose.RefOf(&o)
	want := `service/web is managed by Helm release "shop": its next upgrade may change it back; change it in its chart or its values`
	if got := expose.OwnerOf(ref, &o).ChangesBack(ref); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for _, tool := range []expose.Tool{expose.Helm, expose.ArgoCD, expose.FluxKustomization, expose.FluxHelmRelease, expose.Operator} {
		text := expose.Owner{Tool: tool, Name: "x"}.ChangesBack(ref)
		if strings.Contains(text, ":  ") || !strings.Contains(text, " may change it back; change it ") {
			t.Errorf("%s: %s", tool, text)
		}
	}
}
