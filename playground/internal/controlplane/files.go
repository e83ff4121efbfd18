package controlplane

import (
	"fmt"
	"os"
	"path/filepath"
)

// Names of the files in the data folder that the components read.
const (
	tokenFile                   = "tokens.csv"
	servingCertificateFile      = "apiserver.crt"
	servingKeyFile              = "apiserver.key"
	serviceAccountPublicFile    = "service-accounts.pub"
	serviceAccountKeyFile       = "service-accounts.key"
	controllerManagerKubeconfig = "kube-controller-manager.kubeconfig"
	schedulerKubeconfig         = "kube-scheduler.kubeconfig"
	schedulerConfigFile         = "kube-scheduler.yaml"
)

// writeFiles puts what the components read into the data folder.
func writeFiles(folder string, a access) error {
	tokens, err := a.tokenFile()
	if err != nil {
		return err
	}
	forControllerManager, err := a.kubeconfig(controllerManagerUser, "")
	if err != nil {
		return err
	}
	forScheduler, err := a.kubeconfig(schedulerUser, "")
	if err != nil {
		return err
	}
	for name, content := range map[string][]byte{
		tokenFile:                   tokens,
		servingCertificateFile:      a.serving.public,
		servingKeyFile:              a.serving.private,
		serviceAccountPublicFile:    a.serviceAccount.public,
		serviceAccountKeyFile:       a.serviceAccount.private,
		controllerManagerKubeconfig: forControllerManager,
		schedulerKubeconfig:         forScheduler,
		schedulerConfigFile:         []byte(schedulerConfig),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
			return fmt.Errorf("cannot write into the data folder: %w", err)
		}
	}
	return nil
}
