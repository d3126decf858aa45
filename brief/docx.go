package brief

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// A DOCX file is a ZIP of XML parts (ECMA-376, Office Open XML). What a brief
// needs of it is headings, paragraphs and links, each with its direction: w:bidi
// sets a paragraph from the right, w:rtl marks the letters of a run.

const (
	nsWord = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	nsRels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
)

// docx writes the parts of one file.
type docx struct {
	body  bytes.Buffer
	links []string // targets, by the number of their relationship less 1
	rtl   bool     // of the brief's own words
}

func (d *Document) writeDOCX(out io.Writer) error {
	x := &docx{rtl: d.Dir == "rtl"}
	x.paragraph("Title", x.rtl, run{text: d.Title})
	for _, f := range d.Facts {
		x.paragraph("Facts", x.rtl, run{text: f.Name + ": ", bold: true}, run{text: f.Value})
	}
	for _, s := range d.Sections {
		x.paragraph("Heading1", x.rtl, run{text: s.Heading})
		if len(s.Entries) == 0 {
			x.paragraph("Normal", x.rtl, run{text: d.Nothing})
		}
		for _, e := range s.Entries {
			x.paragraph("Heading2", x.rtl || e.Quoted, run{text: e.Heading})
			x.note("Facts", e.Facts)
			for _, p := range e.Passages {
				x.note("Label", p.Label)
				if p.Words != "" {
					x.paragraph("Quote", true, run{text: p.Words})
				}
				if p.Cite() != "" {
					x.paragraph("Source", x.rtl, run{text: p.Cite(), link: p.Link})
				}
				x.note("Source", p.Also)
			}
			x.note("Facts", e.Left)
		}
		x.note("Facts", s.Left)
	}
	x.paragraph("Source", x.rtl, run{text: d.Note})
	return x.write(out, d)
}

// run is a stretch of a paragraph in one look.
type run struct {
	text, link string
	bold       bool
}

func (x *docx) note(style, text string) {
	if text != "" {
		x.paragraph(style, x.rtl, run{text: text})
	}
}

func (x *docx) paragraph(style string, rtl bool, runs ...run) {
	fmt.Fprintf(&x.body, `<w:p><w:pPr><w:pStyle w:val=%q/>%s</w:pPr>`, style, toggle(rtl, "<w:bidi/>"))
	for _, r := range runs {
		if r.link != "" {
			x.links = append(x.links, r.link)
			fmt.Fprintf(&x.body, `<w:hyperlink r:id="rId%d">`, len(x.links))
		}
		look := toggle(r.link != "", `<w:rStyle w:val="Hyperlink"/>`) + toggle(r.bold, `<w:b/><w:bCs/>`) + toggle(rtl, "<w:rtl/>")
		fmt.Fprintf(&x.body, `<w:r><w:rPr>%s</w:rPr><w:t xml:space="preserve">%s</w:t></w:r>%s`, look, escapeXML(r.text), toggle(r.link != "", "</w:hyperlink>"))
	}
	x.body.WriteString("</w:p>")
}

func toggle(on bool, element string) string {
	if on {
		return element
	}
	return ""
}

func escapeXML(s string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(s)) // a strings.Builder takes everything
	return b.String()
}

func (x *docx) write(out io.Writer, d *Document) error {
	lang := "en-GB"
	if x.rtl {
		lang = "ar"
	}
	var rels strings.Builder
	for i, target := range x.links {
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%s/hyperlink" Target="%s" TargetMode="External"/>`, i+1, nsRels, escapeXML(target))
	}
	const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	const relsOpen = head + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	z := zip.NewWriter(out)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", head + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
			`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>` +
			`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`},
		{"_rels/.rels", relsOpen + `<Relationship Id="rId1" Type="` + nsRels + `/officeDocument" Target="word/document.xml"/>` +
			`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`},
		{"docProps/core.xml", head + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">` +
			`<dc:title>` + escapeXML(d.Title) + `</dc:title><dc:language>` + lang + `</dc:language></cp:coreProperties>`},
		{"word/_rels/document.xml.rels", relsOpen + `<Relationship Id="styles" Type="` + nsRels + `/styles" Target="styles.xml"/>` + rels.String() + `</Relationships>`},
		{"word/styles.xml", head + styles()},
		{"word/document.xml", head + `<w:document xmlns:w="` + nsWord + `" xmlns:r="` + nsRels + `"><w:body>` + x.body.String() +
			`<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="709" w:footer="709" w:gutter="0"/>` +
			toggle(x.rtl, "<w:bidi/>") + `</w:sectPr></w:body></w:document>`},
	} {
		w, err := z.Create(part.name) // without a time: the same brief gives the same bytes
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, part.text); err != nil {
			return err
		}
	}
	return z.Close()
}

// styles are the looks of the paragraphs; sizes are in half points, spaces in
// twentieths of a point.
func styles() string {
	var b strings.Builder
	fmt.Fprintf(&b, `<w:styles xmlns:w="%s"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>`+
		`<w:sz w:val="24"/><w:szCs w:val="28"/><w:lang w:val="en-GB" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>`+
		`<w:pPrDefault><w:pPr><w:spacing w:after="80" w:line="300" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>`, nsWord)
	for _, s := range []struct{ id, name, paragraph, run string }{
		{"Normal", "Normal", "", ""},
		{"Title", "Title", `<w:spacing w:after="240"/>`, `<w:b/><w:bCs/><w:sz w:val="40"/><w:szCs w:val="44"/>`},
		{"Heading1", "heading 1", `<w:keepNext/><w:spacing w:before="360" w:after="120"/><w:outlineLvl w:val="0"/>`, `<w:b/><w:bCs/><w:sz w:val="32"/><w:szCs w:val="36"/>`},
		{"Heading2", "heading 2", `<w:keepNext/><w:spacing w:before="200" w:after="40"/><w:outlineLvl w:val="1"/>`, `<w:b/><w:bCs/><w:sz w:val="26"/><w:szCs w:val="30"/>`},
		{"Facts", "Brief facts", `<w:spacing w:after="40"/>`, `<w:sz w:val="22"/><w:szCs w:val="26"/>`},
		{"Label", "Brief label", `<w:keepNext/><w:spacing w:before="80" w:after="0"/>`, `<w:color w:val="555555"/><w:sz w:val="20"/><w:szCs w:val="24"/>`},
		{"Quote", "Quote", `<w:keepNext/><w:spacing w:before="40" w:after="40"/><w:ind w:start="340"/>`, ""},
		{"Source", "Brief source", `<w:ind w:start="340"/>`, `<w:color w:val="555555"/><w:sz w:val="20"/><w:szCs w:val="24"/>`},
	} {
		fmt.Fprintf(&b, `<w:style w:type="paragraph"%s w:styleId=%q><w:name w:val=%q/>%s<w:qFormat/><w:pPr>%s</w:pPr><w:rPr>%s</w:rPr></w:style>`,
			toggle(s.id == "Normal", ` w:default="1"`), s.id, s.name, toggle(s.id != "Normal", `<w:basedOn w:val="Normal"/>`), s.paragraph, s.run)
	}
	b.WriteString(`<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr><w:color w:val="1F4E79"/><w:u w:val="single"/></w:rPr></w:style></w:styles>`)
	return b.String()
}
