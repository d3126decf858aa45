package export_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"

	"isnad/export"
)

func sampleFeed() *export.Feed {
	at := time.Date(2031, 4, 2, 9, 30, 0, 0, time.FixedZone("", 3*3600))
	return &export.Feed{
		ID: "urn:isnad:search:q=x", Title: "جسر النهر", Home: "http://localhost/search?q=x&order=newest", Self: "http://localhost/search.atom?q=x",
		Language: "ar", Updated: at,
		Entries: []export.FeedEntry{
			{ID: "urn:isnad:article:a", Title: `<b>«الجسر»</b> & "النهر"`, Link: "http://localhost/articles/a", Original: "https://madar.example/1?a=1&b=2",
				Outlet: "مدار", Summary: "افتُتح الجسر ]]> اليوم\x01", Published: at, Updated: at},
			{ID: "urn:isnad:article:b", Title: "", Link: "http://localhost/articles/b", Updated: at.Add(-time.Hour)},
		},
	}
}

// TestFeedsAreRead holds both formats to a reader of feeds that is not ours.
func TestFeedsAreRead(t *testing.T) {
	want := sampleFeed()
	for name, write := range map[string]func(io.Writer, *export.Feed) error{"atom": export.Atom, "json": export.JSONFeed} {
		t.Run(name, func(t *testing.T) {
			var b, again bytes.Buffer
			if err := write(&b, want); err != nil {
				t.Fatal(err)
			}
			if err := write(&again, sampleFeed()); err != nil || !bytes.Equal(b.Bytes(), again.Bytes()) {
				t.Error("equal feeds give other bytes", err)
			}
			got, err := gofeed.NewParser().Parse(bytes.NewReader(b.Bytes()))
			if err != nil {
				t.Fatalf("%v\n%s", err, b.Bytes())
			}
			if got.FeedType != name || got.Title != want.Title || got.FeedLink != want.Self || got.Link != want.Home || got.Language != "ar" {
				t.Errorf("feed %s", got)
			}
			if len(got.Items) != len(want.Entries) {
				t.Fatalf("%d items", len(got.Items))
			}
			for i, e := range want.Entries {
				item := got.Items[i]
				if item.GUID != e.ID || item.Link != e.Link || item.Title != e.Title || !item.UpdatedParsed.Equal(e.Updated) {
					t.Errorf("item %+v", item)
				}
				// The reader takes the update for the publication where there is none.
				if !e.Published.IsZero() && !item.PublishedParsed.Equal(e.Published) || len(item.Authors) > 0 && item.Authors[0].Name != e.Outlet {
					t.Errorf("item %+v", item)
				}
			}
		})
	}
}

// TestAtomFollowsRFC4287 checks what section 4.1 requires.
func TestAtomFollowsRFC4287(t *testing.T) {
	var b bytes.Buffer
	if err := export.Atom(&b, sampleFeed()); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	for _, element := range []string{"<id>", "<title>", "<updated>"} {
		if n := strings.Count(text, element); n != 3 { // of the feed and both entries
			t.Errorf("%d %s", n, element)
		}
	}
	for _, part := range []string{`<feed xmlns="http://www.w3.org/2005/Atom"`, `rel="self"`, "<author>", "<updated>2031-04-02T09:30:00+03:00</updated>"} {
		if !strings.Contains(text, part) {
			t.Errorf("no %s in\n%s", part, text)
		}
	}
	if strings.Contains(text, "<b>") || strings.Contains(text, "\x01") {
		t.Error("text became markup")
	}
}

// TestJSONFeedFollowsItsVersion checks what jsonfeed.org/version/1.1 requires.
func TestJSONFeedFollowsItsVersion(t *testing.T) {
	var b bytes.Buffer
	if err := export.JSONFeed(&b, &export.Feed{Title: "x"}); err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got["version"] != "https://jsonfeed.org/version/1.1" || got["title"] != "x" || fmt.Sprint(got["items"]) != "[]" {
		t.Errorf("%v", got)
	}
}
