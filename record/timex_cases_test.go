package record

// timeCases are sentences written for this test.
var timeCases = []timeCase{
	{"levantine month with its twin", "2021-07-26", "افتتح الجسر في كانون الثاني/يناير 2020.", []string{"كانون الثاني/يناير 2020 = DATE 2020-01"}},
	{"year's end without a date", "", "ينتهي العمل في نهاية العام.", []string{"نهاية العام = DATE XXXX END"}},
	{"year's end", "2021-07-26", "ينتهي العمل في نهاية العام.", []string{"نهاية العام = DATE 2021 END"}},
}
