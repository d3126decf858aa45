package page

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// channel is an export of an invented channel.
const channel = `{
 "name": "سرمد عاجل",
 "type": "public_channel",
 "id": 700,
 "messages": [
  {"id": 1, "type": "service", "date": "2031-04-02T08:00:00", "date_unixtime": "1932877200", "action": "create_channel", "title": "سرمد عاجل", "text": "", "text_entities": []},
  {"id": 2, "type": "message", "date": "2031-04-02T09:30:00", "date_unixtime": "1932884400", "edited": "2031-04-02T09:40:00", "edited_unixtime": "1932885000",
   "from": "سرمد عاجل", "from_id": "channel700", "text": [{"type": "bold", "text": "افتتاح الجسر\n\n"}, "قال الوزير سالم النهري إن ", {"type": "text_link", "text": "الجسر", "href": "https://a.example/1"}, " فُتح."],
   "text_entities": []},
  {"id": 3, "type": "message", "date": "2031-04-02T10:00:00", "from": "سرمد عاجل", "forwarded_from": "قناة الأفق", "text": "أغلق الميناء.", "text_entities": [{"type": "plain", "text": "أغلق الميناء."}]},
  {"id": 4, "type": "message", "date": "2031-04-02T10:05:00", "photo": "photos/1.jpg", "text": ""},
  {"id": 5, "type": "message", "date": "2031-04-02T10:06:00", "author": "ليلى سعد", "from": "سرمد عاجل", "text_entities": [{"type": "plain", "text": "الطريق سالك."}]}
 ]
}`

// account is an export of all chats of somebody.
var account = `{"about": "Here is the data you requested.", "personal_information": {"user_id": 1, "bio": "{"},
 "contacts": {"about": "", "list": [{"first_name": "x"}]},
 "chats": {"about": "", "list": [
  {"name": "صديق", "type": "personal_chat", "id": 9, "messages": [{"id": 1, "type": "message", "date": "2031-04-02T10:00:00", "from": "صديق", "text": "رسالة خاصة"}]},
  ` + channel + `]},
 "left_chats": {"about": "", "list": [{"name": "مجموعة الحي", "type": "public_supergroup", "id": 8, "messages": [
  {"id": 7, "type": "message", "date": "2031-04-02T10:00:00", "date_unixtime": "1932886800", "from": "أم وليد", "text": "انقطع الماء."}]}]}}`

// told writes a page as a line.
func toldOf(p *Page) string {
	f := p.Fields
	return fmt.Sprintf("%s|%s|%s|%s|%s|%s|%s", f.ID, f.URL, f.Outlet, f.Published, strings.Join(f.Authors, "+"), f.Title, p.Text)
}

func TestTelegram(t *testing.T) {
	messages := []string{
		"700-2||سرمد عاجل|2031-04-02T08:20:00Z||افتتاح الجسر|افتتاح الجسر\n\nقال الوزير سالم النهري إن الجسر فُتح.",
		"700-3||سرمد عاجل|2031-04-02T10:00:00|قناة الأفق||أغلق الميناء.",
		"700-5||سرمد عاجل|2031-04-02T10:06:00|ليلى سعد||الطريق سالك.",
	}
	for _, tt := range []struct {
		name, export string
		want         []string
	}{
		{"a channel", channel, messages},
		{"after a byte order mark", utf8Mark + channel, messages},
		{"on one line", strings.ReplaceAll(strings.ReplaceAll(channel, `\n\n"`, `\u000a\u000a"`), "\n", ""), messages},
		{"gzipped", string(gzipped(t, []byte(channel))), messages},
		{"an account gives its channels and open groups, no letters", account,
			append(slices.Clone(messages), "8-7||مجموعة الحي|2031-04-02T09:00:00Z|أم وليد||انقطع الماء.")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			lines, pages, _ := all(NewReader(Options{}), write(t, "result.json", []byte(tt.export)))
			var got []string
			for _, p := range pages {
				got = append(got, toldOf(p))
			}
			if !slices.Equal(got, tt.want) || len(lines) != len(pages) {
				t.Errorf("got  %q\nwant %q\nof %q", got, tt.want, lines)
			}
		})
	}
}

