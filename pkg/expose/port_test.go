package expose_test

import (
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

func TestParsePort(t *testing.T) {
	for text, want := range map[string]expose.Port{
		"80":                         {Port: 80},
		"80:8080":                    {Port: 80, TargetPort: intstr.FromInt32(8080)},
		"80:http":                    {Port: 80, TargetPort: intstr.FromString("http")},
		"web=80":                     {Name: "web", Port: 80},
		"53/udp":                     {Port: 53, Protocol: "UDP"},
		"80@30080":                   {Port: 80, NodePort: 30080},
		"dns=53:dns-udp/UDP@30053":   {Name: "dns", Port: 53, TargetPort: intstr.FromString("dns-udp"), Protocol: "UDP", NodePort: 30053},
		"65535:1/SCTP":               {Port: 65535, TargetPort: intstr.FromInt32(1), Protocol: "SCTP"},
		"a=1:9090-metrics/TCP@32767": {Name: "a", Port: 1, TargetPort: intstr.FromString("9090-metrics"), Protocol: "TCP", NodePort: 32767},
	} {
		got, err := expose.ParsePort(text)
		if err != nil || got != want {
			t.Errorf("ParsePort(%q) = %+v, %v; want %+v", text, got, err, want)
		}
		again, err := expose.ParsePort(got.String())
		if err != nil || again != got {
			t.Errorf("ParsePort(%q) = %+v, %v; want what wrote it, %+v", got.String(), again, err, got)
		}
	}
}

func TestParsePortSaysWhatIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		"":             "the port must be a number",
		"0":            "the port must be from 1 to 65535, not 0",
		"70000":        "the port must be from 1 to 65535, not 70000",
		"99999999999":  "the port must be from 1 to 65535",
		"-1":           "the port must be from 1 to 65535, not -1",
		"080":          `the port must be a number, not "080"`,
		"+80":          `the port must be a number, not ""`,
		"http":         `the port must be a number, not "http"`,
		"=80":          "the name before = is empty",
		"80:":          "the target port must be",
		"80:0":         "the target port must be",
		"80:ht_tp":     "the target port must be",
		"80/tcpp":      "unknown protocol: use TCP, UDP or SCTP",
		"80/":          "unknown protocol",
		"80@":          "the node port must be a number",
		"80@70000":     "the node port must be from 1 to 65535",
		"80@30080@1":   "the node port must be a number",
		"80:8080:9090": "the target port must be",
		"80 81":        "the port must be a number",
		"８０":           "the port must be a number",
		"http=80=8080": "the port must be a number",
		"80\x1b[31m:1": "the port must be a number",
	} {
		_, err := expose.ParsePort(text)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParsePort(%q) says %v; want %q", text, err, want)
		}
	}
}

func FuzzParsePort(f *testing.F) {
	for _, seed := range []string{"80", "dns=53:dns/UDP@30053", "0", "=@/:", "grpc=80:8080/tcp@30080+kubernetes.io/h2c", "080", "a=1:1a", "80/TCP/UDP", "99999999999"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := expose.ParsePort(text)
		if err != nil {
			if says := err.Error(); p != (expose.Port{}) || strings.Contains(says, "\n") || expose.Printable(says) != says {
				t.Errorf("%q is %+v, and wrong: %q", text, p, says)
			}
			return
		}
		if p.Port < 1 || p.Port > 65535 || p.NodePort < 0 || p.NodePort > 65535 || p.TargetPort.Type == intstr.Int && (p.TargetPort.IntVal < 0 || p.TargetPort.IntVal > 65535) {
			t.Errorf("%q is %+v, which has ports that there are not", text, p)
		}
		written := p.String()
		if again, err := expose.ParsePort(written); err != nil || again != p {
			t.Errorf("%q is %+v, which writes %q, which is %+v, %v", text, p, written, again, err)
		}
		if strings.ContainsAny(text, "=:@+") != strings.ContainsAny(written, "=:@+") {
			t.Errorf("%q is written %q, which does not say the same parts", text, written)
		}
	})
}
