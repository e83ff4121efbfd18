package expose_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

func TestParseRule(t *testing.T) {
	for text, want := range map[string]expose.Rule{
		"/":                           {Path: "/"},
		"/*":                          {Path: "/", Prefix: true},
		"shop.example.com/cart*=http": {Host: "shop.example.com", Path: "/cart", Prefix: true, Backend: expose.Backend{Port: intstr.FromString("http")}},
		"a/b=c=80":                    {Host: "a", Path: "/b=c", Backend: expose.Backend{Port: intstr.FromInt32(80)}},
		"a/b=other:80,tls":            {Host: "a", Path: "/b", Backend: expose.Backend{Service: "other", Port: intstr.FromInt32(80)}, TLS: true},
		"a/,tls=cert":                 {Host: "a", Path: "/", TLS: true, TLSSecret: "cert"},
		"a/,b":                        {Host: "a", Path: "/,b"},
	} {
		if got, err := expose.ParseRule(text); err != nil || got != want {
			t.Errorf("ParseRule(%q) = %+v, %v; want %+v", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"":            "the host needs a path after it",
		"a":           "the host needs a path after it",
		"a/=":         "the port must be a number or a port's name",
		"a/=0":        "the port must be from 1 to 65535",
		"a/=:80":      "the Service before the colon is empty",
		"a/,tls=y/z":  "the port must be a number or a port's name",
		"a/=\x1b[31m": "the port must be a number or a port's name",
	} {
		if got, err := expose.ParseRule(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseRule(%q) = %+v, %v; want %q", text, got, err, want)
		}
	}
}

func FuzzParseRule(f *testing.F) {
	for _, seed := range []string{"/", "shop.example.com/cart*=other:http,tls=cert", "*.example.com/a=b=80,tls", "/,tls=", "/**", "a/b,tls=c,tls", "/=:", "x/=080"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := expose.ParseRule(text)
		if err != nil {
			if says := err.Error(); r != (expose.Rule{}) || strings.Contains(says, "\n") || expose.Printable(says) != says {
				t.Errorf("%q is %+v, and wrong: %q", text, r, says)
			}
			return
		}
		if !strings.HasPrefix(r.Path, "/") || r.TLSSecret != "" && !r.TLS {
			t.Errorf("%q is %+v", text, r)
		}
		if port := r.Backend.Port; r.Backend != (expose.Backend{}) && port.Type == intstr.Int && (port.IntVal < 1 || port.IntVal > 65535) {
			t.Errorf("%q leads to port %d, which there is not", text, port.IntVal)
		}
		if again, err := expose.ParseRule(r.String()); err != nil || again != r {
			t.Errorf("%q is %+v, which writes %q, which is %+v, %v", text, r, r.String(), again, err)
		}
		if !utf8.ValidString(text) {
			return // JSON has no such text
		}
		data, err := json.Marshal(r)
		var read expose.Rule
		if err := json.Unmarshal(data, &read); err != nil || read != r {
			t.Errorf("%q is written %s as JSON, which is %+v, %v", text, data, read, err)
		}
		if err != nil {
			t.Error(err)
		}
	})
}

func FuzzParseGatewayRef(f *testing.F) {
	for _, seed := range []string{"public", "infra/public:https", "/a", "a/b/c", "a:b:c", ":"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		g, err := expose.ParseGatewayRef(text)
		if err != nil {
			if g != (expose.GatewayRef{}) {
				t.Errorf("%q is %+v, and wrong: %v", text, g, err)
			}
			return
		}
		if g.String() != text {
			t.Errorf("%q is %+v, which writes %q", text, g, g.String())
		}
	})
}