func TestBrokenTelegram(t *testing.T) {
	const head = `{"name": "سرمد", "type": "public_channel", "id": 700, "messages": [{"id":1,"type":"message","text":"أولى"},`
	for _, tt := range []struct {
		name, export string
		pages        int
		kind         Kind
		says         string
	}{
		{"cut off within a message", head + `{"id":2,"text":"ثا`, 1, Malformed, "cut off after 1 messages"},
		{"cut off between messages", head[:len(head)-1], 1, Malformed, "cut off"},
		{"broken", head + `{"id":2,"text" "ثانية"}]}`, 1, Malformed, "broken after"},
		{"a message of another shape", head + `{"id":2,"text":7},{"id":3,"text":"ثالثة"}]}`, 2, Malformed, "result.json:2: is no message"},
		{"only pictures", `{"name":"سرمد","type":"private_channel","id":7,"messages":[{"id":1,"text":""}]}`, 0, Empty, "whose 1 messages"},
		{"messages that are no list", `{"name":"سرمد","type":"private_channel","id":7,"messages":[` + `{"id":1,"text":""}],"messages":{}}`, 0, Malformed, "where a list should begin"},
		{"one endless message", head + `{"id":2,"text":"` + strings.Repeat("ا", 40_000) + `"}]}`, 1, TooLarge, "larger than the limit"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			lines, pages, kinds := all(NewReader(Options{MaxBytes: 32 << 10}), write(t, "result.json", []byte(tt.export)))
			if len(pages) != tt.pages || len(kinds) != 1 || kinds[0] != tt.kind || !strings.Contains(strings.Join(lines, "\n"), tt.says) {
				t.Errorf("got %d pages, %v in %.600q", len(pages), kinds, lines)
			}
		})
	}
}

func TestNoTelegram(t *testing.T) {
	for name, text := range map[string]string{
		"an article":             `{"name": "سرمد", "type": "article", "id": 7, "text": "قال"}`,
		"an article with an id":  `{"id": 7, "type": "public_channel", "text": "قال"}`,
		"an article about":       `{"about": "سرمد", "text": "قال"}`,
		"messages of no chat":    `{"messages": [{"text": "قال"}]}`,
		"a name that is a thing": `{"name": {"type": "public_channel", "messages": [`,
	} {
		if looksTelegram([]byte(text)) {
			t.Errorf("%s is taken for an export", name)
		}
	}
}

