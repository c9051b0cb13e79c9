package metrics

import (
	"context"
	"fmt"
	"sync"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/reconcile"
	"github.com/callfacts/callfacts/services/metrics/store"
)

// maxEngines is how many companies' engines are kept at hand.
const maxEngines = 32

// engine extracts by one taxonomy.
type engine struct {
	*fact.Extractor
	taxonomy *concept.Taxonomy
	outliner *reconcile.Outliner
	// version is that of the engine, and after a plus sign the revision of the
	// company's own taxonomy if it has one.
	version string
	// refused says why the company's own taxonomy, which was sound when it was
	// set, is not so for this version of the engine; empty where it is. Then the
	// rest is the standard engine's.
	refused string
}

// engines are the engines by the companies' own taxonomies.
type engines struct {
	store *store.Store

	mu         sync.Mutex
	byRevision map[string]engine
}

// standard is the engine for companies without a taxonomy of their own.
func standard() engine {
	return engine{Extractor: fact.Standard(), taxonomy: concept.Standard(), outliner: reconcile.StandardOutliner(), version: fact.Version}
}

// of is the engine for a company.
func (e *engines) of(ctx context.Context, company string) (engine, error) {
	own, err := e.store.Taxonomy(ctx, company)
	if err != nil || own.Revision == "" {
		return standard(), err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	made, ok := e.byRevision[own.Revision]
	if ok {
		return made, nil
	}
	if made, err = newEngine(own); err != nil {
		made = standard()
		made.version, made.refused = fact.Version+"+"+own.Revision, fmt.Sprintf("the company's %v", err)
	}
	if len(e.byRevision) >= maxEngines {
		clear(e.byRevision)
	}
	e.byRevision[own.Revision] = made
	return made, nil
}

// newEngine makes the engine by the standard taxonomy and a company's own.
func newEngine(own store.Taxonomy) (engine, error) {
	parsed, err := concept.Parse(own.Source)
	if err != nil {
		return engine{}, err
	}
	merged, err := concept.Standard().Merge(parsed)
	if err != nil {
		return engine{}, err
	}
	extractor, err := fact.New(merged)
	if err != nil {
		return engine{}, err
	}
	outliner, err := reconcile.NewOutliner(merged)
	if err != nil {
		return engine{}, err
	}
	return engine{Extractor: extractor, taxonomy: merged, outliner: outliner, version: fact.Version + "+" + own.Revision}, nil
}
