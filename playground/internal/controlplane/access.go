package controlplane

import (
	"crypto/rand"
	"encoding/csv"
	"fmt"
	"net"
	"strconv"
	"strings"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// user is somebody whom the API server knows by a token.
type user string

const (
	admin                 user = "admin"
	controllerManagerUser user = "system:kube-controller-manager"
	schedulerUser         user = "system:kube-scheduler"
)

// group returns a user's group. The controller manager is an administrator here: its own ClusterRole is
// enough only when every controller has a service account, which takes longer to start.
func (u user) group() string {
	if u == schedulerUser {
		return ""
	}
	return "system:masters"
}

// access is all that it takes to reach and to trust one API server. Every playground has its own.
type access struct {
	server         string
	serving        keyPair
	serviceAccount keyPair
	tokens         map[user]string
}

func newAccess(port int) (access, error) {
	serving, err := newServingCertificate()
	if err != nil {
		return access{}, fmt.Errorf("cannot make the API server's certificate: %w", err)
	}
	serviceAccount, err := newKeyPair()
	if err != nil {
		return access{}, fmt.Errorf("cannot make the key of the service accounts: %w", err)
	}
	return access{
		server:         "https://" + net.JoinHostPort("127.0.0.1", strconv.Itoa(port)),
		serving:        serving,
		serviceAccount: serviceAccount,
		tokens: map[user]string{
			admin:                 rand.Text(),
			controllerManagerUser: rand.Text(),
			schedulerUser:         rand.Text(),
		},
	}, nil
}

// config returns the configuration of a client of ours, which no rate limit holds up.
func (a access) config(u user) *rest.Config {
	return &rest.Config{
		Host:            a.server,
		BearerToken:     a.tokens[u],
		TLSClientConfig: rest.TLSClientConfig{CAData: a.serving.public},
		QPS:             -1,
	}
}

func (a access) kubeconfig(u user, namespace string) ([]byte, error) {
	const name = "playground"
	return clientcmd.Write(clientcmdapi.Config{
		CurrentContext: name,
		Clusters: map[string]*clientcmdapi.Cluster{
			name: {Server: a.server, CertificateAuthorityData: a.serving.public},
		},
		AuthInfos: map[string]*clientcmdapi.AuthInfo{string(u): {Token: a.tokens[u]}},
		Contexts: map[string]*clientcmdapi.Context{
			name: {Cluster: name, AuthInfo: string(u), Namespace: namespace},
		},
	})
}

// tokenFile returns the content of --token-auth-file: token, name, uid, groups.
func (a access) tokenFile() ([]byte, error) {
	var b strings.Builder
	w := csv.NewWriter(&b)
	for u, token := range a.tokens {
		if err := w.Write([]string{token, string(u), string(u), u.group()}); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return []byte(b.String()), w.Error()
}
