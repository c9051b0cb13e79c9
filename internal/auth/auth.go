// Package auth knows who may do what: API keys with scopes, from a file that
// holds their hashes and is read again when it changes.
//
// A key is 256 random bits, so a plain SHA-256 of it tells nothing of it; slow
// hashes are for passwords that people choose.
package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// Scope is what a key may do.
type Scope string

// The scopes. Admin holds the others.
const (
	Read   Scope = "read"
	Ingest Scope = "ingest"
	Admin  Scope = "admin"
)

// Client is who makes a call.
type Client struct {
	// Name is that of the key's line, for logs and limits.
	Name string
	// Own says that it is a part of this very process.
	Own    bool
	scopes []Scope
}

// May reports whether the client has a scope.
func (c Client) May(s Scope) bool {
	return slices.Contains(c.scopes, s) || slices.Contains(c.scopes, Admin)
}

// prefix lets scanners for leaked secrets know a key.
const prefix = "cf_"

// NewKey makes a key, and the line of the key file that admits it.
func NewKey(name string, scopes ...Scope) (key, line string, err error) {
	words := make([]string, len(scopes))
	for i, s := range scopes {
		words[i] = string(s)
	}
	secret := make([]byte, 32)
	rand.Read(secret)
	key = prefix + base64.RawURLEncoding.EncodeToString(secret)
	hash := sha256.Sum256([]byte(key))
	line = fmt.Sprintf("%s %s sha256:%s", name, strings.Join(words, ","), hex.EncodeToString(hash[:]))
	_, _, err = parseLine(line)
	return key, line, err
}

// parseLine reads NAME SCOPE,SCOPE sha256:HEX.
func parseLine(line string) (hash [sha256.Size]byte, c Client, err error) {
	words := strings.Fields(line)
	if len(words) != 3 {
		return hash, c, fmt.Errorf("want NAME SCOPES sha256:HASH, as `callfacts key` prints them")
	}
	c.Name = words[0]
	for _, word := range strings.Split(words[1], ",") {
		switch s := Scope(word); s {
		case Read, Ingest, Admin:
			c.scopes = append(c.scopes, s)
		default:
			return hash, c, fmt.Errorf("there is no scope %q: want read, ingest or admin", word)
		}
	}
	digits, ok := strings.CutPrefix(words[2], "sha256:")
	raw, err := hex.DecodeString(digits)
	if !ok || err != nil || len(raw) != len(hash) {
		return hash, c, fmt.Errorf("the hash of %s is not sha256: and 64 hexadecimal digits", c.Name)
	}
	return [sha256.Size]byte(raw), c, nil
}

// reads are the verbs of methods that change nothing that is kept, and ingests
// those that bring documents. Whatever else there is, or will be, is admin's.
var (
	reads   = []string{"Get", "List", "BatchGet", "Query", "Search", "Watch", "Compare", "Explain", "Verify", "Export", "Parse", "Extract"}
	ingests = []string{"Ingest"}
)

// Needed is the scope that a full gRPC method needs.
func Needed(method string) Scope {
	service, name, _ := strings.Cut(strings.TrimPrefix(method, "/"), "/")
	starts := func(verb string) bool { return strings.HasPrefix(name, verb) }
	switch {
	case strings.HasPrefix(service, "grpc.reflection."), slices.ContainsFunc(reads, starts):
		return Read
	case slices.ContainsFunc(ingests, starts):
		return Ingest
	default:
		return Admin
	}
}
