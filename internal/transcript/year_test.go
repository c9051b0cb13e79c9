package transcript

import (
	"strings"
	"testing"
)

// TestYearOfSpeech reads calls that name their quarter and no year of it.
func TestYearOfSpeech(t *testing.T) {
	tests := []struct {
		quarter, says string
		want          int
	}{
		{"Third", "This compares with $5 million in the third quarter of 2019. Relative to the second quarter of 2020, revenue rose.", 2020},
		{"Second", "Results were higher than our comparable results in the second quarter of 2020.", 2021},
		{"First", "We have a backlog. We expect the second quarter of 2021 to be better. The fourth quarter of 2020 was weak.", 2021},
		{"Fourth", "For the full year 2019, we delivered revenue of $4 billion, compared to Q4 of 2018.", 2019},
		{"Fourth", "We look ahead to fiscal year 2021, and our outlook on fiscal year 2021 is good.", 2020},
		{"Third", "We are establishing full-year 2021 guidance.", 2021},
		{"Third", "Our outlook for 2021 is unchanged. We confirm the guidance for 2021 and its range, and so the forecast for 2021.", 2021},
		{"Third", "We opened a plant in 2019, and another in the third quarter of 2017.", 0},
	}
	for _, tt := range tests {
		text := "Operator\n\nGood day, and welcome to the Northwind Systems " + tt.quarter + " Quarter Earnings Conference Call. I would now like to hand the call over to Dana Ruiz. Please go ahead.\n\n" +
			"Dana Ruiz -- Chief Financial Officer\n\nThank you, and good morning. " + strings.Repeat("It was a good quarter for us and for our customers. ", 40) + tt.says + "\n\n" +
			"Operator\n\nThis concludes today's call. You may now disconnect.\n"
		if tr := mustParse(t, text); tr.Event.FiscalYear != tt.want || tr.Event.FiscalQuarter == 0 {
			t.Errorf("%s: got %d Q%d, want %d", tt.says, tr.Event.FiscalYear, tr.Event.FiscalQuarter, tt.want)
		}
	}
}
