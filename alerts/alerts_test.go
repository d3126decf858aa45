package alerts

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"isnad/archive"
	"isnad/archive/archivetest"
	"isnad/archive/sqlite"
	"isnad/story/keeper"
)

// bench is an archive with a clock, a runner and what it printed.
type bench struct {
	t *testing.T
	archive.Archive
	archivetest.Clock
	*Runner
	printed []*Message
	logged  []string
}

func newBench(t *testing.T) *bench {
	b := &bench{t: t}
	b.Set(time.Date(2031, 5, 1, 8, 0, 0, 0, time.UTC))
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "isnad.db"), sqlite.Options{Create: true, Now: b.Clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	b.Archive, b.Runner = db, b.another(db)
	return b
}

// another is a runner beside the first.
func (b *bench) another(db archive.Archive) *Runner {
	return &Runner{
		Archive: db, Now: b.Clock.Now,
		Print: func(m *Message) error { b.printed = append(b.printed, m); return nil },
		Log:   func(err error) { b.logged = append(b.logged, err.Error()) },
	}
}

func (b *bench) add(a Alert) *Alert {
	b.t.Helper()
	saved, err := Add(b.t.Context(), b.Archive, a, b.Clock.Now())
	if err != nil {
		b.t.Fatal(err)
	}
	return saved
}

func (b *bench) put(stories ...archivetest.Story) {
	b.t.Helper()
	var entries []*archive.Entry
	for _, s := range stories {
		entries = append(entries, archivetest.Entry(b.t, s))
	}
	if _, err := b.Put(b.t.Context(), entries); err != nil {
		b.t.Fatal(err)
	}
}

