package store

import (
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/callfacts/callfacts/services/parser/identity"
)

// transcriptName is the last part of a transcript's name: its document's hash.
func transcriptName(sha256 []byte) string { return hex.EncodeToString(sha256[:8]) }

// placeCompany finds or makes the company of a new document, and says by which
// claim it belongs there. Where the document tells something new, it may show
// that two companies are one, or that those who shared a name are not.
func (c *change) placeCompany(ctx context.Context, document int64, name string, claims []identity.Claim) (int64, identity.Claim, error) {
	if err := c.insertClaims(ctx, document, claims); err != nil {
		return 0, identity.Claim{}, err
	}
	family, err := c.family(ctx, document, name, claims)
	if err != nil {
		return 0, identity.Claim{}, err
	}
	if company, match, ok := family.plain(document); ok {
		return company, match, nil
	}
	return c.arrange(ctx, family, document)
}

func (c *change) insertClaims(ctx context.Context, document int64, claims []identity.Claim) error {
	kinds, values := make([]string, len(claims)), make([]string, len(claims))
	for i, claim := range claims {
		kinds[i], values[i] = string(claim.Kind), claim.Value
	}
	_, err := c.tx.Exec(ctx, `
		INSERT INTO parser.claims (document_id, kind, value) SELECT $1, * FROM unnest($2::text[], $3::text[])`, document, kinds, values)
	return wrap(err, "insert claims")
}

// A family is every member that claims lead to from one document. ids are the
// documents', or the companies', negative.
type family struct {
	members []identity.Member
	ids     []int64
}

// plain is the company of a new document that tells nothing new: all that it
// claims is claimed in one company, and nothing of it elsewhere.
func (f *family) plain(document int64) (company int64, match identity.Claim, ok bool) {
	own := slices.Index(f.ids, document)
	claims := f.members[own].Claims
	known := map[identity.Claim]bool{}
	for i, m := range f.members {
		if i == own {
			continue
		}
		if company != 0 && m.Company != company {
			return 0, match, false
		}
		company = m.Company
		for _, claim := range m.Claims {
			known[claim] = true
		}
	}
	if company == 0 || len(claims) == 0 {
		return 0, match, false
	}
	for _, claim := range claims {
		if !known[claim] {
			return 0, match, false
		}
	}
	match, _ = identity.Match(f.members, own)
	return company, match, true
}

// family reads the members that claims lead to, step by step until there are no
// more.
func (c *change) family(ctx context.Context, document int64, name string, claims []identity.Claim) (*family, error) {
	found := map[int64][]identity.Claim{document: claims}
	asked := map[identity.Claim]bool{}
	for frontier := identity.Related(claims); len(frontier) > 0; {
		var kinds, values []string
		for _, claim := range frontier {
			asked[claim] = true
			kinds, values = append(kinds, string(claim.Kind)), append(values, claim.Value)
		}
		more, err := c.holders(ctx, kinds, values)
		if err != nil {
			return nil, err
		}
		frontier = nil
		for member, claims := range more {
			found[member] = claims
			for _, claim := range identity.Related(claims) {
				if !asked[claim] && !slices.Contains(frontier, claim) {
					frontier = append(frontier, claim)
				}
			}
		}
	}
	f := &family{}
	for id := range found {
		f.ids = append(f.ids, id)
	}
	slices.Sort(f.ids)
	companies, keys, err := c.whereabouts(ctx, f.ids)
	if err != nil {
		return nil, err
	}
	keys[document] = name
	for _, id := range f.ids {
		f.members = append(f.members, identity.Member{Key: keys[id], Company: companies[id], Claims: found[id]})
	}
	return f, nil
}

// holders are the members that make one of the claims, with all their claims.
// A bare ticker also leads to those who tell its exchange.
func (c *change) holders(ctx context.Context, kinds, values []string) (map[int64][]identity.Claim, error) {
	rows, err := c.tx.Query(ctx, `
		WITH wanted AS (
			SELECT * FROM unnest($1::text[], $2::text[]) AS w (kind, value)
		), found AS (
			SELECT member FROM parser.claims JOIN wanted USING (kind, value)
			UNION
			SELECT c.member FROM parser.claims c JOIN wanted w
			ON w.kind = 'symbol' AND c.kind = 'listing' AND split_part(c.value, ':', 2) = w.value
		)
		SELECT member, kind, value FROM parser.claims JOIN found USING (member) ORDER BY member, id`, kinds, values)
	if err != nil {
		return nil, wrap(err, "find claims")
	}
	found := map[int64][]identity.Claim{}
	var member int64
	var claim identity.Claim
	_, err = pgx.ForEachRow(rows, []any{&member, (*string)(&claim.Kind), &claim.Value}, func() error {
		found[member] = append(found[member], claim)
		return nil
	})
	return found, wrap(err, "find claims")
}

