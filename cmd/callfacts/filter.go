package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/callfacts/callfacts/internal/filter"
)

// conditions are what a filter asks for, put together from flags.
type conditions []string

// text asks that a field is a text; nothing where there is none.
func (c *conditions) text(field, value string) {
	if value != "" {
		*c = append(*c, field+" = "+strconv.Quote(value))
	}
}

// enum asks that a field is a value of an enumeration, as a person writes it.
func (c *conditions) enum(field, value string) {
	if value != "" {
		*c = append(*c, field+" = "+enumName(value))
	}
}

// enums asks that a field is one of several values of an enumeration.
func (c *conditions) enums(field string, values []string) {
	names := make([]string, len(values))
	for i, v := range values {
		names[i] = enumName(v)
	}
	if len(names) > 0 {
		*c = append(*c, field+" = ("+strings.Join(names, " OR ")+")")
	}
}

// fiscalPeriod is how the period of a fact is called: 2012Q1, 2012H1, 2012YTD3,
// 2012FY, without the year where the call does not tell it, and LT for a goal
// without a year.
var fiscalPeriod = regexp.MustCompile(`^(\d{4}(Q[1-4]|H[12]|YTD[1-4]|FY)|Q[1-4]|H[12]|YTD[1-4]|FY|LT)$`)

// fiscalYear is a fiscal year alone.
var fiscalYear = regexp.MustCompile(`^\d{4}$`)

// period asks for the fiscal period of facts; a year stands for every period in it.
func (c *conditions) period(value string) error {
	switch name := strings.ToUpper(value); {
	case fiscalYear.MatchString(name):
		c.text("period", name+"*")
	case value == "" || fiscalPeriod.MatchString(name):
		c.text("period", name)
	default:
		return fmt.Errorf("--period: %q is neither a fiscal year such as 2012 nor a period such as 2012Q1, 2012H1 or 2012FY", value)
	}
	return nil
}

// fiscal asks for a fiscal year, 2012, or a period of one, 2012Q1.
func (c *conditions) fiscal(value string) error {
	if value == "" {
		return nil
	}
	year, period := value, ""
	if len(value) > 4 {
		year, period = value[:4], strings.ToUpper(strings.TrimLeft(value[4:], "- "))
	}
	if _, err := strconv.Atoi(year); err != nil || len(year) != 4 {
		return fmt.Errorf("--period: %q is neither a fiscal year such as 2012 nor a period such as 2012Q1", value)
	}
	*c = append(*c, "fiscal_year = "+year)
	c.text("fiscal_period", period)
	return nil
}

// all is the whole filter.
func (c *conditions) all() string { return strings.Join(*c, " AND ") }

// and is the whole filter, with one that the caller wrote: whole by itself, and
// first, so that what is said of a byte of it is true of what the caller wrote. AND
// binds least: no parentheses are needed.
func (c *conditions) and(written string) (string, error) {
	if strings.TrimSpace(written) == "" {
		return c.all(), nil
	}
	if err := filter.Syntax(written); err != nil {
		return "", fmt.Errorf("--filter, %w", err)
	}
	return strings.Join(append([]string{written}, *c...), " AND "), nil
}
