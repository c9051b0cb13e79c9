// Package clients holds what clients of any language need besides the .proto
// files. `make clients` makes packages of Python, TypeScript and Java with it.
package clients

import _ "embed"

// ServiceConfig is a gRPC service config: what the server could not do just now
// is asked again, and nothing is waited for without end. Streams, which may
// last, have no deadline; ReviewFact, which records what it is told each time, is
// not repeated.
//
//go:embed service-config.json
var ServiceConfig string
