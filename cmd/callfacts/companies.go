package main

import (
	"errors"

	"github.com/spf13/cobra"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
)

func mergeCommand(s streams) *cobra.Command {
	var t target
	p := printer{s: s}
	c := &cobra.Command{
		Use:   "merge SOURCE INTO",
		Short: "Make two companies one",
		Long: `Move the calls of a company into another; all names of the first lead there. It
cannot be undone.`,
		Example: `  callfacts companies merge northwind-systems-incorporated northwind-systems`,
		Args:    cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			return t.with(func(services *services) error {
				merged, err := services.parser.MergeCompanies(c.Context(), &parserv1.MergeCompaniesRequest{
					Source: resource("companies/", args[0]), Name: resource("companies/", args[1]),
				})
				if err != nil {
					return err
				}
				return p.result(merged.GetCompany(), merged.GetCompany().GetName())
			})
		},
	}
	t.flags(c)
	jsonFlag(c, &p.json)
	return c
}

func updateCompanyCommand(s streams) *cobra.Command {
	var t target
	company := &parserv1.Company{}
	p := printer{s: s}
	c := &cobra.Command{
		Use:   "update COMPANY",
		Short: "Set fields of a company",
		Long: `Set fields of a company. Documents do not change them any more; one that is set to
nothing is again what they say. Aliases and identifiers match later documents.`,
		Example: `  callfacts companies update northwind-systems --cik 1234567 --alias Northwind --alias 'NW Systems'`,
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			mask := &fieldmaskpb.FieldMask{}
			for flag, field := range companyFields {
				if c.Flags().Changed(flag) {
					mask.Paths = append(mask.Paths, field)
				}
			}
			if len(mask.Paths) == 0 {
				return errors.New("name a field to set; see " + c.CommandPath() + " --help")
			}
			company.Name = resource("companies/", args[0])
			return t.with(func(services *services) error {
				updated, err := services.parser.UpdateCompany(c.Context(), &parserv1.UpdateCompanyRequest{Company: company, UpdateMask: mask})
				if err != nil {
					return err
				}
				return p.result(updated.GetCompany(), updated.GetCompany().GetName())
			})
		},
	}
	t.flags(c)
	jsonFlag(c, &p.json)
	f := c.Flags()
	f.StringVar(&company.DisplayName, "display-name", "", "the name, such as 'Northwind Systems, Inc.'")
	f.StringVar(&company.Ticker, "ticker", "", "the ticker symbol")
	f.StringVar(&company.Exchange, "exchange", "", "the exchange of the ticker")
	f.StringArrayVar(&company.Aliases, "alias", nil, "another name; repeat it for more, they replace those that were set")
	f.StringVar(&company.Cik, "cik", "", "SEC Central Index Key")
	f.StringVar(&company.Lei, "lei", "", "Legal Entity Identifier")
	f.StringVar(&company.Isin, "isin", "", "International Securities Identification Number")
	f.StringVar(&company.Figi, "figi", "", "Financial Instrument Global Identifier")
	return c
}

// companyFields are the flags of `companies update` and the fields that they set.
var companyFields = map[string]string{
	"display-name": "display_name", "ticker": "ticker", "exchange": "exchange", "alias": "aliases",
	"cik": "cik", "lei": "lei", "isin": "isin", "figi": "figi",
}
