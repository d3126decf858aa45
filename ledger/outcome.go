package ledger

import (
	_ "embed"
	"sync"

	"isnad/arabic"
	"isnad/arabic/lexicon"
	"isnad/record"
	"isnad/story"
)

//go:embed outcomes.tsv
var outcomesTSV string

// outcomeWords says what a lemma reports about a commitment.
var outcomeWords = sync.OnceValue(func() map[string]EventKind {
	words := map[string]EventKind{}
	for _, row := range lexicon.Rows(outcomesTSV, 2) {
		words[arabic.Fold(row[1])] = EventKind(row[0])
	}
	return words
})

// outcomes looks among the statements of r for reports about entries that other
// articles opened: the first known entries. A statement is a report where it is
// about the matter and has a word of outcome; a denial of doing is a report of
// not doing.
func (l *Ledger) outcomes(r *record.Record, known int) {
	for i := range r.Statements {
		s := &r.Statements[i]
		text := s.Content.Of(r.Article.Text)
		kind := outcome(text)
		if kind == "" && s.Act != record.Deny {
			continue
		}
		gist := story.NewGist(text)
		for _, e := range l.entries[:known] {
			alike := e.gist.Alike(gist)
			if alike < outcomeMatter || e.has(r.Article.ID, s.ID) {
				continue
			}
			event := Event{
				Kind: kind, Article: r.Article.ID, Outlet: r.Article.Outlet, Title: r.Article.Title, URL: r.Article.URL,
				Text: text, Statement: s.ID, Source: s.Source.Name, Rule: "outcome/" + string(kind), Confidence: s.Confidence * alike,
			}
			if r.Article.Published.Known() {
				event.At = r.Article.Published.Time
			}
			own := arabic.SameName(s.Source.Name, e.By)
			switch {
			case s.Act == record.Deny:
				event.Kind, event.Rule = Denied, "outcome/denial"
			case kind == Withdrawn && !own:
				// Only the actor withdraws; what others say of it is a report.
				event.Kind, event.Rule = ReportedBroken, "outcome/others"
			}
			e.Events = append(e.Events, event)
		}
	}
}

// has reports whether the statement of an article is an event of e already.
func (e *Entry) has(article, statement string) bool {
	for _, event := range e.Events {
		if event.Article == article && event.Statement == statement {
			return true
		}
	}
	return false
}

// outcome is what the words of a statement report, "" for nothing. A word of
// doing counts in the perfect, since what will be done is no outcome; after a
// negation it reports that nothing was done.
func outcome(text string) EventKind {
	doc := arabic.Analyze(text)
	negated := false
	for i := range doc.Tokens {
		stem := doc.Stem(i)
		kind, listed := outcomeWords()[arabic.Fold(stem.Lemma)]
		switch {
		case listed && kind == negation:
			negated = true
			continue
		case !listed:
		case kind == ReportedDone && negated:
			return ReportedBroken
		case kind == ReportedDone && stem.Tag != arabic.PERFECT:
		case negated: // لم يتراجع: nothing is broken
		default:
			return kind
		}
		// A negation reaches the word that follows it.
		negated = false
	}
	return ""
}

const negation EventKind = "negation"
