package parser

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/convert"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/internal/transcript"
	"github.com/callfacts/callfacts/internal/wire"
	"github.com/callfacts/callfacts/services/parser/store"
)

// etag is the opaque form of a row's version.
func etag(version int64) string { return `"` + strconv.FormatInt(version, 36) + `"` }

func timestamp(t time.Time) *timestamppb.Timestamp {
	if t.IsZero() {
		return nil
	}
	return timestamppb.New(t)
}

// transcriptMessage is a kept transcript.
func transcriptMessage(t *store.Transcript) *parserv1.Transcript {
	m := wire.Transcript(t.Parsed)
	m.Name = transcriptName(t.Place)
	m.TextSha256 = hex.EncodeToString(t.TextSHA256[:])
	m.DocumentSha256 = hex.EncodeToString(t.DocumentSHA256[:])
	m.Converter, m.ConverterVersion = t.Converter, t.ConverterVersion
	m.ParserVersion, m.Revision, m.Current = t.ParserVersion, t.Revision, t.Current
	m.AcceptTime, m.EffectiveTime = timestamp(t.AcceptTime), timestamp(t.EffectiveTime)
	m.Vendor, m.SourceUri = t.Vendor, t.SourceURI
	m.Etag = etag(t.Version)
	return m
}

// parsedMessage is a transcript that is not kept.
func parsedMessage(content []byte, text convert.Result, t *transcript.Transcript, hints store.Hints) *parserv1.Transcript {
	sum := sha256.Sum256(content)
	m := wire.Transcript(t)
	m.DocumentSha256 = hex.EncodeToString(sum[:])
	m.Converter, m.ConverterVersion = text.Converter, text.ConverterVersion
	m.Vendor, m.SourceUri = hints.Vendor, hints.SourceURI
	var warnings []*parserv1.Warning
	for _, w := range text.Warnings {
		warnings = append(warnings, &parserv1.Warning{Code: w.Code, Message: w.Message})
	}
	m.Warnings = append(warnings, m.Warnings...)
	return m
}

func companyMessage(c *store.Company) *parserv1.Company {
	return &parserv1.Company{
		Name: companyName(c.Name), DisplayName: c.DisplayName, Ticker: c.Ticker, Exchange: c.Exchange, Aliases: c.Aliases,
		Cik: c.CIK, Lei: c.LEI, Isin: c.ISIN, Figi: c.FIGI, CallCount: c.CallCount,
		CreateTime: timestamp(c.CreateTime), UpdateTime: timestamp(c.UpdateTime), Etag: etag(c.Version),
	}
}

func callMessage(c *store.Call) *parserv1.Call {
	m := &parserv1.Call{
		Name: callName(c.Company, c.Name), Event: wire.Event(c.Event), TranscriptCount: c.TranscriptCount,
		CreateTime: timestamp(c.CreateTime), UpdateTime: timestamp(c.UpdateTime), Etag: etag(c.Version),
	}
	if c.Current != "" {
		m.CurrentTranscript = transcriptName(store.Place{Company: c.Company, Call: c.Name, Transcript: c.Current})
	}
	return m
}

func documentMessage(d *store.Document) *parserv1.Document {
	return &parserv1.Document{
		Name: transcriptName(d.Place) + "/document", Content: d.Content, Sha256: hex.EncodeToString(d.SHA256[:]),
		Filename: d.Filename, MediaType: d.MediaType, Hints: hintsMessage(d.Hints), AcceptTime: timestamp(d.AcceptTime),
	}
}

func hintsMessage(h store.Hints) *parserv1.DocumentHints {
	m := &parserv1.DocumentHints{
		CompanyName: h.CompanyName, Ticker: h.Ticker, Exchange: h.Exchange, Cik: h.CIK, Lei: h.LEI, Isin: h.ISIN, Figi: h.FIGI,
		FiscalYear: int32(h.FiscalYear), FiscalPeriod: h.FiscalPeriod, EventDate: h.EventDate,
		PublishedTime: timestamp(h.PublishedTime), Vendor: h.Vendor, SourceUri: h.SourceURI,
	}
	if h.Company != "" {
		m.Company = companyName(h.Company)
	}
	return m
}

// hintsOf reads hints. What the schema cannot say is checked here: that the day
// exists, and that texts can be kept.
func hintsOf(m *parserv1.DocumentHints) (store.Hints, error) {
	h := store.Hints{
		Company:     strings.TrimPrefix(m.GetCompany(), "companies/"),
		CompanyName: m.GetCompanyName(), Ticker: m.GetTicker(), Exchange: m.GetExchange(),
		CIK: m.GetCik(), LEI: m.GetLei(), ISIN: m.GetIsin(), FIGI: m.GetFigi(),
		FiscalYear: int(m.GetFiscalYear()), FiscalPeriod: m.GetFiscalPeriod(), EventDate: m.GetEventDate(),
		Vendor: m.GetVendor(), SourceURI: m.GetSourceUri(),
	}
	if m.GetPublishedTime() != nil {
		if err := m.GetPublishedTime().CheckValid(); err != nil {
			return h, rpcerr.InvalidField(rpcerr.ReasonInvalidField, "hints.published_time", "hints.published_time: %v", err)
		}
		// Microseconds are what the database keeps.
		h.PublishedTime = m.GetPublishedTime().AsTime().Truncate(time.Microsecond)
	}
	if _, err := time.Parse(time.DateOnly, h.EventDate); err != nil && h.EventDate != "" {
		return h, rpcerr.InvalidField(rpcerr.ReasonInvalidField, "hints.event_date", "hints.event_date: there is no day %s", h.EventDate)
	}
	for _, text := range []struct{ field, value string }{
		{"company_name", h.CompanyName}, {"ticker", h.Ticker}, {"exchange", h.Exchange}, {"vendor", h.Vendor}, {"source_uri", h.SourceURI},
	} {
		if strings.ContainsRune(text.value, 0) {
			return h, rpcerr.InvalidField(rpcerr.ReasonInvalidField, "hints."+text.field, "hints.%s: a NUL is no text", text.field)
		}
	}
	return h, nil
}
