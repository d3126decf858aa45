package record

import (
	"fmt"
	"strings"
	"testing"

	"isnad/arabic"
	"isnad/article"
)

// quantitySummary writes a quantity as «span = value unit of ~».
func quantitySummary(text string, q Quantity) string {
	s := fmt.Sprintf("%s = %s", q.Span.Of(text), strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.6f", q.Value), "0"), "."))
	if q.Unit != "" {
		s += " " + q.Unit
	}
	if q.Of != "" {
		s += " of " + q.Of
	}
	if q.Approx {
		s += " ~"
	}
	return s
}

func TestQuantities(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"counted people", "أصيب 25 شخصا في الحادث.", "25 شخصا = 25 of شخصا"},
		{"Arabic-Indic digits", "أصيب ٢٥ شخصا في الحادث.", "٢٥ شخصا = 25 of شخصا"},
		{"a word", "أصيب سبعة أشخاص في الحادث.", "سبعة أشخاص = 7 of أشخاص"},
		{"glued conjunction", "قتل 3 جنود و20 مدنيا.", "3 جنود = 3 of جنود | 20 مدنيا = 20 of مدنيا"},
		{"glued preposition", "تبرع بـ50 سريرا للمستشفى.", "50 سريرا = 50 of سريرا"},
		{"adjective", "استدعت المحكمة 12 مسؤولا محليا أمس.", "12 مسؤولا محليا = 12 of مسؤولا محليا"},
		{"adjective in the plural", "غادر خمسة خبراء أجانب المرفأ.", "خمسة خبراء = 5 of خبراء"},
		{"part of a definite plural", "سجن خمسة من الزعماء المحليين.", "خمسة من الزعماء المحليين = 5 of الزعماء المحليين"},
		{"quoted noun", "أفرج عن 200 \"سجين سياسي\" أمس.", "200 \"سجين سياسي\" = 200 of سجين سياسي"},
		{"others", "أصيب 32 آخرون.", "32 آخرون = 32 of آخرون"},
		{"approximation", "فر نحو 690 ألف شخص من الوادي.", "نحو 690 ألف شخص = 690000 of شخص ~"},
		{"lower bound", "قتل أكثر من 40 ألف شخص.", "أكثر من 40 ألف شخص = 40000 of شخص ~"},
		{"no less than", "حضر ما لا يقل عن 300 طالب.", "ما لا يقل عن 300 طالب = 300 of طالب ~"},
		{"at least, behind", "قتل 15 شخصا على الأقل.", "15 شخصا على الأقل = 15 of شخصا ~"},
		{"range with between", "ينتج المصنع ما بين 250 وألف جرعة سنويا.", "ما بين 250 = 250 ~ | ألف جرعة = 1000 of جرعة"},
		{"out of", "وقع البيان 78 من أصل 130 نائبا.", "78 = 78 | 130 نائبا = 130 of نائبا"},
		{"bare behind among them", "أوقف الأمن 40 تاجرا بينهم 13.", "40 تاجرا = 40 of تاجرا | 13 = 13"},
		{"one", "عاد الفريق دون إطلاق رصاصة واحدة.", "رصاصة واحدة = 1 of رصاصة"},
		{"dollars", "بلغت الكلفة 420 مليون دولار.", "420 مليون دولار = 420000000 USD of دولار"},
		{"dollars with adjective", "بلغت الكلفة 5 آلاف دولار أميركي.", "5 آلاف دولار أميركي = 5000 USD of دولار أميركي"},
		{"euros", "بلغت الكلفة ثلاثة مليارات يورو.", "ثلاثة مليارات يورو = 3000000000 EUR of يورو"},
		{"riyals of a country", "بلغت الكلفة 2.3 مليار ريال سعودي.", "2.3 مليار ريال سعودي = 2300000000 SAR of ريال سعودي"},
		{"dinars of a country", "وزعت 300 دينار كويتي.", "300 دينار كويتي = 300 KWD of دينار كويتي"},
		{"dirhams of a country", "وزعت 300 درهم إماراتي.", "300 درهم إماراتي = 300 AED of درهم إماراتي"},
		{"sterling", "باع البيت بمليون جنيه إسترليني.", "مليون جنيه إسترليني = 1000000 GBP of جنيه إسترليني"},
		{"money of no country", "وزعت 300 دينار على كل أسرة.", "300 دينار = 300 of دينار"},
		{"dollar sign behind", "بلغ السعر 500$ أمس.", "500$ = 500 USD of $"},
		{"money in brackets", "وفر 300 مليون دينار (420 مليون دولار) للخزينة.", "300 مليون دينار = 300000000 of دينار | 420 مليون دولار = 420000000 USD of دولار"},
		{"thousands of one point before money", "دفع 60.000 دولار.", "60.000 دولار = 60000 USD of دولار"},
		{"rate of exchange", "أغلق اليورو عند 1.164 دولار.", "1.164 دولار = 1.164 USD of دولار"},
		{"percent sign", "صوت 52% من السكان.", "52% = 52 %"},
		{"percent sign before", "ارتفعت الأسعار %5 أمس.", "%5 = 5 %"},
		{"percent, fraction typed first", "ارتفعت الأسعار %3ر0 أمس.", "%3ر0 = 0.3 %"},
		{"percent in words", "ارتفعت الأسعار 8.3 بالمئة.", "8.3 بالمئة = 8.3 %"},
		{"percent in two words", "ارتفع الدين إلى 77 في المئة.", "77 في المئة = 77 %"},
		{"percent in the older spelling", "ارتفع الدين إلى حوالي 94 في المائة.", "حوالي 94 في المائة = 94 % ~"},
		{"three decimals of a percent", "ارتفع المؤشر 0.125 بالمئة.", "0.125 بالمئة = 0.125 %"},
		{"kilometres", "تبعد البلدة 170 كيلومترا عن سروان.", "170 كيلومترا = 170 km of كيلومترا"},
		{"square metres", "تبلغ مساحته 500 متر مربع.", "500 متر مربع = 500 m2 of متر مربع"},
		{"tonnes", "نقلت الشاحنات 100 طن من القمح.", "100 طن = 100 t of طن"},
		{"barrels and a set", "ينتج الحقل 9 ملايين برميل يوميا.", "9 ملايين برميل = 9000000 [bbl] of برميل"},
		{"degrees", "بلغت الحرارة 45 درجة مئوية.", "45 درجة مئوية = 45 Cel of درجة مئوية"},
		{"megawatts", "تولد المحطة 300 ميغاواط.", "300 ميغاواط = 300 MW of ميغاواط"},
		{"number in brackets", "بلغ عدد المتدربين (20) متدربا.", "20) متدربا = 20 of متدربا"},
		{"words with three parts", "أحصت اللجنة ثلاثة آلاف وخمسمئة ناخب.", "ثلاثة آلاف وخمسمئة ناخب = 3500 of ناخب"},
		{"dual of a scale with a noun", "أحصت اللجنة ألفي ناخب.", "ألفي ناخب = 2000 of ناخب"},
		{"index", "صعد المؤشر إلى 95.174 .", "95.174 = 95.174"},

		{"a date is none", "وصل في 10 يوليو 2019.", ""},
		{"a duration is none", "بقي ثلاثة أيام.", ""},
		{"an age is none", "توفي عن 57 عاما.", ""},
		{"an ordinal is none", "حل في المركز الثالث.", ""},
		{"a dual without a numeral is none", "قتل شخصان.", ""},
		{"an uncounted many is none", "تظاهر مئات الأشخاص وآلاف الطلاب.", ""},
		{"a fraction in words is none", "صوت ثلثا الأعضاء.", ""},
		{"an article of law is none", "تنص المادة 51 على ذلك.", ""},
		{"a resolution is none", "طبقت اللجنة القرار 2254.", ""},
		{"a minute of play is none", "سجل الهدف في الدقيقة 85.", ""},
		{"a score is none", "فاز الفريق 3-1 على ضيفه.", ""},
		{"a type name is none", "حلقت طائرة بوينغ 737 فوق المرفأ.", ""},
		{"a glued type name is none", "حلقت طائرة إف-16 فوق المرفأ.", ""},
		{"a year is none", "فاز بالجائزة في 2012 ثم اعتزل.", ""},
		{"a bare word is none", "واحد من كل اثنين يقرأ.", ""},
		{"definite numerals are none", "اجتمعت الدول الخمس.", ""},
		{"an occasion is none", "زارها ثلاث مرات.", ""},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			d := arabic.Analyze(c.text)
			reader := findTimes(d, &article.Article{Text: c.text, Published: publishedOn("2021-07-26")}, nil)
			var got []string
			for _, q := range quantities(reader, nil, nil) {
				got = append(got, quantitySummary(c.text, q))
			}
			if got := strings.Join(got, " | "); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
			}
		})
	}
}

func TestQuantityBelongsToTheSmallestStatement(t *testing.T) {
	const text = "قال الناطق إن الوالي أكد أن 25 شخصا أصيبوا. وغادر 30 طالبا القاعة."
	d := arabic.Analyze(text)
	at := func(s string) arabic.Span {
		i := strings.Index(text, s)
		return arabic.Span{Start: i, End: i + len(s)}
	}
	statements := []Statement{{ID: "s1", Content: at("الوالي أكد أن 25 شخصا أصيبوا")}, {ID: "s2", Content: at("25 شخصا أصيبوا")}}
	qs := quantities(findTimes(d, &article.Article{Text: text}, nil), statements, nil)
	if len(qs) != 2 || qs[0].Statement != "s2" || qs[1].Statement != "" {
		t.Errorf("got %+v", qs)
	}
}
