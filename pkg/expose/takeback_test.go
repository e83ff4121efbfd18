package expose_test

import (
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// owned returns an object of YAML whose fields belong to the managers: "helm" to {"f:spec":...}.
func owned(t *testing.T, text string, managers map[string]string) *unstructured.Unstructured {
	t.Helper()
	o := object(t, text)
	var entries []metav1.ManagedFieldsEntry
	for manager, fields := range managers {
		entries = append(entries, metav1.ManagedFieldsEntry{Manager: manager, Operation: "Apply", FieldsType: "FieldsV1", FieldsV1: metav1.NewFieldsV1(fields)})
	}
	o.SetManagedFields(entries)
	return o
}

const (
	theirService = `
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop, labels: {theirs: "yes"}}
spec:
  type: ClusterIP
  clusterIP: 10.96.0.7
  selector: {app: web}
  ports: [{name: old, port: 81, protocol: TCP, targetPort: 8081}]
`
	ourService = `
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop, labels: {team: a}}
spec:
  type: NodePort
  selector: {app: web}
  ports: [{name: http, port: 80, protocol: TCP, targetPort: 8080}]
`
	// nowService is theirs with ours applied over it.
	nowService = `
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop, labels: {theirs: "yes", team: a}}
spec:
  type: NodePort
  externalTrafficPolicy: Cluster
  clusterIP: 10.96.0.7
  selector: {app: web}
  ports:
  - {name: http, port: 80, protocol: TCP, targetPort: 8080, nodePort: 30080}
  - {name: old, port: 81, protocol: TCP, targetPort: 8081, nodePort: 30081}
status: {loadBalancer: {}}
`
)

// TestTakeBack changes what is there now in the ways that others do, and takes it back.
func TestTakeBack(t *testing.T) {
	ports := func(fields string) map[string]string {
		return map[string]string{"helm": `{"f:spec":{"f:ports":{` + fields + `}}}`}
	}
	for name, c := range map[string]struct {
		replace  [2]string         // in what is there now
		managers map[string]string // of what is there now
		want     [2]string         // in what was there before
		kept     string
	}{
		"nobody changed it": {},
		"a field of ours": {
			replace: [2]string{"team: a", "team: b"}, managers: map[string]string{"kubectl-label": `{"f:metadata":{"f:labels":{"f:team":{}}}}`},
			want: [2]string{`{theirs: "yes"}`, `{theirs: "yes", team: b}`}, kept: ".metadata.labels.team by kubectl-label",
		},
		"a field of theirs":               {replace: [2]string{`theirs: "yes"`, `theirs: "no"`}, managers: map[string]string{"helm": `{"f:metadata":{"f:labels":{"f:theirs":{}}}}`}, want: [2]string{`theirs: "yes"`, `theirs: "no"`}},
		"a field that is new":             {replace: [2]string{"type: NodePort", "type: NodePort\n  sessionAffinity: ClientIP"}, managers: map[string]string{"helm": `{"f:spec":{"f:sessionAffinity":{}}}`}, want: [2]string{"type: ClusterIP", "type: ClusterIP\n  sessionAffinity: ClientIP"}},
		"a port beside ours":              {replace: [2]string{"  - {name: old", "  - {name: new, port: 9000, protocol: TCP}\n  - {name: old"}, managers: ports(`"k:{\"port\":9000,\"protocol\":\"TCP\"}":{"f:name":{},"f:port":{}}`), want: [2]string{"targetPort: 8081}]", "targetPort: 8081}, {name: new, port: 9000, protocol: TCP}]"}},
		"the target of a port":            {replace: [2]string{"targetPort: 8080", "targetPort: 9"}, managers: ports(`"k:{\"port\":80,\"protocol\":\"TCP\"}":{"f:targetPort":{}}`), want: [2]string{"targetPort: 8081}]", "targetPort: 8081}, {port: 80, protocol: TCP, targetPort: 9}]"}, kept: `.spec.ports[port=80,protocol="TCP"].targetPort by helm`},
		"the type":                        {replace: [2]string{"type: NodePort", "type: LoadBalancer"}, managers: map[string]string{"helm": `{"f:spec":{"f:type":{}}}`}, want: [2]string{"type: ClusterIP", "type: LoadBalancer"}, kept: ".spec.type by helm"},
		"what another applied since, too": {managers: map[string]string{"helm": `{"f:spec":{"f:type":{}}}`}, want: [2]string{"type: ClusterIP", "type: NodePort"}, kept: ".spec.type by helm"},
	} {
		t.Run(name, func(t *testing.T) {
			before := object(t, theirService)
			record := record(t, ourService).Over(before)
			if c.managers == nil {
				c.managers = map[string]string{}
			}
			now := owned(t, strings.Replace(nowService, c.replace[0], c.replace[1], 1), c.managers)
			back := record.TakeBackTo(record.Original, record.On(now))
			var kept []string
			for _, drift := range back.Kept {
				kept = append(kept, drift.Field+" by "+strings.Join(drift.By, ","))
			}
			if got := strings.Join(kept, "; "); got != c.kept {
				t.Errorf("kept is %q, want %q", got, c.kept)
			}
			want := object(t, strings.Replace(theirService, c.want[0], c.want[1], 1))
			back.Want.SetManagedFields(nil)
			unstructured.RemoveNestedField(back.Want.Object, "status")
			sameYAML(t, back.Want, want)
			if back.Action() != expose.Restored {
				t.Errorf("it is %s", back.Action())
			}
		})
	}
}

func sameYAML(t *testing.T, got, want *unstructured.Unstructured) {
	t.Helper()
	gotText, gotErr := yaml.Marshal(got.Object)
	wantText, wantErr := yaml.Marshal(want.Object)
	if gotErr != nil || wantErr != nil || string(gotText) != string(wantText) {
		t.Errorf("got\n%s\nwant\n%s", gotText, wantText)
	}
}

// TestTakeBackOfWhatWeCreated deletes it, unless a part of it is others' by now.
func TestTakeBackOfWhatWeCreated(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(*unstructured.Unstructured)
		refusal string
	}{
		"nobody": {func(*unstructured.Unstructured) {}, ""},
		"a controller that writes its status": {func(o *unstructured.Unstructured) {
			o.SetManagedFields(append(o.GetManagedFields(), metav1.ManagedFieldsEntry{Manager: "lb", Operation: "Update", Subresource: "status", FieldsV1: metav1.NewFieldsV1(`{"f:status":{}}`)}))
		}, ""},
		"a controller that annotates it and has a finalizer": {func(o *unstructured.Unstructured) {
			o.SetManagedFields(append(o.GetManagedFields(), metav1.ManagedFieldsEntry{Manager: "lb", Operation: "Update", FieldsV1: metav1.NewFieldsV1(`{"f:metadata":{"f:finalizers":{},"f:annotations":{}}}`)}))
		}, ""},
		"somebody who edited it": {func(o *unstructured.Unstructured) {
			o.SetManagedFields(append(o.GetManagedFields(), metav1.ManagedFieldsEntry{Manager: "kubectl-edit", Operation: "Update", FieldsV1: metav1.NewFieldsV1(`{"f:spec":{"f:sessionAffinity":{}}}`)}))
		}, `"kubectl-edit" owns a part of its spec by now`},
		"an operator": {func(o *unstructured.Unstructured) {
			o.SetOwnerReferences([]metav1.OwnerReference{{Kind: "Shop", Name: "main"}})
		}, "it belongs to shop/main by now"},
	} {
		t.Run(name, func(t *testing.T) {
			record := record(t, ourService).Over(nil)
			now := record.On(owned(t, nowService, map[string]string{expose.Manager: `{"f:spec":{"f:type":{}}}`}))
			c.change(now)
			back := record.TakeBackTo(record.Original, now)
			if back.Refusal != c.refusal || back.Want != nil {
				t.Errorf("refused is %q, want %q", back.Refusal, c.refusal)
			}
			if (back.Action() == expose.Deleted) != (c.refusal == "") {
				t.Errorf("it is %s", back.Action())
			}
		})
	}
}

