package transcript

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// letterKey folds a name to its bare lower-case letters: "Jean-Luc D’Été" and
// "JEANLUCDETE" have one key. It is how spellings are compared.
func letterKey(s string) string {
	var room [64]byte
	return string(appendLetterKey(room[:0], s))
}

// appendLetterKey appends the key of s to b. It writes every byte and counts the
// letters, so that it need not ask which it is; what is not ASCII takes longer.
func appendLetterKey(b []byte, s string) []byte {
	n := len(b)
	b = slices.Grow(b, len(s))[:n+len(s)]
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf {
			return appendWideKey(b[:n], s[i:])
		}
		b[n] = lowered[c]
		n += int(isLetter[c])
	}
	return b[:n]
}

// isLetter is 1 for the ASCII letters.
var isLetter = func() (t [256]uint8) {
	for c := range t {
		if l := lowered[c]; 'a' <= l && l <= 'z' {
			t[c] = 1
		}
	}
	return t
}()

// appendWideKey is appendLetterKey for text that is not ASCII.
func appendWideKey(b []byte, s string) []byte {
	for i, r := range s {
		if r < utf8.RuneSelf {
			if isLetter[s[i]] != 0 {
				b = append(b, lowered[s[i]])
			}
			continue
		}
		if base := latinBase(r); base != "" {
			b = append(b, base...)
		} else if unicode.IsLetter(r) {
			b = utf8.AppendRune(b, unicode.ToLower(r))
		}
	}
	return b
}

// latinBases maps accented Latin letters to what a transcriber without them types.
const latinBases = "a àáâãäåāăąÀÁÂÃÄÅĀĂĄ|c çćčÇĆČ|d ďđðĎĐ|e èéêëēėęěÈÉÊËĒĖĘĚ|g ğĞ|i ìíîïīıİÌÍÎÏ|l łľŁ|n ñńňÑŃ|" +
	"o òóôõöøōőÒÓÔÕÖØŌŐ|r řŘ|s śşšșŚŞŠȘ|t ťțţŤȚ|u ùúûüūůűÙÚÛÜŪŮŰ|y ýÿÝ|z źżžŹŻŽ|ss ß|ae æÆ|oe œŒ|th þÞ|fi ﬁ|ff ﬀ|fl ﬂ"

func latinBase(r rune) string {
	k := strings.IndexRune(latinBases, r)
	if k < 0 {
		return ""
	}
	from := strings.LastIndexByte(latinBases[:k], '|') + 1
	return latinBases[from : from+strings.IndexByte(latinBases[from:], ' ')]
}

// repair undoes UTF-8 that was read as Windows-1252 ("CrÃ©dit"), joins blanks
// and drops bracketed transcriber's marks. It makes what a field says; the text
// itself is never touched.
func repair(s string) string {
	if plain(s) {
		return trimSet(s, " -,;:|*")
	}
	if strings.Contains(s, "Ã") || strings.Contains(s, "â€") || strings.Contains(s, "Å") {
		if t, ok := undoMojibake(s); ok {
			s = t
		}
	}
	if strings.ContainsRune(s, '[') || strings.ContainsRune(s, '(') || strings.ContainsRune(s, '\u00a0') || strings.ContainsRune(s, '\t') {
		s = transcriberMarks.Replace(s)
	}
	return strings.Trim(oneBlank(s), " -–—,;:|*")
}

// oneBlank is s with one blank for all the white space between two words, and
// none around them.
func oneBlank(s string) string {
	after := byte(' ')
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == ' ' && after == ' ' || c < ' ' || c >= 0xC2 && wideSpace(s[i:]) {
			return strings.Join(strings.Fields(s), " ")
		}
		after = c
	}
	return strings.TrimSuffix(s, " ")
}

// wideSpace reports whether s begins with white space that is not ASCII.
func wideSpace(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsSpace(r)
}

// wordLen is the length of what s has before the first white space.
func wordLen(s string) int {
	n := 0
	for n < len(s) && isAlnum(lowered[s[n]]) {
		n++
	}
	if n < len(s) && s[n] == ' ' { // as behind most words
		return n
	}
	if k := strings.IndexFunc(s[n:], unicode.IsSpace); k >= 0 {
		return n + k
	}
	return len(s)
}

