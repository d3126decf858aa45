package export

import (
	"archive/zip"
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"isnad/archive"
	"isnad/page"
)

// wacz writes the pages that records were read from as a packed web archive
// (WACZ 1.1.1, specs.webrecorder.net): one WARC 1.1 file with its index, the
// list of pages, and a description with a SHA-256 of every file. A page is a
// WARC resource and no response, since the archive keeps what a server sent and
// not how; it is in UTF-8, as it was read. Articles without a page are passed
// over.
type wacz struct {
	zip    *zip.Writer
	warc   *hashed
	parts  []resource
	pages  bytes.Buffer
	index  []string
	latest time.Time
}

// resource is an entry of the description (Frictionless Data Package).
type resource struct {
	Name  string `json:"name"`
	Path  string `json:"path"`
	Hash  string `json:"hash"`
	Bytes int64  `json:"bytes"`
}

// hashed counts and digests what goes through it.
type hashed struct {
	w   io.Writer
	sum hash.Hash
	n   int64
}

func (h *hashed) Write(p []byte) (int, error) {
	n, err := h.w.Write(p)
	h.sum.Write(p[:n])
	h.n += int64(n)
	return n, err
}

const (
	waczSoftware = "Isnad"
	warcPath     = "archive/data.warc.gz"
)

// firstDay is the first that ZIP knows: equal pages give equal bytes.
var firstDay = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

func newWACZ(w io.Writer) (Records, error) {
	z := &wacz{zip: zip.NewWriter(w)}
	f, err := z.create(warcPath)
	if err != nil {
		return nil, err
	}
	z.warc = f
	fmt.Fprintln(&z.pages, `{"format":"json-pages-1.0","id":"pages","title":"All Pages"}`)
	return z, nil
}

// create begins a file of the archive. Nothing is compressed by ZIP, so that
// readers can seek in it.
func (z *wacz) create(name string) (*hashed, error) {
	f, err := z.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store, Modified: firstDay})
	return &hashed{w: f, sum: sha256.New()}, err
}

func (z *wacz) done(name string, h *hashed) {
	short := name[strings.LastIndexByte(name, '/')+1:]
	z.parts = append(z.parts, resource{short, name, "sha256:" + hex.EncodeToString(h.sum.Sum(nil)), h.n})
}

func (z *wacz) Write(k *archive.Kept) error {
	if k.Page == nil {
		return nil
	}
	seen := k.FirstSeen.UTC()
	if seen.After(z.latest) {
		z.latest = seen
	}
	body := []byte(k.Page.Text)
	target, media := cmp.Or(k.Page.URL, k.URL, iri(k.ID, "")), "text/plain; charset=utf-8"
	if k.Page.Format == page.HTML {
		media = "text/html; charset=utf-8"
	}
	sum := sha256.Sum256(body)
	digest := "sha256:" + base32.StdEncoding.EncodeToString(sum[:])
	offset := z.warc.n
	if offset == 0 {
		info := "software: " + waczSoftware + "\r\nformat: WARC File Format 1.1\r\n"
		if err := z.warcRecord("warcinfo", "", seen, "application/warc-fields", "", []byte(info), "warcinfo"); err != nil {
			return err
		}
		offset = z.warc.n
	}
	if err := z.warcRecord("resource", target, seen, media, digest, body, k.ID+"\x00"+strconv.Itoa(k.Number)); err != nil {
		return err
	}
	line, err := json.Marshal(struct {
		URL      string `json:"url"`
		MIME     string `json:"mime"`
		Status   string `json:"status"`
		Digest   string `json:"digest"`
		Length   string `json:"length"`
		Offset   string `json:"offset"`
		Filename string `json:"filename"`
	}{target, strings.SplitN(media, ";", 2)[0], "200", digest, strconv.FormatInt(z.warc.n-offset, 10), strconv.FormatInt(offset, 10), "data.warc.gz"})
	if err != nil {
		return err
	}
	z.index = append(z.index, surt(target)+" "+seen.Format("20060102150405")+" "+string(line))
	enc := json.NewEncoder(&z.pages)
	enc.SetEscapeHTML(false)
	return enc.Encode(struct {
		ID    string `json:"id"`
		URL   string `json:"url"`
		TS    string `json:"ts"`
		Title string `json:"title"`
	}{k.ID, target, seen.Format(time.RFC3339), k.Title})
}

// warcRecord writes a record as a gzip member of its own, as readers that seek
// need it. Its id is made of what it is about, so that equal archives give equal
// bytes.
func (z *wacz) warcRecord(kind, target string, at time.Time, media, digest string, block []byte, about string) error {
	gz := gzip.NewWriter(z.warc)
	var head bytes.Buffer
	fmt.Fprintf(&head, "WARC/1.1\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:uuid:%s>\r\nWARC-Date: %s\r\n",
		kind, uuid.NewSHA1(uuid.NameSpaceURL, []byte("urn:isnad:warc:"+about)), at.Format(time.RFC3339))
	if target != "" {
		fmt.Fprintf(&head, "WARC-Target-URI: %s\r\n", target)
	}
	if digest != "" {
		fmt.Fprintf(&head, "WARC-Block-Digest: %s\r\nWARC-Payload-Digest: %s\r\n", digest, digest)
	}
	fmt.Fprintf(&head, "Content-Type: %s\r\nContent-Length: %d\r\n\r\n", media, len(block))
	for _, part := range [][]byte{head.Bytes(), block, []byte("\r\n\r\n")} {
		if _, err := gz.Write(part); err != nil {
			return err
		}
	}
	return gz.Close()
}

func (z *wacz) Close() error {
	z.done(warcPath, z.warc)
	slices.Sort(z.index)
	var index bytes.Buffer
	for _, line := range z.index {
		fmt.Fprintln(&index, line)
	}
	for _, f := range []struct {
		name string
		data []byte
	}{{"indexes/index.cdx", index.Bytes()}, {"pages/pages.jsonl", z.pages.Bytes()}} {
		if err := z.file(f.name, f.data); err != nil {
			return err
		}
	}
	about, err := json.MarshalIndent(struct {
		Profile   string     `json:"profile"`
		Version   string     `json:"wacz_version"`
		Created   string     `json:"created"`
		Software  string     `json:"software"`
		Resources []resource `json:"resources"`
	}{"data-package", "1.1.1", z.latest.Format(time.RFC3339), waczSoftware, z.parts}, "", "  ")
	if err != nil {
		return err
	}
	if err := z.file("datapackage.json", about); err != nil {
		return err
	}
	digest, err := json.Marshal(map[string]string{"path": "datapackage.json", "hash": z.parts[len(z.parts)-1].Hash})
	if err != nil {
		return err
	}
	if err := z.file("datapackage-digest.json", digest); err != nil {
		return err
	}
	return z.zip.Close()
}

func (z *wacz) file(name string, data []byte) error {
	h, err := z.create(name)
	if err != nil {
		return err
	}
	if _, err := h.Write(data); err != nil {
		return err
	}
	z.done(name, h)
	return nil
}

// surt is an address in the order in which indexes sort it, the host from its
// end: com,example)/path.
func surt(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	labels := strings.Split(strings.ToLower(strings.TrimPrefix(u.Hostname(), "www.")), ".")
	slices.Reverse(labels)
	s := strings.Join(labels, ",")
	if p := u.Port(); p != "" {
		s += ":" + p
	}
	s += ")" + strings.ToLower(cmp.Or(u.EscapedPath(), "/"))
	if u.RawQuery != "" {
		s += "?" + strings.ToLower(u.RawQuery)
	}
	return s
}
