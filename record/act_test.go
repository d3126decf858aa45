package record

import "testing"

// The people and bodies in these sentences are invented.
func TestActs(t *testing.T) {
	tests := []struct {
		name string
		text string
		want Act
	}{
		{"what only says", "قال رائف الحمدان إن الرصيف الجديد جاهز.", Assert},
		{"what is done in the first person", `قال رائف الحمدان: "نطالب الحكومة بفتح الميناء قبل الشتاء".`, Demand},
		{"behind a wish", `وأضاف رائف الحمدان: "أود أن أشكر العمال على صبرهم".`, Praise},
		{"of himself", "قال رائف الحمدان إنه يدعو النقابات إلى الحوار.", Demand},
		{"of somebody else", "قال رائف الحمدان إن الوزير يدعو النقابات إلى الحوار.", Assert},
		{"a duty", "قال رائف الحمدان إنه يجب فتح الميناء قبل الشتاء.", Demand},
		{"a duty of its subject", "قال رائف الحمدان إن النقابات ينبغي أن تعود إلى الحوار.", Demand},
		{"a duty on somebody", "قال رائف الحمدان إن على الحكومة أن تفتح الميناء.", Demand},
		{"a duty on us", `قال رائف الحمدان: "علينا إذن أن نفتح الميناء".`, Demand},
		{"nothing for it", "قال رائف الحمدان إنه لا بد من فتح الميناء.", Demand},
		{"necessary", "قال رائف الحمدان إنه من الضروري فتح الميناء.", Demand},
		{"the time has come", "قال رائف الحمدان إنه آن الأوان لفتح الميناء.", Demand},
		{"a time", "قال رائف الحمدان إن الوقت مناسب لفتح الميناء.", Assert},
		{"on something", `قال رائف الحمدان: "على الرصيف عشرون سفينة".`, Assert},
		{"the verb tells more", "نفى رائف الحمدان أنه يجب فتح الميناء.", Deny},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			said := Read(plain("أخبار اليوم\n\n" + tt.text)).Statements
			if len(said) != 1 || said[0].Act != tt.want {
				t.Errorf("%+v, want one statement that does %s", said, tt.want)
			}
		})
	}
}
