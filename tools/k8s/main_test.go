package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestBites breaks the real manifests, one place at a time: each break is found.
func TestBites(t *testing.T) {
	schemas, err := loadSchemas()
	if err != nil {
		t.Fatal(err)
	}
	const deploy = "../../deploy/k8s"
	for _, c := range []struct{ file, old, new, want string }{
		{"base/parser.yaml", "", "", ""},
		{"base/parser.yaml", "terminationGracePeriodSeconds: 30", "terminationGraceSeconds: 30", "terminationGraceSeconds"},
		{"base/parser.yaml", "periodSeconds: 10", "periodSeconds: often", "periodSeconds"},
		{"base/parser.yaml", "containerPort: 8081", "containerPort: 8082", "asks port 8081"},
		{"base/parser.yaml", "targetPort: grpc", "targetPort: http", "no container of callfacts-parser has the port http"},
		{"base/parser.yaml", "port: 8081\n      targetPort", "port: 8083\n      targetPort", "has no port 8081"},
		{"base/parser.yaml", "serviceAccountName: callfacts-parser", "serviceAccountName: parser", "there is no ServiceAccount parser"},
		{"base/parser.yaml", "runAsNonRoot: true", "runAsNonRoot: false", "may run as root"},
		{"base/parser.yaml", "      labels:\n        app.kubernetes.io/name: callfacts\n        app.kubernetes.io/component: parser", "      labels:\n        app.kubernetes.io/component: parsed", "does not find its own pods"},
		{"base/parser.yaml", "limits:\n              memory: 1Gi\n              ephemeral-storage: 512Mi", "limits:\n              ephemeral-storage: 512Mi", "container-resources: parser Memory limit is not set"},
		{"base/metrics.yaml", "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "container-security-context-readonlyrootfilesystem"},
		{"base/parser.yaml", "key: DATABASE_URL", "key: URL", "has no key URL"},
		{"base/parser.yaml", "configMapRef:\n                name: callfacts", "configMapRef:\n                name: other", "there is no ConfigMap other"},
		{"base/kustomization.yaml", "callfacts-metrics:8081", "callfacts-metric:8081", "there is no Service callfacts-metric"},
		{"overlays/development/kustomization.yaml", "callfacts-postgres:5432", "callfacts-postgres:5433", "has no port 5433"},
		{"overlays/development/postgres.yaml", "- name: tmp\n          emptyDir", "- name: temp\n          emptyDir", "there is no volume tmp"},
		{"base/network.yaml", "kind: NetworkPolicy\nmetadata:\n  name: callfacts-parser\nspec:\n  podSelector:\n    matchLabels:\n      app.kubernetes.io/name: callfacts\n      app.kubernetes.io/component: parser", "kind: NetworkPolicy\nmetadata:\n  name: callfacts-parser\nspec:\n  podSelector:\n    matchLabels:\n      app.kubernetes.io/component: parsed", "its podSelector finds no workload"},
		{"base/network.yaml", "- port: http", "- port: https", "has the port https"},
		{"overlays/production/autoscaling.yaml", "name: callfacts-gateway\n  minReplicas", "name: callfacts-page\n  minReplicas", "there is no Deployment callfacts-page"},
		{"overlays/production/kustomization.yaml", "op: remove\n        path: /spec/replicas", "op: replace\n        path: /spec/replicas\n        value: 3", "sets its replicas too"},
		{"components/routes/routes.yaml", "port: 80\n", "port: 81\n", "there is no Service callfacts-gateway with the port 81"},
		{"components/monitoring/scrape.yaml", "- port: ops\n      path", "- port: operations\n      path", "has the port operations"},
		{"components/monitoring/rules.yaml", "      rules:", "      rule:", "rule"},
		{"components/routes/routes.yaml", "hostnames:", "hostNames:", "hostNames"},
	} {
		t.Run(c.want, func(t *testing.T) {
			root := t.TempDir()
			if err := os.CopyFS(root, os.DirFS(deploy)); err != nil {
				t.Fatal(err)
			}
			breakFile(t, filepath.Join(root, c.file), c.old, c.new)
			var said strings.Builder
			for overlay, alone := range map[string]bool{"development": true, "production-operators": false} {
				objects, err := build(filepath.Join(root, "overlays", overlay))
				if err != nil {
					t.Fatal(err)
				}
				for _, problem := range schemas.problems(objects, alone) {
					said.WriteString(problem.Error() + "\n")
				}
			}
			if got := said.String(); !strings.Contains(got, c.want) || (c.want == "") != (got == "") {
				t.Errorf("want %q, got %q", c.want, got)
			}
		})
	}
}

func breakFile(t *testing.T, path, old, replacement string) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(raw), old) {
		t.Fatalf("%s has no %q", path, old)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(raw), old, replacement, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}