// pass makes a pass and gives what was printed in it.
func (b *bench) pass() []*Message {
	b.t.Helper()
	b.printed = nil
	if _, err := keeper.New(b.Archive, 1).Update(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	if err := b.Once(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	return b.printed
}

func (b *bench) status() Status {
	b.t.Helper()
	all, err := List(b.t.Context(), b.Archive)
	if err != nil || len(all) != 1 {
		b.t.Fatalf("alerts %v, %v", all, err)
	}
	return all[0]
}

// bridge and port are articles about invented people: the minister says that
// the bridge will be opened on a day; the mayor denies that a port will close.
var (
	bridge = archivetest.Story{ID: "1", Outlet: "سرمد", Published: "2031-04-30", Title: "افتتاح جسر النهر",
		Text: "قال وزير النقل نعمان الحور إن جسر النهر سيُفتح أمام السيارات في 10 مايو 2031."}
	port = archivetest.Story{ID: "2", Outlet: "الأفق", Published: "2031-04-30", Title: "الميناء باق",
		Text: "نفت رئيسة البلدية سلمى الغالي أن يكون الميناء القديم قد أغلق."}
)

func id(t *testing.T, s archivetest.Story) string { return archivetest.Entry(t, s).Record.Article.ID }

func TestNewMatches(t *testing.T) {
	b := newBench(t)
	b.put(bridge)
	b.add(Alert{Name: "النقل", Kind: Match, Query: "speaker:الحور"})
	if got := b.pass(); len(got) != 0 {
		t.Errorf("what was there before is told: %v", got)
	}
	second := bridge
	second.ID, second.Text = "9", "وقال وزير النقل نعمان الحور إن الأشغال انتهت."
	b.put(port, second)
	got := b.pass()
	if len(got) != 1 || got[0].Article.ID != id(t, second) || got[0].Schema != Schema || got[0].Alert.Query != "speaker:الحور" || len(got[0].Words) == 0 {
		t.Fatalf("told %+v", got)
	}
	for _, w := range got[0].Words {
		if !strings.Contains(second.Title+"\n\n"+second.Text, w) {
			t.Errorf("the article does not have %q", w)
		}
	}
	if line := got[0].Line(); !strings.HasPrefix(line, "النقل [match] افتتاح جسر النهر · سرمد") {
		t.Errorf("line %s", line)
	}
	if got := b.pass(); len(got) != 0 {
		t.Errorf("told twice: %v", got)
	}
	if s := b.status(); s.Sent != 1 || s.Waiting != 0 {
		t.Errorf("status %+v", s)
	}
	// A correction is no new match, and words that only others have are none.
	second.Text += " وشكر العمال."
	b.put(second)
	if got := b.pass(); len(got) != 0 {
		t.Errorf("a correction is told as new: %v", got)
	}
}

func TestSomeOfTheWordsAreNoMatch(t *testing.T) {
	b := newBench(t)
	b.add(Alert{Kind: Match, Query: "جسر ميناء"})
	b.put(bridge, port)
	if got := b.pass(); len(got) != 0 {
		t.Errorf("told %+v", got[0])
	}
}

func TestChangedArticles(t *testing.T) {
	b := newBench(t)
	b.put(bridge)
	b.add(Alert{Kind: Change})
	b.put(port)
	corrected := bridge
	corrected.Text = strings.Replace(bridge.Text, "10 مايو", "20 مايو", 1)
	b.put(corrected)
	got := b.pass()
	if len(got) != 1 || got[0].Article.Version != 2 || strings.Join(got[0].Words, " ") != "20" || strings.Join(got[0].Gone, " ") != "10" {
		t.Fatalf("told %+v", got)
	}
	if got := b.pass(); len(got) != 0 {
		t.Errorf("told twice: %v", got)
	}
}

func TestDeadlines(t *testing.T) {
	b := newBench(t)
	b.put(bridge, port)
	b.add(Alert{Kind: Due, Days: 3})
	for _, step := range []struct {
		day  int
		want int
	}{{1, 0}, {6, 0}, {7, 1}, {8, 0}, {10, 0}, {11, 0}} {
		b.Set(time.Date(2031, 5, step.day, 8, 0, 0, 0, time.UTC))
		got := b.pass()
		if len(got) != step.want {
			t.Errorf("on day %d: %d told", step.day, len(got))
		}
		for _, m := range got {
			if m.Due != "2031-05-10" || len(m.Words) != 1 || !strings.Contains(bridge.Text, m.Words[0]) || len(m.Commitment) == 0 {
				t.Errorf("told %+v", m)
			}
		}
	}
	s, err := loadState(t.Context(), b.Archive, b.status().ID)
	if err != nil || len(s.Told) != 0 {
		t.Errorf("what is over is remembered: %v, %v", s.Told, err)
	}
}

// TestNewOrigins has two outlets give a claim by one source, and a third one
// by another.
func TestNewOrigins(t *testing.T) {
	b := newBench(t)
	article := func(id, outlet, title, text string) archivetest.Story {
		return archivetest.Story{ID: id, Outlet: outlet, Published: "2031-04-30", Title: title, Text: text}
	}
	const rest = " ويقع سد العقيق شمال بلدة الواحة، وقد بُني قبل أربعين عاماً لحماية البلدة من السيول."
	b.put(
		article("1", "سرمد", "تصدعات في سد العقيق", "قال المهندس نعمان الحور إن تصدعات خطيرة رُصدت في جدار سد العقيق قبل شهرين."+rest),
		article("2", "الأفق", "تصدعات سد العقيق رُصدت قبل شهرين", "أكد المهندس نعمان الحور أن تصدعات خطيرة رُصدت في جدار سد العقيق قبل شهرين."+rest),
	)
	b.add(Alert{Kind: Origin, Query: "العقيق"})
	repeated := article("3", "مدار", "سد العقيق وتصدعاته", "ذكر المهندس نعمان الحور أن تصدعات خطيرة رُصدت في جدار سد العقيق قبل شهرين."+rest)
	b.put(repeated)
	if got := b.pass(); len(got) != 0 {
		t.Errorf("a known origin is told: %+v", got[0].Origin)
	}
	other := article("4", "الصدى", "العالمة الجالي: تصدعات في سد العقيق", "قالت عالمة الجيولوجيا ريم الجالي إن جدار سد العقيق رُصدت فيه قبل شهرين تصدعات خطيرة.")
	b.put(other)
	if b.printed = nil; b.Once(t.Context()) != nil || len(b.printed) > 0 {
		t.Errorf("an article in no story yet is told of: %v", b.printed)
	}
	got := b.pass()
	if len(got) != 1 || got[0].Origin == nil || got[0].Origin.Name != "ريم الجالي" || !got[0].Origin.Named || fmt.Sprint(got[0].Origin.Known) != "[نعمان الحور]" {
		t.Fatalf("told %+v", got)
	}
	if got[0].Article.ID != id(t, other) || !strings.Contains(other.Text, got[0].Words[0]) {
		t.Errorf("told %+v", got[0])
	}
	if got := b.pass(); len(got) != 0 {
		t.Errorf("told twice")
	}
}

// receiver is a webhook that answers as it is told to.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	answer func(w http.ResponseWriter, q *http.Request)
	got    map[string]int // requests by id
	heads  []http.Header
	bodies [][]byte
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{got: map[string]int{}, answer: func(http.ResponseWriter, *http.Request) {}}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.got[q.Header.Get("Idempotency-Key")]++
		r.heads, r.bodies = append(r.heads, q.Header), append(r.bodies, body)
		r.answer(w, q)
	}))
	t.Cleanup(r.Close)
	return r
}

