package expose_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

const ingressSent = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec: {rules: [{host: shop.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]}
`

// standing is that of the first object.
func standing(t *testing.T, unread []schema.GroupVersionKind, all ...expose.Recorded) expose.Standing {
	t.Helper()
	standings := expose.StandingsOf(all, unread)
	if len(standings) != len(all) {
		t.Fatalf("%d objects stand as %+v", len(all), standings)
	}
	return standings[0]
}

func TestStandingInSync(t *testing.T) {
	s := standing(t, nil, expose.Recorded{Object: object(t, dryRunAnswer), Record: record(t, sent)})
	if s.Status() != "in sync" || s.State() != expose.InSync || s.Action() != expose.Created || s.Pending {
		t.Errorf("it is %s, %s, %s", s.Status(), s.State(), s.Action())
	}
	if want := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC); !s.Since.Equal(want) {
		t.Errorf("since %s, want when it was created, %s", s.Since, want)
	}
	if s.Address != "http://web.shop.svc/" || len(s.Addresses) != 4 {
		t.Errorf("it is at %q, %q", s.Address, s.Addresses)
	}
}

func TestStandingOfWhatWasThereBefore(t *testing.T) {
	changed := metav1.NewTime(time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC))
	o := object(t, dryRunAnswer)
	o.SetManagedFields([]metav1.ManagedFieldsEntry{
		{Manager: "helm", Time: &metav1.Time{Time: changed.Add(time.Hour)}},
		{Manager: expose.Manager, Subresource: "status", Time: &metav1.Time{Time: changed.Add(time.Hour)}},
		{Manager: expose.Manager, Operation: metav1.ManagedFieldsOperationApply, Time: &changed},
	})
	s := standing(t, nil, expose.Recorded{Object: o, Record: record(t, sent).Over(object(t, dryRunAnswer))})
	if s.Action() != expose.Configured || !s.Since.Equal(changed.Time) {
		t.Errorf("it was %s at %s", s.Action(), s.Since)
	}
}

func TestStandingAfterADrift(t *testing.T) {
	o := object(t, dryRunAnswer)
	_ = unstructured.SetNestedField(o.Object, "LoadBalancer", "spec", "type")
	s := standing(t, nil, expose.Recorded{Object: o, Record: record(t, sent)})
	if s.Status() != "drifted: .spec.type" || s.State() != expose.Drifted || !s.Pending {
		t.Errorf("it is %s, %s", s.Status(), s.State())
	}
	if want := []expose.Drift{{Field: ".spec.type", Applied: "NodePort", Now: "LoadBalancer"}}; !reflect.DeepEqual(s.Drift, want) {
		t.Errorf("the drift is %+v", s.Drift)
	}
}

func TestStandingOfWhatIsBeingDeleted(t *testing.T) {
	r := record(t, sent)
	o := r.On(object(t, dryRunAnswer))
	now := metav1.Now()
	o.SetDeletionTimestamp(&now)
	s := expose.StandingsOf([]expose.Recorded{{Object: o, Record: r}}, nil)[0]
	if s.State() != expose.Deleting || s.Status() != "being deleted" {
		t.Errorf("it is %s: %s", s.State(), s.Status())
	}
}

func TestStandingOfWhatIsUnfinished(t *testing.T) {
	r := record(t, sent)
	r.Rest = []*unstructured.Unstructured{object(t, ingressSent)}
	service := expose.Recorded{Object: object(t, dryRunAnswer), Record: r}
	ingress := expose.Recorded{Object: object(t, ingressSent), Record: record(t, ingressSent)}
	elsewhere := expose.Recorded{Object: object(t, ingressSent), Record: ingress.Record}
	elsewhere.Object.SetNamespace("other")

	if s := standing(t, nil, service, ingress); s.Status() != "in sync" {
		t.Errorf("with all of it, it is %s", s.Status())
	}
	if s := standing(t, nil, service, elsewhere); s.Status() != "unfinished: ingress/web is missing" || s.State() != expose.Unfinished {
		t.Errorf("without the Ingress it is %s, %s", s.Status(), s.State())
	}
	if s := standing(t, []schema.GroupVersionKind{ingress.Ref().GroupVersionKind}, service); s.Status() != "in sync; ingress/web may not be read" || s.State() != expose.InSync {
		t.Errorf("where Ingresses may not be read it is %s, %s", s.Status(), s.State())
	}
	_ = unstructured.SetNestedField(service.Object.Object, "ClusterIP", "spec", "type")
	if s := standing(t, nil, service); s.Status() != "drifted: .spec.type; unfinished: ingress/web is missing" || s.State() != expose.Unfinished {
		t.Errorf("with a drift, too, it is %s, %s", s.Status(), s.State())
	}
}

func TestExposureSaysAllOfAStanding(t *testing.T) {
	r := record(t, sent)
	r.Rest = []*unstructured.Unstructured{object(t, ingressSent)}
	o := object(t, dryRunAnswer)
	_ = unstructured.SetNestedField(o.Object, "ClusterIP", "spec", "type")
	e, err := standing(t, nil, expose.Recorded{Object: o, Record: r}).Exposure()
	if err != nil {
		t.Fatal(err)
	}
	want := object(t, `
apiVersion: kubectl-xnode.github.io/v1alpha1
kind: Exposure
metadata: {name: web, namespace: shop}
object: {apiVersion: v1, kind: Service, name: web}
workload: {apiVersion: apps/v1, kind: Deployment, name: web}
action: created
since: "2026-11-23T10:00:00Z"
plan: 0190-1
fieldManager: kubectl-xnode
address: http://web.shop.svc/
addresses: ["web.shop.svc:80 inside the cluster", "web.shop.svc:81 inside the cluster"]
pending: false
state: Unfinished
drift: [{field: .spec.type, applied: NodePort, now: ClusterIP}]
missing: [{apiVersion: networking.k8s.io/v1, kind: Ingress, name: web}]
`)
	if !reflect.DeepEqual(e.Object, want.Object) {
		got, _ := json.MarshalIndent(e, "", "  ")
		t.Errorf("got %s", got)
	}
}

func TestStandingsKeepTheirOrder(t *testing.T) {
	service := expose.Recorded{Object: object(t, dryRunAnswer), Record: record(t, sent)}
	ingress := expose.Recorded{Object: object(t, ingressSent), Record: record(t, ingressSent)}
	var kinds []string
	for _, s := range expose.StandingsOf([]expose.Recorded{ingress, service}, nil) {
		kinds = append(kinds, s.Ref().Kind)
	}
	if !slices.Equal(kinds, []string{"Ingress", "Service"}) {
		t.Errorf("they are %q", kinds)
	}
}
