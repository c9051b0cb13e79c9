package main

import (
	"fmt"
	"strconv"
	"strings"
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

// and is the whole filter, with a condition that the caller wrote.
func (c *conditions) and(filter string) string {
	if filter == "" {
		return strings.Join(*c, " AND ")
	}
	return strings.Join(append(*c, "("+filter+")"), " AND ")
}