func TestDrift(t *testing.T) {
	record := record(t, ourService)
	for name, c := range map[string]struct{ old, changed, want string }{
		"none":               {"", "", ""},
		"what is not ours":   {"clusterIP: 10.96.0.7", "clusterIP: 10.96.0.8", ""},
		"a label":            {"team: a", "team: b", ".metadata.labels.team"},
		"a label is gone":    {", team: a", "", ".metadata.labels.team"},
		"a port is gone":     {"port: 80,", "port: 82,", `.spec.ports[port=80,protocol="TCP"]`},
		"a target":           {"targetPort: 8080", "targetPort: http", `.spec.ports[port=80,protocol="TCP"].targetPort`},
		"the whole selector": {"selector: {app: web}", "selector: null", ".spec.selector.app"},
	} {
		t.Run(name, func(t *testing.T) {
			var fields []string
			for _, d := range record.Drift(object(t, strings.Replace(nowService, c.old, c.changed, 1))) {
				fields = append(fields, d.Field)
			}
			if got := strings.Join(fields, ", "); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// TestDriftOfListsThatAreReplacedAsAWhole allows what the API server fills in, and nothing else.
func TestDriftOfListsThatAreReplacedAsAWhole(t *testing.T) {
	const applied = `{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: web, namespace: shop}, spec: {rules: [{backendRefs: [{name: web, port: 80}]}]}}`
	const now = `{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: web, namespace: shop}, spec: {rules: [{backendRefs: [{name: web, port: 80, weight: 1}], matches: [{path: {type: PathPrefix, value: /}}]}]}}`
	ours := map[string]string{expose.Manager: `{"f:spec":{"f:rules":{}}}`}
	for name, c := range map[string]struct {
		now      string
		managers map[string]string
		drifts   int
	}{
		"defaults":           {now, ours, 0},
		"another rule":       {strings.Replace(now, "rules: [", "rules: [{},", 1), ours, 1},
		"a filter of others": {now, map[string]string{"helm": ours[expose.Manager]}, 1},
	} {
		if got := record(t, applied).Drift(owned(t, c.now, c.managers)); len(got) != c.drifts {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

// TestNarrowedDrift follows a change to where it is, and stops where there are several.
func TestNarrowedDrift(t *testing.T) {
	const applied = `{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, namespace: shop}, spec: {rules: [{host: a.example.com, http: {paths: [{path: /}]}}, {host: b.example.com}]}}`
	for name, c := range map[string]struct{ old, changed, want string }{
		"a host":      {"a.example.com", "c.example.com", ".spec.rules[0].host"},
		"a path":      {"path: /", "path: /cart", ".spec.rules[0].http.paths[0].path"},
		"two hosts":   {"example.com", "example.org", ".spec.rules"},
		"a rule more": {"{host: b.example.com}", "{host: b.example.com}, {}", ".spec.rules"},
		"all gone":    {"rules", "other", ".spec.rules"},
	} {
		drifts := record(t, applied).Drift(object(t, strings.ReplaceAll(applied, c.old, c.changed)))
		if len(drifts) != 1 || drifts[0].Field != ".spec.rules" || drifts[0].Narrowed().Field != c.want {
			t.Errorf("%s: got %+v", name, drifts)
		}
	}
}

// TestDriftOfFamilies allows the API server to add the second one.
func TestDriftOfFamilies(t *testing.T) {
	const applied = `{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {ipFamilies: [IPv4]}}`
	ours := map[string]string{expose.Manager: `{"f:spec":{"f:ipFamilies":{}}}`}
	for families, drifts := range map[string]int{"IPv4": 0, "IPv4, IPv6": 0, "IPv6, IPv4": 1, "": 1} {
		if got := record(t, applied).Drift(owned(t, strings.Replace(applied, "IPv4", families, 1), ours)); len(got) != drifts {
			t.Errorf("%s: got %v", families, got)
		}
	}
}

func TestUnfinishedPlans(t *testing.T) {
	ingress := `{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, namespace: shop}, spec: {ingressClassName: nginx}}`
	written := func(plan, manifest string, rest ...string) expose.Recorded {
		r := record(t, manifest)
		r.Plan = plan
		for _, manifest := range rest {
			r.Rest = append(r.Rest, object(t, manifest))
		}
		return expose.Recorded{Object: r.On(object(t, manifest)), Record: r}
	}
	for name, c := range map[string]struct {
		all  []expose.Recorded
		want int
	}{
		"it was killed":                       {[]expose.Recorded{written("2", ourService, ingress)}, 1},
		"all is there":                        {[]expose.Recorded{written("2", ourService, ingress), written("2", ingress)}, 0},
		"a later one wrote it":                {[]expose.Recorded{written("2", ourService, ingress), written("3", strings.Replace(ingress, "nginx", "other", 1))}, 0},
		"an earlier one wrote it":             {[]expose.Recorded{written("2", ourService, ingress), written("1", strings.Replace(ingress, "nginx", "other", 1))}, 1},
		"an earlier one wrote it as it is to": {[]expose.Recorded{written("2", ourService, ingress), written("1", ingress)}, 0},
	} {
		plans := expose.UnfinishedPlans(c.all)
		if len(plans) != c.want {
			t.Errorf("%s: got %v", name, plans)
		}
		if c.want == 1 && (len(plans) == 0 || len(plans[0].Missing) != 1 || len(plans[0].Written) != 1 || plans[0].Written[0].Ref().Kind != "Service") {
			t.Errorf("%s: got %v", name, plans)
		}
	}
}