// whereabouts are the companies of members, and the documents' keys.
func (c *change) whereabouts(ctx context.Context, members []int64) (companies map[int64]int64, keys map[int64]string, err error) {
	companies, keys = map[int64]int64{}, map[int64]string{}
	for _, id := range members {
		if id < 0 {
			companies[id] = -id
		}
	}
	rows, err := c.tx.Query(ctx, `
		SELECT t.document_id, t.name, c.company_id
		FROM parser.transcripts t JOIN parser.calls c ON c.id = t.call_id WHERE t.document_id = ANY($1)`, members)
	if err != nil {
		return nil, nil, wrap(err, "find companies")
	}
	var document, company int64
	var name string
	_, err = pgx.ForEachRow(rows, []any{&document, &name, &company}, func() error {
		companies[document], keys[document] = company, name
		return nil
	})
	return companies, keys, wrap(err, "find companies")
}

// arrange makes the companies what Partition says of a family, with as few
// changes as that takes, and returns that of one document (0 for none).
func (c *change) arrange(ctx context.Context, f *family, document int64) (company int64, match identity.Claim, err error) {
	groups := identity.Partition(f.members)
	heirs := f.heirs(groups)
	placed := make([]int64, len(groups))
	for g, group := range groups {
		if placed[g], err = c.unite(ctx, f, group, heirs[g]); err != nil {
			return 0, match, err
		}
	}
	for g, group := range groups {
		for _, i := range group {
			switch id := f.ids[i]; {
			case id == document:
				members := f.pick(group)
				company = placed[g]
				match, _ = identity.Match(members, slices.Index(group, i))
			case id > 0 && f.members[i].Company != placed[g] && !slices.Contains(heirs[g], f.members[i].Company):
				if err := c.moveDocument(ctx, id, placed[g]); err != nil {
					return 0, match, err
				}
			}
		}
	}
	return company, match, nil
}

func (f *family) pick(group []int) []identity.Member {
	members := make([]identity.Member, len(group))
	for k, i := range group {
		members[k] = f.members[i]
	}
	return members
}

// heirs says which existing companies each group goes on with: a company goes
// to the group that has most of its members.
func (f *family) heirs(groups [][]int) [][]int64 {
	counts := map[int64][]int{}
	for g, group := range groups {
		for _, i := range group {
			company := f.members[i].Company
			if company == 0 {
				continue
			}
			if counts[company] == nil {
				counts[company] = make([]int, len(groups))
			}
			counts[company][g]++
		}
	}
	heirs := make([][]int64, len(groups))
	for company, count := range counts {
		g := slices.Index(count, slices.Max(count))
		heirs[g] = append(heirs[g], company)
	}
	for g := range heirs {
		slices.Sort(heirs[g])
	}
	return heirs
}

// unite makes one company of a group: of the existing ones, into which the
// others are merged, or else a new one. One that a person has worked on goes on
// under its name. Else it has the name that its documents give: so the one that
// has it already goes on, or else the oldest.
func (c *change) unite(ctx context.Context, f *family, group []int, existing []int64) (int64, error) {
	want := identity.CompanyName(f.pick(group))
	var owner int64
	var speaks bool
	err := c.tx.QueryRow(ctx, `
		SELECT co.id, EXISTS (
			SELECT FROM parser.claims WHERE company_id = co.id
			UNION ALL
			SELECT FROM parser.claims cl JOIN parser.transcripts t USING (document_id) JOIN parser.calls c ON c.id = t.call_id
			WHERE c.company_id = co.id
		)
		FROM parser.company_names n JOIN parser.companies named ON named.id = n.company_id
		JOIN parser.companies co ON co.id = coalesce(named.merged_into, named.id) WHERE n.name = $1`, want).Scan(&owner, &speaks)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return 0, wrap(err, "find the name")
	}
	if len(existing) == 0 && owner != 0 && !speaks {
		return owner, nil // Its transcripts were all moved in or out by hand.
	}
	if len(existing) == 0 {
		return c.createCompany(ctx, want)
	}
	stays, curated := existing[0], f.curated(group)
	switch {
	case slices.Contains(existing, curated):
		stays = curated
	case slices.Contains(existing, owner):
		stays = owner
	}
	for _, other := range existing {
		if other == stays {
			continue
		}
		if err := c.mergeCompany(ctx, other, stays); err != nil {
			return 0, err
		}
	}
	if curated != 0 || owner != 0 && owner != stays {
		return stays, nil
	}
	return stays, c.renameCompany(ctx, stays, want)
}

