// Package evidence packs what stands behind a statement, a claim or a story, so
// that it can be checked by others without the archive.
//
// An archive and the names of what is to be shown go in; a zip comes out, with
// a page to read in Arabic and English, the articles as they were read, their
// records, the chain as JSON, JSON-LD, and a manifest with the SHA-256 of each
// file. Verify reads such a file with nothing else at hand.
//
// The zip is written in one way only, without compression, so that a pack that
// is written again from its files gives the same bytes: whatever byte is altered,
// in a file or in what holds them together, is found and named.
package evidence

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"isnad/arabic"
	"isnad/archive"
	"isnad/export"
	"isnad/page"
	"isnad/record"
	"isnad/story"
)

// Schema names the form of a pack.
const Schema = "isnad/pack/1"

// The bounds of a pack, for who makes and who reads one.
const (
	MaxBytes    = 64 << 20
	MaxArticles = 200
)

// The files of a pack beside those of its articles.
const (
	manifestFile = "manifest.json"
	chainFile    = "evidence.json"
	linkedFile   = "evidence.jsonld"
	pageFile     = "index.html"
)

// fileName is what a file of a pack can be called: nothing else is read.
var fileName = regexp.MustCompile(`^(manifest\.json|evidence\.json|evidence\.jsonld|index\.html|articles/[1-9][0-9]{0,3}/(text\.txt|record\.json|page\.(html|txt|json)))$`)

// ErrTooLarge is a pack beyond MaxArticles or MaxBytes.
var ErrTooLarge = errors.New("too much for one pack")

// Manifest lists the files of a pack. Times are in UTC.
type Manifest struct {
	Schema   string    `json:"schema"`
	Packed   time.Time `json:"packed"`
	Subjects []string  `json:"subjects"` // as they were asked for
	Files    []File    `json:"files"`    // by name, without the manifest
}

