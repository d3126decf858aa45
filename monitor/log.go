package monitor

import (
	"context"
	"fmt"
	"io"
	"log/slog"
)

// NewLog makes a log that writes what is at least of a level (debug, info, warn,
// error) in a format: text or json.
func NewLog(w io.Writer, format, level string) (*slog.Logger, error) {
	var least slog.Level
	if err := least.UnmarshalText([]byte(level)); err != nil {
		return nil, fmt.Errorf("%s: is no level (debug, info, warn, error)", level)
	}
	opts := &slog.HandlerOptions{Level: least}
	switch format {
	case "text":
		return slog.New(slog.NewTextHandler(w, opts)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(w, opts)), nil
	}
	return nil, fmt.Errorf("%s: is no format of a log (text, json)", format)
}

// AtLeast is a log that drops what is below a level: of a library that tells at
// length what only its own programmers ask for.
func AtLeast(l *slog.Logger, level slog.Level) *slog.Logger {
	return slog.New(atLeast{l.Handler(), level})
}

type atLeast struct {
	slog.Handler
	level slog.Level
}

func (h atLeast) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= h.level && h.Handler.Enabled(ctx, level)
}

func (h atLeast) WithAttrs(attrs []slog.Attr) slog.Handler {
	return atLeast{h.Handler.WithAttrs(attrs), h.level}
}

func (h atLeast) WithGroup(name string) slog.Handler {
	return atLeast{h.Handler.WithGroup(name), h.level}
}
