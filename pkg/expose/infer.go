package expose

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// inferPorts guesses where the containers listen when none declares a port: from probes, from variables such as PORT, from
// arguments such as --port=8080, and from well-known images, in this order. The first container that tells anything counts.
func inferPorts(pod corev1.PodSpec) []ContainerPort {
	for _, c := range pod.Containers {
		for _, infer := range []func(corev1.Container) []ContainerPort{fromProbes, fromVariables, fromArguments, fromImage} {
			if ports := infer(c); len(ports) > 0 {
				return ports
			}
		}
	}
	return nil
}

func inferred(number int, source string) []ContainerPort {
	if number < 1 || number > 65535 {
		return nil
	}
	return []ContainerPort{{Port: int32(number), Protocol: corev1.ProtocolTCP, Source: source}}
}

func fromProbes(c corev1.Container) []ContainerPort {
	for _, p := range []struct {
		name  string
		probe *corev1.Probe
	}{{"readiness", c.ReadinessProbe}, {"liveness", c.LivenessProbe}, {"startup", c.StartupProbe}} {
		if port := probePort(p.probe); port.Type == intstr.Int && port.IntVal != 0 {
			return inferred(port.IntValue(), "the "+p.name+" probe")
		}
	}
	return nil
}

func probePort(p *corev1.Probe) intstr.IntOrString {
	switch {
	case p == nil:
	case p.HTTPGet != nil:
		return p.HTTPGet.Port
	case p.TCPSocket != nil:
		return p.TCPSocket.Port
	case p.GRPC != nil:
		return intstr.FromInt32(p.GRPC.Port)
	}
	return intstr.IntOrString{}
}

// fromVariables reads the names that frameworks read for the port they listen on. Others, such as DB_PORT, are
// the ports of somebody else.
func fromVariables(c corev1.Container) []ContainerPort {
	names := []string{"PORT", "HTTP_PORT", "SERVER_PORT", "APP_PORT", "LISTEN_PORT", "LISTEN_ADDR", "LISTEN_ADDRESS", "BIND_ADDR"}
	for _, e := range c.Env {
		if slices.Contains(names, e.Name) {
			if ports := inferred(portOfAddress(e.Value), "the variable "+e.Name); ports != nil {
				return ports
			}
		}
	}
	return nil
}

func fromArguments(c corev1.Container) []ContainerPort {
	flag := regexp.MustCompile(`^--?(?:http[-.])?(?:port|listen|addr|address|bind|listen-addr|listen-address|bind-address|listen-port)$`)
	words := slices.Concat(c.Command, c.Args)
	for i, word := range words {
		if word == "http.server" && i > 0 && words[i-1] == "-m" && i+1 == len(words) {
			return inferred(8000, "python's http.server") // https://docs.python.org/3/library/http.server.html
		}
		name, value, hasValue := strings.Cut(word, "=")
		if !hasValue && i+1 < len(words) {
			value = words[i+1]
		}
		if flag.MatchString(name) {
			if ports := inferred(portOfAddress(value), "the argument "+name); ports != nil {
				return ports
			}
		}
	}
	return nil
}

// portOfAddress reads "8080", ":8080", "0.0.0.0:8080" or "tcp://:8080"; 0 when there is no port.
func portOfAddress(s string) int {
	if i := strings.LastIndexByte(s, ':'); i >= 0 {
		s = s[i+1:]
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// fromImage knows the ports of images that many people run as they are, by the last part of their name.
func fromImage(c corev1.Container) []ContainerPort {
	known := map[string][]string{
		"nginx": {"80"}, "httpd": {"80"}, "caddy": {"80"}, "haproxy": {"80"}, "wordpress": {"80"}, "tomcat": {"8080"}, "jetty": {"8080"},
		"redis": {"6379"}, "valkey": {"6379"}, "memcached": {"11211"}, "postgres": {"5432"}, "mysql": {"3306"}, "mariadb": {"3306"},
		"mongo": {"27017"}, "influxdb": {"8086"}, "elasticsearch": {"9200"}, "opensearch": {"9200"}, "cassandra": {"9042"}, "etcd": {"2379"},
		"rabbitmq": {"5672"}, "nats": {"4222"}, "zookeeper": {"2181"}, "kafka": {"9092"}, "minio": {"9000"}, "vault": {"8200"}, "consul": {"8500"},
		"grafana": {"3000"}, "prometheus": {"9090"}, "alertmanager": {"9093"}, "httpbin": {"80"}, "registry": {"5000"},
		// What people try things out with.
		"whoami": {"80"}, "podinfo": {"9898"}, "echoserver": {"8080"}, "hello-app": {"8080"}, "http-echo": {"5678"}, "kuard-amd64": {"8080"},
		"coredns": {"53/UDP", "53/TCP"},
	}
	// registry.example.com:5000/team/nginx:1.27@sha256:... is nginx.
	image, _, _ := strings.Cut(c.Image, "@")
	name, _, _ := strings.Cut(path.Base(image), ":")
	var ports []ContainerPort
	for _, text := range known[name] {
		number, protocol, _ := strings.Cut(text, "/")
		n, err := strconv.Atoi(number)
		if err != nil {
			continue
		}
		port := inferred(n, fmt.Sprintf("the image %s, which usually listens there", name))[0]
		port.Guess = true
		if protocol != "" {
			port.Protocol = corev1.Protocol(protocol)
		}
		ports = append(ports, port)
	}
	return ports
}
