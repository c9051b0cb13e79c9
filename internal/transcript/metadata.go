package transcript

import (
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"github.com/callfacts/callfacts/internal/source"
)

// facts of the call, as they are gathered.
type metadata struct {
	p         *page
	company   Company
	event     Event
	evidence  []FieldEvidence
	conflicts []Conflict
	date      day
}

// readMetadata reads the header, then the operator's welcome and the first
// speeches for what the header leaves open, then the hints.
func readMetadata(p *page, s *structure) *metadata {
	m := &metadata{p: p}
	head := len(p.text)
	body := source.Span{}
	for _, pc := range s.pieces {
		if pc.kind == SegmentSpeech {
			head = pc.from
			body = source.At(pc.from, min(len(p.text), pc.from+9000))
			break
		}
	}
	m.fields(head)
	m.header(head)
	m.body(body)
	m.kind(head, body)
	m.hints()
	if m.date.valid() {
		m.event.Date = m.date.String()
		m.event.StartTime = startTime(m.date, m.event.LocalTime, m.event.TimeZone)
	}
	return m
}

func (m *metadata) note(field string, a, b int, where string) {
	m.evidence = append(m.evidence, FieldEvidence{field, source.At(a, b), where})
}

// fields reads "Company: Northwind Systems" lines.
func (m *metadata) fields(head int) {
	p := m.p
	for i := 0; i < len(p.lines) && p.lines[i].from < head && i < 60; i++ {
		t := p.at(i)
		k := strings.IndexByte(t, ':')
		if k < 3 || k > 16 || k+1 >= len(t) {
			continue
		}
		val := strings.TrimSpace(t[k+1:])
		from := p.lines[i].to - len(val)
		switch lowerASCII(t[:k]) {
		case "company", "company name":
			m.name(val, from, "header")
		case "symbol", "ticker", "company ticker":
			m.ticker(val, from)
		case "exchange":
			if m.company.Exchange == "" && len(val) < 12 {
				m.company.Exchange = val
				m.note("company.exchange", from, from+len(val), "header")
			}
		case "year", "fiscal year":
			if y := atoi(val); y > 1990 && y < 2100 && m.event.FiscalYear == 0 {
				m.event.FiscalYear = y
				m.note("event.fiscalYear", from, from+4, "header")
			}
		case "quarter", "period":
			if fs := periodsIn(p.low, from, p.lines[i].to); len(fs) > 0 {
				m.period(fs[0], "header")
			} else if isDigits(val) && len(val) == 1 && val >= "1" && val <= "4" {
				m.period(fiscal{period: "Q" + val, from: from, to: from + 1}, "header")
			}
		case "date", "conference date", "start date":
			if d, ok := firstDay(p.low, from, p.lines[i].to); ok {
				m.setDate(d, "header")
			}
		}
	}
}

func (m *metadata) ticker(val string, from int) {
	if k := strings.LastIndexByte(val, '.'); k > 0 && len(val)-k <= 3 && len(val)-k > 1 {
		val = val[:k] // a RIC: the part behind the stop is the exchange
	}
	if m.company.Ticker == "" && isTicker(val) {
		m.company.Ticker = val
		m.note("company.ticker", from, from+len(val), "header")
	}
}

func isTicker(s string) bool {
	if len(s) == 0 || len(s) > 10 {
		return false
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; !(c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' && i > 0 || (c == '.' || c == '-') && i > 0) {
			return false
		}
	}
	return true
}

// period takes a reading of the fiscal period. A second reading that differs is
// a conflict, not a correction.
func (m *metadata) period(f fiscal, where string) {
	e := &m.event
	if e.FiscalPeriod == "" {
		e.FiscalPeriod, e.FiscalQuarter = f.period, f.quarter()
		m.note("event.fiscalPeriod", f.from, f.to, where)
	} else if e.FiscalPeriod != f.period {
		return
	}
	if e.FiscalYear == 0 && f.year != 0 {
		e.FiscalYear = f.year
		m.note("event.fiscalYear", f.from, f.to, where)
	}
}

// forgetDate makes way for a date that is known better.
func (m *metadata) forgetDate() {
	m.date = day{}
	m.evidence = slices.DeleteFunc(m.evidence, func(e FieldEvidence) bool { return e.Field == "event.date" })
}

