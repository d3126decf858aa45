package evidence

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"isnad/record"
)

// Fault is what is wrong with a pack, and where.
type Fault struct {
	Where  string // name of a file of the pack, or byte of the zip
	Reason string
}

// Error implements error.
func (f *Fault) Error() string { return f.Where + ": " + f.Reason }

func fault(where, format string, args ...any) error {
	return &Fault{where, fmt.Sprintf(format, args...)}
}

// Verified is a pack that was found to be whole.
type Verified struct {
	Manifest Manifest
	Chain    Chain
	Hash     string // SHA-256 of the manifest, as Make gave it
}

// Verify checks a pack by itself: that it has the files of its manifest and no
// others, each with its digest; that the zip is written as Make writes it; that
// all words stand where the pack says; and that the JSON-LD says what the records
// say. The error is a *Fault.
//
// Who altered a pack and made all of it anew passes; the hash of the manifest
// that was told when the pack was made tells.
func Verify(pack []byte) (*Verified, error) {
	files, err := read(pack)
	if err != nil {
		return nil, err
	}
	v := &Verified{Hash: digest(files[manifestFile])}
	if err := strict(files[manifestFile], &v.Manifest); err != nil {
		return nil, fault(manifestFile, "cannot be read: %v", err)
	}
	if v.Manifest.Schema != Schema {
		return nil, fault(manifestFile, "its schema is %q and not %s (a newer isnad may read it)", v.Manifest.Schema, Schema)
	}
	listed := map[string]bool{manifestFile: true}
	for _, f := range v.Manifest.Files {
		content, ok := files[f.Name]
		switch {
		case listed[f.Name]:
			return nil, fault(manifestFile, "lists %s twice", f.Name)
		case !ok:
			return nil, fault(f.Name, "is in the manifest and not in the pack")
		case len(content) != f.Bytes:
			return nil, fault(f.Name, "has %d bytes and not %d as the manifest says", len(content), f.Bytes)
		case digest(content) != f.SHA256:
			return nil, fault(f.Name, "its SHA-256 is not that of the manifest")
		}
		listed[f.Name] = true
	}
	for _, name := range sortedNames(files) {
		if !listed[name] {
			return nil, fault(name, "is in the pack and not in the manifest")
		}
	}
	if err := canonical(pack, files, v); err != nil {
		return nil, err
	}
	return v, v.agree(files)
}

// read takes the files out of a zip, within bounds and under the names that a
// pack has.
func read(pack []byte) (map[string][]byte, error) {
	if len(pack) > MaxBytes {
		return nil, fault("byte "+strconv.Itoa(MaxBytes), "the pack is longer than any that isnad makes")
	}
	z, err := zip.NewReader(bytes.NewReader(pack), int64(len(pack)))
	if err != nil {
		return nil, fault("the end of the zip", "%v (it is no zip, or cut)", err)
	}
	if len(z.File) > 4+3*MaxArticles {
		return nil, fault("the directory of the zip", "it has %d files, more than any pack that isnad makes", len(z.File))
	}
	files := map[string][]byte{}
	for _, f := range z.File {
		switch {
		case !fileName.MatchString(f.Name):
			return nil, fault(fmt.Sprintf("%.80q", f.Name), "no file of a pack is called so")
		case files[f.Name] != nil:
			return nil, fault(f.Name, "is in the pack twice")
		case f.Method != zip.Store || f.UncompressedSize64 > uint64(len(pack)):
			return nil, fault(f.Name, "is not stored as isnad stores it")
		}
		r, err := f.Open()
		if err != nil {
			return nil, fault(f.Name, "cannot be read: %v", err)
		}
		content, err := io.ReadAll(io.LimitReader(r, int64(len(pack))))
		if err != nil {
			return nil, fault(f.Name, "cannot be read: %v", err)
		}
		if content == nil {
			content = []byte{}
		}
		files[f.Name] = content
	}
	for _, name := range []string{manifestFile, chainFile, linkedFile, pageFile} {
		if files[name] == nil {
			return nil, fault(name, "is missing")
		}
	}
	return files, nil
}

// strict reads JSON that holds what into has, and nothing else.
func strict(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if again, err := encode(into); err != nil || !bytes.Equal(again, data) {
		return fmt.Errorf("it is not written as isnad writes it")
	}
	return nil
}