// transcriberMarks are the transcriber's doubts about a spelling.
var transcriberMarks = strings.NewReplacer("[ph]", "", "(ph)", "", "[phonetic]", "", "(phonetic)", "", "[Phonetic]", "", "(Phonetic)", "", "[sic]", "", "(sic)", "", "\u00a0", " ", "\t", " ")

// trimSet is strings.Trim for the many times where there is nothing to trim; no
// letter or digit is in the set.
func trimSet(s, set string) string {
	if s == "" || isAlnum(lowered[s[0]]) && isAlnum(lowered[s[len(s)-1]]) || strings.IndexByte(set, s[0]) < 0 && strings.IndexByte(set, s[len(s)-1]) < 0 {
		return s
	}
	return strings.Trim(s, set)
}

// plain reports whether s has nothing that repair would change inside.
func plain(s string) bool {
	after := byte(0)
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !plainBytes[c] || c == ' ' && after == ' ' {
			return false
		}
		after = c
	}
	return true
}

// plainBytes are all but white space other than blanks, brackets and what is not ASCII.
var plainBytes = func() (t [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		t[c] = c != '[' && c != '('
	}
	return t
}()

// cp1252High is what Windows-1252 shows for the bytes 0x80 to 0x9F.
const cp1252High = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ"

func undoMojibake(s string) (string, bool) {
	b := make([]byte, 0, len(s))
	for _, r := range s {
		if r < 0x80 || r >= 0xA0 && r <= 0xFF {
			b = append(b, byte(r))
			continue
		}
		k := strings.IndexRune(cp1252High, r)
		if k < 0 {
			return s, false
		}
		b = append(b, byte(0x80+utf8.RuneCountInString(cp1252High[:k])))
	}
	return string(b), utf8.Valid(b)
}

// particles are the lower-case parts that a name may have inside.
var particles = wordSet("de da del della der den di du la le van von bin ibn al el y e dos das do ter ten zu af av st st.")

// suffixes follow a name and are no part of it when persons are compared.
var suffixes = wordSet("jr jr. sr sr. ii iii iv cfa phd ph.d. md m.d. esq")

// honorifics precede a name.
var honorifics = wordSet("mr mr. ms ms. mrs mrs. dr dr. sir prof prof. professor shri smt shri. dame")

// notFirst are words that begin no person's name: a capitalised run that starts
// with one of them is a heading or a sentence.
var notFirst = wordSet(`thank thanks yes yeah no okay ok good great well so and but the a an of for to in on at with from by we you it that
 this they our your question questions answer answers q&a next first second third fourth last please sure right hi hello hey morning afternoon evening everyone all
 now let lets just also as is are was were be would can could should what when where how why who which if then there here not one two three
 got perfect absolutely correct exactly fair awesome excellent understood maybe again thats its im`)

// notInName are words that stand nowhere in a person's name but in those of
// headings, firms and titles.
var notInName = wordSet(`quarter quarterly year fiscal revenue revenues margin margins income guidance outlook results remarks session participants participant contents calls
 earnings conference company inc inc. corp corp. corporation llc ltd ltd. limited plc holdings presentation transcript copyright disclaimer slide operating
 non-gaap gaap capital securities research investor investors relations analyst analysts executive executives officer president chief vice chairman director manager
 operations financial summary overview section management corporate presenters moderator duration image source industry stock stocks prepared takeaways risks operator
 january february december november october september monday tuesday wednesday thursday friday saturday sunday
 america europe asia update growth segment business product products services technology technologies systems global international statement statements
 forward-looking safe reconciliation appendix closing instructions inaudible ladies gentlemen speaker speakers unidentified unknown you.
 conclusion question-and-answer questions answers additional highlights priorities performance strategy discussion`)

// set is a set of lower-case words.
type set struct {
	begin [1024]uint8 // by shape: one more than the place in some
	some  [][]string  // words of one shape
}

// wordSet makes a set of the words in s, of at most 255 shapes.
func wordSet(s string) *set {
	all := new(set)
	for _, w := range strings.Fields(s) {
		b := &all.begin[shape(w)]
		if *b == 0 {
			all.some = append(all.some, nil)
			*b = uint8(len(all.some))
		}
		all.some[*b-1] = append(all.some[*b-1], w)
	}
	return all
}

