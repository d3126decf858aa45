package record

import "testing"

func TestHeadlineRelation(t *testing.T) {
	const title = "الحمدان: الميناء الشرقي سيفتح أبوابه مطلع الصيف\n\n"
	tests := []struct {
		name, body string
		want       HeadlineRelation
	}{
		{"the body says the same", "قال نقيب الصيادين رائف الحمدان إن الميناء الشرقي سيفتح أبوابه مطلع الصيف.", BorneOut},
		{"the body sets a condition", "قال نقيب الصيادين رائف الحمدان إن الميناء الشرقي سيفتح أبوابه مطلع الصيف إذا وصلت الرافعات.", Stronger},
		{"the body hedges", "قال نقيب الصيادين رائف الحمدان إن الميناء الشرقي ربما يفتح أبوابه مطلع الصيف.", Stronger},
		{"the body says it once outright", "قال نقيب الصيادين رائف الحمدان إن الميناء الشرقي سيفتح أبوابه مطلع الصيف.\n\nوأضاف أن الميناء الشرقي سيفتح أبوابه مطلع الصيف إذا وصلت الرافعات.", BorneOut},
		{"the body says something else", "قال نقيب الصيادين رائف الحمدان إن أجور العمال لم تدفع.", Absent},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rec := Read(plain(title + tt.body))
			if rec.Headline == nil {
				t.Fatal("the title is a statement, but there is no headline")
			}
			if rec.Headline.Relation != tt.want {
				t.Errorf("relation %s, want %s", rec.Headline.Relation, tt.want)
			}
		})
	}
	if h := Read(plain("افتتاح رصيف جديد\n\nقال رائف الحمدان إن الرصيف جاهز.")).Headline; h != nil {
		t.Errorf("a title without a speaker has the headline %+v", h)
	}
}