// canonical holds the bytes of the zip to those that its files give.
func canonical(pack []byte, files map[string][]byte, v *Verified) error {
	again, err := write(files, v.Manifest.Packed)
	if err != nil {
		return fault("the zip", "%v", err)
	}
	if bytes.Equal(again, pack) {
		return nil
	}
	at := 0
	for at < min(len(again), len(pack)) && again[at] == pack[at] {
		at++
	}
	where := "byte " + strconv.Itoa(at) + " of the zip"
	return fault(where, "is not what the files of the pack give")
}

// agree holds chain, texts, records and JSON-LD to each other.
func (v *Verified) agree(files map[string][]byte) error {
	if err := strict(files[chainFile], &v.Chain); err != nil {
		return fault(chainFile, "cannot be read: %v", err)
	}
	records := make([]*record.Record, len(v.Chain.Articles))
	mine := map[string]bool{manifestFile: true, chainFile: true, linkedFile: true, pageFile: true}
	for i, a := range v.Chain.Articles {
		if a.Text != folder(i+1)+"text.txt" || a.Record != folder(i+1)+"record.json" || a.Page != "" && !strings.HasPrefix(a.Page, folder(i+1)+"page.") {
			return fault(chainFile, "article %d has its files under other names", i+1)
		}
		text, kept := files[a.Text], files[a.Record]
		r, err := record.Decode(kept)
		if err != nil {
			return fault(a.Record, "%v", err)
		}
		if r.Article.Text != string(text) || !utf8.Valid(text) {
			return fault(a.Text, "is not the text of %s", a.Record)
		}
		if r.Article.ID != a.ID {
			return fault(a.Record, "is of another article than %s", chainFile)
		}
		records[i] = r
		mine[a.Text], mine[a.Record], mine[a.Page] = true, true, true
	}
	for name := range files {
		if !mine[name] {
			return fault(name, "belongs to no article of %s", chainFile)
		}
	}
	for _, s := range v.Chain.Subjects {
		for i, w := range s.Words {
			where := fmt.Sprintf("%s, words %d of %s", chainFile, i, s.ID)
			if w.Article < 1 || w.Article > len(records) {
				return fault(where, "there is no article %d", w.Article)
			}
			r := records[w.Article-1]
			if span, ok := within(r.Article.Text, w.Start, w.End); !ok || span.Of(r.Article.Text) != w.Text {
				return fault(where, "they do not stand in %s from %d to %d", v.Chain.Articles[w.Article-1].Text, w.Start, w.End)
			}
			if w.Statement != "" && r.Statement(w.Statement) == nil {
				return fault(where, "the record has no statement %s", w.Statement)
			}
		}
		for _, o := range s.Origins {
			for _, i := range o.Words {
				if i < 0 || i >= len(s.Words) {
					return fault(chainFile, "an origin of %s has words that are not there", s.ID)
				}
			}
		}
	}
	return linked(files[linkedFile], v.Chain.Articles, records)
}

// linked holds the JSON-LD to the records: the same articles, the same
// statements, each with its words at its place.
func linked(data []byte, articles []Article, records []*record.Record) error {
	var ld struct {
		Graph []struct {
			ID    string `json:"@id"`
			Type  string `json:"@type"`
			Text  string `json:"text"`
			Start *int   `json:"isnad:start"`
			End   *int   `json:"isnad:end"`
		} `json:"@graph"`
	}
	if err := json.Unmarshal(data, &ld); err != nil {
		return fault(linkedFile, "cannot be read: %v", err)
	}
	want := 0
	for _, r := range records {
		want += 1 + len(r.Statements)
	}
	if len(ld.Graph) != want {
		return fault(linkedFile, "it has %d nodes and not %d, one for each article and statement", len(ld.Graph), want)
	}
	i := -1
	for _, n := range ld.Graph {
		id, ref, parted := strings.Cut(n.ID, "#")
		if !parted {
			if i++; i >= len(records) || id != "urn:isnad:"+url.PathEscape(articles[i].ID) {
				return fault(linkedFile, "%s is not the article that follows", n.ID)
			}
			continue
		}
		if i < 0 || n.Start == nil || n.End == nil || id != "urn:isnad:"+url.PathEscape(articles[i].ID) {
			return fault(linkedFile, "%s has no place in its article", n.ID)
		}
		r := records[i]
		s := r.Statement(ref)
		span, ok := within(r.Article.Text, *n.Start, *n.End)
		if s == nil || !ok || span != s.Content || n.Text != span.Of(r.Article.Text) {
			return fault(linkedFile, "%s is not what the record says", n.ID)
		}
	}
	return nil
}
