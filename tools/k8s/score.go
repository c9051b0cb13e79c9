package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/zegl/kube-score/config"
	"github.com/zegl/kube-score/domain"
	"github.com/zegl/kube-score/parser"
	"github.com/zegl/kube-score/score"
	"github.com/zegl/kube-score/score/checks"
	"github.com/zegl/kube-score/scorecard"
)

// ignored are the checks of kube-score that are not ours, each with the reason.
var ignored = map[string]struct{}{
	// An image is named by its digest where it is pulled, and loaded where it is not.
	"container-image-pull-policy": {},
	// Pods are spread by topologySpreadConstraints, which have a check of their own.
	"deployment-has-host-podantiaffinity": {}, "statefulset-has-host-podantiaffinity": {},
}

// optional are those that must be asked for.
var optional = map[string]struct{}{"container-seccomp-profile": {}, "container-ports-check": {}}

// kubeScore has kube-score judge objects; a warning is a problem too. A cluster
// of one's own has one pod of each.
func kubeScore(objects []object, alone bool) (problems []error) {
	cards, err := scores(objects, alone)
	if err != nil {
		return []error{err}
	}
	for _, o := range objects {
		card := cards[o.kind()+"/"+o.text("apiVersion")+"/"+o.text("metadata", "namespace")+"/"+o.name()]
		if card == nil {
			continue
		}
		for _, check := range card.Checks {
			if check.Skipped || check.Grade > scorecard.GradeWarning {
				continue
			}
			var why []string
			for _, comment := range check.Comments {
				why = append(why, strings.TrimSpace(comment.Path+" "+comment.Summary))
			}
			problems = append(problems, fmt.Errorf("%s: kube-score's %s: %s", o.id(), check.Check.ID, strings.Join(why, ", ")))
		}
	}
	return problems
}

func scores(objects []object, alone bool) (scorecard.Scorecard, error) {
	reader, err := parser.New(nil)
	if err != nil {
		return nil, err
	}
	var files []domain.NamedReader
	for _, o := range objects {
		files = append(files, file{bytes.NewReader(o.yaml), o.name()})
	}
	all, err := reader.ParseFiles(files)
	if err != nil {
		return nil, err
	}
	run := &config.RunConfiguration{
		// A pod may use what CPU is free: a limit would only slow it down.
		IgnoreContainerCpuLimitRequirement: true,
		EnabledOptionalTests:               optional,
		UseIgnoreChecksAnnotation:          true,
		KubernetesVersion:                  config.Semver{Major: 1, Minor: 34},
		MinReplicasDeployment:              2,
		MinReplicasHPA:                     2,
	}
	if alone {
		run.MinReplicasDeployment = 1
	}
	card, err := score.Score(all, score.RegisterAllChecks(all, &checks.Config{IgnoredTests: ignored}, run), run)
	if err != nil {
		return nil, err
	}
	return *card, nil
}

// file is an object as kube-score reads it.
type file struct {
	io.Reader
	name string
}

func (f file) Name() string { return f.name }