const (
	rssDump = `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>صدى سرمد</title><link>https://a.example/</link><image><title>شعار</title></image>
<item><title>افتتاح الجسر</title><link>/1#top</link><dc:creator>ليلى سعد</dc:creator><pubDate>Wed, 02 Apr 2031 09:30:00 +0300</pubDate><description>موجز</description>
<media:title>صورة الجسر</media:title><content:encoded><![CDATA[<p>قال الوزير <b>سالم النهري</b> إن الجسر
فُتح.</p><figure><img src="x"><figcaption>الجسر</figcaption></figure><p>وأضاف &quot;انتهى&quot;.</p><script>x()</script>]]></content:encoded></item>
<item><title>بلا رابط</title><guid isPermaLink="false">n7</guid><description>أغلق الميناء أمس.</description></item>
</channel></rss>`
	atomDump = `<feed xmlns="http://www.w3.org/2005/Atom"><title>صدى سرمد</title><link href="https://a.example/"/>
<entry><title>افتتاح الجسر</title><link href="https://a.example/1"/><author><name>ليلى سعد</name></author><published>2031-04-02T09:30:00+03:00</published>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>قال الوزير إن الجسر فُتح.</p><p>وشكر العمال.</p></div></content></entry></feed>`
	rdfDump = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>صدى سرمد</title><link>https://a.example/</link></channel>
<item><title>افتتاح الجسر</title><link>https://a.example/1</link><content:encoded>قال الوزير إن الجسر فُتح.
وشكر العمال.</content:encoded></item></rdf:RDF>`
)

func TestDumps(t *testing.T) {
	const rss = "|https://a.example/1||Wed, 02 Apr 2031 09:30:00 +0300|ليلى سعد|افتتاح الجسر|قال الوزير سالم النهري إن الجسر فُتح.\nوأضاف \"انتهى\"."
	const noLink = "n7||صدى سرمد|||بلا رابط|أغلق الميناء أمس."
	in1256 := encode(t, charmap.Windows1256, strings.Replace(rssDump, "utf-8", "windows-1256", 1))
	for _, tt := range []struct {
		name string
		dump []byte
		want []string
	}{
		{"RSS", []byte(rssDump), []string{rss, noLink}},
		{"RSS in windows-1256", in1256, []string{rss, noLink}},
		{"RSS in windows-1256 that says UTF-8", encode(t, charmap.Windows1256, rssDump), []string{rss, noLink}},
		{"RSS after a byte order mark, gzipped", gzipped(t, []byte(utf8Mark+rssDump)), []string{rss, noLink}},
		{"Atom", []byte(atomDump), []string{"|https://a.example/1||2031-04-02T09:30:00+03:00|ليلى سعد|افتتاح الجسر|قال الوزير إن الجسر فُتح.\nوشكر العمال."}},
		{"RSS 1.0", []byte(rdfDump), []string{"|https://a.example/1||||افتتاح الجسر|قال الوزير إن الجسر فُتح.\nوشكر العمال."}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			lines, pages, _ := all(NewReader(Options{}), write(t, "dump.xml", tt.dump))
			var got []string
			for _, p := range pages {
				got = append(got, toldOf(p))
			}
			if !slices.Equal(got, tt.want) || len(lines) != len(pages) {
				t.Errorf("got  %q\nwant %q\nof %q", got, tt.want, lines)
			}
		})
	}
}

// TestDumpAndLinks has one item with its text and one that only leads to its
// page: the first is not fetched, the second is.
func TestDumpAndLinks(t *testing.T) {
	server := site(t, map[string]string{"/2": webPage})
	dump := `<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>صدى</title><link>` + server.URL + `</link>
<item><title>أ</title><link>/2</link></item><item><title>ب</title><link>/gone</link><content:encoded>قال الوزير.</content:encoded></item></channel></rss>`
	lines, pages, kinds := all(NewReader(Options{AllowPrivate: true}), write(t, "dump.xml", []byte(dump)))
	if len(kinds) > 0 || len(pages) != 2 || pages[0].Text != "قال الوزير." || pages[1].Format != HTML || pages[1].URL != server.URL+"/2" {
		t.Errorf("got %.300q", lines)
	}
}

// TestLongDump reads a dump that is larger than the limit of one page.
func TestLongDump(t *testing.T) {
	head, rest, _ := strings.Cut(rssDump, "<item>")
	item, _, _ := strings.Cut(rest, "</item>")
	const n = 400
	long := head + strings.Repeat("<item>"+item+"</item>", n) + "</channel></rss>"
	_, pages, kinds := all(NewReader(Options{MaxBytes: 16 << 10}), write(t, "dump.xml", []byte(long)))
	if len(pages) != n || len(kinds) > 0 {
		t.Errorf("%d pages, errors %v", len(pages), kinds)
	}
	lines, pages, kinds := all(NewReader(Options{}), write(t, "dump.xml", []byte(long[:len(long)*3/4])))
	if len(pages) < n/2 || len(kinds) != 1 || kinds[0] != Malformed || !strings.Contains(lines[len(lines)-1], "broken after 299 items") {
		t.Errorf("cut: %d pages, %v, %s", len(pages), kinds, lines[len(lines)-1])
	}
}

// FuzzDump holds exports of Telegram and dumps of feeds to what FuzzJSONL holds
// JSON Lines to. No address is fetched.
func FuzzDump(f *testing.F) {
	for _, s := range []string{channel, account, rssDump, atomDump, rdfDump, rssFeed, atomFeed} {
		f.Add([]byte(s))
		f.Add([]byte(s[:len(s)/2]))
	}
	f.Add([]byte(`<rss><channel><item><description>` + strings.Repeat("<![CDATA[<figure>]]>", 20)))
	f.Add([]byte(`{"name":null,"type":"saved_messages","id":1,"messages":[{"text":[["a"]]}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r := NewReader(Options{MaxBytes: 1 << 16})
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		check := func(p *Page, err error) bool {
			var e *Error
			switch {
			case err != nil && (!errors.As(err, &e) || p != nil || e.Name == "" || e.Reason == ""):
				t.Fatalf("error %#v with page %v", err, p)
			case err == nil && (p.Fields == nil || strings.TrimSpace(p.Text) == "" || !utf8.ValidString(p.Text) || !utf8.ValidString(p.Fields.Title)):
				t.Fatalf("page %+v", p)
			}
			return err == nil || e.Kind != Fetch && e.Kind != Refused
		}
		r.telegram(ctx, bufio.NewReaderSize(bytes.NewReader(raw), 64), source{name: "in"}, check)
		cut := newItemCutter(bytes.NewReader(raw), 1<<16)
		for {
			one, err := cut.next()
			if err != nil {
				if err != io.EOF {
					check(nil, named("in", brokenFeed(0, err)))
				}
				return
			}
			if feed, err := readFeed(one); err == nil && len(feed.Items) > 0 {
				if p, _ := cut.page("in", feed.Items[0]); p != nil {
					check(p, nil)
				}
			}
		}
	})
}
