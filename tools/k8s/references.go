package main

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

// references returns what points nowhere. Where open is set, Secrets may be read
// that others bring.
func references(objects []object, open bool) (problems []error) {
	problem := func(o object, format string, args ...any) {
		problems = append(problems, fmt.Errorf("%s: %s", o.id(), fmt.Sprintf(format, args...)))
	}
	for _, o := range objects {
		switch o.kind() {
		case "Service":
			checkService(o, objects, problem)
		case "ConfigMap", "Secret":
			checkAddresses(o, objects, problem)
		case "PodDisruptionBudget":
			if len(selected(objects, o.strings("spec", "selector", "matchLabels"))) != 1 {
				problem(o, "its selector finds no workload, or several")
			}
		}
		checkFlows(o, objects, problem)
		if pod, ok := o.pod(); ok {
			checkPod(o, pod, objects, open, problem)
		}
	}
	return problems
}

type report func(o object, format string, args ...any)

func checkService(service object, objects []object, problem report) {
	selector := service.strings("spec", "selector")
	pods := selected(objects, selector)
	if len(pods) != 1 {
		problem(service, "selector %s finds %d workloads", quoteAll(selector), len(pods))
		return
	}
	template, _ := pods[0].pod()
	for _, port := range service.list("spec", "ports") {
		target := port.at("targetPort")
		if target.value == nil {
			target = port.at("port")
		}
		if !hasPort(template, target) {
			problem(service, "no container of %s has the port %v", pods[0].name(), target.value)
		}
	}
}

// selected are the workloads whose pods a selector finds.
func selected(objects []object, selector map[string]string) (found []object) {
	for _, o := range objects {
		if pod, ok := o.pod(); ok && within(selector, pod.strings("metadata", "labels")) {
			found = append(found, o)
		}
	}
	return found
}

func hasPort(template, wanted node) bool {
	number, isNumber := wanted.number()
	for _, container := range template.list("spec", "containers") {
		for _, port := range container.list("ports") {
			if n, _ := port.number("containerPort"); isNumber && n == number {
				return true
			}
			if !isNumber && port.text("name") == wanted.text() {
				return true
			}
		}
	}
	return false
}

func checkPod(o object, pod node, objects []object, open bool, problem report) {
	if selector := o.strings("spec", "selector", "matchLabels"); o.kind() != "Job" && !within(selector, pod.strings("metadata", "labels")) {
		problem(o, "its selector does not find its own pods")
	}
	if account := pod.text("spec", "serviceAccountName"); account != "" && find(objects, "ServiceAccount", account) == nil {
		problem(o, "there is no ServiceAccount %s", account)
	}
	if pod.at("spec", "securityContext", "runAsNonRoot").value != true {
		problem(o, "its pods may run as root")
	}
	for _, container := range pod.list("spec", "containers") {
		checkContainer(o, pod, container, objects, open, problem)
	}
}

func checkContainer(o object, pod, container node, objects []object, open bool, problem report) {
	name := container.text("name")
	if container.at("securityContext", "readOnlyRootFilesystem").value != true {
		problem(o, "container %s may write to its root filesystem", name)
	}
	for _, resource := range []string{"requests", "limits"} {
		if container.at("resources", resource, "memory").value == nil {
			problem(o, "container %s has no memory %s", name, resource)
		}
	}
	for _, probe := range []string{"startupProbe", "livenessProbe", "readinessProbe"} {
		for _, kind := range []string{"grpc", "httpGet", "tcpSocket"} {
			if port := container.at(probe, kind, "port"); port.value != nil && !hasPort(pod, port) {
				problem(o, "%s asks port %v, which no container has", probe, port.value)
			}
		}
	}
	for _, source := range container.list("envFrom") {
		if config := source.text("configMapRef", "name"); config != "" && find(objects, "ConfigMap", config) == nil {
			problem(o, "there is no ConfigMap %s", config)
		}
	}
	for _, variable := range container.list("env") {
		checkSource(o, variable, objects, open, problem)
	}
	for _, mount := range container.list("volumeMounts") {
		if !hasVolume(o, pod, mount.text("name")) {
			problem(o, "there is no volume %s", mount.text("name"))
		}
	}
}

func checkSource(o object, variable node, objects []object, open bool, problem report) {
	for ref, kind := range map[string]string{"secretKeyRef": "Secret", "configMapKeyRef": "ConfigMap"} {
		source := variable.at("valueFrom", ref)
		if source.value == nil {
			continue
		}
		holder := find(objects, kind, source.text("name"))
		switch {
		case holder == nil && kind == "Secret" && open:
		case holder == nil:
			problem(o, "there is no %s %s", kind, source.text("name"))
		case !slices.ContainsFunc([]string{"data", "stringData"}, func(field string) bool {
			_, ok := holder.strings(field)[source.text("key")]
			return ok
		}):
			problem(o, "%s has no key %s", holder.id(), source.text("key"))
		}
	}
}

func hasVolume(o object, pod node, name string) bool {
	for _, volume := range pod.list("spec", "volumes") {
		if volume.text("name") == name {
			return true
		}
	}
	for _, claim := range o.list("spec", "volumeClaimTemplates") {
		if claim.text("metadata", "name") == name {
			return true
		}
	}
	return false
}

func find(objects []object, kind, name string) *object {
	for i := range objects {
		if objects[i].kind() == kind && objects[i].name() == name {
			return &objects[i]
		}
	}
	return nil
}

// serviceAddress finds the addresses of services in configuration, such as
// dns:///callfacts-parser:8081 and @callfacts-postgres:5432/.
var serviceAddress = regexp.MustCompile(`(?:/|@)(callfacts-[a-z]+):(\d+)`)

// checkAddresses asks that the services which configuration names are there,
// and have the port.
func checkAddresses(holder object, objects []object, problem report) {
	for key, value := range holder.strings("data") {
		if holder.kind() == "Secret" {
			plain, err := base64.StdEncoding.DecodeString(value)
			if err != nil {
				problem(holder, "%s: %v", key, err)
				continue
			}
			value = string(plain)
		}
		for _, match := range serviceAddress.FindAllStringSubmatch(value, -1) {
			service := find(objects, "Service", match[1])
			if service == nil {
				problem(holder, "%s: there is no Service %s", key, match[1])
			} else if !listens(*service, match[2]) {
				problem(holder, "%s: Service %s has no port %s", key, match[1], match[2])
			}
		}
	}
}

func listens(service object, port string) bool {
	return slices.ContainsFunc(service.list("spec", "ports"), func(p node) bool {
		number, _ := p.number("port")
		return strconv.Itoa(number) == port
	})
}
