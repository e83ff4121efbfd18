package apiproxytest

import (
	"fmt"
	"net/http"
	"strings"
)

// Request is a request to an API server, told from others of the same program.
type Request struct {
	Method                           string
	Group, Namespace, Resource, Name string // empty where the path says none
	Path                             string
	// DryRun is set when nothing is to be changed.
	DryRun bool
	// Nth tells requests that are alike in all else: the first is 1.
	Nth int
}

// RequestOf says what r asks for; Nth is 1.
func RequestOf(r *http.Request) Request {
	query := r.URL.Query()
	request := Request{Method: r.Method, Path: r.URL.Path, DryRun: query.Get("dryRun") != "", Nth: 1}
	// https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	switch {
	case parts[0] == "api" && len(parts) > 2:
		parts = parts[2:]
	case parts[0] == "apis" && len(parts) > 3:
		request.Group, parts = parts[1], parts[3:]
	default:
		return request
	}
	if parts[0] == "namespaces" && len(parts) > 2 {
		request.Namespace, parts = parts[1], parts[2:]
	}
	request.Resource = parts[0]
	if len(parts) > 1 {
		request.Name = parts[1]
	}
	return request
}

// Verb is what the API server's authorisation calls it.
func (r Request) Verb() string {
	switch r.Method {
	case http.MethodGet:
		if r.Name == "" {
			return "list"
		}
		return "get"
	case http.MethodPost:
		return "create"
	case http.MethodPut:
		return "update"
	default:
		return strings.ToLower(r.Method)
	}
}

// Writes reports whether it changes the cluster.
func (r Request) Writes() bool { return r.Method != http.MethodGet && !r.DryRun && !r.asks() }

// asks reports whether it only asks for something in the form of an object.
func (r Request) asks() bool {
	return r.Group == "authorization.k8s.io" || r.Group == "authentication.k8s.io"
}

// String is the request in short, such as "PATCH services/web (dry-run)".
func (r Request) String() string {
	text := r.Method + " " + r.Path
	if r.Resource != "" {
		text = r.Method + " " + r.Resource
	}
	if r.Name != "" {
		text += "/" + r.Name
	}
	if r.DryRun {
		text += " (dry-run)"
	}
	if r.Nth > 1 {
		text += fmt.Sprintf(" #%d", r.Nth)
	}
	return text
}

// In is the same request in another namespace.
func (r Request) In(namespace string) Request {
	if r.Resource == "namespaces" && r.Name != "" {
		r.Path = strings.TrimSuffix(r.Path, r.Name) + namespace
		r.Name = namespace
	}
	if r.Namespace != "" {
		r.Path = strings.Replace(r.Path, "/namespaces/"+r.Namespace+"/", "/namespaces/"+namespace+"/", 1)
		r.Namespace = namespace
	}
	return r
}
