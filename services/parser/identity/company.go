package identity

import (
	"cmp"
	"slices"
	"strings"
)

// Kind is what a claim is about.
type Kind string

// The kinds, in the order in which they are believed.
const (
	// Merged: a person said that these are one company. The value names the case.
	Merged Kind = "merged"
	// Hint: the submitter named the company by its resource name.
	Hint Kind = "hint"
	CIK  Kind = "cik"
	LEI  Kind = "lei"
	ISIN Kind = "isin"
	FIGI Kind = "figi"
	// Listing: exchange and ticker, `NYSE:NWSY`.
	Listing Kind = "listing"
	// Alias: a name that a person gave to the company, as a slug.
	Alias Kind = "alias"
	// Name: a name that a document gives, as a slug.
	Name Kind = "name"
	// Symbol: a ticker without its exchange.
	Symbol Kind = "symbol"
)

// believed is the order of the kinds. Alias and Name are one step: an alias is
// what makes another name match.
var believed = []Kind{Merged, Hint, CIK, LEI, ISIN, FIGI, Listing, Name}

// exclusive are the kinds of which a company has one value: what differs in
// them is not joined by anything weaker.
var exclusive = []Kind{Hint, CIK, LEI}

// Claim is something a document says that tells companies apart.
type Claim struct {
	Kind  Kind
	Value string
}

// Member is a document, or a company's own data, with its claims.
type Member struct {
	// Key tells members apart and gives their order: the document's hash.
	Key string
	// Company is where the member is now; 0 for a new one.
	Company int64
	Claims  []Claim
}

// Mention is how a document names its company, with the identifiers that came
// beside it.
type Mention struct {
	Company                string // resource name's last part, from a hint
	Name, Ticker, Exchange string
	CIK, LEI, ISIN, FIGI   string
}

// Claims are the claims of a mention, the strongest first.
func (m Mention) Claims() []Claim {
	var claims []Claim
	add := func(kind Kind, value string) {
		if value != "" {
			claims = append(claims, Claim{kind, value})
		}
	}
	add(Hint, m.Company)
	add(CIK, strings.TrimLeft(m.CIK, "0"))
	add(LEI, m.LEI)
	add(ISIN, m.ISIN)
	add(FIGI, m.FIGI)
	ticker, exchange := Ticker(m.Ticker), Exchange(m.Exchange)
	switch {
	case ticker != "" && exchange != "":
		add(Listing, exchange+":"+ticker)
	case ticker != "":
		add(Symbol, ticker)
	}
	add(Name, Slug(m.Name))
	return claims
}

// Related are the claims that lead from one member to others: two members that
// share one must be seen together by Partition.
func Related(claims []Claim) []Claim {
	related := slices.Clone(claims)
	for _, c := range claims {
		switch c.Kind {
		case Listing:
			_, symbol, _ := strings.Cut(c.Value, ":")
			related = append(related, Claim{Symbol, symbol})
		case Name:
			related = append(related, Claim{Alias, c.Value})
		case Alias:
			related = append(related, Claim{Name, c.Value})
		}
	}
	return related
}

// Partition says which members are one company: each group holds indexes of
// members, in order; groups are in the order of their first members. Kinds are
// taken in the order in which they are believed, values and members in theirs,
// so that the answer depends on the set alone.
func Partition(members []Member) [][]int {
	p := newPartition(members)
	for _, kind := range believed {
		p.joinAll(kind)
	}
	p.joinSymbols()
	return p.groups()
}

type partition struct {
	members []Member
	order   []int // members by key
	parent  []int
	fixed   []map[Kind][]string // the exclusive values of each root, sorted
}

func newPartition(members []Member) *partition {
	p := &partition{members: members, parent: make([]int, len(members)), fixed: make([]map[Kind][]string, len(members))}
	for i, m := range members {
		p.order = append(p.order, i)
		p.parent[i] = i
		p.fixed[i] = map[Kind][]string{}
		for _, c := range m.Claims {
			if slices.Contains(exclusive, c.Kind) {
				p.fix(i, c.Kind, c.Value)
			}
		}
	}
	slices.SortFunc(p.order, func(a, b int) int { return cmp.Compare(members[a].Key, members[b].Key) })
	return p
}

func (p *partition) root(i int) int {
	for p.parent[i] != i {
		p.parent[i] = p.parent[p.parent[i]]
		i = p.parent[i]
	}
	return i
}

// fix adds exclusive values to a root. It has several where a person said that
// their holders are one.
func (p *partition) fix(root int, kind Kind, values ...string) {
	all := append(p.fixed[root][kind], values...)
	slices.Sort(all)
	p.fixed[root][kind] = slices.Compact(all)
}

// compatible reports whether two groups may be one.
func (p *partition) compatible(a, b int) bool {
	for kind, values := range p.fixed[a] {
		others := p.fixed[b][kind]
		if len(others) > 0 && !slices.ContainsFunc(values, func(v string) bool { return slices.Contains(others, v) }) {
			return false
		}
	}
	return true
}

