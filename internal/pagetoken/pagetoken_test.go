package pagetoken_test

import (
	"errors"
	"testing"

	"google.golang.org/protobuf/proto"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/pagetoken"
)

type cursor struct {
	Company string
	Number  int64
}

// TestRoundTrip: the next page of the same request, whatever its size.
func TestRoundTrip(t *testing.T) {
	request := &parserv1.ListCallsRequest{Parent: "companies/-", PageSize: 2, Filter: `fiscal_year = 2012`}
	want := cursor{"northwind-systems", 1 << 60}
	token, err := pagetoken.Encode(request, want)
	if err != nil {
		t.Fatal(err)
	}
	next := proto.Clone(request).(*parserv1.ListCallsRequest)
	next.PageToken, next.PageSize = token, 100
	var got cursor
	if there, err := pagetoken.Decode(next, token, &got); !there || err != nil || got != want {
		t.Errorf("%v %v %v", got, there, err)
	}
	if there, err := pagetoken.Decode(request, "", &got); there || err != nil {
		t.Errorf("the first page: %v %v", there, err)
	}
}

// TestBad: other requests' tokens and changed ones.
func TestBad(t *testing.T) {
	request := &parserv1.ListCallsRequest{Parent: "companies/-"}
	token, err := pagetoken.Encode(request, cursor{"a", 1})
	if err != nil {
		t.Fatal(err)
	}
	other, err := pagetoken.Encode(request, 17)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		request proto.Message
		token   string
	}{
		"another filter": {&parserv1.ListCallsRequest{Parent: "companies/-", Filter: "a = 1"}, token},
		"another method": {&parserv1.ListTranscriptsRequest{Parent: "companies/-"}, token},
		"another cursor": {request, other},
		"no base64":      {request, "x y"},
		"short":          {request, "AQ"},
		"version":        {request, "Ag" + token[2:]},
		"cut":            {request, token[:len(token)-4]},
		"longer":         {request, token + "AAAA"},
	} {
		var c cursor
		if there, err := pagetoken.Decode(test.request, test.token, &c); there || !errors.Is(err, pagetoken.ErrBad) {
			t.Errorf("%s: %v %v", name, there, err)
		}
	}
	for i := range token {
		changed := []byte(token)
		changed[i] ^= 1
		var c cursor
		if there, err := pagetoken.Decode(request, string(changed), &c); there || err == nil {
			t.Errorf("a changed byte %d is not noticed", i)
		}
	}
}

func TestSize(t *testing.T) {
	for asked, want := range map[int32]int{0: 50, 1: 1, 1000: 1000, 1001: 1000, -1: 50} {
		if got := pagetoken.Size(asked); got != want {
			t.Errorf("%d: %d, want %d", asked, got, want)
		}
	}
}
