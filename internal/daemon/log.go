package daemon

import (
	"fmt"
	"io"
	"log/slog"
)

// NewLogger makes a log of structured lines on w. Format is "json" or "text",
// level "debug", "info", "warn" or "error"; empty for text and info. Lines
// tell the request and trace that they are of.
func NewLogger(w io.Writer, format, level string) (*slog.Logger, error) {
	var options slog.HandlerOptions
	if level != "" {
		var l slog.Level
		if err := l.UnmarshalText([]byte(level)); err != nil {
			return nil, fmt.Errorf("log level %q: want debug, info, warn or error", level)
		}
		options.Level = l
	}
	switch format {
	case "", "text":
		return slog.New(contextLog{slog.NewTextHandler(w, &options)}), nil
	case "json":
		return slog.New(contextLog{slog.NewJSONHandler(w, &options)}), nil
	default:
		return nil, fmt.Errorf("log format %q: want json or text", format)
	}
}