// shape is a number of a word's first and last letter, in either case, and its length:
// few words that are in no set have that of one that is.
func shape(w string) int {
	return (int(w[0]&31)<<5 ^ int(w[len(w)-1]&31) ^ len(w)<<3) & 1023
}

// has reports whether w, in any case, is one of the words.
func (s *set) has(w string) bool {
	return w != "" && s.begin[shape(w)] != 0 && s.hasOf(w)
}

// hasOf is has among the words of w's shape: of most shapes there are none.
func (s *set) hasOf(w string) bool {
	for _, word := range s.some[s.begin[shape(w)]-1] {
		if len(w) == len(word) && hasPrefixFold(w, word) {
			return true
		}
	}
	return false
}

// dropHonorific cuts "Mr. " and its like from the front.
func dropHonorific(s string) string {
	for {
		k := strings.IndexByte(s, ' ')
		if k <= 0 || k > 10 || !honorifics.has(s[:k]) {
			return s
		}
		s = strings.TrimLeft(s[k:], " \u00a0")
	}
}

// nameWord reports whether w can be a word of a person's name that is written
// with a capital: letters, and inside them hyphens, apostrophes and full stops.
func nameWord(w string) bool {
	r, n := utf8.DecodeRuneInString(w)
	if !unicode.IsUpper(r) && !(unicode.IsLetter(r) && !unicode.IsLower(r)) {
		return false
	}
	dots := 0
	for i, r := range w[n:] {
		switch {
		case unicode.IsLetter(r), r == '-', r == '\'', r == '’', r == '`', r == '‐':
		case r == '.':
			dots++
			if i+n+1 < len(w) && i+n > 3 { // "begin.Jane" is the end of a sentence
				return false
			}
		default:
			return false
		}
	}
	if dots > 0 && len(w) > 6 && !suffixes.has(w) && w[len(w)-1] == '.' {
		return false
	}
	return true
}

// isPersonName reports whether s as a whole reads like a person's name of two
// to six words.
func isPersonName(s string) bool {
	if len(s) < 4 || len(s) > 60 || s[0] < 'A' || s[0] > 'Z' && s[0] < utf8.RuneSelf || strings.IndexByte(s, ' ') < 0 {
		return false
	}
	s = dropHonorific(s)
	words, capital := 0, 0
	for len(s) > 0 {
		w := s
		if k := strings.IndexByte(s, ' '); k >= 0 {
			w, s = s[:k], strings.TrimLeft(s[k:], " ")
		} else {
			s = ""
		}
		words++
		if t, comma := strings.CutSuffix(w, ","); comma {
			next := s
			if k := strings.IndexByte(s, ' '); k >= 0 {
				next = s[:k]
			}
			if !suffixes.has(next) {
				return false
			}
			w = t
		}
		if nick := trimSet(w, `"“”()`); nick != w && words > 1 && nick != "" {
			w = nick
		}
		switch {
		case words > 1 && (particles.has(w) || suffixes.has(w)):
		case words > 6 || words == 1 && notFirst.has(w) || notInName.has(w) || !nameWord(w):
			return false
		default:
			capital++
		}
	}
	return words >= 2 && capital >= 2
}

// isRunTogether reports whether s is a name without its blanks: "JaneDoe".
func isRunTogether(s string) bool {
	if len(s) < 5 || len(s) > 40 || strings.ContainsAny(s, " .,:;") || !nameWord(s) {
		return false
	}
	return len(strings.Fields(splitCamel(s))) >= 2
}

// splitCamel puts the blanks back: "JaneDoe" is "Jane Doe"; Mc, Mac, De, Van,
// O' and single initials keep what follows them.
func splitCamel(s string) string {
	var b strings.Builder
	prev := rune(0)
	run := 0 // letters since the last capital
	start := 0
	for i, r := range s {
		if unicode.IsUpper(r) && i > 0 && unicode.IsLower(prev) {
			part := s[start:i]
			if part != "Mc" && part != "Mac" && part != "De" && part != "Di" && part != "La" && part != "Le" && part != "Van" && part != "Fitz" && part != "Du" {
				b.WriteByte(' ')
			}
			start = i
			run = 0
		}
		b.WriteRune(r)
		prev = r
		run++
	}
	return b.String()
}

