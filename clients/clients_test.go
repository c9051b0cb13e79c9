package clients_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/callfacts/callfacts/clients"
	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
)

// TestServiceConfig: gRPC takes it, each method that it names is there, and each
// stream is without a deadline.
func TestServiceConfig(t *testing.T) {
	conn, err := grpc.NewClient("127.0.0.1:1", grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithDefaultServiceConfig(clients.ServiceConfig))
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
	var config struct {
		MethodConfig []struct {
			Name    []struct{ Service, Method string }
			Timeout string
		}
	}
	if err := json.Unmarshal([]byte(clients.ServiceConfig), &config); err != nil {
		t.Fatal(err)
	}
	endless := map[string]bool{}
	named := map[string]bool{}
	for _, c := range config.MethodConfig {
		for _, n := range c.Name {
			name := strings.Trim(n.Service+"/"+n.Method, "/")
			named[name] = true
			endless[name] = c.Timeout == ""
		}
	}
	if endless[""] {
		t.Error("calls have no deadline")
	}
	var there []string
	for _, service := range []grpc.ServiceDesc{parserv1.ParserService_ServiceDesc, metricsv1.MetricsService_ServiceDesc} {
		for _, m := range service.Methods {
			there = append(there, service.ServiceName+"/"+m.MethodName)
		}
		for _, s := range service.Streams {
			name := service.ServiceName + "/" + s.StreamName
			if there = append(there, name); !endless[name] {
				t.Errorf("%s may last longer than its deadline", name)
			}
		}
	}
	for name := range named {
		if name != "" && !slices.Contains(there, name) {
			t.Errorf("there is no %s", name)
		}
	}
}
