package record

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// entityLines writes the persons, bodies and places of a record, one a line.
func entityLines(text string) []string {
	var lines []string
	for _, e := range Read(plain(text)).Entities {
		if e.Type == Person || e.Type == Organization || e.Type == Location {
			lines = append(lines, string(e.Type)+" "+e.Name)
		}
	}
	return lines
}

// The people and bodies in these sentences are invented, but for bodies that
// the word lists name.
func TestEntities(t *testing.T) {
	tests := []struct {
		name string
		text string
		want []string
	}{
		{
			name: "a listed body that speaks is one entity",
			text: "قال الكرملين إن الموعد ثابت. وأضاف الكرملين أن الوفد وصل.",
			want: []string{"organization الكرملين"},
		},
		{
			name: "the fullest form is the name",
			text: "اجتمع مجلس الأمن اليوم. وقال مجلس الأمن الدولي إن القرار نافذ.",
			want: []string{"organization مجلس الأمن الدولي"},
		},
		{
			name: "the adjective of a country belongs to a body",
			text: "رفض الكنيست الإسرائيلي الاقتراح.",
			want: []string{"organization الكنيست الإسرائيلي"},
		},
		{
			name: "what a body is for belongs to its name",
			text: "أعلنت الهيئة الوطنية لحماية المرافئ نتائجها.",
			want: []string{"organization الهيئة الوطنية لحماية المرافئ"},
		},
		{
			name: "two nouns that a body is annexed to",
			text: "قالت وزارة الموانئ والمنارات إن العمل مستمر.",
			want: []string{"organization وزارة الموانئ والمنارات"},
		},
		{
			name: "the object of the verb does not",
			text: "حاصرت القوات المغربية السفينة قرب الساحل.",
			want: []string{"organization القوات المغربية"},
		},
		{
			name: "nor do people called upon",
			text: "دعت منظمة التعاون الدولية الطرفين إلى ضبط النفس.",
			want: []string{"organization منظمة التعاون الدولية"},
		},
		{
			name: "an adjective of those that a body is of does",
			text: "قالت نقابة الصيادين المستقلين إن البحر هادئ.",
			want: []string{"organization نقابة الصيادين المستقلين"},
		},
		{
			name: "what is said of a body does not",
			text: "يشارك حزب النهر التابع لها في الحوار.",
			want: []string{"organization حزب النهر"},
		},
		{
			name: "initials in brackets are another name",
			text: "أعلنت المنظمة الدولية للمرافئ (IPO) موعد المؤتمر. وقالت IPO إن المؤتمر سيعقد في الصيف.",
			want: []string{"organization المنظمة الدولية للمرافئ"},
		},
		{
			name: "a head noun waits for the name in marks",
			text: `تقول منظمة "مرافئ بلا أسوار" إن القارب غرق.`,
			want: []string{"organization منظمة مرافئ بلا أسوار"},
		},
		{
			name: "a name with a hyphen is one",
			text: "وصل كيم سونغ-يول إلى المؤتمر.",
			want: []string{"person كيم سونغ-يول"},
		},
		{
			name: "the quarter of a region belongs to its name",
			text: "سافر الوفد إلى أميركا الوسطى أمس.",
			want: []string{"location أميركا الوسطى"},
		},
		{
			name: "the adjective of what is annexed to a place is not the place's",
			text: "جفت محافظة عدن الجنوبية هذا العام.",
			want: []string{"location عدن"},
		},
		{
			name: "the name behind a governorate",
			text: "وقع الزلزال في محافظة الرمانة فجرا.",
			want: []string{"location الرمانة"},
		},
		{
			name: "common nouns that only look like bodies",
			text: "تؤثر حركة السفن الكبيرة في إدارة النفايات الصلبة.",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, entityLines("أخبار\n\n"+tt.text)); diff != "" {
				t.Errorf("%s\n(-want +got)\n%s", strings.TrimSpace(tt.text), diff)
			}
		})
	}
}

// Only the form of a word tells that it is no name: a common one may well be.
func TestNoNames(t *testing.T) {
	r := newReader(plain("أخبار\n\nتحدث فضلاً عن ميناءهم مشيرا إلى الأسد والغوطة ووصلت قرب حماة."))
	want := map[string]bool{
		"فضلاً":   true,  // besides
		"ميناءهم": true,  // their port
		"مشيرا":   true,  // pointing out
		"الأسد":   false, // the lion, and a family
		"والغوطة": false, // the oasis, and a region
		"حماة":    false, // a mother-in-law, and a city
	}
	for i := range r.words {
		if no, asked := want[r.words[i].surface]; asked && r.isNoName(i) != no {
			t.Errorf("%s is no name: %v, want %v", r.words[i].surface, !no, no)
		}
	}
}
