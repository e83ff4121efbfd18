package cluster

import (
	"math/rand"
	"reflect"
	"testing"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/api/apitesting/fuzzer"
	metafuzzer "k8s.io/apimachinery/pkg/apis/meta/fuzzer"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/utils/ptr"
	"sigs.k8s.io/randfill"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

// TestRowsNeedNoOtherFields compares what rows keep of objects that are decoded whole with what they keep of those fields that are asked for.
func TestRowsNeedNoOtherFields(t *testing.T) {
	random := fuzzer.FuzzerFor(metafuzzer.Funcs, rand.NewSource(1), scheme.Codecs).NumElements(1, 3).Funcs(func(c *corev1.Container, r randfill.Continue) {
		// All that a port is inferred from, at times.
		r.FillNoCustom(c)
		c.LivenessProbe, c.ReadinessProbe, c.StartupProbe = nil, nil, nil
		if r.Bool() {
			c.Ports = nil
		}
		probe := &corev1.Probe{ProbeHandler: corev1.ProbeHandler{TCPSocket: &corev1.TCPSocketAction{Port: intstr.FromInt32(8000)}}}
		for _, tell := range []func(){
			func() { c.LivenessProbe = probe },
			func() { c.ReadinessProbe = probe },
			func() { c.StartupProbe = probe },
			func() { c.Image = "nginx" },
			func() { c.Command = []string{"serve", "--port=8001"} },
			func() { c.Args = []string{"--listen", ":8002"} },
			func() { c.Env = []corev1.EnvVar{{Name: "PORT", Value: "8003"}} },
			func() { c.RestartPolicy = ptr.To(corev1.ContainerRestartPolicyAlways) },
		} {
			if r.Intn(4) == 0 {
				tell()
			}
		}
	}, func(c *corev1.PodCondition, r randfill.Continue) {
		r.FillNoCustom(c)
		c.Type, c.Status = corev1.PodReady, corev1.ConditionTrue
	}, func(s *corev1.ServiceSpec, r randfill.Continue) {
		r.FillNoCustom(s)
		s.Type, s.ClusterIP = corev1.ServiceTypeClusterIP, corev1.ClusterIPNone
	})
	keep := func(o runtime.Object) any {
		if i, ok := o.(*networkingv1.Ingress); ok {
			return expose.ListIngress(i)
		}
		listed, _ := expose.ListWorkload(o)
		return listed
	}
	kinds := append(expose.Kinds(), expose.Kind{GroupVersionKind: networkingv1.SchemeGroupVersion.WithKind("Ingress"), Resource: "ingresses"})
	for _, kind := range kinds {
		t.Run(kind.Kind, func(t *testing.T) {
			for range 100 {
				whole := newOf(t, kind)
				random.Fill(whole)
				content, err := whole.(interface{ Marshal() ([]byte, error) }).Marshal()
				if err != nil {
					t.Fatal(err)
				}
				// It goes through protobuf, too: that does not tell nil from empty.
				decoded, part := newOf(t, kind), newOf(t, kind)
				if _, err := decode(decoded, content, nil, nil); err != nil {
					t.Fatal(err)
				}
				memory, err := decode(part, content, fieldsOf(reflect.TypeOf(part), rowFields(kind.Resource)...), nil)
				if err != nil {
					t.Fatal(err)
				}
				if len(memory) >= len(content) {
					t.Error("everything is decoded")
				}
				if got, want := keep(part), keep(decoded); !reflect.DeepEqual(got, want) {
					t.Fatalf("got %+v, want %+v", got, want)
				}
			}
		})
	}
}

func newOf(t *testing.T, kind expose.Kind) runtime.Object {
	t.Helper()
	o, err := scheme.Scheme.New(kind.GroupVersionKind)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestBrokenProtobufIsAnError(t *testing.T) {
	fields := fields{1: {2: nil}}
	if _, err := fields.appendTo(nil, []byte{0x0a, 0x02, 0x12, 0x05}); err == nil {
		t.Error("a field that is longer than its message is taken")
	}
}
