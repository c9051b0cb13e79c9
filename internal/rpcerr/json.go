package rpcerr

import (
	"bytes"
	"encoding/json"

	"google.golang.org/genproto/googleapis/rpc/code"
)

// MarshalJSON is how REST and the CLI show an error:
//
//	{"code": "INVALID_ARGUMENT", "reason": "TOO_LARGE", "message": "...",
//	 "metadata": {"limit": "16777216"}, "fields": [{"path": "content", "description": "..."}]}
//
// The cause is not in it.
func (e *Error) MarshalJSON() ([]byte, error) {
	type field struct {
		Path        string `json:"path"`
		Description string `json:"description"`
	}
	shown := struct {
		Code     string            `json:"code"`
		Reason   string            `json:"reason,omitempty"`
		Message  string            `json:"message"`
		Metadata map[string]string `json:"metadata,omitempty"`
		Fields   []field           `json:"fields,omitempty"`
	}{
		Code: code.Code(e.Code).String(), Reason: e.Reason, Message: e.Message, Metadata: e.Metadata,
	}
	for _, f := range e.Fields {
		shown.Fields = append(shown.Fields, field(f))
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(shown)
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), err
}
