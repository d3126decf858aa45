package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"isnad/archive"
	"isnad/correction"
	"isnad/wording"
)

type correctCmd struct {
	Set   correctSetCmd   `cmd:"" default:"withargs" help:"Give something that was read other values."`
	Add   correctAddCmd   `cmd:"" help:"Add what was missed."`
	Drop  correctDropCmd  `cmd:"" help:"Drop what is none."`
	Place correctPlaceCmd `cmd:"" help:"Put an article into another story, or apart."`
	Undo  correctUndoCmd  `cmd:"" help:"Take a correction back."`
	List  correctListCmd  `cmd:"" help:"List corrections, the latest first."`
}

// signature is what every correction has.
type signature struct {
	By  string `required:"" help:"Who corrects." placeholder:"NAME"`
	Why string `required:"" help:"The reason." placeholder:"TEXT"`
}

// correct keeps a correction, brings the stories up to it and says what was
// kept.
func (s signature) correct(ctx context.Context, std *streams, q correction.Request) error {
	q.By, q.Why = s.By, s.Why
	return std.withArchive(ctx, func(db archive.Archive) error {
		made, err := db.Correct(ctx, q)
		if err != nil {
			return err
		}
		if err := keepStories(ctx, std, db, 0); err != nil {
			return err
		}
		c := made[0]
		fmt.Fprintf(std.stdout, "%s\t%s\t%s\n", c.ID, c.Do, cmp.Or(c.Undoes, strings.TrimSpace(c.Article+" "+q.Item), c.Values["a"]+" "+c.Values["b"]))
		return nil
	})
}

// valuesOf reads fields with their values.
func valuesOf(pairs []string) (map[string]string, error) {
	values := map[string]string{}
	for _, p := range pairs {
		field, value, ok := strings.Cut(p, "=")
		if !ok || field == "" {
			return nil, &usageError{fmt.Errorf("%s: is no FIELD=VALUE (as in speaker=\"لميس الرافعي\")", p)}
		}
		values[field] = value
	}
	return values, nil
}

type correctSetCmd struct {
	Article string   `arg:"" help:"Id of the article, as lists print it."`
	Item    string   `arg:"" help:"What is corrected, as isnad show prints it: s3, c1; t1 and q2 are the first time and the second figure."`
	Values  []string `arg:"" name:"field=value" help:"Fields with their right values."`
	Nth     int      `help:"Of several places where words stand, the Nth; else the nearest." placeholder:"N"`
	signature
}

// Help is shown below the flags by isnad correct --help.
func (*correctSetCmd) Help() string {
	return `Examples:

  isnad correct سرمد:4471 s3 speaker="لميس الرافعي" --by "Layla" --why "I heard the recording"
  isnad correct سرمد:4471 s3 chain="وكالة سرمد؛ الأفق" kind=direct --by Layla --why "…"   relays, outermost first; chain= for none
  isnad correct سرمد:4471 s3 words="الجسر مغلق" --by Layla --why "…"        the words as they stand in the article
  isnad correct سرمد:4471 t1 value=2031-12 mod=END --by Layla --why "…"    TIMEX3
  isnad correct سرمد:4471 q2 value=12 --by Layla --why "…"
  isnad correct سرمد:4471 c1 by="سليم الحداد" due=2031-12-31 conditions="إذا وافقت البلدية" --by Layla --why "…"
  isnad correct drop سرمد:4471 c1 --by Layla --why "a wish, no commitment"
  isnad correct list

Fields of a statement: speaker type chain kind act medium said cue words; of a commitment: by act due conditions words; of a figure: value of unit
approx words; of a time: value type mod words.

A correction is kept beside what the program read and changes nothing in it. Lists, search, ledger and exports follow it, isnad reread leaves it, and it
holds in later versions of the article as long as the words stand there. isnad export --format gold writes corrected articles for isnad train.`
}

// Run keeps the correction.
func (c *correctSetCmd) Run(ctx context.Context, std *streams) error {
	values, err := valuesOf(c.Values)
	if err != nil {
		return err
	}
	return c.correct(ctx, std, correction.Request{Do: correction.Set, Article: c.Article, Item: c.Item, Nth: c.Nth, Values: values})
}

type correctAddCmd struct {
	Article string   `arg:"" help:"Id of the article, as lists print it."`
	Kind    string   `arg:"" enum:"statement,commitment,figure,time" help:"statement, commitment, figure or time."`
	Words   string   `arg:"" help:"Its words, as they stand in the article."`
	Values  []string `arg:"" name:"field=value" help:"Its fields: a statement needs a speaker, a commitment a by, a figure and a time a value."`
	Nth     int      `help:"Of several places where the words stand, the Nth." placeholder:"N"`
	signature
}

// Help is shown below the flags by isnad correct add --help.
func (*correctAddCmd) Help() string {
	return `Examples:

  isnad correct add سرمد:4471 statement "الجسر مغلق" speaker="سليم الحداد" act=deny --by Layla --why "missed"
  isnad correct add سرمد:4471 time "بعد يومين" value=P2D type=DURATION --by Layla --why "missed"`
}

// Run keeps the correction.
func (c *correctAddCmd) Run(ctx context.Context, std *streams) error {
	values, err := valuesOf(c.Values)
	if err != nil {
		return err
	}
	return c.correct(ctx, std, correction.Request{Do: correction.Add, Article: c.Article, Item: c.Kind, Words: c.Words, Nth: c.Nth, Values: values})
}

type correctDropCmd struct {
	Article string `arg:"" help:"Id of the article, as lists print it."`
	Item    string `arg:"" help:"What is none: s3, c1, q2, t1."`
	signature
}

