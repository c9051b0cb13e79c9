package main

import "slices"

// checkFlows asks whether what leads from one object to others finds them:
// network policies their pods and ports, autoscalers their workloads, routes
// their services.
func checkFlows(o object, objects []object, problem report) {
	switch o.kind() {
	case "NetworkPolicy":
		checkPolicy(o, objects, problem)
	case "HorizontalPodAutoscaler":
		target := find(objects, o.text("spec", "scaleTargetRef", "kind"), o.text("spec", "scaleTargetRef", "name"))
		switch {
		case target == nil:
			problem(o, "there is no %s %s", o.text("spec", "scaleTargetRef", "kind"), o.text("spec", "scaleTargetRef", "name"))
		case target.at("spec", "replicas").value != nil:
			problem(o, "%s sets its replicas too: each apply would undo what the autoscaler does", target.id())
		}
	case "HTTPRoute", "GRPCRoute":
		for _, rule := range o.list("spec", "rules") {
			for _, backend := range rule.list("backendRefs") {
				checkBackend(o, backend, objects, problem)
			}
		}
	case "ServiceMonitor":
		services := matching(objects, "Service", o.at("spec", "selector"))
		for _, endpoint := range o.list("spec", "endpoints") {
			if !slices.ContainsFunc(services, func(service object) bool { return namesPort(service, endpoint.text("port")) }) {
				problem(o, "no Service that it selects has the port %s", endpoint.text("port"))
			}
		}
	}
}

func checkBackend(route object, backend node, objects []object, problem report) {
	service := find(objects, "Service", backend.text("name"))
	wanted, _ := backend.number("port")
	if service == nil || !slices.ContainsFunc(service.list("spec", "ports"), func(p node) bool {
		number, _ := p.number("port")
		return number == wanted
	}) {
		problem(route, "there is no Service %s with the port %d", backend.text("name"), wanted)
	}
}

func namesPort(service object, name string) bool {
	return slices.ContainsFunc(service.list("spec", "ports"), func(p node) bool { return p.text("name") == name })
}

// checkPolicy asks that a policy's pods, and those of its peers in its own
// namespace, are there, and have the ports that it names.
func checkPolicy(policy object, objects []object, problem report) {
	own := podsOf(objects, policy.at("spec", "podSelector"))
	if len(own) == 0 {
		problem(policy, "its podSelector finds no workload")
	}
	for _, rule := range policy.list("spec", "ingress") {
		checkPorts(policy, rule, own, problem)
		peers(policy, rule.list("from"), objects, problem)
	}
	for _, rule := range policy.list("spec", "egress") {
		if found := peers(policy, rule.list("to"), objects, problem); len(found) > 0 {
			checkPorts(policy, rule, found, problem)
		}
	}
}

func peers(policy object, all []node, objects []object, problem report) (found []object) {
	for _, peer := range all {
		if peer.at("namespaceSelector").value != nil || peer.at("podSelector").value == nil {
			continue
		}
		pods := podsOf(objects, peer.at("podSelector"))
		if len(pods) == 0 {
			problem(policy, "a peer's podSelector finds no workload")
		}
		found = append(found, pods...)
	}
	return found
}

func checkPorts(policy object, rule node, pods []object, problem report) {
	for _, port := range rule.list("ports") {
		for _, workload := range pods {
			if pod, _ := workload.pod(); !hasPort(pod, port.at("port")) {
				problem(policy, "no container of %s has the port %v", workload.name(), port.at("port").value)
			}
		}
	}
}

// podsOf are the workloads whose pods a label selector finds.
func podsOf(objects []object, selector node) (found []object) {
	for _, o := range objects {
		if pod, ok := o.pod(); ok && selects(selector, pod.strings("metadata", "labels")) {
			found = append(found, o)
		}
	}
	return found
}

// matching are the objects of a kind whose own labels a selector finds.
func matching(objects []object, kind string, selector node) (found []object) {
	for _, o := range objects {
		if o.kind() == kind && selects(selector, o.strings("metadata", "labels")) {
			found = append(found, o)
		}
	}
	return found
}

// selects knows matchLabels, and of matchExpressions the operator In.
func selects(selector node, labels map[string]string) bool {
	if wanted := selector.strings("matchLabels"); len(wanted) > 0 && !within(wanted, labels) {
		return false
	}
	for _, expression := range selector.list("matchExpressions") {
		if expression.text("operator") != "In" || !slices.ContainsFunc(expression.list("values"), func(value node) bool {
			return value.text() == labels[expression.text("key")]
		}) {
			return false
		}
	}
	return true
}
