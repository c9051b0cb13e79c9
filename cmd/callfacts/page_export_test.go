package main

import (
	"fmt"
	"testing"
)

// testExportButtons: a button hands over the very file that the API gives.
func testExportButtons(t *testing.T, page *tab) {
	for path, of := range map[string]string{
		northwind: northwind + "/calls/-/transcripts/-",
		firstCall: `' + document.querySelector('.facts-tab a[href*="/facts/"]').pathname.split('/facts/')[0] + '`,
	} {
		page.open(t, path)
		for title, format := range map[string]string{"CSV": "CSV", "Parquet": "PARQUET"} {
			got := evaluate[string](t, page, fmt.Sprintf(`(async () => {
				const made = new Promise((done) => {
					const original = URL.createObjectURL;
					URL.createObjectURL = (blob) => { URL.createObjectURL = original; done(blob); return original(blob); };
				});
				[...document.querySelectorAll('.tools button')].find((b) => b.textContent === '%s').click();
				const given = new Uint8Array(await (await made).arrayBuffer());
				const want = new Uint8Array(await (await fetch('/v1%s/facts:export?format=EXPORT_FORMAT_%s')).arrayBuffer());
				return given.length > 1000 && given.length === want.length && given.every((b, i) => b === want[i]) ? 'same' : given.length + ' ' + want.length;
			})()`, title, of, format))
			if got != "same" {
				t.Errorf("%s of %s: %s", title, path, got)
			}
		}
	}
}
