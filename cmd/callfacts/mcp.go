package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/spf13/cobra"
)

// mcpInstructions are what an assistant reads of the server before it calls a
// tool.
const mcpInstructions = `Facts that were said on earnings calls. Cite them: each fact has evidence.quote, the
exact words, and evidence.value and evidence.quoteSpan, half-open byte ranges [start,end) into the UTF-8 text of its
transcript. Values are exact decimals in base units ("4200000000" USD), ranges have low and high. status tells actuals
from guidance; basis is GAAP, NON_GAAP or, where nobody said, missing: do not fill it in. Fiscal periods ("2023Q1") are
the company's own. What has SPEAKER_ROLE_ANALYST was asked, not reported. Names of companies, calls, concepts and
facts come from the list tools; go on with nextPageToken where an answer has one.`

func mcpCommand(s streams) *cobra.Command {
	var t target
	var address string
	c := &cobra.Command{
		Use:   "mcp",
		Short: "Serve facts to assistants, over the Model Context Protocol",
		Long: `Serve what can be read (facts, series, guidance, findings, turns) as tools of the
Model Context Protocol: over standard input and output, or with --http over
streamable HTTP, to this machine only.`,
		Example: `  callfacts mcp
  callfacts mcp --http 127.0.0.1:8082`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return t.with(func(services *services) error {
				server := newMCPServer(services)
				if address != "" {
					return serveMCP(c.Context(), s, server, address)
				}
				err := server.Run(c.Context(), &mcp.IOTransport{Reader: io.NopCloser(s.in), Writer: unclosed{s.out}})
				ended := errors.Is(err, io.EOF) || c.Context().Err() != nil // the client is done, or we were asked to end
				if !ended {
					return err
				}
				return nil
			})
		},
	}
	t.flags(c)
	c.Flags().StringVar(&address, "http", "", "serve streamable HTTP at this loopback address, host:port, below /mcp")
	return c
}

// unclosed is a stream that outlives the session.
type unclosed struct{ io.Writer }

func (unclosed) Close() error { return nil }

// newMCPServer makes a server with a tool for each thing that can be read.
func newMCPServer(services *services) *mcp.Server {
	server := mcp.NewServer(&mcp.Implementation{Name: "callfacts", Title: "callfacts", Version: version()}, &mcp.ServerOptions{Instructions: mcpInstructions})
	t := tools{services}
	addTool(server, "list_companies", "List the companies that hold earnings calls", t.listCompanies)
	addTool(server, "get_company", "Return a company: its name, aliases, identifiers", t.getCompany)
	addTool(server, "get_taxonomy", "Return the concepts and phrases that a company has besides the standard ones", t.getTaxonomy)
	addTool(server, "list_calls", "List the calls of a company, or of all", t.listCalls)
	addTool(server, "get_call", "Return a call: its period, date and current transcript", t.getCall)
	addTool(server, "list_transcripts", "List the transcripts of calls: vendors' versions, the superseded ones too", t.listTranscripts)
	addTool(server, "get_transcript", "Return who speaks on a call, and where its transcript comes from; get_turns has the words", t.getTranscript)
	addTool(server, "get_document", "Return what is known of the document as it was submitted: its file, type, hash and hints", t.getDocument)
	addTool(server, "get_extraction", "Tell how far the extraction of a transcript's facts has come", t.getExtraction)
	addTool(server, "compare_transcripts", "Compare the facts of two transcripts of a call, or of two revisions or engine versions of one", t.compareTranscripts)
	addTool(server, "list_concepts", "List what is measured: the ids that facts carry, with label and XBRL concept", t.listConcepts)
	addTool(server, "list_facts", "List facts with the exact words that say them, newest call first", t.listFacts)
	addTool(server, "get_fact", "Return a fact by name, with its evidence", t.getFact)
	addTool(server, "batch_get_facts", "Return facts by their names, with their evidence, in the order of the names", t.batchGetFacts)
	addTool(server, "explain_fact", "Tell how a fact was read: rules, spans, normalisation, readings discarded", t.explainFact)
	addTool(server, "verify_evidence", "Read the evidence of facts again and say of each whether the same quantity comes out", t.verifyEvidence)
	addTool(server, "list_fact_reviews", "List what people said of facts: accepted, rejected, corrected, and why", t.listReviews)
	addTool(server, "search_turns", "Search what was said, best match first, with the words that match as byte spans", t.searchTurns)
	addTool(server, "get_turns", "Return what was said on a call, turn by turn, with speakers and byte spans", t.getTurns)
	addTool(server, "query_series", "One concept over periods: actuals as first and last said, guidance, growth stated and computed, with evidence", t.querySeries)
	addTool(server, "list_guidance", "List guidance with what came of it: raised, lowered, reaffirmed; above, within, below", t.listGuidance)
	addTool(server, "list_findings", "List checks over facts: consistent, inconsistent, not checkable, with the arithmetic", t.listFindings)
	addTool(server, "get_coverage", "Tell for each call and concept whether it was stated, asked but not given, or not stated", t.getCoverage)
	addTool(server, "get_call_statistics", "Talk time, questions and follow-ups, answers without numbers of a call", t.getCallStatistics)
	return server
}

// addTool adds a tool that reads. An error of the services is the tool's answer,
// so that the assistant sees what is wrong with what it asked for.
func addTool[In any](server *mcp.Server, name, description string, call func(context.Context, In) (any, error)) {
	closed := false
	tool := &mcp.Tool{Name: name, Description: description, Annotations: &mcp.ToolAnnotations{ReadOnlyHint: true, IdempotentHint: true, OpenWorldHint: &closed}}
	mcp.AddTool(server, tool, func(ctx context.Context, _ *mcp.CallToolRequest, in In) (*mcp.CallToolResult, any, error) {
		out, err := call(ctx, in)
		if err != nil {
			return nil, nil, errors.New(explain(err))
		}
		return nil, out, nil
	})
}

// serveMCP serves streamable HTTP until the context ends.
func serveMCP(ctx context.Context, s streams, server *mcp.Server, address string) error {
	listener, err := listenLoopback(ctx, address)
	if err != nil {
		return err
	}
	// Stateless: every request stands for itself, and none is kept in memory.
	handler := mcp.NewStreamableHTTPHandler(func(*http.Request) *mcp.Server { return server }, &mcp.StreamableHTTPOptions{Stateless: true, JSONResponse: true})
	mux := http.NewServeMux()
	mux.Handle("/mcp", http.NewCrossOriginProtection().Handler(handler))
	web := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	fmt.Fprintf(s.err, "callfacts: MCP at http://%s/mcp\n", listener.Addr())
	stop := context.AfterFunc(ctx, func() {
		deadline, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if web.Shutdown(deadline) != nil {
			_ = web.Close() // the listener goes with the process
		}
	})
	defer stop()
	if err := web.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// listenLoopback listens at an address of this machine alone: the tools ask for
// no key.
func listenLoopback(ctx context.Context, address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("--http: %w", err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("--http: %q is not an address of the loopback interface, such as 127.0.0.1:8082", address)
	}
	var config net.ListenConfig
	return config.Listen(ctx, "tcp", address)
}
