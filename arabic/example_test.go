package arabic_test

import (
	"fmt"
	"strings"

	"isnad/arabic"
)

func ExampleAnalyze() {
	d := arabic.Analyze("وأكدت المتحدثة أن المدارس ستفتح أبوابها غدا.")
	for _, s := range d.Segments {
		fmt.Println(s.Of(d.Text), s.Lemma, s.Tag.UPOS())
	}
	// Output:
	// و و CCONJ
	// أكدت أكد VERB
	// المتحدثة متحدثة NOUN
	// أن أن SCONJ
	// المدارس مدرسة NOUN
	// س س PART
	// تفتح فتح VERB
	// أبواب باب NOUN
	// ها هو PRON
	// غدا غد NOUN
	// . . PUNCT
}

// A name stands without the clitics before it.
func ExampleDoc_names() {
	d := arabic.Analyze("وببغداد التقى الرئيس كمال الرافعي وفدا من البنك الدولي.")
	for _, n := range d.Names {
		fmt.Println(n.Of(d.Text), n.Type)
	}
	// Output:
	// بغداد LOC
	// كمال الرافعي PER
	// البنك الدولي ORG
}

// The same Doc takes many texts in its memory.
func ExampleDoc_Analyze() {
	var d arabic.Doc
	for _, text := range []string{"للعالم", "بقدرتهم"} {
		d.Analyze(text)
		var forms []string
		for _, s := range d.Segments {
			forms = append(forms, s.Form)
		}
		fmt.Println(strings.Join(forms, " + "))
	}
	// Output:
	// ل + العالم
	// ب + قدره + هم
}

func ExampleFold() {
	fmt.Println(arabic.Fold("إِدَارَةُ المُسْتَشْفَى ٢٠"))
	// Output: اداره المستشفي 20
}

func ExampleVariant() {
	fmt.Println(arabic.Variant("أمريكي") == arabic.Variant("أميركي"))
	// Output: true
}