// curated is the oldest company of a group that a person merged or updated; 0 if
// there is none.
func (f *family) curated(group []int) int64 {
	var oldest int64
	for _, i := range group {
		m := f.members[i]
		byHand := slices.ContainsFunc(m.Claims, func(c identity.Claim) bool { return c.Kind == identity.Merged })
		if byHand && m.Company != 0 && (oldest == 0 || m.Company < oldest) {
			oldest = m.Company
		}
	}
	return oldest
}

// createCompany makes a company with a name that nobody ever had.
func (c *change) createCompany(ctx context.Context, want string) (int64, error) {
	for n := 1; ; n++ {
		name := numbered(want, n)
		var id int64
		err := c.tx.QueryRow(ctx, `
			WITH free AS (
				SELECT $1::text AS name WHERE NOT EXISTS (SELECT FROM parser.company_names WHERE name = $1)
			), made AS (
				INSERT INTO parser.companies (name) SELECT name FROM free RETURNING id
			)
			INSERT INTO parser.company_names (name, company_id) SELECT $1, id FROM made RETURNING company_id`, name).Scan(&id)
		if err == nil {
			return id, nil
		}
		if !errors.Is(err, pgx.ErrNoRows) {
			return 0, wrap(err, "create company")
		}
	}
}

// numbered is the n-th choice of a name: itself, then with -2, -3 and so on.
func numbered(name string, n int) string {
	if n == 1 {
		return name
	}
	suffix := "-" + strconv.Itoa(n)
	return name[:min(len(name), 63-len(suffix))] + suffix
}

// renameCompany gives a company a name that is free or was its own before. Its
// old names lead to it for ever.
func (c *change) renameCompany(ctx context.Context, company int64, name string) error {
	if _, err := c.tx.Exec(ctx, `
		INSERT INTO parser.company_names (name, company_id) VALUES ($2, $1) ON CONFLICT DO NOTHING`, company, name); err != nil {
		return wrap(err, "name company")
	}
	done, err := c.tx.Exec(ctx, `
		UPDATE parser.companies SET name = $2, update_time = greatest(now(), update_time), version = version + 1 WHERE id = $1 AND name <> $2`, company, name)
	if err != nil || done.RowsAffected() == 0 {
		return wrap(err, "name company")
	}
	return c.touchCompany(ctx, company)
}

// touchCompany notes that the names of all its transcripts have changed.
func (c *change) touchCompany(ctx context.Context, company int64) error {
	rows, err := c.tx.Query(ctx, `
		SELECT t.document_id FROM parser.transcripts t JOIN parser.calls c ON c.id = t.call_id WHERE c.company_id = $1`, company)
	if err != nil {
		return wrap(err, "find transcripts")
	}
	documents, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return wrap(err, "find transcripts")
	}
	return c.touch(ctx, documents...)
}

// mergeCompany moves all that a company holds into another one, and leaves it
// as a signpost for its names.
func (c *change) mergeCompany(ctx context.Context, from, into int64) error {
	rows, err := c.tx.Query(ctx, `SELECT id FROM parser.calls WHERE company_id = $1 AND merged_into IS NULL ORDER BY id`, from)
	if err != nil {
		return wrap(err, "merge companies")
	}
	calls, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return wrap(err, "merge companies")
	}
	for _, call := range calls {
		if err := c.reparent(ctx, call, into); err != nil {
			return err
		}
	}
	for _, statement := range []string{
		`UPDATE parser.companies SET merged_into = $2, update_time = greatest(now(), update_time), version = version + 1 WHERE id = $1 OR merged_into = $1`,
		`DELETE FROM parser.claims a USING parser.claims b
			WHERE a.company_id = $1 AND b.company_id = $2 AND a.kind = b.kind AND a.value = b.value`,
		`UPDATE parser.claims SET company_id = $2 WHERE company_id = $1`,
	} {
		if _, err := c.tx.Exec(ctx, statement, from, into); err != nil {
			return wrap(err, "merge companies")
		}
	}
	return c.settleCompanies(ctx, into)
}

