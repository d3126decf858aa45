package record

import (
	"strings"
	"testing"
	"time"
)

// commitmentSummary writes a commitment as «act by | content | due | if …».
func commitmentSummary(text string, c Commitment) string {
	s := string(c.Act) + " " + c.By.Name + " | " + c.Content.Of(text)
	if c.Due.Value != "" {
		s += " | " + c.Due.Value
	}
	for _, k := range c.Conditions {
		s += " | if " + k.Of(text)
	}
	if c.HeadlineOnly {
		s += " | headline only"
	}
	return s
}

// The people, bodies and places in these sentences are invented.
func TestCommitments(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"pledge with a preposition", "تعهدت وزارة النقل بإصلاح الجسر قبل نهاية العام.", []string{"pledge وزارة النقل | بإصلاح الجسر قبل نهاية العام | 2021-12-31"}},
		{"pledge with a clause", "تعهد رئيس البلدية أنه سيصلح الجسر بحلول سبتمبر المقبل.", []string{"pledge رئيس البلدية | أنه سيصلح الجسر بحلول سبتمبر المقبل | 2021-09-30"}},
		{"promise within hours", "وعدت هيئة الموانئ بتفريغ السفينة خلال 48 ساعة.", []string{"pledge هيئة الموانئ | بتفريغ السفينة خلال 48 ساعة | 2021-07-28"}},
		{"agreement", "وافقت الحكومة على تمويل المشروع.", []string{"agreement الحكومة | تمويل المشروع"}},
		{"refusal", "رفضت الوزارة إعادة فتح المعبر.", []string{"refusal الوزارة | إعادة فتح المعبر"}},
		{"a time in what is refused is no deadline", "رفضت الوزارة تأجيل ضرائب هذا العام.", []string{"refusal الوزارة | تأجيل ضرائب هذا العام"}},
		{"a refused claim is none", "رفضت الوزارة أن الجسر قديم.", nil},
		{"threat with a condition", "هددت النقابة بإغلاق المرفأ إذا لم تدفع الأجور.", []string{"threat النقابة | بإغلاق المرفأ | if إذا لم تدفع الأجور"}},
		{"intention", "تعتزم وزارة النقل فتح المعبر الجديد في مايو المقبل.", []string{"plan وزارة النقل | فتح المعبر الجديد في مايو المقبل | 2022-05-31"}},
		{"appointment", "ومن المقرر أن يصل وزير النقل إلى سروان الخميس المقبل.", []string{"plan وزير النقل | يصل وزير النقل إلى سروان الخميس المقبل | 2021-07-29"}},
		{"future in reported speech", "قالت وزارة النقل إنها ستفتح المعبر الجديد غدا.", []string{"plan وزارة النقل | ستفتح المعبر الجديد غدا | 2021-07-27"}},
		{"future in the first person", "قال رئيس البلدية: \"سنفتح المعبر الجديد قريبا\".", []string{"plan رئيس البلدية | سنفتح المعبر الجديد قريبا"}},
		{"refusal by the future denied", "قال رئيس البلدية إنه لن يفتح المعبر الجديد.", []string{"refusal رئيس البلدية | لن يفتح المعبر الجديد"}},
		{"condition in case", "قالت وزارة النقل إنها ستفتح المعبر الجديد في حال تحسن الطقس.", []string{"plan وزارة النقل | ستفتح المعبر الجديد | if في حال تحسن الطقس"}},
		{"condition on which it hangs", "تعهدت الوزارة بصرف التعويض بشرط موافقة البرلمان.", []string{"pledge الوزارة | بصرف التعويض | if بشرط موافقة البرلمان"}},
		{"a prediction is none", "قال رئيس البلدية إن الأسعار سترتفع كثيرا.", nil},
		{"a foretold event is none", "سيؤدي الحريق إلى إغلاق المرفأ.", nil},
		{"a past event is none", "أغلقت الوزارة المرفأ أمس.", nil},
		{"a negated pledge is none", "لم تتعهد الوزارة بإصلاح الجسر.", nil},
		{"accord", "وقعت شركة سروان اتفاقية لتوريد الكهرباء إلى المدينة.", []string{"agreement شركة سروان | لتوريد الكهرباء إلى المدينة"}},
		{"terms that the accord allows", "وقعت شركة سروان اتفاقا يسمح للبلدية بإنشاء محطة كهرباء.", []string{"agreement شركة سروان | يسمح للبلدية بإنشاء محطة كهرباء"}},
		{"terms behind on", "وقعت شركة سروان اتفاقا على خفض أسعار الكهرباء.", []string{"agreement شركة سروان | خفض أسعار الكهرباء"}},
		{"an accord of long ago is none", "وقعت شركة سروان اتفاقية في 2015 لتوريد الكهرباء إلى المدينة.", nil},
		{"an accord without terms is none", "وقعت شركة سروان الاتفاقية أمس في المدينة.", nil},
		{"announced verbal noun ahead", "أعلنت وزارة النقل افتتاح المعبر الجديد في سبتمبر المقبل.", []string{"plan وزارة النقل | افتتاح المعبر الجديد في سبتمبر المقبل | 2021-09-30"}},
		{"announced verbal noun of the past is none", "أعلنت وزارة النقل إغلاق المعبر الجديد أمس.", nil},
		{"future of what is held", "قال رئيس البلدية إن المعرض سيبدأ غدا.", []string{"plan رئيس البلدية | سيبدأ غدا | 2021-07-27"}},
		{"passive of the future", "قالت وزارة النقل إنه سيتم افتتاح المعبر الجديد غدا.", []string{"plan وزارة النقل | سيتم افتتاح المعبر الجديد غدا | 2021-07-27"}},
		{"will with سوف", "قالت وزارة النقل إنها سوف تفتح المعبر الجديد قريبا.", []string{"plan وزارة النقل | سوف تفتح المعبر الجديد قريبا"}},
		{"appointment of a verbal noun", "ومن المقرر إطلاق المشروع في وزارة النقل الخميس المقبل.", []string{"plan وزارة النقل | إطلاق المشروع في وزارة النقل الخميس المقبل | 2021-07-29"}},
		{"scheduled in the present", "تعقد وزارة النقل مؤتمرا عن الجسر غدا.", []string{"plan وزارة النقل | تعقد وزارة النقل مؤتمرا عن الجسر غدا | 2021-07-27"}},
		{"no intention", "قال رئيس البلدية: \"لا نية لدينا لتغيير الرسوم\".", []string{"refusal رئيس البلدية | لا نية لدينا لتغيير الرسوم"}},
		{"no change", "قال رئيس البلدية: \"لا تغيير في رسوم العبور هذا العام\".", []string{"refusal رئيس البلدية | لا تغيير في رسوم العبور هذا العام"}},
		{"refused charges are none", "رفضت الوزارة الاتهامات الموجهة إليها.", nil},
		{"threat of a reply", "قال رئيس البلدية: \"إذا أغلقت النقابة المرفأ فسيكون الرد قاسيا\".", []string{"threat رئيس البلدية | سيكون الرد قاسيا | if إذا أغلقت النقابة المرفأ"}},
		{"undertaking to bear", "تكفلت وزارة النقل بإصلاح الجسر.", []string{"pledge وزارة النقل | بإصلاح الجسر"}},
		{"unless", "هددت النقابة بإغلاق المرفأ ما لم تدفع الأجور.", []string{"threat النقابة | بإغلاق المرفأ | if ما لم تدفع الأجور"}},
		{"anonymity is no condition", "قال مصدر في وزارة النقل شريطة عدم ذكر اسمه إن الوزارة ستفتح المعبر الجديد.", []string{"plan وزارة النقل | ستفتح المعبر الجديد"}},
		{"a guess is none", "قال رئيس البلدية: \"أعتقد أننا سنفتح المعبر الجديد\".", nil},
		{"a relative clause is none", "قال رئيس البلدية إن الجسر الذي سيفتتحه الوزير جميل.", nil},
		{"a grant that is ordered", "أمر رئيس البلدية بتخصيص مليون دولار لإصلاح الجسر.", []string{"pledge رئيس البلدية | بتخصيص مليون دولار لإصلاح الجسر"}},
		{"another order is none", "أمر رئيس البلدية بتجميد الرسوم.", nil},
		{"a decision that dates ahead", "أرجأت وزارة النقل افتتاح المعبر إلى سبتمبر المقبل.", []string{"plan وزارة النقل | افتتاح المعبر إلى سبتمبر المقبل | 2021-09-30"}},
		{"a decision that dates nothing is none", "أرجأت وزارة النقل افتتاح المعبر.", nil},
		{"accord between parties", "وصل الخبر بعد اتفاق بين شركة سروان وبلدية نهروان على خفض أسعار الكهرباء.", []string{"agreement شركة سروان | خفض أسعار الكهرباء"}},
		{"an accord in force is none", "يعمل المرفأ بموجب اتفاق مع شركة سروان على خفض أسعار الكهرباء.", nil},
		{"a verbal noun of what is held ahead", "انطلاق معرض وزارة النقل في سبتمبر المقبل.", []string{"plan وزارة النقل | انطلاق معرض وزارة النقل في سبتمبر المقبل | 2021-09-30"}},
		{"country by its adjective", "قال مصدر عسكري في فرنسا إن القوات الفرنسية جاهزة، وإنه سيتم نقل الجنود غدا.", []string{"plan فرنسا | سيتم نقل الجنود غدا | 2021-07-27"}},
		{"intention announced", "أعلنت هيئة الموانئ أنها تعتزم فتح مكتبها الجديد في مايو المقبل.", []string{"plan هيئة الموانئ | فتح مكتبها الجديد في مايو المقبل | 2022-05-31"}},
		{"what a pledge hangs on", "تعهدت الوزارة بصرف التعويض، وهو أمر مرهون بموافقة البرلمان.", []string{"pledge الوزارة | بصرف التعويض | if بموافقة البرلمان"}},
		{"in the event, without في", "قالت وزارة النقل إنها ستفتح المعبر الجديد حال موافقة البرلمان.", []string{"plan وزارة النقل | ستفتح المعبر الجديد | if حال موافقة البرلمان"}},
		{"several plan together", "تعتزم كوريا الجنوبية واليابان عقد جولة جديدة من المحادثات.", []string{"plan كوريا الجنوبية واليابان | عقد جولة جديدة من المحادثات"}},
		{"approval", "صادق البرلمان على اتفاقية التعاون مع نهروان.", []string{"agreement البرلمان | اتفاقية التعاون مع نهروان"}},
		{"approval of a body", "أقر مجلس الوزراء تخصيص مليون دولار لإصلاح الجسر.", []string{"agreement مجلس الوزراء | تخصيص مليون دولار لإصلاح الجسر"}},
		{"decision issued", "أصدرت وزارة النقل قرارا بإغلاق الجسر.", []string{"plan وزارة النقل | بإغلاق الجسر"}},
		{"decision taken", "اتخذ رئيس البلدية قرارا بالاستقالة من منصبه.", []string{"plan رئيس البلدية | بالاستقالة من منصبه"}},
		{"readiness", "أبدى رئيس البلدية استعداده للحوار مع النقابة.", []string{"pledge رئيس البلدية | للحوار مع النقابة"}},
		{"preparations", "تستعد وزارة النقل لإطلاق خدمة جديدة في سبتمبر المقبل.", []string{"plan وزارة النقل | لإطلاق خدمة جديدة في سبتمبر المقبل | 2021-09-30"}},
		{"commitment of a body", "أكد وزير النقل التزام الوزارة بإصلاح الجسر.", []string{"pledge الوزارة | بإصلاح الجسر"}},
		{"commitment to a norm is none", "أكد وزير النقل التزام الوزارة بالمعايير الدولية.", nil},
		{"resolve with a definite verbal noun", "أعلن رئيس البلدية عزمه الترشح للانتخابات المقبلة.", []string{"plan رئيس البلدية | الترشح للانتخابات المقبلة"}},
		{"refusal as a noun", "أعلنت النقابة رفضها العودة إلى العمل.", []string{"refusal النقابة | العودة إلى العمل"}},
		{"a plan that is nobody's is none", "تتضمن الخطة الجديدة للتعليم بنودا كثيرة.", nil},
		{"contract for a term", "تعاقد نادي سروان مع المدرب رائف الحمدان لمدة ثلاث سنوات.", []string{"agreement نادي سروان | تعاقد نادي سروان مع المدرب رائف الحمدان لمدة ثلاث سنوات"}},
		{"a contract without a term is none", "تعاقد نادي سروان مع المدرب رائف الحمدان.", nil},
		{"a deed that will not pass", "قال رئيس البلدية إن أي اعتداء لن يمر دون رد.", []string{"threat رئيس البلدية | لن يمر دون رد"}},
		{"what is affirmed by an exception is none", "قال رئيس البلدية إن الحل لن يكون إلا سلميا.", nil},
		{"day fixed for an event", "حددت وزارة النقل يوم الأحد المقبل موعدا لافتتاح الجسر.", []string{"plan وزارة النقل | يوم الأحد المقبل موعدا لافتتاح الجسر | 2021-08-01"}},
		{"what had been appointed is none", "كان من المقرر أن يصل الوفد أمس لكنه تأخر.", nil},
		{"a year that belongs to a name is no deadline", "تعهدت وزارة النقل بدعم رؤية 2030.", []string{"pledge وزارة النقل | بدعم رؤية 2030"}},
		{"what is told besides is no part", "ستفتح الوزارة الجسر غدا، حيث انتهت أعمال الإصلاح.", []string{"plan الوزارة | ستفتح الوزارة الجسر غدا | 2021-07-27"}},
		{"accord with somebody on something", "وقعت شركة سروان اتفاقا مع بلدية نهروان بشأن المياه.", []string{"agreement شركة سروان | اتفاقا مع بلدية نهروان بشأن المياه"}},
		{"an accord that was not reached is none", "لم توقع شركة سروان اتفاقا مع بلدية نهروان بشأن المياه.", nil},
		{"accord reached between parties", "أعلن رئيس البلدية التوصل إلى اتفاق لوقف الإضراب بين الوزارة والنقابة.", []string{"agreement الوزارة والنقابة | لوقف الإضراب بين الوزارة والنقابة"}},
		{"the object of another pledge", "تعهد رئيس البلدية خفض الرسوم.", []string{"pledge رئيس البلدية | خفض الرسوم"}},
		{"bound, as a predicate", "قال رئيس البلدية إن شركة سروان ملتزمة بإصلاح الجسر.", []string{"pledge شركة سروان | بإصلاح الجسر"}},
		{"ready, in the first person", "قال رئيس البلدية: \"نحن مستعدون لاستقبال النقابة\".", []string{"pledge رئيس البلدية | لاستقبال النقابة"}},
		{"resolved, with a pronoun", "قالت وزارة النقل إنها عازمة على إغلاق المعبر.", []string{"plan وزارة النقل | إغلاق المعبر"}},
		{"a condition's own verb is none", "قال رئيس البلدية إن الجسر سيبقى مغلقا إذا قررت الوزارة إغلاق المعبر.", nil},
		{"a future in a condition is none", "إذا كان الفريق سيلعب في سروان، فالجمهور كبير.", nil},
		{"what follows from a condition without a pause", "قال رئيس البلدية: \"إذا أغلقت النقابة المرفأ سنفتح مرفأ آخر\".", []string{"plan رئيس البلدية | سنفتح مرفأ آخر | if إذا أغلقت النقابة المرفأ"}},
		{"what was to be is none", "كان الفريق سيلعب في سروان.", nil},
		{"what will result is none", "رفعت الوزارة الرسوم مما سيدفع الشركات إلى المغادرة.", nil},
		{"what is only likely is none", "قال رئيس البلدية إن الوزير سيزور سروان على الأرجح.", nil},
		{"what cannot be is no refusal", "قال رئيس البلدية إنه لن يكون من السهل إصلاح الجسر.", nil},
		{"to share an opinion is no accord", "وافقت النقابة على أن الجسر قديم.", nil},
		{"to be expected of somebody is none", "ينتظر منه أن يصلح الجسر.", nil},
		{"presumed to come", "يفترض أن يصل وزير النقل إلى سروان الخميس المقبل.", []string{"plan وزير النقل | يصل وزير النقل إلى سروان الخميس المقبل | 2021-07-29"}},
		{"presumed at some time is none", "يفترض أن يعمل المرفأ كل يوم.", nil},
		{"a perfect that begins like a future", "قال رئيس البلدية إن النقابة ساعدت على إصلاح الجسر.", nil},
		{"futures that share a subject", "ستفتح الوزارة الجسر الجديد، وستبني طريقا في سروان.", []string{"plan الوزارة | ستفتح الوزارة الجسر الجديد", "plan الوزارة | ستبني طريقا في سروان"}},
		{"a communiqué binds the body that issues it", "وقال بيان وزارة النقل إنه سيتم افتتاح المعبر الجديد غدا.", []string{"plan وزارة النقل | سيتم افتتاح المعبر الجديد غدا | 2021-07-27"}},
		{"agreed besides, with a day", "أنهت وزارة النقل عملها أمس، على أن تعقد اجتماعا جديدا الخميس المقبل.", []string{"plan وزارة النقل | تعقد اجتماعا جديدا الخميس المقبل | 2021-07-29"}},
		{"orders given", "أصدر وزير النقل توجيهاته بفتح المعبر.", []string{"plan وزير النقل | بفتح المعبر"}},
		{"a part of a body", "سيزور وفد من وزارة النقل مدينة سروان غدا.", []string{"plan وفد من وزارة النقل | سيزور وفد من وزارة النقل مدينة سروان غدا | 2021-07-27"}},
		{"an accord of two bodies binds both", "وقعت الحكومة السروانية وجبهة الشمال اتفاقا لوقف إطلاق النار.", []string{"agreement الحكومة السروانية وجبهة الشمال | لوقف إطلاق النار"}},
		{"a name behind the office", "يرعى أمير منطقة سروان الأمير نادر بن رائف حفل الافتتاح غدا.", []string{"plan نادر بن رائف | يرعى أمير منطقة سروان الأمير نادر بن رائف حفل الافتتاح غدا | 2021-07-27"}},
		{"his country, by the adjective of his office", "قال وزير النقل الفرنسي رائف الحمدان في فرنسا إن بلاده ستفتح المعبر الجديد.", []string{"plan فرنسا | ستفتح المعبر الجديد"}},
		{"an unnamed spokesman binds his body", "قال متحدث باسم وزارة النقل: \"سنفتح المعبر الجديد قريبا\".", []string{"plan وزارة النقل | سنفتح المعبر الجديد قريبا"}},
		{"a body that bears the name of a king", "ستستقبل جامعة الملك نادر الطلاب غدا.", []string{"plan جامعة الملك نادر | ستستقبل جامعة الملك نادر الطلاب غدا | 2021-07-27"}},
		{"a body that bears a longer name", "ستبدأ جامعة الملك نادر بن سعد استقبال الطلاب غدا.", []string{"plan جامعة الملك نادر بن سعد | ستبدأ جامعة الملك نادر بن سعد استقبال الطلاب غدا | 2021-07-27"}},
		{"that not", "تعهد رئيس البلدية ألا يرفع الرسوم هذا العام.", []string{"pledge رئيس البلدية | ألا يرفع الرسوم هذا العام | 2021-12-31"}},
		{"the object behind its subject", "رفض المدربون علاجه في المدينة.", []string{"refusal المدربون | علاجه في المدينة"}},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			a := plain("أخبار المدينة\n\n" + c.text)
			a.Published = publishedOn("2021-07-26")
			var got []string
			for _, k := range Read(a).Commitments {
				got = append(got, commitmentSummary(a.Text, k))
			}
			if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("%s\n got %s\nwant %s", c.text, strings.Join(got, "\n     "), strings.Join(c.want, "\n     "))
			}
		})
	}
}

