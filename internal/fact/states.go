package fact

import "strings"

// states are those of the United States that are no word else. A call that names one as a
// part of the company means the place.
var states = setOf(`Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|
Kentucky|Louisiana|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|
New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|
Virginia|West Virginia|Wisconsin|Wyoming`)

// setOf are the names of a list with a stroke between them.
func setOf(list string) map[string]bool {
	set := map[string]bool{}
	for name := range strings.SplitSeq(strings.ReplaceAll(list, "\n", ""), "|") {
		set[name] = true
	}
	return set
}
