package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/callfacts/callfacts/internal/filter"
	"github.com/callfacts/callfacts/internal/transcript"
)

// The fields that filters of the lists may name.
var (
	TranscriptFields = filter.Fields{
		"vendor":         {Kind: filter.String, SQL: "t.vendor"},
		"layout":         {Kind: filter.String, SQL: "t.layout"},
		"current":        {Kind: filter.Bool, SQL: "(c.current_document IS NOT DISTINCT FROM t.document_id)"},
		"accept_time":    {Kind: filter.Time, SQL: "t.accept_time"},
		"effective_time": {Kind: filter.Time, SQL: "t.effective_time"},
	}
	ReparseFields = filter.Fields{
		"vendor":         TranscriptFields["vendor"],
		"layout":         TranscriptFields["layout"],
		"current":        TranscriptFields["current"],
		"accept_time":    TranscriptFields["accept_time"],
		"effective_time": TranscriptFields["effective_time"],
		"parser_version": {Kind: filter.String, SQL: "r.parser_version"},
	}
	CompanyFields = filter.Fields{
		"name":         {Kind: filter.String, SQL: "('companies/' || co.name)"},
		"display_name": {Kind: filter.String, SQL: "co.display_name"},
		"ticker":       {Kind: filter.String, SQL: "co.ticker"},
		"exchange":     {Kind: filter.String, SQL: "co.exchange"},
		"cik":          {Kind: filter.String, SQL: "co.cik"},
		"lei":          {Kind: filter.String, SQL: "co.lei"},
		"isin":         {Kind: filter.String, SQL: "co.isin"},
		"figi":         {Kind: filter.String, SQL: "co.figi"},
	}
	CallFields = filter.Fields{
		"fiscal_year":   {Kind: filter.Int, SQL: "c.fiscal_year"},
		"fiscal_period": {Kind: filter.String, SQL: "c.fiscal_period"},
		"date":          {Kind: filter.String, SQL: "c.event_date::text"},
		"kind": {Kind: filter.Enum, SQL: "c.kind", Prefix: "EVENT_KIND_", Values: map[string]any{
			"UNSPECIFIED": 0, "EARNINGS_CALL": 1, "CONFERENCE": 2, "INVESTOR_DAY": 3, "SHAREHOLDER_MEETING": 4, "OTHER": 5,
		}},
	}
)

// TranscriptCursor is the place of a transcript in their list.
type TranscriptCursor struct {
	Accepted time.Time `json:"a"`
	Document int64     `json:"d"`
}

// TranscriptList asks for a page of transcripts, the newest accepted first.
type TranscriptList struct {
	Company, Call string // `-` for any
	Filter        filter.Condition
	After         *TranscriptCursor
	Size          int
	Speakers      bool // whether the speakers are wanted
	// NotBy leaves out what that version of the parser has parsed; none if empty.
	NotBy string
}

// ListTranscripts returns a page, and where the next one begins; nil at the end.
func (s *Store) ListTranscripts(ctx context.Context, list TranscriptList) ([]*Transcript, *TranscriptCursor, error) {
	var args filter.Args
	where, err := s.below(ctx, list.Company, list.Call, &args)
	if err != nil {
		return nil, nil, err
	}
	where += " AND t.delete_time IS NULL AND " + list.Filter.SQL(&args)
	if list.NotBy != "" {
		where += " AND r.parser_version <> " + args.Add(list.NotBy)
	}
	if list.After != nil {
		where += " AND (t.accept_time, t.document_id) < (" + args.Add(list.After.Accepted) + ", " + args.Add(list.After.Document) + ")"
	}
	rows, err := s.pool.Query(ctx, transcriptQuery+" WHERE "+where+
		" ORDER BY t.accept_time DESC, t.document_id DESC LIMIT "+args.Add(list.Size+1), args...)
	if err != nil {
		return nil, nil, wrap(err, "list transcripts")
	}
	found, err := pgx.CollectRows(rows, scanTranscript)
	if err != nil {
		return nil, nil, wrap(err, "list transcripts")
	}
	var next *TranscriptCursor
	if len(found) > list.Size {
		found = found[:list.Size]
		last := found[list.Size-1]
		next = &TranscriptCursor{last.AcceptTime, last.document}
	}
	if list.Speakers {
		if err := s.fill(ctx, Basic, found...); err != nil {
			return nil, nil, err
		}
	}
	page := make([]*Transcript, len(found))
	for i, r := range found {
		page[i] = &r.Transcript
	}
	return page, next, nil
}

// below is the condition that a call is in a company and call, `-` for any.
func (s *Store) below(ctx context.Context, company, call string, args *filter.Args) (string, error) {
	switch {
	case company != anyName && call != anyName:
		id, err := resolveCall(ctx, s.pool, company, call)
		return "c.id = " + args.Add(id), err
	case company != anyName:
		id, _, err := resolveCompany(ctx, s.pool, company)
		return "c.company_id = " + args.Add(id), err
	case call != anyName:
		return "c.id IN (SELECT coalesce(k.merged_into, k.id) FROM parser.call_names n JOIN parser.calls k ON k.id = n.call_id WHERE n.name = " + args.Add(call) + ")", nil
	default:
		return "TRUE", nil
	}
}

