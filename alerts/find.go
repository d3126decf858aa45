package alerts

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"

	"isnad/archive"
	"isnad/query"
	"isnad/record"
	"isnad/story"
)

// Schema names the shape of a message.
const Schema = "isnad/alert/1"

// Message is what is printed or posted, as JSON. Every message has the exact
// words, their article and its link.
type Message struct {
	Schema string `json:"schema"` // Schema
	// ID is the same however often the message is sent.
	ID      string              `json:"id"`
	Alert   Asked               `json:"alert"`
	Article archive.ArticleJSON `json:"article"`
	Link    string              `json:"link"` // where the article was published, "" where it has no address
	// Words are passages, exactly as they stand in the article: those that fit
	// the query, those that give the claim, those that came, the commitment.
	Words      []string        `json:"words"`
	Gone       []string        `json:"gone,omitempty"`       // of Change: what the version before had
	Origin     *NewOrigin      `json:"origin,omitempty"`     // of Origin
	Commitment json.RawMessage `json:"commitment,omitempty"` // of Due, as in the record
	Due        string          `json:"due,omitempty"`

	arrival int64
}

// Asked is the alert that a message answers.
type Asked struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Kind  Kind   `json:"kind"`
	Query string `json:"query"`
}

// NewOrigin is an original source that a claim had not before.
type NewOrigin struct {
	Name  string   `json:"name"`
	Named bool     `json:"named"` // false for an unnamed source
	Known []string `json:"known"` // the origins that the claim had
}

// finder looks for what an alert asks about.
type finder struct {
	from  archive.Archive
	now   time.Time
	alert *Alert
	seen  int64
	told  map[string]string

	found []*Message
}

// find gives the messages about what arrived after seen and up to until, and
// the commitments that are told from now on.
func (f *finder) find(ctx context.Context) error {
	q, err := query.Parse(f.alert.Query)
	if err != nil {
		return err
	}
	if f.alert.Kind == Due {
		return f.due(ctx, q)
	}
	opts := archive.SearchOptions{Order: archive.Oldest, Limit: 200, Since: f.seen, Snippets: f.alert.Kind == Match}
	for {
		page, err := f.from.Search(ctx, q, opts)
		if err != nil {
			return err
		}
		if page.Relaxed {
			return nil // it finds nothing that was asked for
		}
		for _, h := range page.Hits {
			if err := f.look(ctx, h); err != nil {
				return err
			}
		}
		if opts.After = page.Next; opts.After == "" {
			return nil
		}
	}
}

// look tells of an article that arrived, if it is of the alert's kind.
func (f *finder) look(ctx context.Context, h archive.Hit) error {
	versions, err := f.from.Versions(ctx, h.ID)
	if errors.Is(err, archive.ErrNotFound) {
		return nil // removed meanwhile
	}
	if err != nil {
		return err
	}
	isNew := versions[0].Arrival > f.seen
	switch {
	case f.alert.Kind == Match && isNew:
		m := f.message(h.Version, h.ID)
		for _, s := range h.Snippets {
			m.Words = append(m.Words, s.Text)
		}
	case f.alert.Kind == Change && len(versions) > 1:
		return f.changed(ctx, h.Version)
	case f.alert.Kind == Origin:
		return f.origins(ctx, h.Version)
	}
	return nil
}

// message begins one about an article. Its id follows from what it tells.
func (f *finder) message(v archive.Version, about ...string) *Message {
	m := &Message{
		Schema: Schema, ID: messageID(append([]string{f.alert.ID, string(f.alert.Kind)}, about...)),
		Alert:   Asked{f.alert.ID, f.alert.Name, f.alert.Kind, f.alert.Query},
		Article: v.JSON(), Words: []string{}, arrival: v.Arrival,
	}
	if strings.HasPrefix(v.URL, "http://") || strings.HasPrefix(v.URL, "https://") {
		m.Link = v.URL
	}
	f.found = append(f.found, m)
	return m
}

func messageID(about []string) string {
	sum := sha256.Sum256([]byte(strings.Join(about, "\x00")))
	return "msg_" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:16]))
}

func (f *finder) changed(ctx context.Context, v archive.Version) error {
	newer, err := f.from.Get(ctx, v.ID, v.Number)
	if err != nil {
		return err
	}
	older, err := f.from.Get(ctx, v.ID, v.Number-1)
	if err != nil {
		return err
	}
	m := f.message(v, v.ID, strconv.Itoa(v.Number))
	for _, c := range archive.Diff(older.Record, newer.Record).Text {
		text := strings.TrimSpace(c.Text)
		switch {
		case text == "":
		case c.Edit == archive.New:
			m.Words = append(m.Words, text)
		case c.Edit == archive.Gone:
			m.Gone = append(m.Gone, text)
		}
	}
	return nil
}

