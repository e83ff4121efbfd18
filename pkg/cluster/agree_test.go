package cluster_test

import (
	"flag"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sync/errgroup"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/kubectl-xnode/kubectl-xnode/internal/spectest"
	"github.com/kubectl-xnode/kubectl-xnode/pkg/expose"
)

var specs = flag.Int("specs", 1000, "how many Specs TestValidateAgreesWithTheServer makes")

// ours are refusals of ours that the API server does not share, by a part of their text: it takes the object, but what was
// asked for cannot come of it.
var ours = []string{
	"has no meaning for",   // a field that the type does not use
	"container port named", // a target port that no container has: no endpoints
	"no port here is TCP",  // an Ingress in front of UDP
	"not an IP address",    // a CNAME to an address resolves to nothing
	"there twice",          // a host and path that lead to two places
	"there is no TCP port", // a rule for a port that the Service would not have
	"is attached to a Gateway",
	"goes with --" + expose.FieldSessionAffinity, // it drops the timeout
	"it must name the listener",                  // or the redirect would redirect to itself
	"must leave apiVersion, kind, name and namespace",
	"says how to merge them",
	"the Service's name must be", // a HTTPRoute may name what cannot be there
	"an HTTPRoute serves the same paths",
	"the Gateway has the certificates",
	"is part of a --rule",
	"a Service without an address is",
}

// serversOwn are refusals that only the API server can know of: what this cluster has, and what is taken.
var serversOwn = []string{
	"not configured",         // a second IP family, or another one
	"not in the valid range", // of the cluster's Services
	"already allocated",      // an address or a port that is taken
}

// TestValidateAgreesWithTheServer makes random Specs and asks both for their opinion. The seed is fixed.
func TestValidateAgreesWithTheServer(t *testing.T) {
	namespace := playground.Namespace(t)
	web(t, namespace)
	c := open(t, namespace)
	w, err := c.Workload(t.Context(), expose.Kinds()[0], "web", expose.Spec{}, expose.Needs{})
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(5, 6))
	var mu sync.Mutex
	accepted, refused := 0, 0
	g, ctx := errgroup.WithContext(t.Context())
	g.SetLimit(8)
	for range *specs {
		s := expose.Default(w, spectest.Hostile(r))
		g.Go(func() error {
			errs := expose.Validate(w, s)
			plan, err := expose.Build(w, s)
			if err == nil {
				_, err = c.Preview(ctx, plan, options)
			}
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil && len(errs) == 0:
				accepted++
			case err == nil && !allOurs(errs):
				t.Errorf("only we refuse %q: %v", expose.Args(s), errs)
			case err != nil && len(errs) == 0 && !isTheirs(err):
				t.Errorf("only the server refuses %q: %v", expose.Args(s), err)
			default:
				refused++
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d Specs: both accept %d, both refuse %d", *specs, accepted, refused)
	if accepted < *specs/20 || refused < *specs/20 {
		t.Errorf("both accept %d and refuse %d of %d: the Specs prove little", accepted, refused, *specs)
	}
}

func isTheirs(err error) bool {
	return slices.ContainsFunc(serversOwn, func(text string) bool { return strings.Contains(err.Error(), text) })
}

func allOurs(errs field.ErrorList) bool {
	for _, e := range errs {
		known := false
		for _, text := range ours {
			known = known || strings.Contains(e.Detail, text)
		}
		if !known {
			return false
		}
	}
	return true
}
