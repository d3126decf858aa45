package page

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// looksTelegram reports whether an input opens like a JSON export of Telegram
// Desktop: of one chat, whose messages follow its name, type and id, or of an
// account, whose chats follow what is told of its owner.
func looksTelegram(head []byte) bool {
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(head, []byte(utf8Mark))))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return false
	}
	typed := false
	for first := true; ; first = false {
		key, err := d.Token()
		if err != nil {
			return false
		}
		switch key {
		case "messages":
			t, err := d.Token()
			return typed && err == nil && t == json.Delim('[')
		case "type":
			t, _ := d.Token()
			kind, _ := t.(string)
			if typed = isChat(kind); !typed {
				return false
			}
		case "name", "id":
			if t, err := d.Token(); err != nil || isDelim(t) {
				return false
			}
		case "about":
			if t, err := d.Token(); !first || err != nil || isDelim(t) {
				return false
			}
			next, _ := d.Token()
			name, _ := next.(string)
			return slices.Contains([]string{"personal_information", "profile_pictures", "stories", "contacts", "frequent_contacts",
				"sessions", "web_sessions", "other_data", "chats", "left_chats"}, name)
		default:
			return false
		}
	}
}

const utf8Mark = "\xEF\xBB\xBF"

func isDelim(t json.Token) bool { _, is := t.(json.Delim); return is }

// isChat knows the types of chats that an export can name.
func isChat(kind string) bool {
	for _, end := range [...]string{"_channel", "_chat", "_group", "_supergroup", "_messages"} {
		if strings.HasSuffix(kind, end) {
			return true
		}
	}
	return false
}

// published reports whether a chat within the export of an account is meant
// for readers: the letters of its owner are no news.
func published(kind string) bool {
	return strings.HasSuffix(kind, "_channel") || kind == "public_supergroup"
}

// telegram yields the messages of an export of Telegram Desktop that have
// words, each as an article of its channel. Service messages, and pictures
// without a caption, are passed over. A message that cannot be read is an error
// and the next one follows; a broken or cut export ends at the break.
func (r *Reader) telegram(ctx context.Context, br *bufio.Reader, src source, yield func(*Page, error) bool) {
	if mark, _ := br.Peek(len(utf8Mark)); string(mark) == utf8Mark {
		br.Discard(len(utf8Mark))
	}
	in := &portioned{r: br, limit: r.opts.MaxBytes}
	x := &export{src: src, in: in, d: json.NewDecoder(in), yield: yield}
	err := x.object(ctx, func(key string, chat *chat) error { return x.top(ctx, key, chat) })
	switch {
	case err == errEnough:
	case ctx.Err() != nil:
		yield(nil, named(src.name, ctx.Err()))
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		yield(nil, &Error{Name: src.name, Kind: Malformed, Reason: fmt.Sprintf("is an export of Telegram that is cut off after %d messages", x.messages), Remedy: "those before the cut were read"})
	case err != nil:
		var e *Error
		if !errors.As(err, &e) {
			err = &Error{Kind: Malformed, Reason: fmt.Sprintf("is an export of Telegram that is broken after %d messages", x.messages), Err: shortJSON(err), Remedy: "those before it were read"}
		}
		yield(nil, named(src.name, err))
	case x.told == 0:
		yield(nil, &Error{Name: src.name, Kind: Empty, Reason: fmt.Sprintf("is an export of Telegram whose %d messages have no words of a channel", x.messages),
			Remedy: "export a channel as JSON; private chats of an account are not read"})
	}
}

// errEnough ends an export whose reader has enough.
var errEnough = errors.New("enough")

// export is an export of Telegram that is being read.
type export struct {
	src            source
	in             *portioned
	d              *json.Decoder
	yield          func(*Page, error) bool
	messages, told int // read, and given as pages
}

// chat is what an export says of a chat before its messages.
type chat struct {
	name, kind, id string
}

// object walks the members of an object whose opening brace comes next, and
// keeps those that say what chat it is.
func (x *export) object(ctx context.Context, member func(key string, c *chat) error) error {
	t, err := x.token()
	if err != nil {
		return err
	}
	if t != json.Delim('{') {
		return fmt.Errorf("found %v where a chat should begin", t)
	}
	c := &chat{}
	for x.d.More() {
		if err := ctx.Err(); err != nil {
			return err
		}
		key, err := x.token()
		if err != nil {
			return err
		}
		switch key {
		case "name", "type", "id":
			var value scalar
			if err := x.decode(&value); err != nil {
				return err
			}
			switch key {
			case "name":
				c.name = strings.TrimSpace(string(value))
			case "type":
				c.kind = string(value)
			case "id":
				c.id = string(value)
			}
		default:
			name, _ := key.(string)
			if err := member(name, c); err != nil {
				return err
			}
		}
	}
	_, err = x.token()
	return err
}

// top reads a member of the outermost object.
func (x *export) top(ctx context.Context, key string, c *chat) error {
	switch key {
	case "messages":
		return x.array(ctx, func() error { return x.message(c) })
	case "chats", "left_chats":
		return x.object(ctx, func(key string, _ *chat) error {
			if key != "list" {
				return x.skip()
			}
			return x.array(ctx, func() error {
				return x.object(ctx, func(key string, c *chat) error {
					if key != "messages" || !published(c.kind) {
						return x.skip()
					}
					return x.array(ctx, func() error { return x.message(c) })
				})
			})
		})
	}
	return x.skip()
}