func (m *metadata) setDate(d day, where string) {
	if m.date.valid() {
		return
	}
	m.date = d
	m.note("event.date", d.from, d.to, where)
	p := m.p
	end := len(p.text)
	for _, l := range p.lines {
		if l.from <= d.from && d.from < l.to {
			end = l.to
			break
		}
	}
	if local, zone, a, b := clockAt(p.text, p.low, d.to, end); local != "" {
		m.event.LocalTime, m.event.TimeZone = local, zone
		m.note("event.localTime", a, b, where)
	}
}

// header reads the lines before the first speech that are no list.
func (m *metadata) header(head int) {
	p := m.p
	seen := 0
	for i := range p.lines {
		l := p.lines[i]
		if l.from >= head || seen > 80 {
			break
		}
		if l.blank() || l.kind == SegmentRoster || l.kind == SegmentBoilerplate || l.to-l.from > 400 {
			continue
		}
		seen++
		m.headerLine(i)
	}
}

// headerLine reads one line of the header. Furniture counts: it repeats the
// title of the call.
func (m *metadata) headerLine(i int) {
	p := m.p
	l := p.lines[i]
	low := p.lowAt(i)
	if strings.HasPrefix(low, "source:") || strings.HasPrefix(low, "url:") || strings.HasPrefix(low, "extracted") || strings.HasPrefix(low, "scraped") || strings.HasPrefix(low, "copyright") || strings.HasPrefix(low, "©") || strings.HasPrefix(low, "consensus") {
		return
	}
	fs := periodsIn(p.low, l.from, l.to)
	if !strings.HasPrefix(low, "-f") && !strings.HasPrefix(low, "fq") || strings.Contains(low, "earnings") || strings.Contains(low, "call") {
		for _, f := range fs {
			if f.period != "FY" || len(fs) == 1 {
				m.period(f, "header")
				break
			}
		}
	}
	if d, ok := firstDay(p.low, l.from, l.to); ok && !strings.Contains(low, "ended") && !strings.Contains(low, "letter dated") {
		if strings.Contains(p.low[l.from:d.from], " held on ") { // a letter over the transcript has a date of its own
			m.forgetDate()
		}
		m.setDate(d, "header")
	} else if m.date.valid() && m.event.LocalTime == "" && l.to-l.from < 60 {
		if local, zone, a, b := clockAt(p.text, p.low, l.from, l.to); local != "" {
			m.event.LocalTime, m.event.TimeZone = local, zone
			m.note("event.localTime", a, b, "header")
		}
	}
	m.listing(i)
	m.titleLine(i, fs)
}

// exchangeNames are the codes of exchanges that stand before a ticker.
var exchangeNames = map[string]string{
	"NYSE": "NYSE", "NASDAQ": "NASDAQ", "NASDAQGS": "NASDAQ", "NASDAQGM": "NASDAQ", "NASDAQCM": "NASDAQ", "NASD": "NASDAQ", "AMEX": "AMEX", "NYSEAMERICAN": "NYSEAMERICAN", "NYSEMKT": "NYSEMKT", "OTC": "OTC", "OTCPK": "OTCPK", "OTCQX": "OTCQX", "OTCQB": "OTCQB",
	"LSE": "LSE", "LON": "LSE", "TSX": "TSX", "TSXV": "TSXV", "ASX": "ASX", "NSE": "NSE", "NSEI": "NSE", "BSE": "BSE", "HKEX": "HKEX", "SEHK": "SEHK", "ENXTPA": "ENXTPA", "ENXTAM": "ENXTAM", "XTRA": "XTRA", "SWX": "SWX", "BME": "BME", "BIT": "BIT", "NYSEARCA": "NYSEARCA", "TSE": "TSE", "KOSE": "KOSE", "OM": "OM", "CPSE": "CPSE", "OB": "OB", "HLSE": "HLSE", "BATS": "BATS", "CBOE": "CBOE",
}