// nameParts gives the folded first and last name of a person.
func nameParts(name string) (first, last string) {
	for w := range strings.FieldsSeq(dropHonorific(strings.ReplaceAll(name, ",", " "))) {
		if first == "" {
			first = w
		} else if !suffixes.has(w) {
			last = w
		}
	}
	return letterKey(first), letterKey(last)
}

// parts are what sameName compares of a name.
type parts struct{ name, first, last string }

func partsOf(name string) parts {
	first, last := nameParts(name)
	return parts{name, first, last}
}

// nicknames groups the English short forms of first names that calls use.
var nicknames = [][]string{
	strings.Fields("robert rob bob bobby robbie"), strings.Fields("william will bill billy"), strings.Fields("richard rich rick dick ricky"),
	strings.Fields("james jim jimmy jamie"), strings.Fields("john jack jon johnny"), strings.Fields("joseph joe joey"), strings.Fields("michael mike mick mikey"),
	strings.Fields("thomas tom tommy"), strings.Fields("christopher chris kit"), strings.Fields("christine christina chris tina"), strings.Fields("daniel dan danny"),
	strings.Fields("david dave davey"), strings.Fields("edward ed eddie ted"), strings.Fields("theodore ted theo"), strings.Fields("stephen steven steve"), strings.Fields("matthew matt"),
	strings.Fields("anthony tony"), strings.Fields("andrew andy drew"), strings.Fields("kenneth ken kenny"), strings.Fields("ronald ron ronnie"), strings.Fields("donald don"),
	strings.Fields("timothy tim"), strings.Fields("gregory greg gregg"), strings.Fields("jeffrey jeff geoffrey geoff"), strings.Fields("charles charlie chuck chas"),
	strings.Fields("katherine catherine kathy cathy kate katie kathleen kat katharine"), strings.Fields("elizabeth liz beth betsy lisa eliza"), strings.Fields("margaret maggie meg peggy"),
	strings.Fields("patricia pat patty trish"), strings.Fields("patrick pat paddy"), strings.Fields("benjamin ben"), strings.Fields("samuel sam"), strings.Fields("samantha sam"), strings.Fields("nicholas nick nik nicolas"),
	strings.Fields("alexander alex sandy"), strings.Fields("alexandra alex"), strings.Fields("peter pete"), strings.Fields("philip phil phillip"), strings.Fields("lawrence larry laurence"), strings.Fields("gerald jerry gerry"), strings.Fields("frederick fred"),
	strings.Fields("douglas doug"), strings.Fields("raymond ray"), strings.Fields("roderick rod"), strings.Fields("rosalind roz"), strings.Fields("susan sue suzanne"), strings.Fields("deborah deb debbie debra"), strings.Fields("jennifer jen jenny"),
	strings.Fields("victoria vicky tori"), strings.Fields("vincent vince vinny"), strings.Fields("walter walt"), strings.Fields("zachary zach zack"), strings.Fields("joshua josh"), strings.Fields("jonathan jon john"), strings.Fields("nathan nate nathaniel"),
	strings.Fields("russell russ"), strings.Fields("stanley stan"), strings.Fields("spencer spence"), strings.Fields("abigail abby"), strings.Fields("amanda mandy"), strings.Fields("cynthia cindy"), strings.Fields("jacob jake"), strings.Fields("leonard len lenny"), strings.Fields("mitchell mitch"), strings.Fields("maxwell max"),
}

// sameFirst reports whether two folded first names can be one person's.
func sameFirst(a, b string) bool {
	if a == b || a == "" || b == "" {
		return a == b
	}
	if len(a) == 1 || len(b) == 1 {
		return a[0] == b[0]
	}
	if len(a) >= 3 && strings.HasPrefix(b, a) || len(b) >= 3 && strings.HasPrefix(a, b) {
		return true
	}
	for _, g := range nicknames {
		in := 0
		for _, n := range g {
			if n == a || n == b {
				in++
			}
		}
		if in == 2 {
			return true
		}
	}
	return false
}

// editDistance is the number of letters to change, at most limit+1.
func editDistance(a, b string, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	if len(a) > 64 || len(b) > 64 {
		return limit + 1
	}
	var rows [2][65]int
	for j := 0; j <= len(b); j++ {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur, prev := &rows[i&1], &rows[(i-1)&1]
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
		}
	}
	return rows[len(a)&1][len(b)]
}
