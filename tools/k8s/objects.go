package main

import "strings"

// object is one manifest.
type object struct {
	node
	yaml []byte
}

func (o object) kind() string { return o.text("kind") }
func (o object) name() string { return o.text("metadata", "name") }
func (o object) id() string   { return o.kind() + " " + o.name() }

// pod is the pod template of a workload; other kinds have none.
func (o object) pod() (template node, ok bool) {
	switch o.kind() {
	case "Deployment", "StatefulSet", "DaemonSet", "Job":
		return o.at("spec", "template"), true
	default:
		return node{}, false
	}
}

// node is a place in a manifest; what is not there is an empty node.
type node struct{ value any }

func (n node) at(path ...string) node {
	for _, key := range path {
		fields, _ := n.value.(map[string]any)
		n = node{fields[key]}
	}
	return n
}

func (n node) text(path ...string) string {
	s, _ := n.at(path...).value.(string)
	return s
}

func (n node) list(path ...string) (items []node) {
	values, _ := n.at(path...).value.([]any)
	for _, value := range values {
		items = append(items, node{value})
	}
	return items
}

func (n node) strings(path ...string) map[string]string {
	fields, _ := n.at(path...).value.(map[string]any)
	found := make(map[string]string, len(fields))
	for key, value := range fields {
		if s, ok := value.(string); ok {
			found[key] = s
		}
	}
	return found
}

func (n node) number(path ...string) (int, bool) {
	switch v := n.at(path...).value.(type) {
	case int:
		return v, true
	case int64:
		return int(v), true
	case float64:
		return int(v), true
	default:
		return 0, false
	}
}

// within reports whether every pair of selector is among labels.
func within(selector, labels map[string]string) bool {
	for key, value := range selector {
		if labels[key] != value {
			return false
		}
	}
	return len(selector) > 0
}

func quoteAll(labels map[string]string) string {
	pairs := make([]string, 0, len(labels))
	for key, value := range labels {
		pairs = append(pairs, key+"="+value)
	}
	return strings.Join(pairs, ",")
}