func TestHeadlineAlone(t *testing.T) {
	a := plain("وزارة النقل: سنفتح المعبر الجديد غدا\n\nقالت وزارة النقل إن الطقس سيئ.")
	a.Published = publishedOn("2021-07-26")
	ks := Read(a).Commitments
	if len(ks) != 1 || !ks[0].HeadlineOnly || ks[0].Statement == "" {
		t.Errorf("got %+v", ks)
	}
	a = plain("وزارة النقل: سنفتح المعبر الجديد غدا\n\nقالت وزارة النقل إنها ستفتح المعبر الجديد غدا.")
	a.Published = publishedOn("2021-07-26")
	for _, k := range Read(a).Commitments {
		if k.HeadlineOnly {
			t.Errorf("the body says it, too: %+v", k)
		}
	}
}

func TestLastDay(t *testing.T) {
	for _, c := range []struct{ value, want string }{
		{"2016", "2016-12-31"}, {"2016-02", "2016-02-29"}, {"2015-02", "2015-02-28"}, {"2015-W31", "2015-08-02"},
		{"2020-W53", "2021-01-03"}, {"2015-Q4", "2015-12-31"}, {"2016-H1", "2016-06-30"}, {"2021-SU", "2021-08-31"},
		{"2021-WI", "2022-02-28"}, {"2020-03-05T16:00", "2020-03-05"}, {"2020-02-29TEV", "2020-02-29"}, {"2015-W31-WE", "2015-08-02"},
		{"XXXX", ""}, {"PAST_REF", ""}, {"P2D", ""}, {"19", ""}, {"", ""},
	} {
		day, ok := lastDay(c.value, "")
		if got := dayValue(day); ok != (c.want != "") || ok && got != c.want {
			t.Errorf("lastDay(%q) = %s %v, want %s", c.value, got, ok, c.want)
		}
	}
}

