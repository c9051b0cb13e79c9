// Package apiserver applies the manifests to a real API server: kube-apiserver
// itself, with an etcd, both linked into the test. They are a module of their own,
// since they need half of Kubernetes: building them takes a while.
package apiserver

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/storage/storagebackend"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/restmapper"
	servers "k8s.io/kubernetes/cmd/kube-apiserver/app/testing"
	"sigs.k8s.io/yaml"
)

// TestApply: the API server takes every object of every overlay as it stands, with
// no field that it does not know and without a warning; a second time it changes
// nothing; and the pods of every workload may run in the overlay's namespace.
// MANIFESTS is the folder that `tools/k8s -out` wrote.
func TestApply(t *testing.T) {
	root := os.Getenv("MANIFESTS")
	if root == "" {
		t.Skip("MANIFESTS is not set: make k8s-apply does it")
	}
	s := start(t)
	for _, definition := range read(t, filepath.Join(root, "definitions")) {
		s.apply(t, definition)
	}
	overlays, err := filepath.Glob(filepath.Join(root, "overlays", "*"))
	if err != nil || len(overlays) == 0 {
		t.Fatalf("no overlays in %s: %v", root, err)
	}
	for _, overlay := range overlays {
		t.Run(filepath.Base(overlay), func(t *testing.T) {
			objects := read(t, overlay)
			applied := map[string]string{}
			for _, o := range objects {
				settle(o, filepath.Base(overlay))
				applied[id(o)] = s.apply(t, o)
			}
			for _, o := range objects {
				if again := s.apply(t, o); again != applied[id(o)] {
					t.Errorf("%s: applied again it is another one", id(o))
				}
				s.run(t, o)
			}
			fmt.Printf("%s: %d objects applied\n", filepath.Base(overlay), len(objects))
		})
	}
}

// server is an API server, and what it warned of.
type server struct {
	client dynamic.Interface
	mapper *restmapper.DeferredDiscoveryRESTMapper

	mu       sync.Mutex
	warnings []string
}

// HandleWarningHeader keeps a warning.
func (s *server) HandleWarningHeader(_ int, _, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.warnings = append(s.warnings, text)
}

func start(t *testing.T) *server {
	t.Helper()
	storage := storagebackend.NewDefaultConfig("callfacts", nil)
	storage.Transport.ServerList = []string{store(t)}
	options := servers.NewDefaultTestServerOptions()
	options.DisableInvariantChecks = true
	running := servers.StartTestServerOrDie(t, options, nil, storage)
	t.Cleanup(running.TearDownFn)
	s := &server{}
	config := *running.ClientConfig
	config.WarningHandler, config.QPS, config.Burst = s, 500, 1000
	clients, err := kubernetes.NewForConfig(&config)
	if err != nil {
		t.Fatal(err)
	}
	if s.client, err = dynamic.NewForConfig(&config); err != nil {
		t.Fatal(err)
	}
	s.mapper = restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(clients.Discovery()))
	version, err := clients.Discovery().ServerVersion()
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("kube-apiserver %s.%s\n", version.Major, version.Minor)
	return s
}

// store starts an etcd on loopback, and returns where it is.
func store(t *testing.T) string {
	t.Helper()
	config := embed.NewConfig()
	config.Dir, config.LogLevel = t.TempDir(), "error"
	anywhere := url.URL{Scheme: "http", Host: "127.0.0.1:0"}
	config.ListenClientUrls, config.AdvertiseClientUrls = []url.URL{anywhere}, []url.URL{anywhere}
	config.ListenPeerUrls, config.AdvertisePeerUrls = []url.URL{anywhere}, []url.URL{anywhere}
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	etcd, err := embed.StartEtcd(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(etcd.Close)
	select {
	case <-etcd.Server.ReadyNotify():
	case err := <-etcd.Err():
		t.Fatal(err)
	}
	return "http://" + etcd.Clients[0].Addr().String()
}

// read returns the objects of a folder, one a file, in order.
func read(t *testing.T, dir string) (objects []*unstructured.Unstructured) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no objects in %s: %v", dir, err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		o := &unstructured.Unstructured{}
		if err := yaml.Unmarshal(raw, &o.Object); err != nil {
			t.Fatal(file, ": ", err)
		}
		objects = append(objects, o)
	}
	return objects
}

// settle gives each overlay a namespace of its own.
func settle(o *unstructured.Unstructured, namespace string) {
	if o.GetKind() == "Namespace" {
		o.SetName(namespace)
		return
	}
	o.SetNamespace(namespace)
}

func id(o *unstructured.Unstructured) string { return o.GetKind() + " " + o.GetName() }

func (s *server) resource(t *testing.T, kind schema.GroupVersionKind, namespace string) dynamic.ResourceInterface {
	t.Helper()
	mapping, err := s.mapper.RESTMapping(kind.GroupKind(), kind.Version)
	for deadline := time.Now().Add(time.Minute); err != nil; mapping, err = s.mapper.RESTMapping(kind.GroupKind(), kind.Version) {
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
		time.Sleep(100 * time.Millisecond)
		s.mapper.Reset() // its definition may be new
	}
	if namespace == "" {
		return s.client.Resource(mapping.Resource)
	}
	return s.client.Resource(mapping.Resource).Namespace(namespace)
}

// apply applies an object as `kubectl apply --server-side` does, and returns the
// version that it has then.
func (s *server) apply(t *testing.T, o *unstructured.Unstructured) string {
	t.Helper()
	raw, err := o.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	applied, err := s.resource(t, o.GroupVersionKind(), o.GetNamespace()).Patch(context.Background(), o.GetName(), "application/apply-patch+yaml", raw,
		metav1.PatchOptions{FieldManager: "callfacts", FieldValidation: metav1.FieldValidationStrict})
	s.said(t, id(o))
	if err != nil {
		t.Errorf("%s: %v", id(o), err)
		return ""
	}
	return applied.GetResourceVersion()
}

// run asks whether a pod of a workload would be let in, as its controller would
// make it.
func (s *server) run(t *testing.T, o *unstructured.Unstructured) {
	t.Helper()
	template, found, err := unstructured.NestedMap(o.Object, "spec", "template")
	if err != nil || !found {
		return
	}
	pod := &unstructured.Unstructured{Object: template}
	pod.SetAPIVersion("v1")
	pod.SetKind("Pod")
	pod.SetName(o.GetName())
	pod.SetNamespace(o.GetNamespace())
	_, err = s.resource(t, pod.GroupVersionKind(), pod.GetNamespace()).Create(context.Background(), pod,
		metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}, FieldValidation: metav1.FieldValidationStrict})
	s.said(t, "a pod of "+id(o))
	// A StatefulSet's controller adds the volumes of its claims.
	if err != nil && !(o.GetKind() == "StatefulSet" && strings.Contains(err.Error(), "volumeMounts")) {
		t.Errorf("a pod of %s: %v", id(o), err)
	}
}

// said fails for what the server warned of.
func (s *server) said(t *testing.T, of string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, w := range s.warnings {
		t.Errorf("%s: warning: %s", of, w)
	}
	s.warnings = nil
}
