package expose

import (
	"fmt"
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
	words := slices.Concat(c.Command, c.Args)
	for i, word := range words {
		if word == "http.server" && i > 0 && words[i-1] == "-m" && i+1 == len(words) {
			return inferred(8000, "python's http.server") // https://docs.python.org/3/library/http.server.html
		}
		name, value, hasValue := strings.Cut(word, "=")
		if !hasValue && i+1 < len(words) {
			value = words[i+1]
		}
		if saysWhereToListen(name) {
			if ports := inferred(portOfAddress(value), "the argument "+name); ports != nil {
				return ports
			}
		}
	}
	return nil
}

// saysWhereToListen knows the flags that programs have for that, with one dash or two, and perhaps http before the name.
func saysWhereToListen(flag string) bool {
	name, isFlag := strings.CutPrefix(flag, "-")
	name = strings.TrimPrefix(name, "-")
	for _, prefix := range []string{"http-", "http."} {
		name = strings.TrimPrefix(name, prefix)
	}
	switch name {
	case "port", "listen", "addr", "address", "bind", "listen-addr", "listen-address", "bind-address", "listen-port":
		return isFlag
	}
	return false
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
	// registry.example.com:5000/team/nginx:1.27@sha256:... is nginx.
	image, _, _ := strings.Cut(c.Image, "@")
	name, _, _ := strings.Cut(image[strings.LastIndexByte(image, '/')+1:], ":")
	guess := func(number int, protocol corev1.Protocol) []ContainerPort {
		ports := inferred(number, fmt.Sprintf("the image %s, which usually listens there", name))
		ports[0].Guess, ports[0].Protocol = true, protocol
		return ports
	}
	if name == "coredns" {
		return slices.Concat(guess(53, corev1.ProtocolUDP), guess(53, corev1.ProtocolTCP))
	}
	if number := portOfImage(name); number != 0 {
		return guess(number, corev1.ProtocolTCP)
	}
	return nil
}

// portOfImage is 0 for an image that it does not know. It is asked for each container of each workload of a cluster.
func portOfImage(name string) int {
	switch name {
	case "nginx", "httpd", "caddy", "haproxy", "wordpress", "httpbin":
		return 80
	case "tomcat", "jetty":
		return 8080
	case "redis", "valkey":
		return 6379
	case "memcached":
		return 11211
	case "postgres":
		return 5432
	case "mysql", "mariadb":
		return 3306
	case "mongo":
		return 27017
	case "influxdb":
		return 8086
	case "elasticsearch", "opensearch":
		return 9200
	case "cassandra":
		return 9042
	case "etcd":
		return 2379
	case "rabbitmq":
		return 5672
	case "nats":
		return 4222
	case "zookeeper":
		return 2181
	case "kafka":
		return 9092
	case "minio":
		return 9000
	case "vault":
		return 8200
	case "consul":
		return 8500
	case "grafana":
		return 3000
	case "prometheus":
		return 9090
	case "alertmanager":
		return 9093
	case "registry":
		return 5000
	// What people try things out with.
	case "whoami":
		return 80
	case "podinfo":
		return 9898
	case "echoserver", "hello-app", "kuard-amd64":
		return 8080
	case "http-echo":
		return 5678
	}
	return 0
}
