package store

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/callfacts/callfacts/services/parser/identity"
)

// anyVersion stands for whatever version a row has.
const anyVersion int64 = 0

// expect is ErrChanged unless a row has the version that the caller knows.
func expect(version, known int64) error {
	if known != anyVersion && known != version {
		return ErrChanged
	}
	return nil
}

// correct runs a change that a person asked for.
func (s *Store) correct(ctx context.Context, what string, f func(*change) error) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		c := newChange(tx)
		if err := c.lock(ctx); err != nil {
			return err
		}
		if err := f(c); err != nil {
			return err
		}
		return s.finish(ctx, c)
	})
	if errors.Is(err, ErrNotFound) || errors.Is(err, ErrDeleted) || errors.Is(err, ErrChanged) || errors.Is(err, ErrSame) {
		return err
	}
	return wrap(err, "%s", what)
}

// held is a transcript's row as a change finds it.
type held struct {
	document, call, company int64
	version                 int64
}

// hold reads a transcript's row. Nothing else changes it: the change has the lock.
func (c *change) hold(ctx context.Context, document, known int64) (held, error) {
	h := held{document: document}
	var deleted bool
	err := c.tx.QueryRow(ctx, `
		SELECT t.call_id, c.company_id, t.version, t.delete_time IS NOT NULL
		FROM parser.transcripts t JOIN parser.calls c ON c.id = t.call_id WHERE t.document_id = $1`, document).
		Scan(&h.call, &h.company, &h.version, &deleted)
	if err != nil {
		return h, wrap(err, "find transcript")
	}
	if deleted {
		return h, ErrDeleted
	}
	return h, expect(h.version, known)
}

// DeleteTranscript leaves a tombstone, and the news for metrics. version is the
// one that the caller knows; 0 for any.
func (s *Store) DeleteTranscript(ctx context.Context, p Place, version int64) error {
	document, err := s.resolveTranscript(ctx, p)
	if err != nil {
		return err
	}
	return s.correct(ctx, "delete transcript", func(c *change) error {
		h, err := c.hold(ctx, document, version)
		if err != nil {
			return err
		}
		var name string
		err = c.tx.QueryRow(ctx, `
			UPDATE parser.transcripts SET delete_time = now(), version = version + 1 WHERE document_id = $1 RETURNING name`, document).Scan(&name)
		if err != nil {
			return err
		}
		c.news[document] = name
		if err := c.record(ctx, "deleted", document); err != nil {
			return err
		}
		if err := c.settleCalls(ctx, h.call); err != nil {
			return err
		}
		return c.settleCompanies(ctx, h.company)
	})
}

// MoveTranscript moves a transcript to a call, which is made where there is none
// of that name, and pins it there: its claims do not place it any more.
func (s *Store) MoveTranscript(ctx context.Context, p Place, company, call string, version int64) (Place, error) {
	document, err := s.resolveTranscript(ctx, p)
	if err != nil {
		return Place{}, err
	}
	var moved Place
	err = s.correct(ctx, "move transcript", func(c *change) error {
		h, err := c.hold(ctx, document, version)
		if err != nil {
			return err
		}
		to, first, err := resolveCompany(ctx, c.tx, company)
		if err != nil {
			return err
		}
		target, err := resolveCallBelow(ctx, c.tx, to, first, call)
		if errors.Is(err, ErrNotFound) {
			target, err = c.createCall(ctx, to, []string{call})
		}
		if err != nil {
			return err
		}
		if _, err := c.tx.Exec(ctx, `
			UPDATE parser.transcripts SET pinned = true, match_kind = 'moved', match_value = '' WHERE document_id = $1`, document); err != nil {
			return err
		}
		if _, err := c.tx.Exec(ctx, `DELETE FROM parser.claims WHERE document_id = $1`, document); err != nil {
			return err
		}
		if err := c.relocate(ctx, h, target, to); err != nil {
			return err
		}
		moved, err = placeOf(ctx, c.tx, document)
		return err
	})
	return moved, err
}

// relocate moves a transcript to a call of a company and settles both ends.
func (c *change) relocate(ctx context.Context, from held, call, company int64) error {
	if err := c.enter(ctx, call, from.document); err != nil {
		return err
	}
	if err := c.settleCalls(ctx, from.call, call); err != nil {
		return err
	}
	return c.settleCompanies(ctx, from.company, company)
}