// array calls element before each element of an array that comes next.
func (x *export) array(ctx context.Context, element func() error) error {
	t, err := x.token()
	if err != nil {
		return err
	}
	if t != json.Delim('[') {
		return fmt.Errorf("found %v where a list should begin", t)
	}
	for x.d.More() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := element(); err != nil {
			return err
		}
	}
	_, err = x.token()
	return err
}

// skip passes over a value of any size.
func (x *export) skip() error {
	for depth := 0; ; {
		t, err := x.token()
		if err != nil {
			return err
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth <= 0 {
			return nil
		}
	}
}

func (x *export) token() (json.Token, error) {
	x.in.left = x.in.limit
	return x.d.Token()
}

func (x *export) decode(value any) error {
	x.in.left = x.in.limit
	return x.d.Decode(value)
}

// message mirrors a message of an export.
type message struct {
	ID        scalar   `json:"id"`
	Type      scalar   `json:"type"`
	Date      scalar   `json:"date"`
	Unix      scalar   `json:"date_unixtime"`
	From      scalar   `json:"from"`
	Author    scalar   `json:"author"` // who signs within a channel
	Forwarded scalar   `json:"forwarded_from"`
	Text      entities `json:"text"`
	Entities  entities `json:"text_entities"`
}

// message reads one message and yields its page, if it is one.
func (x *export) message(c *chat) error {
	var m message
	err := x.decode(&m)
	var wrong *json.UnmarshalTypeError
	if err != nil && !errors.As(err, &wrong) {
		return err
	}
	x.messages++
	name := fmt.Sprintf("%s:%d", x.src.name, x.messages)
	if err != nil {
		x.told++
		if !x.yield(nil, &Error{Name: name, Kind: Malformed, Reason: "is no message of Telegram", Err: shortJSON(err)}) {
			return errEnough
		}
		return nil
	}
	text := m.Text
	if len(text) == 0 {
		text = m.Entities
	}
	f := &Fields{Outlet: c.name, Published: m.published(), Title: text.headline(), Text: text.String()}
	if m.Type == "service" || strings.TrimSpace(f.Text) == "" {
		return nil
	}
	if m.ID != "" {
		f.ID = strings.TrimPrefix(c.id+"-"+string(m.ID), "-")
	}
	// Who wrote the words: the channel that they were forwarded from, who signs,
	// or the member of a group.
	for _, author := range []scalar{m.Forwarded, m.Author, m.From} {
		if author = scalar(strings.TrimSpace(string(author))); author != "" {
			if string(author) != c.name {
				f.Authors = []string{string(author)}
			}
			break
		}
	}
	x.told++
	if !x.yield(&Page{Name: name, Format: Record, Text: f.Text, Fields: f}, nil) {
		return errEnough
	}
	return nil
}

// published is the time of a message: the seconds since 1970 where they are
// given, since the date is in the unnamed zone of who exported it.
func (m *message) published() string {
	if s, err := strconv.ParseInt(string(m.Unix), 10, 64); err == nil && s > 0 && s < 1<<35 {
		return time.Unix(s, 0).UTC().Format(time.RFC3339)
	}
	return string(m.Date)
}

// entities are the pieces of a text, plain or formatted.
type entities []entity

type entity struct {
	Type string
	Text string
}

// UnmarshalJSON takes a string, or a list of strings and formatted pieces.
func (e *entities) UnmarshalJSON(raw []byte) error {
	*e = nil
	if raw[0] != '[' {
		var text string
		if err := json.Unmarshal(raw, &text); err != nil {
			return err
		}
		if text != "" {
			*e = entities{{Type: "plain", Text: text}}
		}
		return nil
	}
	var pieces []json.RawMessage
	if err := json.Unmarshal(raw, &pieces); err != nil {
		return err
	}
	for _, raw := range pieces {
		piece := entity{Type: "plain"}
		into := any(&piece)
		if raw[0] == '"' {
			into = &piece.Text
		}
		if err := json.Unmarshal(raw, into); err != nil {
			return err
		}
		*e = append(*e, piece)
	}
	return nil
}

// String is the text without its formatting.
func (e entities) String() string {
	var b strings.Builder
	for _, piece := range e {
		b.WriteString(piece.Text)
	}
	return b.String()
}

// headline is a first line that is set in bold and followed by more, as
// channels set their headlines; "" where there is none.
func (e entities) headline() string {
	var bold strings.Builder
	for _, piece := range e {
		line, _, ends := strings.Cut(piece.Text, "\n")
		if piece.Type != "bold" && strings.TrimSpace(line) != "" {
			return ""
		}
		bold.WriteString(line)
		if ends {
			if strings.TrimSpace(strings.TrimPrefix(e.String(), bold.String())) == "" {
				return ""
			}
			return strings.TrimSpace(bold.String())
		}
	}
	return ""
}

// portioned is a stream of which each portion is bounded, so that what is read
// piece by piece need not be bounded as a whole. Its reader sets left before
// each piece.
type portioned struct {
	r           io.Reader
	limit, left int64
}

func (p *portioned) Read(b []byte) (int, error) {
	if p.left <= 0 {
		return 0, tooLarge("one message or item", p.limit)
	}
	n, err := p.r.Read(b[:min(int64(len(b)), p.left)])
	p.left -= int64(n)
	return n, err
}
