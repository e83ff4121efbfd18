package expose_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"reflect"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

func record(t *testing.T, applied string) expose.Record {
	t.Helper()
	return expose.Record{
		Plan:     "0190-1",
		Workload: expose.Ref{GroupVersionKind: schema.GroupVersionKind{Group: "apps", Version: "v1", Kind: "Deployment"}, Namespace: "shop", Name: "web"},
		Manager:  expose.Manager,
		Applied:  object(t, applied),
	}
}

func recordOf(t *testing.T, o *unstructured.Unstructured) *expose.Record {
	t.Helper()
	r, err := expose.RecordOf(o)
	if err != nil || r == nil {
		t.Fatalf("got %v, %v", r, err)
	}
	return r
}

func TestRecordRoundTrip(t *testing.T) {
	r := record(t, sent).Over(object(t, dryRunAnswer))
	r.Rest = []*unstructured.Unstructured{object(t, sent)}
	if got := recordOf(t, r.On(object(t, dryRunAnswer))); !reflect.DeepEqual(*got, r) {
		t.Errorf("got %+v\nwant %+v", got, r)
	}
}

// TestRecordRemembersTheFirstAndTheLast writes an object of somebody else's three times.
func TestRecordRemembersTheFirstAndTheLast(t *testing.T) {
	theirs := object(t, dryRunAnswer)
	first := record(t, sent).Over(theirs)
	if !reflect.DeepEqual(first.Original, first.Previous) || first.Original.GetUID() != "u" || first.Original.GetResourceVersion() != "" {
		t.Errorf("the original is %v, the previous one %v", first.Original, first.Previous)
	}
	second := record(t, sent).Over(first.On(theirs))
	third := record(t, sent).Over(second.On(theirs))
	if !reflect.DeepEqual(third.Original, first.Original) {
		t.Errorf("the original is %v", third.Original)
	}
	before := recordOf(t, third.Previous)
	if before.Previous != nil || !before.Forgotten || !reflect.DeepEqual(before.Original, first.Original) {
		t.Errorf("before it was recorded as %+v", before)
	}
}

// TestTakeBackStepByStep takes back one run after the other: what is not remembered is not taken for a creation, which would delete an object of somebody else's.
func TestTakeBackStepByStep(t *testing.T) {
	theirs := object(t, dryRunAnswer)
	write := func(over *unstructured.Unstructured) *unstructured.Unstructured {
		return record(t, sent).Over(over).On(theirs)
	}
	for name, c := range map[string]struct {
		now   *unstructured.Unstructured
		steps []string
	}{
		"written once":                    {write(theirs), []string{"restored"}},
		"written twice":                   {write(write(theirs)), []string{"restored", "restored"}},
		"written three times":             {write(write(write(theirs))), []string{"restored", "unchanged"}},
		"created":                         {write(nil), []string{"deleted"}},
		"created and changed":             {write(write(nil)), []string{"restored", "deleted"}},
		"created and changed three times": {write(write(write(write(nil)))), []string{"restored", "unchanged"}},
	} {
		t.Run(name, func(t *testing.T) {
			for i, want := range c.steps {
				r := recordOf(t, c.now)
				back := r.TakeBackStep(c.now)
				if got := string(back.Action()); got != want {
					t.Errorf("step %d: it is %s, want %s", i+1, got, want)
				}
				again, ours := back.Again(c.now)
				if got := string(again.Action()); !ours || got != want {
					t.Errorf("step %d: looked at again it is %s, want %s", i+1, got, want)
				}
				c.now = back.Want
			}
		})
	}
}

func TestRecordOfACopyIsNone(t *testing.T) {
	copied := record(t, sent).On(object(t, dryRunAnswer))
	copied.SetName("copy")
	if r, err := expose.RecordOf(copied); r != nil || err != nil {
		t.Errorf("got %v, %v", r, err)
	}
	again := record(t, sent).Over(object(t, dryRunAnswer)).On(object(t, dryRunAnswer))
	again.SetUID("another")
	if r, err := expose.RecordOf(again); r != nil || err != nil {
		t.Errorf("got %v, %v", r, err)
	}
	moved := record(t, sent).On(object(t, dryRunAnswer))
	moved.SetNamespace("elsewhere")
	if r, err := expose.RecordOf(moved); r != nil || err != nil {
		t.Errorf("got %v, %v", r, err)
	}
}

