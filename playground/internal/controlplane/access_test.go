package controlplane

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/csv"
	"testing"

	"k8s.io/client-go/tools/clientcmd"
)

func TestKubeconfigTrustsTheServingCertificateOnly(t *testing.T) {
	access, err := newAccess(6443)
	if err != nil {
		t.Fatal(err)
	}
	content, err := access.kubeconfig(admin, "shop")
	if err != nil {
		t.Fatal(err)
	}
	config, err := clientcmd.RESTConfigFromKubeConfig(content)
	if err != nil {
		t.Fatal(err)
	}
	if config.Insecure {
		t.Error("the kubeconfig does not verify the server")
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(config.CAData) {
		t.Fatal("the kubeconfig has no certificate authority")
	}
	pair, err := tls.X509KeyPair(access.serving.public, access.serving.private)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := certificate.Verify(x509.VerifyOptions{Roots: roots, DNSName: "127.0.0.1"}); err != nil {
		t.Error(err)
	}
}

func TestTokensAreOfOnePlaygroundOnly(t *testing.T) {
	tokens := map[string]string{}
	for range 2 {
		access, err := newAccess(6443)
		if err != nil {
			t.Fatal(err)
		}
		file, err := access.tokenFile()
		if err != nil {
			t.Fatal(err)
		}
		lines, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range lines {
			if other, taken := tokens[line[0]]; taken {
				t.Errorf("%s has the token of %s", line[1], other)
			}
			tokens[line[0]] = line[1]
		}
	}
	if len(tokens) != 6 {
		t.Errorf("two playgrounds with three users have %d tokens", len(tokens))
	}
}
