package cluster

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"k8s.io/cli-runtime/pkg/resource"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd/api"
)

// Cluster is one cluster, seen by one user and from one namespace.
type Cluster struct {
	// Context is the name of the kubeconfig's context; empty without a kubeconfig.
	Context string
	// Namespace is where the workloads are.
	Namespace string
	// KubeconfigUser is the user that the kubeconfig's context names, or the one impersonated.
	// Who that is to the API server says [Cluster.WhoAmI].
	KubeconfigUser string

	getter genericclioptions.RESTClientGetter
	config *rest.Config
	health *health
}

// Open prepares to talk to the cluster that the flags behind getter choose. It reads the kubeconfig,
// and sends no request. It returns an error when there is no kubeconfig or it is not usable.
func Open(getter genericclioptions.RESTClientGetter) (*Cluster, error) {
	loader := getter.ToRawKubeConfigLoader()
	raw, err := loader.RawConfig()
	if err != nil {
		return nil, fmt.Errorf("the kubeconfig cannot be read: %w", err)
	}
	config, err := getter.ToRESTConfig()
	if err != nil {
		return nil, fmt.Errorf("the kubeconfig cannot be used: %w", err)
	}
	if config.Host == defaultHost {
		if api.IsConfigEmpty(&raw) {
			return nil, fmt.Errorf("no cluster is configured: there is nothing in %s; set KUBECONFIG, or give --kubeconfig or --server",
				strings.Join(loader.ConfigAccess().GetLoadingPrecedence(), ", "))
		}
		if raw.CurrentContext == "" {
			return nil, errors.New("the kubeconfig has no current context: give --context")
		}
	}
	namespace, _, err := loader.Namespace()
	if err != nil {
		return nil, fmt.Errorf("the kubeconfig names no namespace: %w", err)
	}
	c := &Cluster{Namespace: namespace, getter: getter, config: config, health: &health{}}
	c.Context, c.KubeconfigUser = identity(getter, raw, config)
	// The API server has priority and fairness; a limit of the client's own only adds waiting.
	config.QPS = -1
	return c, nil
}

// In returns the same cluster, seen from another namespace.
func (c *Cluster) In(namespace string) *Cluster {
	other := *c
	other.Namespace = namespace
	return &other
}

// Unattended returns the same cluster for who must not be asked anything: a credential plugin gets no standard input, and one that cannot do
// without is not run.
func (c *Cluster) Unattended() *Cluster {
	other := *c
	other.config = rest.CopyConfig(c.config)
	if c.config.ExecProvider != nil {
		other.config.ExecProvider = c.config.ExecProvider.DeepCopy()
		other.config.ExecProvider.StdinUnavailable = true
		other.config.ExecProvider.StdinUnavailableMessage = "nobody is there to answer"
	}
	return &other
}

// withoutTimeout returns the same cluster, whose requests may take forever, as watches do.
func (c *Cluster) withoutTimeout() *Cluster {
	other := *c
	other.config = rest.CopyConfig(c.config)
	other.config.Timeout = 0
	return &other
}

// defaultHost is where clientcmd looks when nothing says where the cluster is.
const defaultHost = "http://localhost:8080"

func identity(getter genericclioptions.RESTClientGetter, raw api.Config, config *rest.Config) (contextName, user string) {
	contextName = raw.CurrentContext
	flags, _ := getter.(*genericclioptions.ConfigFlags)
	if flags != nil && flags.Context != nil && *flags.Context != "" {
		contextName = *flags.Context
	}
	if c := raw.Contexts[contextName]; c != nil {
		user = c.AuthInfo
	}
	if flags != nil && flags.AuthInfoName != nil && *flags.AuthInfoName != "" {
		user = *flags.AuthInfoName
	}
	if config.Impersonate.UserName != "" {
		user = config.Impersonate.UserName
	}
	return contextName, user
}

// Server is the address of the API server.
func (c *Cluster) Server() string { return c.config.Host }

// bound returns a configuration whose requests end with ctx and whose warnings go to warnings, which
// may be nil. cli-runtime's Helper and Builder take no context of their own.
func (c *Cluster) bound(ctx context.Context, warnings *warnings) *rest.Config {
	config := rest.CopyConfig(c.config)
	config.WarningHandlerWithContext = warnings
	config.Wrap(func(next http.RoundTripper) http.RoundTripper { return boundTransport{ctx, next} })
	return config
}

// typed returns a client for the types of client-go's scheme, in protobuf where the server speaks it.
func (c *Cluster) typed(ctx context.Context, gv schema.GroupVersion) (rest.Interface, error) {
	config := c.bound(ctx, nil)
	config.ContentConfig = rest.ContentConfig{
		AcceptContentTypes:   "application/vnd.kubernetes.protobuf,application/json",
		ContentType:          "application/vnd.kubernetes.protobuf",
		NegotiatedSerializer: scheme.Codecs.WithoutConversion(),
	}
	return c.restClient(config, gv)
}

// unstructured returns a client for objects of any kind.
func (c *Cluster) unstructured(ctx context.Context, gv schema.GroupVersion, warnings *warnings) (resource.RESTClient, error) {
	config := c.bound(ctx, warnings)
	config.ContentConfig = resource.UnstructuredPlusDefaultContentConfig()
	return c.restClient(config, gv)
}

func (c *Cluster) restClient(config *rest.Config, gv schema.GroupVersion) (rest.Interface, error) {
	config.GroupVersion = &gv
	config.APIPath = "/apis"
	if gv.Group == "" {
		config.APIPath = "/api"
	}
	transport, err := rest.TransportFor(config)
	if err != nil {
		return nil, err
	}
	return rest.RESTClientForConfigAndClient(config, &http.Client{Transport: healthTransport{c.health, answerTransport{transport}}, Timeout: config.Timeout})
}