func TestWebhookIsSigned(t *testing.T) {
	b, r := newBench(t), newReceiver(t)
	a := b.add(Alert{Kind: Match, Webhook: r.URL, AllowPrivate: true})
	b.put(bridge)
	b.pass()
	if len(r.bodies) != 1 {
		t.Fatalf("posted %d times: %v", len(r.bodies), b.logged)
	}
	head, body := r.heads[0], r.bodies[0]
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(a.Secret, "whsec_"))
	if err != nil || len(key) != 32 {
		t.Fatalf("secret %q, %v", a.Secret, err)
	}
	h := hmac.New(sha256.New, key)
	h.Write([]byte(head.Get("Webhook-Id") + "." + head.Get("Webhook-Timestamp") + "." + string(body)))
	if want := "v1," + base64.StdEncoding.EncodeToString(h.Sum(nil)); head.Get("Webhook-Signature") != want {
		t.Errorf("signature %s, want %s", head.Get("Webhook-Signature"), want)
	}
	var m Message
	if err := json.Unmarshal(body, &m); err != nil || m.ID != head.Get("Webhook-Id") || m.Article.ID != id(t, bridge) {
		t.Errorf("body %s, %v", body, err)
	}
	if head.Get("Webhook-Timestamp") != fmt.Sprint(b.Clock.Now().Unix()) || head.Get("Content-Type") != "application/json" {
		t.Errorf("head %v", head)
	}
}

func TestWebhookIsTriedAgain(t *testing.T) {
	b, r := newBench(t), newReceiver(t)
	b.add(Alert{Kind: Match, Webhook: r.URL + "/secret-path", AllowPrivate: true})
	b.put(bridge, port)
	r.answer = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }
	posts := func() int { return len(r.bodies) }
	b.pass()
	if posts() != 1 { // the second waits: the receiver is in trouble
		t.Errorf("posted %d times", posts())
	}
	if s := b.status(); s.Waiting != 2 || s.Sent != 0 || !strings.Contains(s.Trouble, "500") {
		t.Errorf("status %+v", s)
	}
	b.pass() // the second is tried
	b.pass() // too early for either
	if posts() != 2 {
		t.Errorf("posted %d times before a minute is over", posts())
	}
	for i, wait := range []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute} {
		b.Set(b.Clock.Now().Add(wait - time.Second))
		b.pass()
		if posts() != 2+2*i {
			t.Errorf("posted %d times before %s is over", posts(), wait)
		}
		b.Set(b.Clock.Now().Add(time.Second))
		b.pass()
		b.pass()
		if posts() != 4+2*i {
			t.Errorf("posted %d times after %s", posts(), wait)
		}
	}
	r.answer = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "7200")
		w.WriteHeader(http.StatusTooManyRequests)
	}
	b.Set(b.Clock.Now().Add(8 * time.Minute))
	b.pass()
	b.pass()
	before := posts()
	b.Set(b.Clock.Now().Add(time.Hour))
	b.pass()
	if posts() != before {
		t.Error("a receiver that asked for two hours is asked after one")
	}
	r.answer = func(http.ResponseWriter, *http.Request) {}
	b.Set(b.Clock.Now().Add(time.Hour))
	b.pass()
	b.pass()
	if s := b.status(); s.Waiting != 0 || s.Sent != 2 || s.Trouble != "" || len(r.got) != 2 {
		t.Errorf("status %+v, %d ids", s, len(r.got))
	}
	for _, line := range b.logged {
		if strings.Contains(line, "secret-path") {
			t.Errorf("the address is logged: %s", line)
		}
	}
}

func TestWebhookIsGivenUp(t *testing.T) {
	b, r := newBench(t), newReceiver(t)
	b.add(Alert{Kind: Match, Webhook: r.URL, AllowPrivate: true})
	r.answer = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }
	b.put(bridge)
	for range maxTries + 5 {
		b.pass()
		b.Set(b.Clock.Now().Add(maxBackoff))
	}
	if s := b.status(); s.GivenUp != 1 || s.Waiting != 0 || len(r.bodies) != maxTries {
		t.Errorf("status %+v after %d posts", s, len(r.bodies))
	}
	r.answer = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) }
	b.put(port)
	b.pass()
	if s := b.status(); s.GivenUp != 2 || s.Waiting != 0 {
		t.Errorf("after 410: %+v", s)
	}
}

