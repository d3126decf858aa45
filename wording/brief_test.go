package wording

import (
	"strings"
	"testing"
)

// TestCountsOfABrief holds the Arabic counts to the agreement of number: one and
// two by the noun alone, three to ten with the plural, eleven to ninety-nine with
// the accusative singular, hundreds with the singular.
func TestCountsOfABrief(t *testing.T) {
	for _, tt := range []struct {
		of   Counted
		want string // for 0, 1, 2, 3, 10, 11, 99, 100, 102, 103, 111
	}{
		{CountNewStories, "لا أحداث جديدة|حدث جديد واحد|حدثان جديدان|3 أحداث جديدة|10 أحداث جديدة|11 حدثاً جديداً|99 حدثاً جديداً|100 حدث جديد|102 حدث جديد|103 أحداث جديدة|111 حدثاً جديداً"},
		{CountDeadlines, "لا موعد مقبل|موعد مقبل واحد|موعدان مقبلان|3 مواعيد مقبلة|10 مواعيد مقبلة|11 موعداً مقبلاً|99 موعداً مقبلاً|100 موعد مقبل|102 موعد مقبل|103 مواعيد مقبلة|111 موعداً مقبلاً"},
		{CountDisagreements, "لا تضارب في الروايات|حالة تضارب واحدة|حالتا تضارب|3 حالات تضارب|10 حالات تضارب|11 حالة تضارب|99 حالة تضارب|100 حالة تضارب|102 حالة تضارب|103 حالات تضارب|111 حالة تضارب"},
		{CountChanged, "لا مقالات معدّلة|مقال معدّل واحد|مقالان معدّلان|3 مقالات معدّلة|10 مقالات معدّلة|11 مقالاً معدّلاً|99 مقالاً معدّلاً|100 مقال معدّل|102 مقال معدّل|103 مقالات معدّلة|111 مقالاً معدّلاً"},
		{CountRunning, "لا أحداث سابقة متواصلة|حدث سابق متواصل|حدثان سابقان متواصلان|3 أحداث سابقة متواصلة|10 أحداث سابقة متواصلة|11 حدثاً سابقاً متواصلاً|99 حدثاً سابقاً متواصلاً|100 حدث سابق متواصل|102 حدث سابق متواصل|103 أحداث سابقة متواصلة|111 حدثاً سابقاً متواصلاً"},
	} {
		var got []string
		for _, n := range []int{0, 1, 2, 3, 10, 11, 99, 100, 102, 103, 111} {
			got = append(got, Arabic.Count(tt.of, n))
		}
		if s := strings.Join(got, "|"); s != tt.want {
			t.Errorf("got  %s\nwant %s", s, tt.want)
		}
	}
}
