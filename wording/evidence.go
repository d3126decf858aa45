package wording

// The labels of an evidence pack.
var (
	EvidencePack  = Label{"Evidence pack", "حزمة أدلة"}
	PackedAt      = Label{"packed", "أُعدّت في"}
	PackChecked   = Label{"Each file has its SHA-256 in manifest.json; isnad verify checks them without the archive.", "بصمة كل ملف (SHA-256) في manifest.json، ويتحقق منها الأمر isnad verify من دون الأرشيف."}
	ExactWords    = Label{"The exact words", "اللفظ كما ورد"}
	AsRead        = Label{"Articles as they were read", "المقالات كما قُرئت"}
	TextCopy      = Label{"text", "النص"}
	RecordCopy    = Label{"record", "السجل"}
	PageCopy      = Label{"page", "الصفحة الأصلية"}
	OriginalPage  = Label{"original", "الأصل"}
	Fingerprint   = Label{"SHA-256", "SHA-256"}
	OriginsOfPack = Label{"Independent origins", "المصادر الأولى المستقلة"}
)

// PackSubjects names what a pack is about.
var PackSubjects = map[string]Label{
	"statement": {"Statement", "قول"},
	"claim":     {"Claim", "معلومة متداولة"},
	"story":     {"Story", "حدث"},
}