// origins tells of the origins that claims have by this article and others
// that are new, where older articles give the claim, too.
func (f *finder) origins(ctx context.Context, v archive.Version) error {
	kept, err := f.from.Story(ctx, v.ID)
	if errors.Is(err, archive.ErrNotFound) {
		return nil // removed meanwhile, or not in a story yet, see look
	}
	if err != nil {
		return err
	}
	of, err := story.Decode(kept.Whole)
	if err != nil {
		return err
	}
	arrived := map[string]bool{} // articles, whether they are new
	isNew := func(m *story.Assertion) (bool, error) {
		id := m.Article.ID
		if known, ok := arrived[id]; ok {
			return known, nil
		}
		versions, err := f.from.Versions(ctx, id)
		if err != nil {
			return false, err
		}
		arrived[id] = versions[0].Arrival > f.seen
		return arrived[id], nil
	}
	for _, c := range of.Claims() {
		var mine *story.Assertion
		old := 0
		for _, m := range c.Members {
			fresh, err := isNew(m)
			if err != nil {
				return err
			}
			if !fresh {
				old++
			}
			if m.Article.ID == v.ID && mine == nil {
				mine = m
			}
		}
		if old == 0 || mine == nil {
			continue
		}
		known := []string{}
		var fresh []*story.Origin
		for _, o := range c.Origins {
			first, err := firstOld(o, isNew)
			if err != nil {
				return err
			}
			if first {
				known = append(known, o.Name)
			} else if o.Members[0].Article.ID == v.ID { // told once, with the article that brought it
				fresh = append(fresh, o)
			}
		}
		for _, o := range fresh {
			m := f.message(v, v.ID, o.Members[0].Text, o.Name)
			m.Words, m.Origin = append(m.Words, o.Members[0].Text), &NewOrigin{o.Name, !o.Unnamed(), known}
		}
	}
	return nil
}

// firstOld reports whether an article that is not new names an origin.
func firstOld(o *story.Origin, isNew func(*story.Assertion) (bool, error)) (bool, error) {
	for _, m := range o.Members {
		fresh, err := isNew(m)
		if err != nil || !fresh {
			return !fresh, err
		}
	}
	return false, nil
}

// due tells of the commitments whose day comes near, each once for its day.
func (f *finder) due(ctx context.Context, q query.Node) error {
	today := f.now.UTC().Truncate(24 * time.Hour)
	which := archive.Commitments{From: today, To: today.AddDate(0, 0, f.alert.Days), Dated: true}
	f.told = maps.Clone(f.told)
	if f.told == nil {
		f.told = map[string]string{}
	}
	maps.DeleteFunc(f.told, func(_, day string) bool { return day < today.Format(time.DateOnly) }) // what is over
	opts := archive.ListOptions{Limit: 1000}
	for {
		page, err := f.from.Commitments(ctx, q, which, opts)
		if err != nil {
			return err
		}
		for _, c := range page.Commitments {
			made := c.Made()
			text := c.Record.Article.Text
			// A correction counts its commitments anew: they are known by their words.
			about := []string{c.ID, made.By.Name, made.Due.Value, made.Content.Of(text)}
			m := f.message(c.Version, about...)
			if f.told[m.ID] != "" {
				f.found = f.found[:len(f.found)-1]
				continue
			}
			f.told[m.ID] = made.Due.Value
			m.Words, m.Due = append(m.Words, made.Content.Of(text)), made.Due.Value
			if m.Commitment, err = record.CommitmentJSON(c.Record, c.Index); err != nil {
				return err
			}
		}
		if opts.After = page.Next; opts.After == "" {
			return nil
		}
	}
}

// Line is a message on one line, to be printed.
func (m *Message) Line() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s [%s] %s", cmp.Or(m.Alert.Name, m.Alert.ID), m.Alert.Kind, cmp.Or(m.Article.Title, m.Article.ID))
	for _, part := range []string{m.Article.Outlet, m.Due} {
		if part != "" {
			b.WriteString(" · " + part)
		}
	}
	if m.Origin != nil {
		b.WriteString(" · " + m.Origin.Name)
	}
	if len(m.Words) > 0 {
		b.WriteString(": " + strings.Join(strings.Fields(strings.Join(m.Words, " … ")), " "))
	}
	b.WriteString(" · " + cmp.Or(m.Link, m.Article.ID))
	return b.String()
}
