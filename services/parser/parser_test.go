package parser_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/daemon"
	"github.com/callfacts/callfacts/internal/postgres/pgtest"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/services/parser"
)

var migrated = pgtest.Template{Migrate: parser.Migrate}

// service is the parser behind a real gRPC connection, on a database of its own.
type service struct {
	parserv1.ParserServiceClient
	pool *pgxpool.Pool
	stop func()
}

func start(t testing.TB) *service { return startWith(t, parser.Config{}) }

// startWith starts a parser with settings of its own.
func startWith(t testing.TB, config parser.Config) *service {
	t.Helper()
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))
	pool := migrated.Open(t)
	config.Pool, config.Log = pool, log
	server, err := parser.New(config)
	if err != nil {
		t.Fatal(err)
	}
	grpcServer := daemon.NewServer(log, server.Ready)
	server.Register(grpcServer)
	pipe := daemon.NewPipe()
	process := daemon.New(slog.New(slog.DiscardHandler))
	process.ServeGRPC("parser", grpcServer, pipe)
	process.OnStop("streams", server.Close)
	t.Cleanup(process.Stop)
	connection, err := pipe.Dial()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { connection.Close() })
	return &service{parserv1.NewParserServiceClient(connection), pool, process.Stop}
}

// call is an invented call that the texts of these tests are made of.
type call struct {
	title    string // the header line; empty for none
	company  string // as the operator names it
	quarter  string // "second quarter 2023"; empty for none
	revenue  string // tells documents of one call apart
	roleOnly bool
}

func (c call) text() []byte {
	host, chief, finance, analyst := "Dana Whitfield", "Marcus Oyelaran", "Ines Castellanos", "Tobias Lindqvist"
	var b strings.Builder
	if c.title != "" {
		b.WriteString(c.title + "\n")
	}
	if c.roleOnly {
		host, chief, finance, analyst = "- VP of IR", "- CEO", "- CFO", "- Analyst"
	} else {
		b.WriteString("Executives\nDana Whitfield - Vice President, Investor Relations\nMarcus Oyelaran - Chief Executive Officer\n" +
			"Ines Castellanos - Chief Financial Officer\nAnalysts\nTobias Lindqvist - Harbor Point Securities\n")
	}
	about := c.company
	if c.quarter != "" {
		about += " " + c.quarter
	}
	fmt.Fprintf(&b, "Operator\nGreetings, and welcome to the %s earnings conference call. It is now my pleasure to introduce your host, "+
		"Dana Whitfield, Vice President, Investor Relations. Please go ahead.\n", about)
	fmt.Fprintf(&b, "%s\nThank you, operator. Good afternoon, and thank you for joining us. With me today are Marcus Oyelaran, "+
		"Chief Executive Officer; and Ines Castellanos, Chief Financial Officer. I will turn the call over to Marcus.\n", host)
	fmt.Fprintf(&b, "%s\nThank you, Dana. Revenue was %s, up 9%% year-over-year. I will now hand it over to Ines.\n", chief, c.revenue)
	fmt.Fprintf(&b, "%s\nThanks, Marcus. Gross margin was 61.5%%. We would now like to open the call for questions.\n", finance)
	b.WriteString("Operator\nThank you. Our first question comes from the line of Tobias Lindqvist with Harbor Point Securities. Please proceed.\n")
	fmt.Fprintf(&b, "%s\nThanks for taking the question. What drove the growth?\n", analyst)
	fmt.Fprintf(&b, "%s\nIt was broad-based, Tobias.\n", chief)
	b.WriteString("Operator\nThis concludes today's call. You may disconnect.\n")
	return []byte(b.String())
}

var northwind = call{
	title:   "Northwind Systems (NYSE:NWSY) Q2 2023 Earnings Call July 25, 2023 5:00 PM ET",
	company: "Northwind Systems", quarter: "second quarter 2023", revenue: "$412 million",
}

// ingest keeps a document and fails the test where that fails.
func (s *service) ingest(t testing.TB, content []byte, hints *parserv1.DocumentHints) *parserv1.IngestDocumentResponse {
	t.Helper()
	response, err := s.IngestDocument(t.Context(), &parserv1.IngestDocumentRequest{Content: content, Filename: "call.txt", Hints: hints})
	if err != nil {
		t.Fatal(err)
	}
	return response
}

// query reads one value from the database.
func query[T any](t testing.TB, s *service, sql string, args ...any) (value T) {
	t.Helper()
	if err := s.pool.QueryRow(context.Background(), sql, args...).Scan(&value); err != nil {
		t.Fatal(sql, ": ", err)
	}
	return value
}

// fails checks an error's code, reason and field.
func fails(t testing.TB, what string, err error, want string) {
	t.Helper()
	e := rpcerr.Parse(err)
	got := "OK"
	if e != nil {
		got = e.Code.String() + " " + e.Reason
		for _, f := range e.Fields {
			got += " " + f.Path
		}
	}
	if got != want {
		t.Errorf("%s: %s (%v), want %s", what, got, err, want)
	}
}
