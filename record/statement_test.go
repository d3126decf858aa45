package record

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"isnad/arabic"
	"isnad/article"
)

// plain makes an article of text: a title line, then paragraphs.
func plain(text string) *article.Article {
	a := &article.Article{ID: "test", Language: "ar", Text: text}
	pos := 0
	for line := range strings.SplitSeq(text, "\n") {
		if trimmed := strings.TrimSpace(line); trimmed != "" {
			kind := article.Paragraph
			if len(a.Blocks) == 0 {
				kind = article.Title
			}
			start := pos + strings.Index(line, trimmed)
			a.Blocks = append(a.Blocks, article.Block{Kind: kind, Span: arabic.Span{Start: start, End: start + len(trimmed)}})
		}
		pos += len(line) + 1
	}
	return a
}

// summary writes a statement as «relay > source | kind act | content».
func summary(text string, s Statement) string {
	var chain []string
	for _, l := range s.Chain {
		chain = append(chain, l.Name)
	}
	return strings.Join(chain, " > ") + " | " + string(s.Kind) + " " + string(s.Act) + " | " + s.Content.Of(text)
}

// The people and bodies in these sentences are invented.
func TestStatements(t *testing.T) {
	const title = "أخبار اليوم\n\n"
	tests := []struct {
		name string
		text string
		want []string
	}{
		{
			name: "verb with إن and a full source",
			text: "قال وزير الموانئ السرمدي رائف الحمدان إن الرصيف الجديد جاهز.",
			want: []string{"رائف الحمدان | indirect assert | الرصيف الجديد جاهز"},
		},
		{
			name: "pronoun on أن stays in the content",
			text: "قال رائف الحمدان إنه سيعود غدا.",
			want: []string{"رائف الحمدان | indirect assert | إنه سيعود غدا"},
		},
		{
			name: "a quotation at the end of the text, behind a verb that takes an addressee",
			text: "دعا رائف الحمدان \"العودة إلى العمل واجبة اليوم\"",
			want: []string{"رائف الحمدان | direct demand | العودة إلى العمل واجبة اليوم"},
		},
		{
			name: "who is called upon stands in marks",
			text: "دعا رائف الحمدان \"رابطة عمال الميناء الشرقي\" إلى وقف الإضراب.",
			want: []string{"رائف الحمدان | indirect demand | وقف الإضراب"},
		},
		{
			name: "a relay at the start, then who speaks",
			text: "وبحسب وكالة أنباء سرمد، قال رائف الحمدان إن الرصيف جاهز.",
			want: []string{"وكالة أنباء سرمد > رائف الحمدان | indirect assert | الرصيف جاهز"},
		},
		{
			name: "someone else's refusal inside reported speech",
			text: "قال رائف الحمدان إن نقابة العمال رفضت إنهاء الإضراب.",
			want: []string{"رائف الحمدان | indirect assert | نقابة العمال رفضت إنهاء الإضراب", "رائف الحمدان > نقابة العمال | indirect deny | إنهاء الإضراب"},
		},
		{
			name: "what a document holds",
			text: "وجاء في تقرير الهيئة أن المخزن خال. وورد في البيان: \"لا نعرف شيئا عن الحريق\".",
			want: []string{"تقرير الهيئة | indirect assert | المخزن خال", "البيان | direct assert | لا نعرف شيئا عن الحريق"},
		},
		{
			name: "a club is no calling",
			text: "أعلن نادي النور السرمدي أن لاعبه لن يلحق بالمباراة.",
			want: []string{"نادي النور السرمدي | indirect announce | لاعبه لن يلحق بالمباراة"},
		},
		{
			name: "a second verb without a conjunction",
			text: "وتابع رائف الحمدان يقول \"حصل ما يكفي من المعاناة والموت\".",
			want: []string{"رائف الحمدان | direct assert | حصل ما يكفي من المعاناة والموت"},
		},
		{
			name: "an adjective is no continuing participle",
			text: "عرف أهل الحي قانونا مقترحا بأنه \"اعتداء على الحقوق كلها\".",
			want: nil,
		},
		{
			name: "apposition between commas",
			text: "أكد وزير الموانئ السرمدي، رائف الحمدان، الاثنين، أن الرصيف جاهز.",
			want: []string{"رائف الحمدان | indirect assert | الرصيف جاهز"},
		},
		{
			name: "quotation behind a colon",
			text: "وقالت الباحثة سلمى الدرعي: «لم نجد أثرا للتلوث في مياه البحيرة».",
			want: []string{"سلمى الدرعي | direct assert | لم نجد أثرا للتلوث في مياه البحيرة"},
		},
		{
			name: "wholly quoted clause is direct",
			text: `وأضاف رائف الحمدان أن "العمل في الميناء مستمر".`,
			want: []string{"رائف الحمدان | direct assert | العمل في الميناء مستمر"},
		},
		{
			name: "quoted part makes it mixed",
			text: `قال رائف الحمدان إن الخطة "ولدت ميتة" منذ البداية.`,
			want: []string{`رائف الحمدان | mixed assert | الخطة "ولدت ميتة" منذ البداية`},
		},
		{
			name: "name in marks does not",
			text: `قال رائف الحمدان إن حزب "النهر الأخضر" لن يشارك.`,
			want: []string{`رائف الحمدان | indirect assert | حزب "النهر الأخضر" لن يشارك`},
		},
		{
			name: "quotation over two sentences",
			text: "وقال رائف الحمدان: «وصلت السفن. لم يبق إلا التفريغ».",
			want: []string{"رائف الحمدان | direct assert | وصلت السفن. لم يبق إلا التفريغ"},
		},
		{
			name: "marks of two families",
			text: `وقال رائف الحمدان: "وصلت السفن إلى الميناء الكبير».`,
			want: []string{"رائف الحمدان | direct assert | وصلت السفن إلى الميناء الكبير"},
		},
		{
			name: "participles go on with the same source",
			text: "أكد رائف الحمدان أن الرصيف جاهز، مضيفا أن السفن ستصل قريبا، ومشيرا إلى نقص في الرافعات.",
			want: []string{
				"رائف الحمدان | indirect assert | الرصيف جاهز",
				"رائف الحمدان | indirect assert | السفن ستصل قريبا",
				"رائف الحمدان | indirect assert | نقص في الرافعات",
			},
		},
		{
			name: "dropped subject in the next sentence",
			text: "قالت وزيرة الزراعة سلمى الدرعي إن الموسم جيد. وأضافت أن الأمطار كافية.",
			want: []string{
				"سلمى الدرعي | indirect assert | الموسم جيد",
				"سلمى الدرعي | indirect assert | الأمطار كافية",
			},
		},
		{
			name: "surname and office point back",
			text: "قال وزير الموانئ السرمدي رائف الحمدان إن الرصيف جاهز.\n\nوذكر الحمدان أن العمال عادوا.\n\nوأوضح الوزير السرمدي أن الأجور دفعت.",
			want: []string{
				"رائف الحمدان | indirect assert | الرصيف جاهز",
				"رائف الحمدان | indirect assert | العمال عادوا",
				"رائف الحمدان | indirect assert | الأجور دفعت",
			},
		},
		{
			name: "form of address for the one named before",
			text: "زار الأمير رائف الحمدان المعرض أمس. وقال سموه إن المعرض كبير.",
			want: []string{"رائف الحمدان | indirect assert | المعرض كبير"},
		},
		{
			name: "object of announcing",
			text: "أعلنت الشرطة السرمدية مقتل خمسة مهربين قرب الحدود.",
			want: []string{"الشرطة السرمدية | indirect announce | مقتل خمسة مهربين قرب الحدود"},
		},
		{
			name: "verb with إلى and an addressee",
			text: "دعا رائف الحمدان النقابات إلى إنهاء الإضراب.",
			want: []string{"رائف الحمدان | indirect demand | إنهاء الإضراب"},
		},
		{
			name: "verb with من",
			text: "حذر المركز السرمدي للرصد من ارتفاع منسوب النهر.",
			want: []string{"المركز السرمدي للرصد | indirect warn | ارتفاع منسوب النهر"},
		},
		{
			name: "who asked does not say the answer",
			text: "وعندما سأله النائب جلال الدلب عمّا إذا كانت الوزارة ستتحرك، اكتفى الوزير بالقول: \"سنبذل ما في وسعنا\".",
			want: []string{"الوزير | direct assert | سنبذل ما في وسعنا"},
		},
		{
			name: "agency relays an unnamed official",
			text: "ونقلت وكالة سرمد للأنباء عن مسؤول مطلع قوله إن الميناء سيغلق.",
			want: []string{"وكالة سرمد للأنباء > مسؤول مطلع | indirect assert | الميناء سيغلق"},
		},
		{
			name: "quoting behind the subject",
			text: "ذكرت صحيفة المرافئ نقلا عن شهود أن النيران اندلعت ليلا.",
			want: []string{"صحيفة المرافئ > شهود | indirect assert | النيران اندلعت ليلا"},
		},
		{
			name: "interview with a medium",
			text: "وأكد رائف الحمدان، في مقابلة مع قناة المدار، أن الرصيف جاهز.",
			want: []string{"قناة المدار > رائف الحمدان | indirect assert | الرصيف جاهز"},
		},
		{
			name: "ascribing to someone",
			text: "ونسبت وكالة سرمد إلى مسؤول مطلع قوله إن الميناء سيغلق.",
			want: []string{"وكالة سرمد > مسؤول مطلع | indirect assert | الميناء سيغلق"},
		},
		{
			name: "two relays",
			text: "ونقلت رويترز عن التلفزيون السرمدي عن وزير الموانئ رائف الحمدان قوله إن الرصيف جاهز.",
			want: []string{"رويترز > التلفزيون السرمدي > رائف الحمدان | indirect assert | الرصيف جاهز"},
		},
		{
			name: "the verbal noun with the article",
			text: "ونقل التلفزيون السرمدي عن رائف الحمدان القول إن الرصيف جاهز.",
			want: []string{"التلفزيون السرمدي > رائف الحمدان | indirect assert | الرصيف جاهز"},
		},
		{
			name: "a medium that publishes",
			text: "وقال رائف الحمدان في تصريحات نشرتها صحيفة المرافئ إن الرصيف جاهز.",
			want: []string{"صحيفة المرافئ > رائف الحمدان | indirect assert | الرصيف جاهز"},
		},
		{
			name: "a medium that asks",
			text: "وقال رائف الحمدان في مقابلة أجرتها معه قناة المدار إن الرصيف جاهز.",
			want: []string{"قناة المدار > رائف الحمدان | indirect assert | الرصيف جاهز"},
		},
		{
			name: "the correspondent of a medium",
			text: "قال رائف الحمدان لمراسل وكالة سرمد إن الرصيف جاهز.",
			want: []string{"وكالة سرمد > رائف الحمدان | indirect assert | الرصيف جاهز"},
		},
		{
			name: "by way of a channel",
			text: "وقال رائف الحمدان عبر قناة المدار إن الرصيف جاهز.",
			want: []string{"قناة المدار > رائف الحمدان | indirect assert | الرصيف جاهز"},
		},
		{
			name: "an agency in Latin letters, glued to its preposition",
			text: "وقال رائف الحمدان لـCNN إن الرصيف جاهز.",
			want: []string{"CNN > رائف الحمدان | indirect assert | الرصيف جاهز"},
		},
		{
			name: "a medium that is told",
			text: "أبلغ رائف الحمدان وكالة سرمد أن الرصيف جاهز.",
			want: []string{"وكالة سرمد > رائف الحمدان | indirect assert | الرصيف جاهز"},
		},
		{
			name: "the occasion behind what was said",
			text: "أكد رائف الحمدان أن الرصيف جاهز، وذلك في مقابلة مع قناة المدار.",
			want: []string{"قناة المدار > رائف الحمدان | indirect assert | الرصيف جاهز"},
		},
		{
			name: "a circumstance of the matter is no occasion of its telling",
			text: "أكد رائف الحمدان أن الرصيف أغلق، في بيان مقتضب للهيئة.",
			want: []string{"رائف الحمدان | indirect assert | الرصيف أغلق، في بيان مقتضب للهيئة"},
		},
		{
			name: "the speaker behind a quotation, and whom he spoke to",
			text: `"الرصيف جاهز والسفن في الطريق"، قال رائف الحمدان لوكالة سرمد.`,
			want: []string{"وكالة سرمد > رائف الحمدان | direct assert | الرصيف جاهز والسفن في الطريق"},
		},
		{
			name: "what a medium has relayed from someone",
			text: "ارتفعت الأسعار في الموسم الأخير، وفق ما نقلته صحيفة المرافئ عن رائف الحمدان.",
			want: []string{"صحيفة المرافئ > رائف الحمدان | indirect assert | ارتفعت الأسعار في الموسم الأخير"},
		},
		{
			name: "attribution behind the clause",
			text: "غرقت ثلاثة قوارب قرب الجزيرة، بحسب مصادر ملاحية.",
			want: []string{"مصادر ملاحية | indirect assert | غرقت ثلاثة قوارب قرب الجزيرة"},
		},
		{
			name: "attribution before the clause",
			text: "ووفقا لوزارة الموانئ، فإن السفن ستصل في موعدها.",
			want: []string{"وزارة الموانئ | indirect assert | السفن ستصل في موعدها"},
		},
		{
			name: "medium behind a statement relays it",
			text: "قال رائف الحمدان إن الرصيف جاهز، وفق ما نقلت وكالة سرمد.",
			want: []string{"وكالة سرمد > رائف الحمدان | indirect assert | الرصيف جاهز"},
		},
		{
			name: "statement inside a statement",
			text: "قالت سلمى الدرعي إن شركة المرافئ أعلنت أن الأسعار سترتفع.",
			want: []string{
				"سلمى الدرعي | indirect assert | شركة المرافئ أعلنت أن الأسعار سترتفع",
				"سلمى الدرعي > شركة المرافئ | indirect announce | الأسعار سترتفع",
			},
		},
		{
			name: "subject before the verb",
			text: "لكن شركة المرافئ تقول إن الأسعار ثابتة.",
			want: []string{"شركة المرافئ | indirect assert | الأسعار ثابتة"},
		},
		{
			name: "relative clause",
			text: "رفض الاقتراح نقيب الصيادين رائف الحمدان الذي قال إن البحر مغلق.",
			want: []string{"رائف الحمدان | indirect assert | البحر مغلق"},
		},
		{
			name: "honorific before an office",
			text: "وبيّن معالي رئيس الهيئة سلطان بن راكان أن المرحلة الأولى جاهزة.",
			want: []string{"سلطان بن راكان | indirect assert | المرحلة الأولى جاهزة"},
		},
		{
			name: "title shortened to a letter",
			text: "قال د. رائف الحمدان إن النتائج مطمئنة.",
			want: []string{"رائف الحمدان | indirect assert | النتائج مطمئنة"},
		},
		{
			name: "asking not to be named is not said",
			text: "وقال دبلوماسي طلب عدم ذكر اسمه إن بلاده لن تشارك.",
			want: []string{"دبلوماسي | indirect assert | بلاده لن تشارك"},
		},
		{
			name: "a surname in front of the object",
			text: "قال رائف الحمدان إن الوقت ضيق. وأعلن الحمدان إلغاء الاجتماع قبل الظهر.",
			want: []string{"رائف الحمدان | indirect assert | الوقت ضيق", "رائف الحمدان | indirect announce | إلغاء الاجتماع قبل الظهر"},
		},
		{
			name: "a country in front of a time and the object",
			text: "ورفضت السويد الأربعاء كذلك هذه الخطة.",
			want: []string{"السويد | indirect deny | هذه الخطة"},
		},
		{
			name: "a country in front of an adverb and the object",
			text: "ورفضت النرويج مرارا الاقتراحات بإغلاق الرصيف.",
			want: []string{"النرويج | indirect deny | الاقتراحات بإغلاق الرصيف"},
		},
		{
			name: "an adverb that looks like a participle",
			text: "وتؤكد سرمد مجددا بأن الجسر مفتوح.",
			want: []string{"سرمد | indirect assert | الجسر مفتوح"},
		},
		{
			name: "a verbal noun behind أن",
			text: "وأكدت وزارة النقل أن رفض النقابة للحوار أثبته غيابها عن الاجتماع.",
			want: []string{"وزارة النقل | indirect assert | رفض النقابة للحوار أثبته غيابها عن الاجتماع"},
		},
		{
			name: "what is said stands before in a relative clause",
			text: "وأثارت الرسوم التي أعلنتها البلدية خلافا، وهو ما أسفر عن إغلاق السوق.",
		},
		{
			name: "the subject of a relative clause with a pronoun for its noun",
			text: "وهذه السنة الثالثة التي تعلن فيها وزارة النقل عن إغلاق الجسر.",
			want: []string{"وزارة النقل | indirect announce | إغلاق الجسر"},
		},
		{
			name: "carrying something blames nobody",
			text: "وأغلق رائف الحمدان الصفحة التي تحمل اسمه منذ عام، والتي أنشأها صديقه.",
		},
		{
			name: "being regarded promises nothing",
			text: "رائف الحمدان يعد مرشحا قويا بطبيعة الحال.",
		},
		{
			name: "the pronoun of أنه is the subject",
			text: "وأكد رائف الحمدان أنه دعا البلدان المجاورة إلى المشاركة في القمة.",
			want: []string{"رائف الحمدان | indirect assert | أنه دعا البلدان المجاورة إلى المشاركة في القمة"},
		},
		{
			name: "a body that belongs to another is called upon",
			text: "دعت وزارة النقل مجلس الموانئ التابع للاتحاد إلى فتح الرصيف.",
			want: []string{"وزارة النقل | indirect demand | فتح الرصيف"},
		},
		{
			name: "a place is called upon",
			text: "من جهة أخرى طالبت المجموعة السويد بالكف عن إغلاق الموانئ.",
			want: []string{"المجموعة | indirect demand | بالكف عن إغلاق الموانئ"},
		},
		{
			name: "an office, its description and its name",
			text: "كشف لاعب المنتخب السرمدي، المحترف في نادي الميناء، رائف الحمدان، أنه سيعتزل.",
			want: []string{"رائف الحمدان | indirect announce | أنه سيعتزل"},
		},
		{
			name: "a communiqué that is issued",
			text: "ووفقا لبيان صادر عن وزارة النقل فقد أغلق الجسر.",
			want: []string{"بيان > وزارة النقل | indirect assert | أغلق الجسر"},
		},
		{
			name: "the title of a novel is not said",
			text: "فاز رائف الحمدان بالجائزة عن روايته \"ظلال الميناء القديم\" مساء الثلاثاء.",
		},
		{
			name: "where it is posted does not speak",
			text: "وكان رائف قد نشر صورة على موقع التواصل الاجتماعي، فيسبوك، حيث قال: \"وصلنا إلى الميناء سالمين\".",
			want: []string{"رائف | direct assert | وصلنا إلى الميناء سالمين"},
		},
		{
			name: "the name behind a city in an office",
			text: "وقال قائد شرطة العاصمة سرمد، رائف الحمدان، الجمعة، إن الطريق مغلق.",
			want: []string{"رائف الحمدان | indirect assert | الطريق مغلق"},
		},
		{
			name: "agencies are no conjunction",
			text: "وأكد رائف الحمدان بأن وكالات سفر كثيرة خفضت أسعارها.",
			want: []string{"رائف الحمدان | indirect assert | وكالات سفر كثيرة خفضت أسعارها"},
		},
		{
			name: "a country in front of what it refuses",
			text: "ورفضت البرازيل المقترحات السرمدية الجديدة.",
			want: []string{"البرازيل | indirect deny | المقترحات السرمدية الجديدة"},
		},
		{
			name: "a capital in front of whom it accuses",
			text: "واتهمت أوسلو السويد بإغلاق الميناء.",
			want: []string{"أوسلو | indirect accuse | بإغلاق الميناء"},
		},
		{
			name: "who is accused is of another gender than the verb",
			text: "قال رائف الحمدان إن الطريق مغلق. واتهم الميليشيا بزرع الألغام.",
			want: []string{"رائف الحمدان | indirect assert | الطريق مغلق", "رائف الحمدان | indirect accuse | بزرع الألغام"},
		},
		{
			name: "the verb of a relative clause has another subject",
			text: "ووصل مساء المسافرون الذين قال البيان إن الشركة تكفلت بنقلهم.",
			want: []string{"البيان | indirect assert | الشركة تكفلت بنقلهم"},
		},
		{
			name: "of joint bodies the first",
			text: "وقالت هيئة الموانئ السرمدية وهيئة الجمارك إن الرصيف مغلق.",
			want: []string{"هيئة الموانئ السرمدية | indirect assert | الرصيف مغلق"},
		},
		{
			name: "a mother's name",
			text: "وأوردت أم سعد الحمدان: \"سنعود إلى بيوتنا قبل الشتاء\".",
			want: []string{"أم سعد الحمدان | direct assert | سنعود إلى بيوتنا قبل الشتاء"},
		},
		{
			name: "a preposition of another verb",
			text: "حذر الجيش الصيادين بواسطة رايات رفعت من البرج من الاقتراب من الجسر.",
			want: []string{"الجيش | indirect warn | الاقتراب من الجسر"},
		},
		{
			name: "a federation called upon has a preposition in its name",
			text: "دعت هيئة الموانئ الاتحاد الدولي لكرة القدم إلى فتح الملاعب.",
			want: []string{"هيئة الموانئ | indirect demand | فتح الملاعب"},
		},
		{
			name: "an ambassador and where he is posted",
			text: "وقال السفير السرمدي إلى الاتحاد الأوروبي، رائف الحمدان، إن الميناء مفتوح.",
			want: []string{"رائف الحمدان | indirect assert | الميناء مفتوح"},
		},
		{
			name: "a sentence that has a speaker already is relayed",
			text: "وقال رائف الحمدان إن الميناء مفتوح. بحسب ما نقلت رويترز.",
			want: []string{"رويترز > رائف الحمدان | indirect assert | الميناء مفتوح"},
		},
		{
			name: "responsibility as an object",
			text: "وأعلنت حركة النورس مسؤوليتها عن إغلاق الجسر.",
			want: []string{"حركة النورس | indirect announce | مسؤوليتها عن إغلاق الجسر"},
		},
		{
			name: "the last sixteen praise nobody",
			text: "وقال رائف الحمدان إن فريقه بلغ الدور ثمن النهائي بعد تعب.",
			want: []string{"رائف الحمدان | indirect assert | فريقه بلغ الدور ثمن النهائي بعد تعب"},
		},
		{
			name: "students are counted",
			text: "وتقول وزارة النقل إن 17 طالبا أصيبوا في الحادث.",
			want: []string{"وزارة النقل | indirect assert | 17 طالبا أصيبوا في الحادث"},
		},
		{
			name: "a crown prince",
			text: "وعن الطاقة قال ولي العهد إن المصنع جاهز.",
			want: []string{"ولي العهد | indirect assert | المصنع جاهز"},
		},
		{
			name: "a medium named after a city",
			text: "وبحسب صحيفة نيويورك تايمز، فإن الرصيف مغلق.",
			want: []string{"صحيفة نيويورك تايمز | indirect assert | الرصيف مغلق"},
		},
		{
			name: "what is denied stands before ما",
			text: "واتهم رائف الحمدان النقابة بإغلاق الرصيف، وهو ما تنفيه النقابة.",
			want: []string{"رائف الحمدان | indirect accuse | بإغلاق الرصيف"},
		},
		{
			name: "an age between office and name",
			text: "وقال النجم السرمدي السابق، البالغ من العمر 46 عاما، رائف الحمدان، إن الطريق مغلق.",
			want: []string{"رائف الحمدان | indirect assert | الطريق مغلق"},
		},
		{
			name: "a hashtag speaks",
			text: "وأكد #رائف_الحمدان أن الرصيف جاهز. وأعلنت #وزارة_النقل إغلاق الجسر.",
			want: []string{"رائف الحمدان | indirect assert | الرصيف جاهز", "وزارة النقل | indirect announce | إغلاق الجسر"},
		},
		{
			name: "an office and a hashtag",
			text: "وقال وزير النقل السرمدي #رائف_الحمدان إن الرصيف جاهز.",
			want: []string{"رائف الحمدان | indirect assert | الرصيف جاهز"},
		},
		{
			name: "who stands behind a preposition drops no subject",
			text: "قال رائف الحمدان إن الوقت ضيق. ومتحدثا إلى الصحفيين في وزارة النقل، قال إن الجسر مغلق.",
			want: []string{"رائف الحمدان | indirect assert | الوقت ضيق", "رائف الحمدان | indirect assert | الجسر مغلق"},
		},
		{
			name: "whose communiqué it is speaks in it",
			text: "صدر بيان عن وزارة النقل الثلاثاء قالت فيه إن الجسر مغلق.",
			want: []string{"وزارة النقل | indirect assert | الجسر مغلق"},
		},
		{
			name: "repeated speech",
			text: "جدد رائف الحمدان التأكيد على ضرورة فتح الميناء.",
			want: []string{"رائف الحمدان | indirect demand | ضرورة فتح الميناء"},
		},
		{
			name: "people called upon are no part of the source",
			text: "دعت هيئة الموانئ السكان إلى الابتعاد عن الرصيف.",
			want: []string{"هيئة الموانئ | indirect demand | الابتعاد عن الرصيف"},
		},
		{
			name: "attribution that makes a sentence covers the one before",
			text: "ارتفع سعر القمح أربعة في المئة خلال يوم واحد. بحسب رويترز.",
			want: []string{"رويترز | indirect assert | ارتفع سعر القمح أربعة في المئة خلال يوم واحد"},
		},
		{
			name: "who is named first in the sentence goes on speaking",
			text: "أوقفت الشرطة السرمدية خمسة رجال، وقالت إنهم مهربون.",
			want: []string{"الشرطة السرمدية | indirect assert | إنهم مهربون"},
		},
		{
			name: "what was not said",
			text: "ولم يعلن رائف الحمدان عن موعد للافتتاح.",
		},
		{
			name: "as needed is no attribution",
			text: "تفتح الأرصفة حسب الحاجة.",
		},
		{
			name: "by law is no attribution",
			text: "ستدفع الغرامة وفقا للقانون خلال شهر.",
		},
		{
			name: "a mention is no speech",
			text: "أعاد الخبر ذكر الحادث إلى الأذهان.",
		},
		{
			name: "يقول at the start of a sentence goes on with who spoke before",
			text: "أكد رائف الحمدان أن الرصيف جاهز. يقول إنه سيعود غدا.",
			want: []string{"رائف الحمدان | indirect assert | الرصيف جاهز", "رائف الحمدان | indirect assert | إنه سيعود غدا"},
		},
		{
			name: "impersonal يذكر أن has no speaker",
			text: "يذكر أن الميناء بني قبل قرن.",
		},
		{
			name: "who is told before who speaks",
			text: "وقال لوكالة أنباء سرمد مسؤول في الميناء إن الرصيف جاهز.",
			want: []string{"وكالة أنباء سرمد > مسؤول في الميناء | indirect assert | الرصيف جاهز"},
		},
		{
			name: "a source whom a medium is told by",
			text: "أبلغ مصدر في الميناء وكالة أنباء سرمد أن الرصيف جاهز.",
			want: []string{"وكالة أنباء سرمد > مصدر في الميناء | indirect assert | الرصيف جاهز"},
		},
		{
			name: "a relay between who speaks and what is said",
			text: "وقال رائف الحمدان، وفق ما نقلت عنه وكالة أنباء سرمد، إن الرصيف جاهز.",
			want: []string{"وكالة أنباء سرمد > رائف الحمدان | indirect assert | الرصيف جاهز"},
		},
		{
			name: "a relay that relays another",
			text: "وفق ما ذكرته وكالة أنباء سرمد نقلا عن مسؤول في الميناء، أغلق الرصيف أمس.",
			want: []string{"وكالة أنباء سرمد > مسؤول في الميناء | indirect assert | أغلق الرصيف أمس"},
		},
		{
			name: "the subject of the main verb speaks in its object",
			text: "أصدرت وزارة الموانئ بيانا قالت فيه إن الرصيف جاهز.",
			want: []string{"وزارة الموانئ | indirect assert | الرصيف جاهز"},
		},
		{
			name: "the speaker behind the place of the speech",
			text: "بثت القناة تسجيلا قال فيه رائف الحمدان إن الرصيف جاهز.",
			want: []string{"رائف الحمدان | indirect assert | الرصيف جاهز"},
		},
		{
			name: "a document that a medium has published",
			text: "وقالت وزارة الموانئ في بيان نقلته وكالة أنباء سرمد إن الرصيف جاهز.",
			want: []string{"وكالة أنباء سرمد > وزارة الموانئ | indirect assert | الرصيف جاهز"},
		},
		{
			name: "a document shows",
			text: "وأظهرت دراسة جديدة نشرتها الجامعة أن الهواء في الميناء ملوث.",
			want: []string{"دراسة جديدة | indirect assert | الهواء في الميناء ملوث"},
		},
		{
			name: "no document shows",
			text: "وأظهر رائف الحمدان أن الرصيف جاهز.",
		},
		{
			name: "people told by their number",
			text: "وقال 12 عاملا إن الرصيف مغلق.",
			want: []string{"12 عاملا | indirect assert | الرصيف مغلق"},
		},
		{
			name: "two of a group",
			text: "وقال اثنان من المهندسين إن الرصيف مغلق.",
			want: []string{"اثنان من المهندسين | indirect assert | الرصيف مغلق"},
		},
		{
			name: "a colleague with a name",
			text: "وقالت زميلته هند الزعبي إن الرصيف مغلق.",
			want: []string{"هند الزعبي | indirect assert | الرصيف مغلق"},
		},
		{
			name: "a verb behind the attribution is no office",
			text: "وبحسب ما قاله مدير المستشفى، توفي ثلاثة عمال في الحريق.",
			want: []string{"مدير المستشفى | indirect assert | توفي ثلاثة عمال في الحريق"},
		},
		{
			name: "a day behind the attribution",
			text: "وفق ما أعلن رائف الحمدان اليوم، أغلق الرصيف.",
			want: []string{"رائف الحمدان | indirect assert | أغلق الرصيف"},
		},
		{
			name: "a few quoted words with the verb behind them",
			text: "\"الرصيف جاهز\"، يقول رائف الحمدان.",
			want: []string{"رائف الحمدان | direct assert | الرصيف جاهز"},
		},
		{
			name: "a body that calls upon another",
			text: "دعا الحزب الحكومة إلى وقف العمل.",
			want: []string{"الحزب | indirect demand | وقف العمل"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := title + tt.text
			var got []string
			for _, s := range Read(plain(text)).Statements {
				got = append(got, summary(text, s))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s\n(-want +got)\n%s", tt.text, diff)
			}
		})
	}
}