// companyQuery reads companies.
const companyQuery = `
	SELECT co.id, co.name, co.display_name, co.ticker, co.exchange, co.cik, co.lei, co.isin, co.figi, co.aliases,
		(SELECT count(*) FROM parser.calls c WHERE c.company_id = co.id AND c.current_document IS NOT NULL)::int4,
		co.create_time, co.update_time, co.version
	FROM parser.companies co`

func scanCompany(row pgx.CollectableRow) (*Company, error) {
	var c Company
	err := row.Scan(&c.ID, &c.Name, &c.DisplayName, &c.Ticker, &c.Exchange, &c.CIK, &c.LEI, &c.ISIN, &c.FIGI, &c.Aliases,
		&c.CallCount, &c.CreateTime, &c.UpdateTime, &c.Version)
	return &c, err
}

// GetCompany returns the company that a name leads to.
func (s *Store) GetCompany(ctx context.Context, name string) (*Company, error) {
	id, _, err := resolveCompany(ctx, s.pool, name)
	if err != nil {
		return nil, err
	}
	return s.companyByID(ctx, id)
}

// CompanyCursor is the place of a company in their list.
type CompanyCursor struct {
	Name string `json:"n"`
}

// ListCompanies returns a page of companies by name, and where the next one
// begins; nil at the end.
func (s *Store) ListCompanies(ctx context.Context, where filter.Condition, after *CompanyCursor, size int) ([]*Company, *CompanyCursor, error) {
	var args filter.Args
	condition := "co.merged_into IS NULL AND " + where.SQL(&args)
	if after != nil {
		condition += ` AND co.name COLLATE "C" > ` + args.Add(after.Name)
	}
	rows, err := s.pool.Query(ctx, companyQuery+" WHERE "+condition+` ORDER BY co.name COLLATE "C" LIMIT `+args.Add(size+1), args...)
	if err != nil {
		return nil, nil, wrap(err, "list companies")
	}
	page, err := pgx.CollectRows(rows, scanCompany)
	if err != nil || len(page) <= size {
		return page, nil, wrap(err, "list companies")
	}
	return page[:size], &CompanyCursor{page[size-1].Name}, nil
}

// callQuery reads calls.
const callQuery = `
	SELECT co.name, c.name, c.kind, coalesce(c.fiscal_year, 0), coalesce(c.fiscal_quarter, 0), coalesce(c.fiscal_period, ''),
		c.event_date, c.local_time, c.time_zone, c.start_time, coalesce(t.name, ''),
		(SELECT count(*) FROM parser.transcripts o WHERE o.call_id = c.id AND o.delete_time IS NULL)::int4,
		c.create_time, c.update_time, c.version
	FROM parser.calls c JOIN parser.companies co ON co.id = c.company_id
	LEFT JOIN parser.transcripts t ON t.document_id = c.current_document`

func scanCall(row pgx.CollectableRow) (*Call, error) {
	var c Call
	var e transcript.Event
	var date, start *time.Time
	err := row.Scan(&c.Company, &c.Name, (*uint8)(&e.Kind), &e.FiscalYear, &e.FiscalQuarter, &e.FiscalPeriod,
		&date, &e.LocalTime, &e.TimeZone, &start, &c.Current, &c.TranscriptCount, &c.CreateTime, &c.UpdateTime, &c.Version)
	e.Date, e.StartTime = dateText(date), timeText(start)
	c.Event = e
	return &c, err
}

// GetCall returns the call that a name leads to. A call is of one company: `-`
// leads to none.
func (s *Store) GetCall(ctx context.Context, company, call string) (*Call, error) {
	if company == anyName {
		return nil, ErrNotFound
	}
	id, err := resolveCall(ctx, s.pool, company, call)
	if err != nil {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, callQuery+" WHERE c.id = $1", id)
	if err != nil {
		return nil, wrap(err, "read call")
	}
	found, err := pgx.CollectExactlyOneRow(rows, scanCall)
	return found, wrap(err, "read call")
}

// CallCursor is the place of a call in their list.
type CallCursor struct {
	Company string `json:"o"`
	Name    string `json:"n"`
}

// CallList asks for a page of calls.
type CallList struct {
	Company string // `-` for any
	Filter  filter.Condition
	After   *CallCursor
	Size    int
}

// ListCalls returns a page of calls by company and name, and where the next one
// begins; nil at the end. Calls whose transcripts are all deleted are not in it.
func (s *Store) ListCalls(ctx context.Context, list CallList) ([]*Call, *CallCursor, error) {
	var args filter.Args
	where, err := s.below(ctx, list.Company, anyName, &args)
	if err != nil {
		return nil, nil, err
	}
	where += " AND c.current_document IS NOT NULL AND " + list.Filter.SQL(&args)
	if list.After != nil {
		where += ` AND (co.name COLLATE "C", c.name COLLATE "C") > (` + args.Add(list.After.Company) + ", " + args.Add(list.After.Name) + ")"
	}
	rows, err := s.pool.Query(ctx, callQuery+" WHERE "+where+` ORDER BY co.name COLLATE "C", c.name COLLATE "C" LIMIT `+args.Add(list.Size+1), args...)
	if err != nil {
		return nil, nil, wrap(err, "list calls")
	}
	page, err := pgx.CollectRows(rows, scanCall)
	if err != nil || len(page) <= list.Size {
		return page, nil, wrap(err, "list calls")
	}
	last := page[list.Size-1]
	return page[:list.Size], &CallCursor{last.Company, last.Name}, nil
}
