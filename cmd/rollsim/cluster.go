package main

import (
	_ "embed"
	"strings"
)

// The files with which a cluster carries out a sweep, to be printed, filled in and
// run. They count on the exit statuses: 1 is tried again, 2 is not.
var (
	//go:embed cluster/slurm.sh
	slurmScript string
	//go:embed cluster/kubernetes.yaml
	kubernetesManifest string
)

// clusters are those that there is a file for.
var clusters = []struct{ name, file string }{
	{"slurm", slurmScript},
	{"kubernetes", kubernetesManifest},
}

// clusterNames lists the clusters.
func clusterNames() []string {
	var names []string
	for i := range clusters {
		names = append(names, clusters[i].name)
	}
	return names
}

// printCluster prints the file of a cluster.
func (p *program) printCluster(name string) error {
	for i := range clusters {
		if clusters[i].name == name {
			if _, err := p.stdout.WriteString(clusters[i].file); err != nil {
				return writeFailed("standard output", err)
			}
			return nil
		}
	}
	return wrongf(didYouMean(name, clusterNames()), "--cluster: must be one of %s, got %q", strings.Join(clusterNames(), ", "), name)
}