// A text may be cut at any word, as feeds and teasers are.
func TestCutTexts(t *testing.T) {
	texts := []string{
		// The minister said … and promised …; pledges arrived; a source is quoted; workers threaten; someone decided.
		"قال وزير الموانئ السرمدي رائف الحمدان، الثلاثاء، إن الرصيف الجديد جاهز، وتعهد بتسليمه خلال عام. وأوضح أنه لم يعلن عن موعد آخر، متوعداً بالرد على كل تأخير.",
		"وصلت تعهدات بدعم الميناء، ونقلت وكالة سرمد عن مصدر مطلع قوله: «ستبدأ خطة لبناء رصيف ثان». وبحسب البيان، هدد العمال بالإضراب إلا إذا دفعت الأجور. وقرر رائف الحمدان، أحد مهندسي الميناء، أن يعود.",
	}
	for _, text := range texts {
		for i, r := range text {
			if r == ' ' {
				Read(plain(text[:i]))
			}
		}
		Read(plain(text))
	}
}

func TestHeadlines(t *testing.T) {
	const body = "\n\nقال وزير الموانئ السرمدي رائف الحمدان إن الرصيف جاهز."
	tests := []struct {
		name, title string
		want        string // "" where the headline makes no statement
	}{
		{"source and colon", "الحمدان: الرصيف الجديد جاهز", "رائف الحمدان | indirect assert | الرصيف الجديد جاهز"},
		{"first person is direct", "الحمدان: لن نغلق ميناءنا", "رائف الحمدان | direct assert | لن نغلق ميناءنا"},
		{"verb behind its subject", "الحمدان يعلن افتتاح الرصيف", "رائف الحمدان | indirect announce | افتتاح الرصيف"},
		{"speech within a body's speech", "الشرطة السرمدية: السائق قال إنه نادم", "الشرطة السرمدية > السائق | indirect assert | إنه نادم"},
		{"a place and who speaks there", "لبنان: الحمدان يعلن افتتاح الرصيف", "رائف الحمدان | indirect announce | افتتاح الرصيف"},
		{"topic and colon", "الموانئ: تفاصيل الخطة الجديدة", ""},
		{"no source", "افتتاح رصيف جديد في الميناء", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := tt.title + body
			got := ""
			for _, s := range Read(plain(text)).Statements {
				if s.Content.Start < len(tt.title) {
					got = summary(text, s)
				}
			}
			if got != tt.want {
				t.Errorf("%s\ngot  %s\nwant %s", tt.title, got, tt.want)
			}
		})
	}
}
