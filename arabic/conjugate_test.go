package arabic

import (
	"slices"
	"testing"
)

func TestConjugate(t *testing.T) {
	for _, c := range []struct {
		name, perfect, imperfect string
		want                     []string // forms that must be among them
	}{
		{"strong, first form", "كتب", "", []string{"كتب", "كتبت", "كتبوا", "يكتب", "تكتب", "نكتب", "يكتبون", "يكتبان"}},
		{"hollow", "قال", "يقول", []string{"قال", "قالت", "قالوا", "قلنا", "قيل", "يقول", "يقل", "يقال", "يقولون"}},
		{"final weak", "رمى", "يرمي", []string{"رمت", "رموا", "رميا", "رمينا", "يرمي", "يرم", "يرمون", "يرمى"}},
		{"final weak in و", "دعا", "يدعو", []string{"دعت", "دعوا", "دعي", "يدعو", "يدع", "يدعون", "يدعى"}},
		{"final ي", "بقي", "يبقى", []string{"بقيت", "بقوا", "يبقى", "يبقون"}},
		{"second form", "قدّم", "", []string{"قدم", "قدمت", "يقدم"}},
		{"third form and its passive", "قابل", "", []string{"قابل", "قوبل", "يقابل"}},
		{"fourth form, hollow", "أراد", "يريد", []string{"أراد", "أردت", "أريد", "يريد", "يراد"}},
		{"eighth form", "اجتمع", "", []string{"اجتمعت", "يجتمع", "تجتمعون"}},
		{"tenth form", "استفاد", "يستفيد", []string{"استفدنا", "استفيد", "يستفيدون", "يستفاد"}},
	} {
		var got []string
		for _, f := range Conjugate(c.perfect, c.imperfect) {
			got = append(got, f.Form)
		}
		for _, w := range c.want {
			if !slices.Contains(got, w) {
				t.Errorf("%s: %s is not among the forms of %s: %v", c.name, w, c.perfect, got)
			}
		}
	}
}

func TestMasdars(t *testing.T) {
	for _, c := range []struct{ perfect, want string }{
		{"قدّم", "تقديم"}, {"سمّى", "تسمية"}, {"قابل", "مقابلة"}, {"نادى", "مناداة"}, {"أعلن", "إعلان"}, {"أدار", "إدارة"}, {"أنهى", "إنهاء"},
		{"أوضح", "إيضاح"}, {"تقدّم", "تقدم"}, {"تعاون", "تعاون"}, {"انطلق", "انطلاق"}, {"اجتمع", "اجتماع"}, {"اختار", "اختيار"}, {"استفاد", "استفادة"}, {"انتهى", "انتهاء"},
	} {
		if got := Masdars(c.perfect); !slices.Contains(got, c.want) {
			t.Errorf("verbal nouns of %s are %v, want %s", c.perfect, got, c.want)
		}
	}
}

func TestParticiples(t *testing.T) {
	for _, c := range []struct{ perfect, imperfect, active, passive string }{
		{"كتب", "", "كاتب", "مكتوب"}, {"قال", "يقول", "قائل", "مقول"}, {"أضاف", "يضيف", "مضيف", "مضاف"}, {"استخدم", "", "مستخدم", "مستخدم"},
	} {
		got := Participles(c.perfect, c.imperfect)
		if !slices.Contains(got, c.active) || !slices.Contains(got, c.passive) {
			t.Errorf("participles of %s are %v, want %s and %s", c.perfect, got, c.active, c.passive)
		}
	}
}
