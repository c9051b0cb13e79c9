package concept_test

import (
	"regexp"
	"testing"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/phrase"
)

// TestStandard: the data holds together.
func TestStandard(t *testing.T) {
	taxonomy := concept.Standard()
	if len(taxonomy.Concepts) < 320 {
		t.Errorf("%d concepts only", len(taxonomy.Concepts))
	}
	id := regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	xbrl := regexp.MustCompile(`^(us-gaap:[A-Z][A-Za-z0-9]+)?$`)
	labels := make(map[string]string)
	for _, c := range taxonomy.Concepts {
		if !id.MatchString(c.ID) || !xbrl.MatchString(c.XBRL) || c.Label == "" || len(c.Phrases) == 0 {
			t.Errorf("%+v", c)
		}
		if other, ok := labels[c.Label]; ok {
			t.Errorf("%s and %s are both called %s", c.ID, other, c.Label)
		}
		labels[c.Label] = c.ID
		if (c.Unit == concept.UnitCount) != (c.Noun != "") {
			t.Errorf("%s counts %q", c.ID, c.Noun)
		}
		if c.Growth && c.Unit != concept.UnitPercent {
			t.Errorf("%s is a rate of growth, and no percentage", c.ID)
		}
		for _, sibling := range []struct {
			id   string
			unit concept.UnitKind
		}{{c.Percent, concept.UnitPercent}, {c.Count, concept.UnitCount}, {c.Money, concept.UnitMoney}, {c.PerUnit, concept.UnitMoneyPerUnit}} {
			if i := taxonomy.Find(sibling.id); sibling.id != "" && (i < 0 || taxonomy.Concepts[i].Unit != sibling.unit) {
				t.Errorf("%s names %s, which is not there in that unit", c.ID, sibling.id)
			}
		}
	}
}

// TestLongerPhrases: what only looks like a common measure is another one, or
// none.
func TestLongerPhrases(t *testing.T) {
	means := make(map[string]string)
	for _, c := range concept.Standard().Concepts {
		for _, pattern := range c.Phrases {
			phrases, err := phrase.Expand(pattern)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range phrases {
				means[p] = c.ID
			}
		}
	}
	for p, want := range map[string]string{
		"revenue": "revenue", "fee income": "revenue", "deferred revenue": "deferred_revenue", "cost of revenue": "cost_of_revenue",
		"revenue per user": "average_revenue_per_user", "revenue per hundredweight": "revenue_per_hundredweight",
		"revenue per available room": "revpar", "system wide sales": "system_sales", "same store sales": "same_store_sales",
		"sales per square foot": "sales_per_square_foot", "pre provision net revenue": "pre_provision_net_revenue",
		"gross margin": "gross_margin", "gross refining margin": "refining_margin_per_barrel", "free cash flow margin": "free_cash_flow_margin",
		"free cash flow": "free_cash_flow", "free cash flow conversion": "free_cash_flow_conversion", "distributable cash flow": "distributable_cash_flow",
		"deposits": "deposits", "cost of deposits": "deposit_cost", "deposit beta": "deposit_beta", "loans": "loans",
		"nonperforming loans": "nonperforming_assets", "loan to deposit ratio": "loan_to_deposit_ratio", "loan yield": "loan_yield",
		"loss ratio": "loss_ratio", "medical loss ratio": "medical_loss_ratio", "combined ratio": "combined_ratio", "expense ratio": "expense_ratio",
		"net retention": "net_retention", "gross retention": "gross_retention", "employee turnover": "employee_turnover",
		"occupancy": "occupancy", "occupancy costs": "rent_expense", "book value per share": "book_value_per_share",
		"return on equity": "return_on_equity", "ROTCE": "return_on_equity", "allowed ROE": "allowed_return_on_equity",
		"inventory": "inventory", "channel inventory": "channel_inventory", "orders": "orders", "billings": "billings",
	} {
		if means[p] != want {
			t.Errorf("%q is %q, want %q", p, means[p], want)
		}
	}
	for _, p := range []string{"sales force", "order flow", "pricing power", "deferred tax"} {
		if id, ok := means[p]; ok {
			t.Errorf("%q is %s", p, id)
		}
	}
}