// listing reads "Northwind Systems, Inc. (NYSE:NWSY)", "Northwind Systems, Inc.
// NYSE:NWSY", "NASDAQ:NWSY", "Northwind Systems, Inc. (NWSY)" and
// "Northwind(NWSY+1.23%)".
func (m *metadata) listing(i int) {
	p := m.p
	t := p.at(i)
	base := p.lines[i].from
	if len(t) > 200 {
		return
	}
	if k := strings.IndexByte(t, ':'); k > 1 && k+1 < len(t) {
		from := k
		for from > 0 && (t[from-1] >= 'A' && t[from-1] <= 'Z' || t[from-1] >= 'a' && t[from-1] <= 'z') {
			from--
		}
		to := k + 1
		for to < len(t) && t[to] == ' ' {
			to++
		}
		tick := to
		for to < len(t) && (t[to] >= 'A' && t[to] <= 'Z' || t[to] >= '0' && t[to] <= '9' || t[to] == '.' || t[to] == '-') {
			to++
		}
		if ex, ok := exchangeNames[strings.ToUpper(t[from:k])]; ok && isTicker(t[tick:to]) {
			if m.company.Exchange == "" {
				m.company.Exchange = ex
				m.note("company.exchange", base+from, base+k, "header")
			}
			m.ticker(t[tick:to], base+tick)
			if name := strings.TrimRight(t[:from], " ([-–"); name != "" {
				m.name(name, base, "header")
			}
			return
		}
	}
	o := strings.IndexByte(t, '(')
	if o < 2 {
		return
	}
	c := strings.IndexByte(t[o:], ')')
	if c < 0 {
		return
	}
	inside := t[o+1 : o+c]
	if s := strings.IndexAny(inside, "+-"); s > 0 && strings.HasSuffix(inside, "%") {
		inside = inside[:s]
	} else if strings.HasSuffix(inside, "%") {
		inside = strings.TrimRight(inside, "0123456789.%")
	}
	name := strings.TrimSpace(t[:o])
	if strings.Contains(name, ":") || strings.Contains(inside, ".") {
		return
	}
	if isTicker(inside) && len(inside) <= 6 && len(name) < 70 && isCapitalised(name) && inside != "Q" {
		m.ticker(inside, base+o+1)
		m.name(name, base, "header")
	}
}

func isCapitalised(s string) bool {
	return s != "" && (s[0] >= 'A' && s[0] <= 'Z' || s[0] >= 0x80 || s[0] >= '0' && s[0] <= '9')
}

// name takes the company's name. The first reading stands.
func (m *metadata) name(s string, from int, where string) {
	t := repair(s)
	for _, pre := range []string{"The conference call of ", "On behalf of "} {
		t = strings.TrimPrefix(t, pre)
	}
	if m.company.Name != "" || len(t) < 2 || len(t) > 90 {
		return
	}
	for _, d := range []string{" - ", " – ", " — "} {
		if k := strings.LastIndex(t, d); k >= 0 {
			t = strings.TrimSpace(t[k+len(d):])
		}
	}
	if strings.Contains(t, ":") || len(t) < 2 {
		return
	}
	if o := strings.Index(t, " ("); o > 0 && strings.HasSuffix(t, ")") {
		t = t[:o]
	}
	m.company.Name = t
	m.note("company.name", from, from+len(s), where)
}

// callWords end the company's name in a title line.
var callWords = []string{" earnings", " conference call", " conference", " results call", " results", " financial results", " investor call", " call", " video interview", " quarterly", " business update", " analyst", " trading update", " investor day", " presentation", " transcript"}

// titleLine reads "Q3 2018 Northwind Systems Inc Earnings Call", "NWSY - Q1 2020
// Northwind Systems Inc Earnings Call" and "Northwind Systems Q3 FY25 Earnings
// Conference Call".
func (m *metadata) titleLine(i int, fs []fiscal) {
	p := m.p
	l := p.lines[i]
	low := p.lowAt(i)
	if len(fs) == 0 || l.to-l.from > 160 || strings.Contains(low, " page ") || !strings.Contains(low, "call") && !strings.Contains(low, "earnings") && !strings.Contains(low, "results") && !strings.Contains(low, "interview") {
		return
	}
	f := fs[0]
	before := strings.Trim(p.text[l.from:f.from], " -–—|:“\"'")
	if k := strings.LastIndex(before, ", "); k >= 0 && strings.Contains(before, "M") && strings.ContainsAny(before, "/") {
		before = strings.Trim(before[k+2:], " -")
	}
	before = strings.TrimRight(before, " ")
	if endsInPreposition(before) { // "Transcript of Q3 FY25 Earnings Call"
		before = ""
	}
	rest, at := p.text[f.to:l.to], f.to
	end := len(rest)
	lowRest := lowerASCII(rest)
	for _, w := range callWords {
		if k := strings.Index(lowRest, w); k >= 0 && k < end {
			end = k
		}
	}
	after := strings.Trim(rest[:end], " -–—|:,")
	switch {
	case len(after) > 2 && isCapitalised(after) && len(periodsIn(lowRest, 0, end)) == 0 && !isDigits(after):
		if isTicker(before) {
			m.ticker(before, l.from)
		}
		m.name(after, at+strings.Index(rest, after), "header")
	case len(before) <= 2 || before == "":
		m.nameAbove(i)
	case len(before) > 2 && isCapitalised(before) && !isTicker(before):
		m.name(strings.TrimRight(strings.TrimSuffix(before, "'s"), ",. "), l.from+strings.Index(p.text[l.from:l.to], before), "header")
	}
}

