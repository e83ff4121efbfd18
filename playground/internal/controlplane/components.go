package controlplane

import "strconv"

// component is one process of the control plane: its name and its flags. Paths are relative to the data folder,
// in which it runs.
type component struct {
	name  string
	flags []string
}

const (
	// etcd listens on Unix sockets in the data folder: on TCP, every local user could read and write it.
	// Relative paths keep within the limit for a socket's name (about 100 bytes) wherever the folder is.
	etcdClients = "unix://etcd.sock"
	etcdPeers   = "unix://etcd-peer.sock"

	// serviceRange is where ClusterIPs come from.
	serviceRange = "10.96.0.0/16"
)

func etcd() component {
	return component{"etcd", []string{
		"--data-dir=etcd",
		"--listen-client-urls=" + etcdClients,
		"--advertise-client-urls=" + etcdClients,
		"--listen-peer-urls=" + etcdPeers,
		"--initial-advertise-peer-urls=" + etcdPeers,
		"--initial-cluster=default=" + etcdPeers,
		// Nobody needs the data after a crash.
		"--unsafe-no-fsync",
	}}
}

func apiServer(port int) component {
	return component{"kube-apiserver", []string{
		"--etcd-servers=" + etcdClients,
		"--bind-address=127.0.0.1",
		"--secure-port=" + strconv.Itoa(port),
		// We hold the port with a socket of our own, see reservePort.
		"--permit-port-sharing",
		// The Service kubernetes stays without endpoints: a loopback address is not allowed in them.
		"--endpoint-reconciler-type=none",
		"--tls-cert-file=" + servingCertificateFile,
		"--tls-private-key-file=" + servingKeyFile,
		"--token-auth-file=" + tokenFile,
		"--authorization-mode=RBAC",
		"--service-account-issuer=https://kubernetes.default.svc.cluster.local",
		"--service-account-key-file=" + serviceAccountPublicFile,
		"--service-account-signing-key-file=" + serviceAccountKeyFile,
		"--service-cluster-ip-range=" + serviceRange,
		// It taints new nodes as not ready until the node lifecycle controller, which is off, removes that.
		"--disable-admission-plugins=TaintNodesByCondition",
		// Loading thousands of Deployments at once is welcome.
		"--max-requests-inflight=4000",
		"--max-mutating-requests-inflight=2000",
	}}
}

func controllerManager() component {
	return component{"kube-controller-manager", []string{
		"--kubeconfig=" + controllerManagerKubeconfig,
		"--secure-port=0",
		"--leader-elect=false",
		"--service-account-private-key-file=" + serviceAccountKeyFile,
		"--root-ca-file=" + servingCertificateFile,
		// Simulated nodes send no heartbeats and attach no volumes.
		"--controllers=*,-node-lifecycle-controller,-persistentvolume-attach-detach-controller",
		// The default of 20 requests a second starves a cluster of thousands of Deployments.
		"--kube-api-qps=2000",
		"--kube-api-burst=4000",
		"--concurrent-deployment-syncs=20",
		"--concurrent-replicaset-syncs=20",
		"--concurrent-service-endpoint-syncs=20",
	}}
}

func scheduler() component {
	return component{"kube-scheduler", []string{
		"--config=" + schedulerConfigFile,
		"--secure-port=0",
	}}
}

// schedulerConfig is the content of schedulerConfigFile. The flags for the same are deprecated.
const schedulerConfig = `apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
clientConnection:
  kubeconfig: ` + schedulerKubeconfig + `
  qps: 2000
  burst: 4000
leaderElection:
  leaderElect: false
`
