package auth

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"
)

// Keys are those of a file: one a line, empty lines and those with # at their
// start aside. A file that changes is read again within lookEvery; where it is
// not in order then, the keys of before stand, and the log says why.
type Keys struct {
	path string
	log  *slog.Logger
	now  func() time.Time

	mu      sync.Mutex
	looked  time.Time
	changed time.Time
	size    int64
	known   map[[sha256.Size]byte]Client
	own     map[[sha256.Size]byte]Client
}

// lookEvery is how long a key that was taken off the file may go on at most.
const lookEvery = time.Second

// Open reads a key file.
func Open(path string, log *slog.Logger) (*Keys, error) {
	k := &Keys{path: path, log: log, now: time.Now, own: map[[sha256.Size]byte]Client{}}
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.read(); err != nil {
		return nil, err
	}
	return k, nil
}

// Own knows the keys alone that the process makes for itself.
func Own(log *slog.Logger) *Keys {
	return &Keys{log: log, now: time.Now, own: map[[sha256.Size]byte]Client{}}
}

// Issue makes a key that only this process knows, for its parts to call each
// other with.
func (k *Keys) Issue(name string, scopes ...Scope) (string, error) {
	key, line, err := NewKey(name, scopes...)
	if err != nil {
		return "", err
	}
	hash, client, err := parseLine(line)
	if err != nil {
		return "", err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	client.Own = true
	k.own[hash] = client
	return key, nil
}

// Client is whose key it is. Looking up a hash tells nothing by its time: who
// does not know the key cannot choose its hash.
func (k *Keys) Client(key string) (Client, bool) {
	hash := sha256.Sum256([]byte(key))
	k.mu.Lock()
	defer k.mu.Unlock()
	k.look()
	if c, ok := k.own[hash]; ok {
		return c, true
	}
	c, ok := k.known[hash]
	return c, ok
}

// look reads the file again where it is another one.
func (k *Keys) look() {
	now := k.now()
	if k.path == "" || now.Sub(k.looked) < lookEvery {
		return
	}
	k.looked = now
	info, err := os.Stat(k.path)
	if err == nil && info.ModTime().Equal(k.changed) && info.Size() == k.size {
		return
	}
	if err == nil {
		err = k.read()
	}
	if err != nil {
		k.log.Error("the API keys are not read again: those of before stand", "error", err)
		return
	}
	k.log.Info("API keys were read again", "keys", len(k.known))
}

func (k *Keys) read() error {
	info, err := os.Stat(k.path)
	if err != nil {
		return fmt.Errorf("API keys: %w", err)
	}
	raw, err := os.ReadFile(k.path)
	if err != nil {
		return fmt.Errorf("API keys: %w", err)
	}
	known := map[[sha256.Size]byte]Client{}
	lines := bufio.NewScanner(bytes.NewReader(raw))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		hash, client, err := parseLine(line)
		if err != nil {
			return fmt.Errorf("API keys: %s:%d: %w", k.path, n, err)
		}
		known[hash] = client
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("API keys: %s: %w", k.path, err)
	}
	k.known, k.changed, k.size = known, info.ModTime(), info.Size()
	return nil
}