func TestAddDuration(t *testing.T) {
	from := time.Date(2020, 2, 28, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct{ value, want string }{
		{"PT48H", "2020-03-01"}, {"PT24H", "2020-02-29"}, {"PT30M", "2020-02-28"}, {"P2D", "2020-03-01"}, {"P1W", "2020-03-06"},
		{"P1M", "2020-03-28"}, {"P1Y", "2021-02-28"}, {"PXD", ""}, {"P1.5M", ""}, {"", ""}, {"2020", ""},
	} {
		day, ok := addDuration(from, c.value)
		if got := dayValue(day); ok != (c.want != "") || ok && got != c.want {
			t.Errorf("%s later is %s %v, want %s", c.value, got, ok, c.want)
		}
	}
}

func BenchmarkTimes(b *testing.B) {
	a := plain(strings.Repeat(benchText, 8))
	a.Published = publishedOn("2021-07-26")
	r := newReader(a)
	b.ReportAllocs()
	for b.Loop() {
		findTimes(r.doc, a, nil)
	}
}

// BenchmarkTimesQuantitiesCommitments measures the three readers on a doc that
// is analysed; BenchmarkRead the whole reader on the same text.
func BenchmarkTimesQuantitiesCommitments(b *testing.B) {
	a := plain(strings.Repeat(benchText, 8))
	a.Published = publishedOn("2021-07-26")
	r := newReader(a)
	rec := &Record{Article: a}
	r.findEntities()
	rec.Statements = r.finish(r.candidates())
	rec.Entities = r.entities.list()
	b.ReportAllocs()
	for b.Loop() {
		t := findTimes(r.doc, a, r.skips)
		rec.Times, rec.Unresolved = t.list()
		rec.Quantities = quantities(t, rec.Statements, r.skips)
		rec.Commitments = r.commitments(rec)
	}
}

func BenchmarkRead(b *testing.B) {
	a := plain(strings.Repeat(benchText, 8))
	a.Published = publishedOn("2021-07-26")
	b.ReportAllocs()
	for b.Loop() {
		Read(a)
	}
}

const benchText = `قال وزير النقل رائف الحمدان الأحد إن الوزارة ستفتح المعبر الجديد قبل نهاية العام إذا تحسن الطقس، مشيرا إلى أن الكلفة بلغت 2.5 مليون دولار.

وأضاف في بيان أن 35 عاملا أصيبوا مساء الثلاثاء الماضي في حادث وقع على بعد 12 كيلومترا من سروان، وأن اللجنة أوصت قبل ثلاثة أشهر بإغلاق الطريق.

ورفضت النقابة العودة إلى العمل، وقالت إنها لن توقع الاتفاق ما لم تدفع الأجور كاملة خلال 48 ساعة، فيما تراجع الإنتاج بنسبة 8 في المئة في الربع الأول من العام الجاري.
`