// ErrSame says that the two companies are one already.
var ErrSame = errors.New("the same company")

// MergeCompanies makes one company of two. Their documents claim from now on to
// be one, so that no later document parts them.
func (s *Store) MergeCompanies(ctx context.Context, into, from string, version int64) (*Company, error) {
	var id int64
	err := s.correct(ctx, "merge companies", func(c *change) error {
		stays, _, err := resolveCompany(ctx, c.tx, into)
		if err != nil {
			return err
		}
		goes, _, err := resolveCompany(ctx, c.tx, from)
		if err != nil {
			return err
		}
		if stays == goes {
			return ErrSame
		}
		if err := c.holdCompany(ctx, stays, version); err != nil {
			return err
		}
		for _, company := range []int64{stays, goes} {
			if err := c.bind(ctx, company, stays); err != nil {
				return err
			}
		}
		id = stays
		return c.mergeCompany(ctx, goes, stays)
	})
	if err != nil {
		return nil, err
	}
	return s.companyByID(ctx, id)
}

// bind makes all documents of a company claim to be one, as a person said.
func (c *change) bind(ctx context.Context, company, one int64) error {
	_, err := c.tx.Exec(ctx, `
		INSERT INTO parser.claims (document_id, kind, value)
		SELECT t.document_id, 'merged', $2 FROM parser.transcripts t JOIN parser.calls c ON c.id = t.call_id
		WHERE c.company_id = $1 AND NOT t.pinned
		ON CONFLICT DO NOTHING`, company, strconv.FormatInt(one, 10))
	return err
}

// holdCompany checks the version of a company.
func (c *change) holdCompany(ctx context.Context, company, known int64) error {
	var version int64
	if err := c.tx.QueryRow(ctx, `SELECT version FROM parser.companies WHERE id = $1`, company).Scan(&version); err != nil {
		return err
	}
	return expect(version, known)
}

// CompanyUpdate is what a person says of a company. Fields names what is set, in
// the API's words; the others of Company are not looked at.
type CompanyUpdate struct {
	Company
	Fields []string
}

// TakenError says that an identifier or alias is another company's.
type TakenError struct {
	Field, Company string
}

func (e *TakenError) Error() string { return e.Field + " is that of companies/" + e.Company }

// UpdateCompany sets fields of a company. Identifiers and aliases become claims
// of the company's own; they must not be another company's.
func (s *Store) UpdateCompany(ctx context.Context, update CompanyUpdate) (*Company, error) {
	var id int64
	err := s.correct(ctx, "update company", func(c *change) (err error) {
		id, _, err = resolveCompany(ctx, c.tx, update.Name)
		if err != nil {
			return err
		}
		if err := c.holdCompany(ctx, id, update.Version); err != nil {
			return err
		}
		for _, field := range update.Fields {
			if err := c.setField(ctx, id, field, &update.Company); err != nil {
				return err
			}
		}
		if err := c.claimListing(ctx, id); err != nil {
			return err
		}
		if err := c.untaken(ctx, id); err != nil {
			return err
		}
		return c.settleCompanies(ctx, id)
	})
	if err != nil {
		return nil, err
	}
	return s.companyByID(ctx, id)
}

// setField sets one field by hand, or gives it back to the documents where it
// is set to nothing.
func (c *change) setField(ctx context.Context, id int64, field string, company *Company) error {
	if field == "aliases" {
		aliases := append([]string{}, company.Aliases...)
		if _, err := c.tx.Exec(ctx, `
			UPDATE parser.companies SET given_aliases = $2, update_time = now(), version = version + 1 WHERE id = $1`, id, aliases); err != nil {
			return err
		}
		slugs := slices.DeleteFunc(each(aliases, identity.Slug), func(s string) bool { return s == "" })
		return c.reclaim(ctx, id, identity.Alias, slugs...)
	}
	values := map[string]string{
		"display_name": company.DisplayName, "ticker": company.Ticker, "exchange": company.Exchange,
		"cik": company.CIK, "lei": company.LEI, "isin": company.ISIN, "figi": company.FIGI,
	}
	value, ok := values[field]
	if !ok {
		return errors.New("no field of a company: " + field)
	}
	column := pgx.Identifier{field}.Sanitize()
	if _, err := c.tx.Exec(ctx, `
		UPDATE parser.companies SET `+column+` = $2, update_time = now(), version = version + 1,
			set_by_hand = CASE WHEN $2 = '' THEN array_remove(set_by_hand, $3) ELSE array_append(array_remove(set_by_hand, $3), $3) END
		WHERE id = $1`, id, value, field); err != nil {
		return err
	}
	for _, claim := range (identity.Mention{CIK: values["cik"], LEI: values["lei"], ISIN: values["isin"], FIGI: values["figi"]}).Claims() {
		if string(claim.Kind) == field {
			return c.reclaim(ctx, id, claim.Kind, claim.Value)
		}
	}
	if kind := identity.Kind(field); slices.Contains([]identity.Kind{identity.CIK, identity.LEI, identity.ISIN, identity.FIGI}, kind) {
		return c.reclaim(ctx, id, kind)
	}
	return nil
}

