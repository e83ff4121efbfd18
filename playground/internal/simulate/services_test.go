package simulate

import (
	"testing"

	corev1 "k8s.io/api/core/v1"
)

func TestLoadBalancerAddress(t *testing.T) {
	got, err := loadBalancerAddress("10.96.12.34")
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != "198.18.12.34" {
		t.Errorf("got %s", got)
	}
}

func TestWaitsForUs(t *testing.T) {
	foreign := "example.com/other"
	pending := corev1.Service{Spec: corev1.ServiceSpec{Type: corev1.ServiceTypeLoadBalancer}}
	cases := []struct {
		name   string
		change func(*corev1.Service)
		want   bool
	}{
		{"pending", func(*corev1.Service) {}, true},
		{"another type", func(s *corev1.Service) { s.Spec.Type = corev1.ServiceTypeNodePort }, false},
		{"somebody else's class", func(s *corev1.Service) { s.Spec.LoadBalancerClass = &foreign }, false},
		{"done", func(s *corev1.Service) {
			s.Status.LoadBalancer.Ingress = []corev1.LoadBalancerIngress{{IP: "198.18.12.34"}}
		}, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := pending.DeepCopy()
			c.change(s)
			if got := waitsForUs(s); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}
