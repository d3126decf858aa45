package words

// Features are the grammatical features of a segment, packed.
type Features uint32

// Layout: two bits person (0 none), two gender, two number, three mood, two
// definiteness, one passive.
const (
	personShift = 0
	genderShift = 2
	numberShift = 4
	moodShift   = 6
	defShift    = 9
)

const (
	FeatMasc Features = 1 << genderShift
	FeatFem  Features = 2 << genderShift
	FeatSing Features = 1 << numberShift
	FeatDual Features = 2 << numberShift
	FeatPlur Features = 3 << numberShift
	FeatPerf Features = 1 << moodShift
	FeatImpf Features = 2 << moodShift
	FeatImp  Features = 3 << moodShift
	FeatPart Features = 4 << moodShift // participle
	FeatMasd Features = 5 << moodShift // verbal noun
	FeatDef  Features = 1 << defShift
	FeatInd  Features = 2 << defShift
	FeatPass Features = 1 << 11
)

// FeatPerson is the feature of a person, 1 to 3.
func FeatPerson(p uint8) Features { return Features(p&3) << personShift }

func (f Features) Person() uint8 { return uint8(f >> personShift & 3) }
func (f Features) Gender() uint8 { return uint8(f >> genderShift & 3) }
func (f Features) Number() uint8 { return uint8(f >> numberShift & 3) }
func (f Features) Mood() uint8   { return uint8(f >> moodShift & 7) }
func (f Features) Def() uint8    { return uint8(f >> defShift & 3) }
