package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// watchInterval is how often the watched folders are read.
const watchInterval = 2 * time.Second

// watch ingests what is in the folders, and from then on what comes into them,
// until the context ends. A file is taken when it has not changed between two
// looks: what is still being written waits. One that changes later is taken
// again. Refusals are printed, and end nothing.
func (in *ingestion) watch(ctx context.Context, paths []string, interval time.Duration) error {
	w := &watcher{last: make(map[string]stamp), taken: make(map[string]stamp)}
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		names, err := w.ready(paths)
		if err != nil {
			return err
		}
		if len(names) > 0 {
			if err := in.run(ctx, names); err != nil && !errors.Is(err, errPartly) {
				if ctx.Err() != nil {
					return nil
				}
				return err
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// stamp tells whether a file has changed.
type stamp struct {
	size int64
	time time.Time
}

// watcher remembers the files of the folders that it watches.
type watcher struct {
	last  map[string]stamp // as of the look before
	taken map[string]stamp // as they were ingested
}

// ready looks at the folders, and gives the files that are to be ingested now.
func (w *watcher) ready(paths []string) ([]string, error) {
	names, err := expand(paths)
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // a file that went away while we looked
		return nil, fmt.Errorf("watch: %w", err)
	}
	now := make(map[string]stamp, len(names))
	var ready []string
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil || !info.Mode().IsRegular() || info.Size() == 0 {
			continue
		}
		s := stamp{info.Size(), info.ModTime()}
		now[name] = s
		if before, ok := w.last[name]; ok && before == s && w.taken[name] != s {
			w.taken[name] = s
			ready = append(ready, name)
		}
	}
	w.last = now
	return ready, nil
}
