package transcript

import "strings"

// roleOnlyLayout has no lists and no names: each label is a role behind a dash,
// "- CFO & EVP". Who they are is told by the speech alone.
var roleOnlyLayout = &layout{
	name:  "role-only",
	lower: true,
	score: func(p *page, s *signs) (int, string) {
		if s.roleOnly >= 4 && s.roleOnly > s.dashed {
			return 92, "labels that are a role behind a dash"
		}
		return 0, ""
	},
	label: func(p *page, i int) (label, int) {
		if lab, ok := p.operatorLine(i); ok {
			return lab, 1
		}
		t := p.at(i)
		if !isRoleOnly(t) {
			if lab, ok := p.anonymousLine(i); ok {
				return lab, 1
			}
			return label{}, 0
		}
		lab := p.wholeLine(i)
		lab.kind = labelRole
		lab.title = repair(strings.TrimPrefix(t, "- "))
		lab.side = sideCompany
		if strings.Contains(lowerASCII(lab.title), "analyst") {
			lab.side, lab.title = sideAnalyst, ""
		}
		return lab, 1
	},
}