// reclaim replaces the claims of a kind that a company makes itself.
func (c *change) reclaim(ctx context.Context, company int64, kind identity.Kind, values ...string) error {
	if _, err := c.tx.Exec(ctx, `DELETE FROM parser.claims WHERE company_id = $1 AND kind = $2`, company, kind); err != nil {
		return err
	}
	_, err := c.tx.Exec(ctx, `
		INSERT INTO parser.claims (company_id, kind, value)
		SELECT $1, $2, value FROM unnest($3::text[]) AS v (value) ON CONFLICT DO NOTHING`, company, kind, values)
	return err
}

// claimListing makes a company claim the ticker and exchange that were set by
// hand. Where it claims anything, its documents are bound to it, so that what
// comes by the claim and what comes by the documents' names is one company.
func (c *change) claimListing(ctx context.Context, company int64) error {
	var ticker, exchange string
	var byHand []string
	err := c.tx.QueryRow(ctx, `SELECT ticker, exchange, set_by_hand FROM parser.companies WHERE id = $1`, company).Scan(&ticker, &exchange, &byHand)
	if err != nil {
		return err
	}
	of := map[identity.Kind][]string{identity.Listing: nil, identity.Symbol: nil}
	if slices.Contains(byHand, "ticker") {
		for _, claim := range (identity.Mention{Ticker: ticker, Exchange: exchange}).Claims() {
			of[claim.Kind] = append(of[claim.Kind], claim.Value)
		}
	}
	for kind, values := range of {
		if err := c.reclaim(ctx, company, kind, values...); err != nil {
			return err
		}
	}
	var claims bool
	err = c.tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM parser.claims WHERE company_id = $1 AND kind <> 'merged')`, company).Scan(&claims)
	if err != nil || !claims {
		return err
	}
	if err := c.bind(ctx, company, company); err != nil {
		return err
	}
	return c.reclaim(ctx, company, identity.Merged, strconv.FormatInt(company, 10))
}

// untaken is a *TakenError where a claim that the company makes itself is made by a
// document of another company.
func (c *change) untaken(ctx context.Context, company int64) error {
	var taken TakenError
	err := c.tx.QueryRow(ctx, `
		SELECT own.kind, co.name
		FROM parser.claims own
		JOIN parser.claims other ON other.value = own.value AND other.member <> own.member
			AND (other.kind = own.kind OR own.kind = 'alias' AND other.kind = 'name')
		LEFT JOIN parser.transcripts t ON t.document_id = other.document_id
		LEFT JOIN parser.calls c ON c.id = t.call_id
		JOIN parser.companies co ON co.id = coalesce(other.company_id, c.company_id)
		WHERE own.company_id = $1 AND own.kind NOT IN ('name', 'symbol', 'merged') AND co.id <> $1
		ORDER BY own.id, co.id LIMIT 1`, company).Scan(&taken.Field, &taken.Company)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	switch taken.Field {
	case "alias":
		taken.Field = "aliases"
	case "listing":
		taken.Field = "ticker"
	}
	return &taken
}

func (s *Store) companyByID(ctx context.Context, id int64) (*Company, error) {
	rows, err := s.pool.Query(ctx, companyQuery+" WHERE co.id = $1", id)
	if err != nil {
		return nil, wrap(err, "read company")
	}
	company, err := pgx.CollectExactlyOneRow(rows, scanCompany)
	return company, wrap(err, "read company")
}
