package brief

import (
	"embed"
	html "html/template"
	"io"
	"net/url"
	"strings"
	text "text/template"
	"unicode/utf8"
)

// Format is a way to write a brief down.
type Format string

const (
	Text     Format = "text" // plain, to be sent by mail as it is
	Markdown Format = "markdown"
	HTML     Format = "html" // a whole page that loads nothing
	DOCX     Format = "docx"
)

// MediaTypes are the media types of the formats.
var MediaTypes = map[Format]string{
	Text: "text/plain; charset=utf-8", Markdown: "text/markdown; charset=utf-8", HTML: "text/html; charset=utf-8",
	DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

//go:embed templates
var templateFiles embed.FS

var (
	plainTemplates = text.Must(text.New("").Funcs(text.FuncMap{"rule": rule, "md": escapeMarkdown, "address": markdownAddress}).
			ParseFS(templateFiles, "templates/brief.txt", "templates/brief.md"))
	htmlTemplates = html.Must(html.ParseFS(templateFiles, "templates/brief.html"))
)

// Write writes the document in a format. The same document gives the same bytes.
func (d *Document) Write(out io.Writer, f Format) error {
	switch f {
	case Markdown:
		return plainTemplates.ExecuteTemplate(out, "brief.md", d)
	case HTML:
		return htmlTemplates.ExecuteTemplate(out, "brief.html", d)
	case DOCX:
		return d.writeDOCX(out)
	}
	return plainTemplates.ExecuteTemplate(out, "brief.txt", d)
}

// Cite is where a passage stands, on one line: outlet, time and headline.
func (c Cited) Cite() string {
	if c.Title == "" {
		return c.Where
	}
	return c.Where + ": " + c.Title
}

// rule underlines a heading.
func rule(heading, with string) string {
	return strings.Repeat(with, min(60, utf8.RuneCountInString(heading)))
}

// escapeMarkdown keeps the words of an article from being taken for markup
// (CommonMark 0.31, section 2.4).
var markdownEscapes = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "&", "&amp;", "#", `\#`, "|", `\|`, "~", `\~`, "!", `\!`,
)

func escapeMarkdown(s string) string { return markdownEscapes.Replace(s) }

// markdownAddress is an address within angle brackets; one that is not a web
// address or a path here links nowhere.
func markdownAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "" {
		return "<>"
	}
	return "<" + strings.NewReplacer("<", "%3C", ">", "%3E", "\n", "%0A", `\`, "%5C").Replace(address) + ">"
}