func TestBrokenRecords(t *testing.T) {
	for _, text := range []string{
		``, `null`, `{}`, `[]`, `{"version":2}`, `{"version":1,"plan":"p","manager":"m","workload":{"kind":"Deployment","name":"web"}}`,
		`{"version":1,"plan":"p","manager":"m","workload":{"kind":"Deployment","name":"web"},"applied":{"kind":"Service"}}`,
		`{"version":1,"plan":"p","manager":"m","workload":{"kind":"Deployment","name":"web"},"applied":{"kind":"Service","metadata":{"name":"web","namespace":"other"}}}`,
		`{"version":1,"unknown":true}`,
		`{"version":1,"plan":"p","manager":"m","workload":{"kind":"Deployment","name":"web"},"applied":{"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"shop"}},"rest":[{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"all","namespace":"shop"}}]}`,
		`{"version":1,"plan":"p","manager":"m","workload":{"kind":"Deployment","name":"web"},"applied":{"kind":"Service","metadata":{"name":"web","namespace":"shop"}},"previous":{"kind":"Service","metadata":{"name":"web","namespace":"shop"}},"forgotten":true}`,
	} {
		if r, err := expose.ParseRecord(text, "shop"); err == nil {
			t.Errorf("%s: got %+v", text, r)
		}
	}
}

// TestLongRecordsArePacked changes an object of 200 KiB: all annotations together may have 256 KiB.
func TestLongRecordsArePacked(t *testing.T) {
	long := object(t, dryRunAnswer)
	hosts := make([]any, 8000)
	for i := range hosts {
		hosts[i] = fmt.Sprintf("host-%d.example.com", i)
	}
	long.Object["spec"] = map[string]any{"hosts": hosts}
	r := record(t, sent)
	r.Applied = long
	now := r.Over(r.Over(long).On(long)).On(long)
	if size := len(now.GetAnnotations()[expose.RecordAnnotation]); size > 200<<10 {
		t.Errorf("it has %d bytes", size)
	}
	got := recordOf(t, now)
	if !reflect.DeepEqual(got.Applied, long) || got.Previous == nil || !reflect.DeepEqual(recordOf(t, got.Previous).Applied, long) {
		t.Error("it is not read as it was written")
	}
}

// TestPackedRecordsHaveALimit does not unpack what would take all memory.
func TestPackedRecordsHaveALimit(t *testing.T) {
	var bomb bytes.Buffer
	w := gzip.NewWriter(&bomb)
	if _, err := w.Write(make([]byte, 9<<20)); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"gzip:" + base64.StdEncoding.EncodeToString(bomb.Bytes()), "gzip:", "gzip:!"} {
		if r, err := expose.ParseRecord(text, "shop"); err == nil {
			t.Errorf("got %+v", r)
		}
	}
}

// FuzzRecord holds that a record that can be read can be written and is the same then, and that the objects in it are of its namespace.
func FuzzRecord(f *testing.F) {
	f.Add(`{"version":1,"plan":"p","manager":"m","workload":{"apiVersion":"apps/v1","kind":"Deployment","name":"web"},"applied":{"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"shop"},"spec":{"ports":[{"port":80}]}},"rest":[{"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"web","namespace":"shop"}}]}`)
	f.Add(`{"version":1}`)
	f.Fuzz(func(t *testing.T, text string) {
		r, err := expose.ParseRecord(text, "shop")
		if err != nil {
			return
		}
		for _, o := range append(r.Rest, r.Applied) {
			if o.GetNamespace() != "shop" {
				t.Errorf("it holds an object of %q", o.GetNamespace())
			}
		}
		again, err := expose.ParseRecord(r.On(r.Applied).GetAnnotations()[expose.RecordAnnotation], "shop")
		if err != nil || !reflect.DeepEqual(again, r) {
			t.Errorf("%+v\nis written and read as\n%+v, %v", r, again, err)
		}
		r.Drift(r.Applied)
		r.TakeBackTo(r.Original, r.Applied)
		r.TakeBackTo(r.Applied, r.Applied).Patch()
	})
}