// File is a file of a pack.
type File struct {
	Name   string `json:"name"`
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Chain is what a pack shows: its subjects with the exact words of each, and the
// articles in which they stand. Positions count code points of the text.
type Chain struct {
	Packed   time.Time `json:"packed"`
	Subjects []Subject `json:"subjects"`
	Articles []Article `json:"articles"` // number 1 is the first
}

// Subject is a statement, or a claim with its chain. A story is one subject
// without words of its own, followed by its claims.
type Subject struct {
	Kind    string   `json:"kind"` // statement, claim, story
	ID      string   `json:"id"`
	Title   string   `json:"title"` // of the story, "" of a statement
	Words   []Words  `json:"words"` // in the order of publication
	Origins []Origin `json:"origins"`
	// drawn is the claim whose chain the page draws.
	drawn *story.Claim
	graph *story.Graph
}

// Words are the exact words of an article.
type Words struct {
	Article   int      `json:"article"` // its number
	Start     int      `json:"start"`
	End       int      `json:"end"`
	Text      string   `json:"text"`
	Statement string   `json:"statement"` // id in its record, "" in the article's own voice
	Source    string   `json:"source"`
	Via       []string `json:"via"` // relays, outermost first
}

// Origin is an independent original source with the words that go back to it.
type Origin struct {
	Name  string `json:"name"`
	Named bool   `json:"named"`
	Words []int  `json:"words"` // counted from 0
}

// Article is an article of a pack, as the archive keeps it.
type Article struct {
	ID        string     `json:"id"`
	Version   int        `json:"version"`
	Outlet    string     `json:"outlet"`
	URL       string     `json:"url"`
	Title     string     `json:"title"`
	Published *time.Time `json:"published"`
	Precision string     `json:"published_precision"`
	FirstSeen time.Time  `json:"first_seen"`
	Text      string     `json:"text"`   // name of the file
	Record    string     `json:"record"` // name of the file
	Page      string     `json:"page"`   // name of the file, "" where the page was not kept
	PageURL   string     `json:"page_url"`
}

// folder is where the files of article number n are.
func folder(n int) string { return "articles/" + strconv.Itoa(n) + "/" }

// packer gathers what a pack holds.
type packer struct {
	ctx      context.Context
	from     archive.Archive
	chain    Chain
	kept     []*archive.Kept
	versions map[string][]*archive.Kept // by id, the newest first
	number   map[*archive.Kept]int
}

// Make packs subjects: "ARTICLE#s3" is a statement, "STORY#KEY" or "STORY#2" a
// claim by the key of a member (story.Assertion.Key) or by its number, "STORY" a
// story by its id or that of an article of it. It returns the pack and the
// SHA-256 of its manifest, which names all of it.
//
// Law: the same archive, subjects and time give the same bytes. Errors are those
// of the archive, ErrTooLarge, and archive.ErrNotFound for what is not there.
func Make(ctx context.Context, from archive.Archive, subjects []string, packed time.Time) (pack []byte, hash string, err error) {
	packed = packed.UTC().Truncate(time.Second)
	p := &packer{ctx: ctx, from: from, versions: map[string][]*archive.Kept{}, number: map[*archive.Kept]int{}}
	p.chain = Chain{Packed: packed, Subjects: []Subject{}, Articles: []Article{}}
	for _, name := range subjects {
		if err := p.subject(name); err != nil {
			return nil, "", err
		}
	}
	files, err := p.files()
	if err != nil {
		return nil, "", err
	}
	m := Manifest{Schema: Schema, Packed: packed, Subjects: subjects}
	for _, name := range sortedNames(files) {
		m.Files = append(m.Files, File{name, len(files[name]), digest(files[name])})
	}
	if files[manifestFile], err = encode(m); err != nil {
		return nil, "", err
	}
	pack, err = write(files, packed)
	if err == nil && len(pack) > MaxBytes {
		return nil, "", fmt.Errorf("%s: %w: it would have %d MB (pack a claim or a statement of it)", strings.Join(subjects, " "), ErrTooLarge, len(pack)>>20)
	}
	return pack, digest(files[manifestFile]), err
}

func (p *packer) subject(name string) error {
	id, part, parted := strings.Cut(name, "#")
	if parted && len(part) > 1 && part[0] == 's' && strings.Trim(part[1:], "0123456789") == "" {
		return p.statement(id, part)
	}
	kept, err := p.from.Story(p.ctx, id)
	if err != nil {
		return fmt.Errorf("%s: %w (a statement is ARTICLE#s3, a claim STORY#2, a story its id)", name, err)
	}
	s, err := story.Decode(kept.Whole)
	if err != nil {
		return err
	}
	claims := s.Claims()
	if parted {
		i := story.FindClaim(claims, part)
		if n, err := strconv.Atoi(part); err == nil && len(part) <= 4 {
			i = n - 1
		}
		if i < 0 || i >= len(claims) {
			return fmt.Errorf("%s: %w (the story has %d claims)", name, archive.ErrNotFound, len(claims))
		}
		return p.claim(kept, s, claims[i])
	}
	if len(s.Articles) > MaxArticles {
		return fmt.Errorf("%s: %w: it has %d articles (pack a claim of it, as %s#1)", name, ErrTooLarge, len(s.Articles), name)
	}
	p.chain.Subjects = append(p.chain.Subjects, Subject{Kind: "story", ID: kept.ID, Title: kept.Title, Words: []Words{}, Origins: []Origin{}})
	for _, a := range s.Articles {
		if _, err := p.article(a.ID, func(*archive.Kept) bool { return true }); err != nil {
			return err
		}
	}
	for _, c := range claims {
		if err := p.claim(kept, s, c); err != nil {
			return err
		}
	}
	return nil
}

func (p *packer) statement(id, ref string) error {
	n, err := p.article(id, func(k *archive.Kept) bool { return k.Record.Statement(ref) != nil })
	if err != nil {
		return err
	}
	k := p.kept[n-1]
	st := k.Record.Statement(ref)
	points := export.CodePoints(k.Record.Article.Text)
	w := Words{n, points[st.Content.Start], points[st.Content.End], st.Content.Of(k.Record.Article.Text), ref, st.Source.Name, []string{}}
	for _, l := range st.Chain[:max(len(st.Chain)-1, 0)] {
		w.Via = append(w.Via, l.Name)
	}
	s := Subject{Kind: "statement", ID: id + "#" + ref, Words: []Words{w}, Origins: []Origin{}}
	if w.Source != "" {
		s.Origins = append(s.Origins, Origin{w.Source, st.Source.Type != record.Anonymous, []int{0}})
	}
	p.chain.Subjects = append(p.chain.Subjects, s)
	return nil
}

func (p *packer) claim(kept *archive.Story, s *story.Story, c *story.Claim) error {
	out := Subject{Kind: "claim", ID: kept.ID + "#" + c.Members[0].Key(), Title: kept.Title, Origins: []Origin{}, drawn: c, graph: c.Graph(s.Near)}
	at := map[*story.Assertion]int{}
	for i, m := range c.Members {
		at[m] = i
		// A newer version may have other words than the story was made of.
		n, err := p.article(m.Article.ID, func(k *archive.Kept) bool {
			text := k.Record.Article.Text
			return m.Span.End <= len(text) && m.Span.Of(text) == m.Text
		})
		if err != nil {
			return err
		}
		out.Words = append(out.Words, words(n, p.kept[n-1], m))
	}
	for _, o := range c.Origins {
		origin := Origin{o.Name, !o.Unnamed(), []int{}}
		for _, m := range o.Members {
			origin.Words = append(origin.Words, at[m])
		}
		out.Origins = append(out.Origins, origin)
	}
	p.chain.Subjects = append(p.chain.Subjects, out)
	return nil
}

func words(n int, k *archive.Kept, m *story.Assertion) Words {
	points := export.CodePoints(k.Record.Article.Text)
	w := Words{n, points[m.Span.Start], points[m.Span.End], m.Text, m.Statement, m.Source.Name, []string{}}
	for _, v := range m.Chain {
		w.Via = append(w.Via, v.Name)
	}
	return w
}

// article takes the newest version of an article that has what is shown of it
// into the pack, once, and gives its number.
func (p *packer) article(id string, has func(*archive.Kept) bool) (int, error) {
	versions := p.versions[id]
	if versions == nil {
		newest, err := p.from.Get(p.ctx, id, 0)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", id, err)
		}
		versions = append(versions, newest)
	}
	for i := 0; ; i++ {
		if i == len(versions) {
			last := versions[i-1].Number
			if last == 1 {
				p.versions[id] = versions
				return 0, fmt.Errorf("%s: what is asked for is in none of its versions: %w (isnad show lists its statements, isnad story update finds the stories anew)", id, archive.ErrNotFound)
			}
			older, err := p.from.Get(p.ctx, id, last-1)
			if err != nil {
				return 0, fmt.Errorf("%s: %w", id, err)
			}
			versions = append(versions, older)
		}
		if has(versions[i]) {
			p.versions[id] = versions
			return p.take(versions[i])
		}
	}
}

