package page

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"path"
	"slices"
	"strings"
)

// looksZIP reports whether an input opens like a ZIP file.
func looksZIP(head []byte) bool { return bytes.HasPrefix(head, []byte("PK\x03\x04")) }

// sized is an input that can be read at any place.
type sized interface {
	io.ReaderAt
	Size() int64
}

// wacz yields the pages of a packed web archive (WACZ 1.1): of the WARC files
// below the folder archive of a ZIP file, in the order of their names. One
// that is broken is an error and the next one follows.
func (r *Reader) wacz(ctx context.Context, in io.Reader, src source, yield func(*Page, error) bool) {
	file, ok := in.(sized)
	if !ok {
		yield(nil, &Error{Name: src.name, Kind: Refused, Reason: "is a ZIP file, which cannot be read from a stream", Remedy: "save it and give the file"})
		return
	}
	z, err := zip.NewReader(file, file.Size())
	if err != nil {
		yield(nil, &Error{Name: src.name, Kind: Malformed, Reason: "is a broken or cut ZIP file", Err: err})
		return
	}
	var archives []*zip.File
	for _, f := range z.File {
		if name := strings.TrimSuffix(f.Name, ".gz"); path.Dir(f.Name) == "archive" && path.Ext(name) == ".warc" {
			archives = append(archives, f)
		}
	}
	if len(archives) == 0 {
		yield(nil, &Error{Name: src.name, Kind: Refused, Reason: "is a ZIP file without a web archive", Remedy: "a WACZ file holds archive/*.warc.gz; unpack any other and give the folder"})
		return
	}
	slices.SortFunc(archives, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	stopped := false
	for _, f := range archives {
		entry := source{name: src.name + "/" + f.Name}
		warc, err := f.Open()
		if err != nil {
			if !yield(nil, &Error{Name: entry.name, Kind: Malformed, Reason: "cannot be unpacked", Err: err}) {
				return
			}
			continue
		}
		// What is packed twice is measured twice, by its size in the ZIP here.
		unpacked := &expansion{z: warc, in: &counter{n: int64(min(f.CompressedSize64, 1<<40))}, what: "ZIP"}
		r.pages(ctx, unpacked, entry, func(p *Page, err error) bool {
			stopped = !yield(p, err)
			return !stopped
		})
		warc.Close()
		if stopped {
			return
		}
	}
}