func (p *partition) join(a, b int) {
	a, b = p.root(a), p.root(b)
	if a == b {
		return
	}
	p.parent[b] = a
	for kind, values := range p.fixed[b] {
		p.fix(a, kind, values...)
	}
}

// values are the members that make a claim of one of the kinds, by value.
func (p *partition) values(kinds ...Kind) (sorted []string, holders map[string][]int) {
	holders = map[string][]int{}
	for _, i := range p.order {
		for _, c := range p.members[i].Claims {
			if !slices.Contains(kinds, c.Kind) {
				continue
			}
			if holders[c.Value] == nil {
				sorted = append(sorted, c.Value)
			}
			holders[c.Value] = append(holders[c.Value], i)
		}
	}
	slices.Sort(sorted)
	return sorted, holders
}

// joinAll joins the holders of each value. Where they cannot all be one, since
// an identifier says so, those that have no identifier go to the first that has.
func (p *partition) joinAll(kind Kind) {
	kinds := []Kind{kind}
	if kind == Name {
		kinds = append(kinds, Alias)
	}
	sorted, holders := p.values(kinds...)
	for _, value := range sorted {
		roots := p.roots(holders[value])
		slices.SortStableFunc(roots, func(a, b int) int { return cmp.Compare(p.strength(a), p.strength(b)) })
		for k, later := range roots {
			for _, earlier := range roots[:k] {
				if kind == Merged || p.compatible(p.root(earlier), p.root(later)) {
					p.join(earlier, later)
					break
				}
			}
		}
	}
}

// strength sorts groups: by the identifiers that hold them apart, those without
// any last.
func (p *partition) strength(root int) string {
	var b strings.Builder
	for _, kind := range exclusive {
		value := "\xff"
		if values := p.fixed[root][kind]; len(values) > 0 {
			value = values[0]
		}
		b.WriteString(value + "\x00")
	}
	return b.String()
}

func (p *partition) roots(members []int) []int {
	var roots []int
	for _, i := range members {
		if r := p.root(i); !slices.Contains(roots, r) {
			roots = append(roots, r)
		}
	}
	return roots
}

// joinSymbols joins those that give a ticker without exchange, with each other
// and with the one company that has the ticker on an exchange. Where several
// have it, on several exchanges, nothing tells which.
func (p *partition) joinSymbols() {
	symbols, bare := p.values(Symbol)
	_, listings := p.values(Listing)
	listed := map[string][]int{}
	for listing, holders := range listings {
		_, symbol, _ := strings.Cut(listing, ":")
		listed[symbol] = append(listed[symbol], holders...)
	}
	for _, symbol := range symbols {
		lone := p.roots(bare[symbol])
		onExchange := p.roots(listed[symbol])
		if len(onExchange) == 1 {
			lone = append(onExchange, lone...)
		} else {
			lone = slices.DeleteFunc(lone, func(r int) bool { return slices.Contains(onExchange, r) })
		}
		for _, r := range lone[min(1, len(lone)):] {
			if p.compatible(p.root(lone[0]), p.root(r)) {
				p.join(lone[0], r)
			}
		}
	}
}

func (p *partition) groups() [][]int {
	var groups [][]int
	at := map[int]int{}
	for _, i := range p.order {
		r := p.root(i)
		if _, ok := at[r]; !ok {
			at[r] = len(groups)
			groups = append(groups, nil)
		}
		groups[at[r]] = append(groups[at[r]], i)
	}
	return groups
}

// CompanyName is the resource name's last part of a group: the submitter's, or
// else the shortest of the names that its documents give, or else `unknown-`
// with the start of the first document's hash. It depends on the set alone.
func CompanyName(group []Member) string {
	best := ""
	better := func(value string) {
		if best == "" || cmp.Or(cmp.Compare(len(value), len(best)), cmp.Compare(value, best)) < 0 {
			best = value
		}
	}
	for _, kind := range []Kind{Hint, Name} {
		for _, m := range group {
			for _, c := range m.Claims {
				if c.Kind == kind {
					better(c.Value)
				}
			}
		}
		if best != "" {
			return best
		}
	}
	for _, m := range group {
		if m.Key != "" {
			better("unknown-" + m.Key[:min(len(m.Key), 8)])
		}
	}
	return best
}

// Match is why a member belongs to its group: the strongest claim that it
// shares with another member, or none.
func Match(group []Member, member int) (Claim, bool) {
	for _, kind := range append(slices.Clone(believed), Alias, Symbol) {
		for _, c := range group[member].Claims {
			if c.Kind == kind && shared(group, member, c) {
				return c, true
			}
		}
	}
	return Claim{}, false
}

func shared(group []Member, member int, claim Claim) bool {
	for i, m := range group {
		if i == member {
			continue
		}
		for _, c := range Related(m.Claims) {
			if c == claim {
				return true
			}
		}
	}
	return false
}