func (p *packer) take(k *archive.Kept) (int, error) {
	if n, known := p.number[k]; known {
		return n, nil
	}
	if len(p.kept) == MaxArticles {
		return 0, fmt.Errorf("%w: it would have more than %d articles (pack a claim or a statement)", ErrTooLarge, MaxArticles)
	}
	p.kept = append(p.kept, k)
	n := len(p.kept)
	p.number[k] = n
	a := Article{ID: k.ID, Version: k.Number, Outlet: k.Outlet, URL: k.URL, Title: k.Title, Precision: string(k.Published.Precision),
		FirstSeen: k.FirstSeen, Text: folder(n) + "text.txt", Record: folder(n) + "record.json"}
	if k.Published.Known() {
		a.Published = &k.Published.Time
	}
	if k.Page != nil {
		a.PageURL, a.Page = k.Page.URL, folder(n)+"page."+extension(k.Page.Format)
	}
	p.chain.Articles = append(p.chain.Articles, a)
	return n, nil
}

func extension(f page.Format) string {
	switch f {
	case page.HTML:
		return "html"
	case page.Text:
		return "txt"
	}
	return "json"
}

// files makes all files but the manifest.
func (p *packer) files() (map[string][]byte, error) {
	files := map[string][]byte{}
	var linked bytes.Buffer
	format, err := export.FormatOf("jsonld")
	if err != nil {
		return nil, err
	}
	records, err := format.New(&linked)
	if err != nil {
		return nil, err
	}
	for i, k := range p.kept {
		a := p.chain.Articles[i]
		files[a.Text] = []byte(k.Record.Article.Text)
		files[a.Record] = append(slices.Clone(k.JSON), '\n')
		if a.Page != "" {
			files[a.Page] = []byte(k.Page.Text)
			if k.Page.Format == page.Record {
				if files[a.Page], err = encode(k.Page.Fields); err != nil {
					return nil, err
				}
			}
		}
		if err := records.Write(k); err != nil {
			return nil, err
		}
	}
	if err := records.Close(); err != nil {
		return nil, err
	}
	files[linkedFile] = linked.Bytes()
	if files[chainFile], err = encode(p.chain); err != nil {
		return nil, err
	}
	files[pageFile], err = p.page(files)
	return files, err
}

func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// sortedNames are the names of files, the manifest first and the page after it,
// so that who opens the zip sees them.
func sortedNames(files map[string][]byte) []string {
	var names []string
	for name := range files {
		names = append(names, name)
	}
	rank := func(name string) int {
		return slices.Index([]string{linkedFile, chainFile, pageFile, manifestFile}, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if x, y := rank(a), rank(b); x != y {
			return y - x
		}
		return strings.Compare(a, b)
	})
	return names
}

// write is the one way in which the files of a pack are put together.
func write(files map[string][]byte, packed time.Time) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range sortedNames(files) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store, Modified: packed})
		if err == nil {
			_, err = w.Write(files[name])
		}
		if err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return b.Bytes(), err
}

// within is the span of words in bytes, of a text whose code points they count.
func within(text string, start, end int) (arabic.Span, bool) {
	if start < 0 || end < start {
		return arabic.Span{}, false
	}
	s := arabic.Span{Start: -1, End: -1}
	n := 0
	for at := range text {
		if n == start {
			s.Start = at
		}
		if n == end {
			s.End = at
		}
		n++
	}
	if n == start {
		s.Start = len(text)
	}
	if n == end {
		s.End = len(text)
	}
	return s, s.Start >= 0 && s.End >= 0
}