// settleCompanies makes each company's fields what its documents say, but for those
// that a person set: the fullest name, the ticker of the latest document that
// has one with its exchange.
func (c *change) settleCompanies(ctx context.Context, companies ...int64) error {
	batch := &pgx.Batch{}
	for _, company := range companies {
		batch.Queue(`
			WITH held AS MATERIALIZED (
				SELECT t.document_id, t.revision, t.effective_time, t.sha256, t.delete_time, t.pinned
				FROM parser.transcripts t WHERE t.call_id = ANY (ARRAY(SELECT id FROM parser.calls WHERE company_id = $1))
			), said AS (
				SELECT r.company_name, r.ticker, r.exchange, t.effective_time, t.sha256
				FROM held t JOIN parser.revisions r ON r.document_id = t.document_id AND r.revision = t.revision
				WHERE t.delete_time IS NULL AND NOT t.pinned
			), listed AS (
				SELECT ticker, exchange FROM said WHERE ticker <> ''
				ORDER BY (exchange <> '') DESC, effective_time DESC, sha256 DESC LIMIT 1
			), named AS (
				SELECT coalesce(CASE WHEN 'display_name' = ANY (set_by_hand) THEN display_name END,
					(SELECT company_name FROM said WHERE company_name <> '' ORDER BY length(company_name) DESC, company_name COLLATE "C" LIMIT 1),
					display_name) AS display_name
				FROM parser.companies WHERE id = $1
			), identified AS (
				SELECT cl.kind, min(cl.value COLLATE "C") AS value
				FROM parser.claims cl
				WHERE cl.document_id = ANY (ARRAY(SELECT document_id FROM held)) AND cl.kind IN ('cik', 'lei', 'isin', 'figi') GROUP BY cl.kind
			), fresh AS (
				SELECT named.display_name,
					CASE WHEN 'ticker' = ANY (set_by_hand) THEN ticker ELSE coalesce((SELECT ticker FROM listed), ticker) END AS ticker,
					CASE WHEN 'exchange' = ANY (set_by_hand) THEN exchange ELSE coalesce((SELECT exchange FROM listed), exchange) END AS exchange,
					CASE WHEN 'cik' = ANY (set_by_hand) THEN cik ELSE coalesce((SELECT value FROM identified WHERE kind = 'cik'), cik) END AS cik,
					CASE WHEN 'lei' = ANY (set_by_hand) THEN lei ELSE coalesce((SELECT value FROM identified WHERE kind = 'lei'), lei) END AS lei,
					CASE WHEN 'isin' = ANY (set_by_hand) THEN isin ELSE coalesce((SELECT value FROM identified WHERE kind = 'isin'), isin) END AS isin,
					CASE WHEN 'figi' = ANY (set_by_hand) THEN figi ELSE coalesce((SELECT value FROM identified WHERE kind = 'figi'), figi) END AS figi,
					ARRAY(
						SELECT name COLLATE "C" FROM (
							SELECT company_name FROM said UNION SELECT unnest(given_aliases)
						) AS a (name) WHERE name <> '' AND name <> named.display_name ORDER BY 1
					) AS aliases
				FROM parser.companies, named WHERE id = $1
			)
			UPDATE parser.companies co SET
				display_name = f.display_name, ticker = f.ticker, exchange = f.exchange,
				cik = f.cik, lei = f.lei, isin = f.isin, figi = f.figi, aliases = f.aliases,
				update_time = greatest(now(), co.update_time), version = co.version + 1
			FROM fresh f WHERE co.id = $1
				AND (co.display_name, co.ticker, co.exchange, co.cik, co.lei, co.isin, co.figi, co.aliases)
				IS DISTINCT FROM (f.display_name, f.ticker, f.exchange, f.cik, f.lei, f.isin, f.figi, f.aliases)`, company)
	}
	return wrap(c.tx.SendBatch(ctx, batch).Close(), "settle companies")
}
