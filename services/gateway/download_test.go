package gateway_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"google.golang.org/grpc"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	"github.com/callfacts/callfacts/internal/rpcerr"
)

// file is a file in three pieces, with bytes that are no text.
var file = [][]byte{[]byte("PAR1\x00\xff\n"), bytes.Repeat([]byte{0xfe, '\n'}, 64<<10), []byte("end\n")}

func (e *echo) ExportFacts(r *metricsv1.ExportFactsRequest, stream grpc.ServerStreamingServer[metricsv1.ExportFactsResponse]) error {
	e.got(r)
	if r.GetFilter() == "bad" {
		return rpcerr.InvalidField("BAD_FILTER", "filter", "the filter is bad")
	}
	for i, data := range file {
		m := &metricsv1.ExportFactsResponse{Data: data}
		switch i {
		case 0:
			m.ContentType, m.FileName = "application/vnd.apache.parquet", "northwind-systems-facts.parquet"
		case 1:
			if r.GetFilter() == "breaks" {
				return errors.New("the disk is gone")
			}
		case 2:
			m.NextPageToken, m.LeftOutCount, m.UndatedCount = "more", 7, 5
		}
		if err := stream.Send(m); err != nil {
			return err
		}
	}
	return nil
}

const exportPath = "/v1/companies/northwind-systems/calls/-/transcripts/-/facts:export"

// TestDownload: a file is the body, byte for byte, with its type and name; what
// is known at its end is in the trailers.
func TestDownload(t *testing.T) {
	h, e := serve(t)
	response, err := h.Client().Get(h.URL + exportPath + "?format=EXPORT_FORMAT_PARQUET&pageSize=20&asOf=2012-10-01T00:00:00Z")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || !bytes.Equal(body, bytes.Join(file, nil)) {
		t.Fatalf("%v: %d bytes", err, len(body))
	}
	for name, want := range map[string]string{
		"Content-Type": "application/vnd.apache.parquet", "Content-Disposition": `attachment; filename=northwind-systems-facts.parquet`,
		"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
	} {
		if got := response.Header.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	for name, want := range map[string]string{"Callfacts-Next-Page-Token": "more", "Callfacts-Left-Out": "7", "Callfacts-Undated": "5"} {
		if got := response.Trailer.Get(name); got != want {
			t.Errorf("trailer %s: %q", name, got)
		}
	}
	asked, ok := e.last.(*metricsv1.ExportFactsRequest)
	if !ok || asked.GetParent() != strings.TrimSuffix(strings.TrimPrefix(exportPath, "/v1/"), "/facts:export") || asked.GetPageSize() != 20 || asked.GetAsOf() == nil {
		t.Errorf("%v", e.last)
	}
	if a := ask(t, http.MethodHead, h.URL+exportPath+"?format=EXPORT_FORMAT_PARQUET", "", nil); a.status != 200 || len(a.body) != 0 || a.header.Get("Content-Disposition") == "" {
		t.Errorf("%+v", a)
	}
}

// TestDownloadFails: before the first byte an error is an answer like any other;
// after it the connection breaks, so that half a file is not taken for a whole.
func TestDownloadFails(t *testing.T) {
	h, _ := serve(t)
	for query, want := range map[string]string{
		"?format=EXPORT_FORMAT_CSV&filter=bad": `"reason":"BAD_FILTER"`, "?colour=red": `"reason":"UNKNOWN_FIELD"`, "?format=XLSX": `"reason":"BAD_QUERY"`,
		"?parent=x": `"reason":"BAD_QUERY"`,
	} {
		if a := ask(t, "GET", h.URL+exportPath+query, "", nil); a.status != 400 || !strings.Contains(string(a.body), want) || a.header.Get("Content-Type") != "application/json" {
			t.Errorf("%s: %d %s", query, a.status, a.body)
		}
	}
	if response, err := h.Client().Get(h.URL + exportPath + "?format=EXPORT_FORMAT_CSV&filter=breaks"); err == nil {
		defer response.Body.Close()
		if body, err := io.ReadAll(response.Body); err == nil {
			t.Errorf("half a file looks whole: %d bytes", len(body))
		}
	}
}