// Help is shown below the flags by isnad correct drop --help.
func (*correctDropCmd) Help() string {
	return `Example:

  isnad correct drop سرمد:4471 s3 --by Layla --why "a thought, nothing that was said"`
}

// Run keeps the correction.
func (c *correctDropCmd) Run(ctx context.Context, std *streams) error {
	return c.correct(ctx, std, correction.Request{Do: correction.Drop, Article: c.Article, Item: c.Item})
}

type correctPlaceCmd struct {
	Article string `arg:"" help:"Id of the article, as lists print it."`
	Story   string `arg:"" help:"Id of the story that it belongs to, or of an earlier article of it; apart, for none of those around it."`
	signature
}

// Help is shown below the flags by isnad correct place --help.
func (*correctPlaceCmd) Help() string {
	return `Examples:

  isnad correct place سرمد:4471 الأفق:31 --by Layla --why "the same fire"
  isnad correct place سرمد:4471 apart --by Layla --why "another bridge"

What an article is placed with must have been published before it, within four days.`
}

// Run keeps the correction.
func (c *correctPlaceCmd) Run(ctx context.Context, std *streams) error {
	story := c.Story
	if story == "apart" {
		story = ""
	}
	return c.correct(ctx, std, correction.Request{Do: correction.Place, Article: c.Article, Values: map[string]string{"story": story}})
}

type correctUndoCmd struct {
	ID string `arg:"" help:"Id of the correction, as isnad correct list prints it."`
	signature
}

// Help is shown below the flags by isnad correct undo --help.
func (*correctUndoCmd) Help() string {
	return `Example:

  isnad correct undo k3x7q2ab --by Omar --why "the recording is of another day"   is signed itself, and can be undone`
}

// Run keeps the correction.
func (c *correctUndoCmd) Run(ctx context.Context, std *streams) error {
	return c.correct(ctx, std, correction.Request{Do: correction.Undo, Undoes: c.ID})
}

type correctListCmd struct{ askFlags }

// Help is shown below the flags by isnad correct list --help.
func (*correctListCmd) Help() string {
	return `Examples:

  isnad correct list
  isnad correct list --format csv -o corrections.csv`
}

// Run lists corrections.
func (c *correctListCmd) Run(ctx context.Context, std *streams) error {
	return c.run(ctx, std, func(db archive.Archive) (*list, error) {
		page, err := db.Corrections(ctx, archive.ListOptions{Limit: c.Limit, After: c.After})
		if err != nil {
			return nil, err
		}
		if page.Total == 0 {
			std.complain("nothing is corrected in the archive")
		}
		return correctionList(page)
	})
}

func correctionList(page *archive.CorrectionPage) (*list, error) {
	object := page.JSON()
	l := &list{
		header: []string{"correction", "article", "item", "did", "values", "was", "words", "by", "why", "made", "undoes", "live", "fits"},
		object: object, given: len(page.Corrections), total: page.Total, next: page.Next,
	}
	for i, c := range page.Corrections {
		values, err := json.Marshal(c.Values)
		if err != nil {
			return nil, err
		}
		was, err := json.Marshal(c.Was)
		if err != nil {
			return nil, err
		}
		l.entries = append(l.entries, object.Corrections[i])
		l.rows = append(l.rows, []string{c.ID, c.Article, c.Item, string(c.Do), string(values), string(was), c.Quote(), c.By, c.Why,
			c.Made.Format("2006-01-02T15:04:05Z"), c.Undoes, fmt.Sprint(c.Live), fmt.Sprint(c.Fits)})
	}
	l.text = func(v view, out *bytes.Buffer) {
		for _, c := range page.Corrections {
			v.correction(out, c.State, c.Article)
		}
	}
	return l, nil
}

// corrections lists those of an article.
func (v view) corrections(out *bytes.Buffer, all []correction.State) {
	if len(all) == 0 {
		return
	}
	v.heading(out, wording.Corrections)
	for _, s := range all {
		v.correction(out, s, "")
	}
}

// correction writes what was corrected, what the program had read, and who
// signed it.
func (v view) correction(out *bytes.Buffer, s correction.State, article string) {
	head := []run{{s.ID, dim, ltr}, v.say(wording.Deeds[s.Do], bold)}
	if s.Kind != "" {
		head = append(head, v.say(wording.CorrectedKinds[s.Kind], plain))
	}
	for _, id := range []string{s.Item, s.Undoes, article} {
		if id != "" {
			head = append(head, run{id, plain, unknown})
		}
	}
	switch {
	case !s.Live:
		head = v.tag(head, wording.TakenBack, alert)
	case !s.Fits:
		head = append(v.tag(head, wording.FitsNoLonger, alert), run{"(" + s.Reason + ")", dim, unknown})
	}
	v.line(out, entry, head...)
	if words := s.Quote(); words != "" {
		v.line(out, detail, run{words, plain, rtl})
	}
	for _, field := range s.Fields() {
		runs := []run{v.say(wording.CorrectedField(s.Kind, field), dim), {v.words.Say(wording.CorrectedValue(s.Kind, field, s.Values[field])), named, unknown}}
		if was, known := s.Was[field]; known {
			runs = append(v.tag(runs, wording.ProgramRead, dim), run{v.words.Say(wording.CorrectedValue(s.Kind, field, was)), plain, unknown})
		}
		v.line(out, detail, runs...)
	}
	v.line(out, detail, run{s.By, named, unknown}, run{text: "·", style: dim}, run{s.Made.Format("2006-01-02 15:04"), dim, ltr}, run{text: "·", style: dim}, run{s.Why, plain, unknown})
}
