package archive

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"time"

	"isnad/article"
	"isnad/page"
	"isnad/record"
)

// Entry is an article on its way into an archive. Making one does the work
// that needs no store, so that many workers can share it; entries are
// immutable.
type Entry struct {
	Record  *record.Record
	JSON    []byte          // the record as record.Encoder writes it, one line
	Page    *page.Page      // what the record was read from; nil keeps no page
	Options article.Options // what was said about the page when it was read
	Hash    [16]byte        // see ContentHash
	Words   []Word          // what an index holds of the text
}

// NewEntry prepares a record for an archive. p may be nil; then the article
// cannot be read again by a better reader.
func NewEntry(r *record.Record, p *page.Page, opts article.Options) (*Entry, error) {
	var line bytes.Buffer
	if err := record.NewEncoder(&line, "").Encode(r); err != nil {
		return nil, err
	}
	return &Entry{
		Record: r, JSON: bytes.TrimSuffix(line.Bytes(), []byte("\n")), Page: p, Options: opts,
		Hash: ContentHash(r.Article), Words: Words(r.Article),
	}, nil
}

// ContentHash is a digest of what an article says and of what it says about
// itself: title, authors, publication, text. Address and outlet are no part of
// it, so that a changed link is no new version.
func ContentHash(a *article.Article) [16]byte {
	h := sha256.New()
	field := func(s string) {
		var n [8]byte
		binary.LittleEndian.PutUint64(n[:], uint64(len(s)))
		h.Write(n[:])
		h.Write([]byte(s))
	}
	field(a.Title)
	field(a.Text)
	if a.Published.Known() {
		field(string(a.Published.Precision))
		field(a.Published.Time.Format(time.RFC3339))
	}
	for _, author := range a.Authors {
		field(author)
	}
	return [16]byte(h.Sum(nil))
}
