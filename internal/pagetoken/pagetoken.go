// Package pagetoken makes the opaque tokens that lead to the next page of a
// list. A token holds the place after which the page begins, by the values of
// the list's sort key, and is bound to the request: the same list with another
// filter is another list. It needs no state and no secret; any replica reads it.
package pagetoken

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

const (
	// DefaultSize is the size of a page where the request names none.
	DefaultSize = 50
	// MaxSize is the most that a page holds, whatever the request asks for.
	MaxSize = 1000
	// version is the first byte of a token.
	version = 1
	// sumBytes is how much of the hash a token carries.
	sumBytes = 8
)

// ErrBad is the error for what is no token of ours, or one of another request.
var ErrBad = errors.New("the page token is not one of this request's: all that is asked for but page_size must be as in the request that gave it")

// Size is the size of a page for the page_size of a request.
func Size(asked int32) int {
	switch {
	case asked <= 0:
		return DefaultSize
	case asked > MaxSize:
		return MaxSize
	default:
		return int(asked)
	}
}

// Encode makes the token of the page that follows cursor, for the request of
// the page before. The cursor is a struct that encoding/json takes.
func Encode(request proto.Message, cursor any) (string, error) {
	place, err := json.Marshal(cursor)
	if err != nil {
		return "", err
	}
	sum, err := sum(request, place)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(append(append([]byte{version}, sum...), place...)), nil
}

// Decode reads token into cursor. It reports whether there is a cursor: the
// first page has an empty token. The error is ErrBad.
func Decode(request proto.Message, token string, cursor any) (bool, error) {
	if token == "" {
		return false, nil
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(raw) < 1+sumBytes || raw[0] != version {
		return false, ErrBad
	}
	place := raw[1+sumBytes:]
	want, err := sum(request, place)
	if err != nil || !bytes.Equal(want, raw[1:1+sumBytes]) {
		return false, ErrBad
	}
	decoder := json.NewDecoder(bytes.NewReader(place))
	decoder.DisallowUnknownFields()
	if decoder.Decode(cursor) != nil {
		return false, ErrBad
	}
	return true, nil
}

// sum is a hash over what must stay the same from page to page, and the place.
func sum(request proto.Message, place []byte) ([]byte, error) {
	same := proto.Clone(request)
	m := same.ProtoReflect()
	for _, name := range []protoreflect.Name{"page_token", "page_size"} {
		if field := m.Descriptor().Fields().ByName(name); field != nil {
			m.Clear(field)
		}
	}
	data, err := proto.MarshalOptions{Deterministic: true}.Marshal(same)
	if err != nil {
		return nil, err
	}
	h := sha256.New()
	h.Write([]byte(m.Descriptor().FullName()))
	h.Write([]byte{0})
	h.Write(place)
	h.Write([]byte{0}) // never within JSON
	h.Write(data)
	return h.Sum(nil)[:sumBytes], nil
}