// endsInPreposition reports whether a phrase needs what follows it, and is no
// name for that reason.
func endsInPreposition(s string) bool {
	low := lowerASCII(s)
	for _, w := range []string{"of", "on", "for", "the", "to", "in", "at"} {
		if low == w || strings.HasSuffix(low, " "+w) {
			return true
		}
	}
	return false
}

// nameEndings are what a name's second line may be: a page was too narrow.
var nameEndings = map[string]bool{"limited": true, "ltd": true, "ltd.": true, "inc.": true, "incorporated": true, "corporation": true, "company": true, "plc": true}

// nameAbove takes the line above a title that begins with the period:
// "Northwind Systems, Inc." over "Third Quarter 2020 Earnings Call".
func (m *metadata) nameAbove(i int) {
	p := m.p
	b := p.before(i)
	if b < 0 || p.lines[b].kind == SegmentBoilerplate || p.lines[b].kind == SegmentRoster {
		return
	}
	t := p.at(b)
	low := p.lowAt(b)
	if len(t) > 70 || !isCapitalised(t) || strings.ContainsAny(t, ":|") || sentenceEnd(t) && !abbreviationEnd(t) || hasAnyPrefix(low, furnitureStarts) || len(periodsIn(p.low, p.lines[b].from, p.lines[b].to)) > 0 {
		return
	}
	if _, ok := firstDay(p.low, p.lines[b].from, p.lines[b].to); ok || strings.Contains(low, "transcript") || strings.Contains(low, "page") || strings.Contains(low, "investor relations") || isRule(t) {
		return
	}
	from := p.lines[b].from
	if above := b - 1; nameEndings[low] && above >= 0 && !p.lines[above].blank() {
		from = p.lines[above].from
	}
	m.name(strings.TrimLeft(p.text[from:p.lines[b].to], "“\"' "), from, "header")
}

// body reads the welcome and the first speeches.
func (m *metadata) body(sp source.Span) {
	if sp.Len() == 0 {
		return
	}
	a, b := int(sp.Start), int(sp.End)
	var said []fiscal
	for _, f := range periodsIn(m.p.low, a, min(b, a+6000)) {
		if (f.quarter() != 0 || f.period[0] == 'H') && !m.p.compared(a, f.from) && (f.from < a+1500 || m.p.ownPeriod(a, f.from, 26)) {
			said = append(said, f)
		}
	}
	m.bodyPeriod(said)
	if m.event.FiscalYear == 0 && m.event.FiscalPeriod != "" {
		m.yearFromText(a)
	}
	if m.event.FiscalYear == 0 {
		m.yearOfOutlook(a)
	}
	if m.event.FiscalYear == 0 {
		m.yearOfSpeech(a)
	}
	m.welcome(a, min(b, a+3000))
	m.bodyDate(a, min(b, a+3000))
}

// ownPeriod reports whether the period at byte i is said to be the call's: "our
// third quarter 2020", "results for the third quarter of 2020".
func (p *page) ownPeriod(a, i, within int) bool {
	before := p.low[max(a, i-within):i]
	for _, w := range []string{"our ", "results for", "welcome", "discuss", "review", "report", "results of"} {
		if strings.Contains(before, w) {
			return true
		}
	}
	return false
}

// compared reports whether the period at byte i is one that another is compared
// with: "versus the second quarter of 2020".
func (p *page) compared(a, i int) bool {
	before := p.low[max(a, i-28):i]
	for _, w := range []string{"compared", "versus", " vs", " than ", " from ", "against", "relative to", "prior", " over ", "last ", "guidance for", "outlook for", "ended"} {
		if strings.Contains(before, w) {
			return true
		}
	}
	return false
}