// TestRunnersShare has two runners work over one archive at the same time:
// each message is posted once.
func TestRunnersShare(t *testing.T) {
	b, r := newBench(t), newReceiver(t)
	b.add(Alert{Kind: Match, Webhook: r.URL, AllowPrivate: true})
	b.add(Alert{Kind: Due, Days: 30, Webhook: r.URL, AllowPrivate: true})
	var stories []archivetest.Story
	for i := range 10 {
		s := bridge
		s.ID, s.Text = fmt.Sprint(i), s.Text+fmt.Sprintf("\nالعدد %d.", i)
		stories = append(stories, s)
	}
	b.put(stories...)
	var running sync.WaitGroup
	for range 3 {
		runner := b.another(b.Archive)
		runner.Log = func(err error) { t.Error(err) }
		running.Go(func() {
			if err := runner.Once(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	running.Wait()
	if len(r.got) != 20 {
		t.Errorf("%d messages", len(r.got))
	}
	for id, n := range r.got {
		if n != 1 {
			t.Errorf("%s is posted %d times", id, n)
		}
	}
}

// TestKilledWhileSending takes a message and dies: it is sent again under the
// same id, after its lease.
func TestKilledWhileSending(t *testing.T) {
	b, r := newBench(t), newReceiver(t)
	b.add(Alert{Kind: Match, Webhook: r.URL, AllowPrivate: true})
	b.put(bridge)
	ctx, kill := context.WithCancel(t.Context())
	r.answer = func(_ http.ResponseWriter, q *http.Request) {
		kill()
		<-q.Context().Done() // the client has gone
	}
	if err := b.Once(ctx); err == nil {
		t.Error("the pass went on")
	}
	r.answer = func(http.ResponseWriter, *http.Request) {}
	b.pass()
	if len(r.bodies) != 1 {
		t.Errorf("posted %d times within the lease", len(r.bodies))
	}
	b.Set(b.Clock.Now().Add(lease))
	b.pass()
	if s := b.status(); s.Sent != 1 || len(r.bodies) != 2 || len(r.got) != 1 {
		t.Errorf("status %+v, posts %v", s, r.got)
	}
}

func TestWebhooksKeepToPublicAddresses(t *testing.T) {
	b := newBench(t)
	private := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a private address was reached") }))
	defer private.Close()
	b.add(Alert{Kind: Match, Webhook: private.URL})
	b.put(bridge)
	b.pass()
	if s := b.status(); s.Waiting != 1 || !strings.Contains(s.Trouble, "not a public address") {
		t.Errorf("status %+v", s)
	}
	// Where it may lead to is one address: a redirect is none.
	r := newReceiver(t)
	r.answer = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", private.URL)
		w.WriteHeader(http.StatusTemporaryRedirect)
	}
	b = newBench(t)
	b.add(Alert{Kind: Match, Webhook: r.URL, AllowPrivate: true})
	b.put(bridge)
	b.pass()
	if s := b.status(); s.Waiting != 1 || !strings.Contains(s.Trouble, "307") {
		t.Errorf("status %+v", s)
	}
}

func TestAddRefuses(t *testing.T) {
	b := newBench(t)
	for _, a := range []Alert{
		{Kind: Match, Query: "("}, {Kind: "all"}, {Kind: Due, Days: 400}, {Kind: Match, Webhook: "ftp://x.example/"},
		{Kind: Match, Webhook: "hooks.example"}, {Kind: Match, Webhook: "https://a:b@hooks.example/"}, {Kind: Match, Webhook: "file:///etc/passwd"},
	} {
		if _, err := Add(t.Context(), b.Archive, a, b.Clock.Now()); err == nil {
			t.Errorf("%+v is taken", a)
		}
	}
	if all, err := List(t.Context(), b.Archive); err != nil || len(all) != 0 {
		t.Errorf("kept %v, %v", all, err)
	}
}

func TestRemove(t *testing.T) {
	b := newBench(t)
	a := b.add(Alert{Kind: Match})
	b.put(bridge)
	if err := Remove(t.Context(), b.Archive, a.ID); err != nil {
		t.Fatal(err)
	}
	if got := b.pass(); len(got) != 0 {
		t.Errorf("told %v", got)
	}
	for _, name := range []string{StateName, noteName(a.ID)} {
		if note, err := b.State(t.Context(), name); err != nil || note != nil {
			t.Errorf("%s is %q, %v", name, note, err)
		}
	}
	if err := Remove(t.Context(), b.Archive, a.ID); !errors.Is(err, archive.ErrNotFound) {
		t.Errorf("removed twice: %v", err)
	}
	if err := changeState(t.Context(), b.Archive, a.ID, func(*state) error { return nil }); err != errRemoved {
		t.Errorf("its state is made again: %v", err)
	}
}