// bodyPeriod takes the period that the first speeches name; where the header
// has another, that is a conflict.
func (m *metadata) bodyPeriod(said []fiscal) {
	if len(said) == 0 {
		return
	}
	best := said[0]
	for _, f := range said[1:] {
		if f.period != best.period || f.year == 0 || f.year == best.year {
			continue
		}
		if best.year == 0 {
			best.year, best.from, best.to = f.year, f.from, f.to
		} else if m.p.yearMentions(f.year) > m.p.yearMentions(best.year) && (best.year < f.year-2 || best.year > f.year+2) {
			m.differs("event.fiscalYear", strconv.Itoa(f.year), strconv.Itoa(best.year), best, "the opening speeches name two years")
			best.year, best.from, best.to = f.year, f.from, f.to
		}
	}
	have := m.event
	switch {
	case have.FiscalPeriod != "" && have.FiscalPeriod != best.period:
		if m.p.ownPeriod(max(0, best.from-60), best.from, 60) && !names(said, func(f fiscal) bool { return f.period == have.FiscalPeriod }) {
			m.differs("event.fiscalPeriod", have.FiscalPeriod, best.period, best, "the header and the opening speech name different periods")
		}
		return
	case have.FiscalYear != 0 && best.year != 0 && best.year != have.FiscalYear && !names(said, func(f fiscal) bool { return f.year == have.FiscalYear }):
		m.differs("event.fiscalYear", strconv.Itoa(have.FiscalYear), strconv.Itoa(best.year), best, "the header and the opening speech name different years")
	}
	m.period(best, "body")
}

func (m *metadata) differs(field, used, other string, f fiscal, reason string) {
	m.conflicts = append(m.conflicts, Conflict{Field: field, Used: used, Other: other, Where: source.At(f.from, f.to), Reason: reason})
}

func names(fs []fiscal, is func(fiscal) bool) bool {
	for _, f := range fs {
		if is(f) {
			return true
		}
	}
	return false
}

// yearMentions counts how often the text names a year.
func (p *page) yearMentions(y int) int {
	return strings.Count(p.low[:min(len(p.low), 60000)], strconv.Itoa(y))
}

// yearLeads stand before the current year.
var yearLeads = newFinder("remainder of ", "rest of ", "balance of ", "remaining quarters of ", "rest of fiscal ", "remainder of fiscal ", "balance of fiscal ")

// yearFromText finds the year of a period that is named without one in "the
// remainder of 2021". Other years of the speeches may be any: a comparison may
// skip a bad year, a forecast may look ahead.
func (m *metadata) yearFromText(a int) {
	b := min(len(m.p.low), a+40000)
	for said := yearLeads.said(m.p.low[a:b], len(yearLeads.phrases)); said != 0; said &= said - 1 {
		lead := yearLeads.phrases[bits.TrailingZeros64(said)]
		for at := a; ; {
			k := strings.Index(m.p.low[at:b], lead)
			if k < 0 {
				break
			}
			at += k + len(lead)
			if y, n := digitsAt(m.p.low[at:b], 4); n == 4 && y > 1990 && y < 2100 {
				m.event.FiscalYear = y
				m.note("event.fiscalYear", at, at+4, "body")
				return
			}
		}
	}
}

// outlookLeads stand before the year that an outlook is for, outlookTails behind
// it.
var (
	outlookLeads = []string{"full year ", "full-year ", "fiscal year ", "fiscal ", "guidance for ", "outlook for ", "forecast for "}
	outlookTails = []string{" guidance", " outlook", " full-year", " full year", " forecast", " earnings guidance", " eps guidance"}
)

// yearOfOutlook finds the year of a first to third quarter in the outlook for
// its full year, where the call speaks of one such year far more than of others.
func (m *metadata) yearOfOutlook(a int) {
	if q := m.event.FiscalPeriod; q != "Q1" && q != "Q2" && q != "Q3" {
		return
	}
	type seen struct{ count, at int }
	years := map[int]seen{}
	low := m.p.low[:min(len(m.p.low), a+60000)]
	for i := a; i+4 <= len(low); i++ {
		y, n := digitsAt(low[i:], 4)
		if n == 0 {
			continue
		}
		if n == 4 && y > 1990 && y < 2100 && (endsWithAny(low[:i], outlookLeads) || startsWithAny(low[i+4:], outlookTails)) {
			k := years[y]
			if k.count++; k.count == 1 {
				k.at = i
			}
			years[y] = k
		}
		i += n
	}
	best, total := 0, 0
	for y, k := range years {
		total += k.count
		if k.count > years[best].count || k.count == years[best].count && y < best {
			best = y
		}
	}
	if k := years[best]; k.count >= 3 && 3*k.count > 2*total {
		m.event.FiscalYear = best
		m.note("event.fiscalYear", k.at, k.at+4, "body")
	}
}

func endsWithAny(s string, suffixes []string) bool {
	for _, x := range suffixes {
		if strings.HasSuffix(s, x) {
			return true
		}
	}
	return false
}

func startsWithAny(s string, prefixes []string) bool {
	for _, x := range prefixes {
		if strings.HasPrefix(s, x) {
			return true
		}
	}
	return false
}

// bodyDate reads a date that is said to be the call's: "recorded today, May 1,
// 2019". Other dates of the opening are those of replays and filings.
func (m *metadata) bodyDate(a, b int) {
	if m.date.valid() {
		return
	}
	for said := dateLeads.said(m.p.low[a:b], len(dateLeads.phrases)); said != 0; said &= said - 1 {
		lead := dateLeads.phrases[bits.TrailingZeros64(said)]
		k := strings.Index(m.p.low[a:b], lead)
		if d, ok := firstDay(m.p.low, a+k, min(b, a+k+len(lead)+34)); ok {
			m.setDate(d, "body")
			return
		}
	}
}

// dateLeads stand before the date of the call.
var dateLeads = newFinder("recorded on", "recorded today", "today is", "today, ", "today's date is", "being recorded", "this call on", "date of this call")

// kind tells earnings calls from other events.
func (m *metadata) kind(head int, body source.Span) {
	low := m.p.low[:min(head, 1500)]
	welcome := m.p.low[body.Start:min(int(body.End), int(body.Start)+900)]
	all := low + " " + welcome
	switch {
	case investorDays.in(all):
		m.event.Kind = EventInvestorDay
	case shareholderMeetings.in(all):
		m.event.Kind = EventShareholderMeeting
	case strings.Contains(all, "fireside chat") || strings.Contains(low, "conference presentation") || strings.Contains(low, "sponsored management"):
		m.event.Kind = EventConference
	case strings.Contains(all, "earnings") || strings.Contains(all, "results") || m.event.FiscalPeriod != "":
		m.event.Kind = EventEarningsCall
	}
	if earningsCalls.in(all) {
		m.event.Kind = EventEarningsCall
	}
}

// What events are called.
var (
	investorDays        = newFinder("investor day", "capital markets day", "analyst day")
	shareholderMeetings = newFinder("annual meeting of", "annual general meeting", "shareholders meeting")
	earningsCalls       = newFinder("earnings call", "earnings conference call", "earnings results")
)

// hints fill what the text leaves open and are reported where it says otherwise.
func (m *metadata) hints() {
	h := m.p.in.Hints
	m.hint("company.name", &m.company.Name, h.Company, func(a, b string) bool {
		x, y := companyKey(a), companyKey(b)
		return x == y || x != "" && y != "" && (strings.HasPrefix(x, y) || strings.HasPrefix(y, x))
	})
	m.hint("company.ticker", &m.company.Ticker, h.Ticker, strings.EqualFold)
	m.hint("company.exchange", &m.company.Exchange, h.Exchange, strings.EqualFold)
	year := ""
	if m.event.FiscalYear != 0 {
		year = strconv.Itoa(m.event.FiscalYear)
	}
	if h.FiscalYear != 0 {
		m.hint("event.fiscalYear", &year, strconv.Itoa(h.FiscalYear), strings.EqualFold)
		m.event.FiscalYear = atoi(year)
	}
	m.hint("event.fiscalPeriod", &m.event.FiscalPeriod, h.FiscalPeriod, strings.EqualFold)
	m.event.FiscalQuarter = fiscal{period: m.event.FiscalPeriod}.quarter()
	date := ""
	if m.date.valid() {
		date = m.date.String()
	}
	m.hint("event.date", &date, h.Date, strings.EqualFold)
	if !m.date.valid() && date != "" {
		if d, n := numericDay(date); n > 0 && d.valid() {
			m.date = d
		}
	}
}

func (m *metadata) hint(field string, have *string, hint string, same func(a, b string) bool) {
	switch {
	case hint == "":
	case *have == "":
		*have = hint
	case !same(*have, hint):
		m.conflicts = append(m.conflicts, Conflict{Field: field, Used: *have, Other: hint, Reason: "the hint and the text differ"})
	}
}
