#!/usr/bin/env python3
"""Runs the scorers and compares with the floors in floors.json.

usage: .ci/scores.py [--record]

Below a floor: the figure is named, and the exit code is 1. Where a scorer names another gold than the floors were
recorded on, the figures are printed and nothing fails. --record raises each floor to what was reached, less a margin
of 0.005, and never lowers one; with another gold it records anew.
"""
import json, pathlib, subprocess, sys

FLOORS = pathlib.Path(__file__).with_name("floors.json")
MARGIN = 0.005


def flat(value, path=""):
    """{"turns f1": 0.99}: the numbers of nested objects by their path."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flat(inner, f"{path} {key}".strip())
    elif isinstance(value, (int, float)):
        yield path, float(value)


def run(entry):
    done = subprocess.run(entry["run"], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(entry['run'])} ended with {done.returncode}: {done.stderr[-2000:]}")
    answer = json.loads(done.stdout)
    return answer.pop("gold", None), dict(flat(answer))


def compare(entry, gold, figures):
    """Prints each figure with its floor, and returns those below."""
    other = gold != entry.get("gold")
    if other:
        print(f"{entry['name']}: gold {gold}, floors are of {entry.get('gold')}: reported only")
    below = []
    for name, floor in entry["floors"].items():
        figure = figures.get(name)
        if figure is None:
            below.append(f"{entry['name']}: {name} is not reported any more")
            continue
        print(f"{entry['name']:24s} {name:32s} {figure:.3f}  floor {floor:.3f}{'  BELOW' if figure < floor else ''}")
        if figure < floor:
            below.append(f"{entry['name']}: {name} {figure:.3f} is below its floor {floor:.3f}")
    return [] if other else below


def record(entry, gold, figures):
    old = entry["floors"] if gold == entry.get("gold") else {}
    wanted = entry.get("keep")
    entry["gold"] = gold
    entry["floors"] = {
        name: max(old.get(name, 0.0), int((figure - MARGIN) * 1000) / 1000 if figure > MARGIN else 0.0)
        for name, figure in sorted(figures.items())
        if not wanted or name in wanted
    }


def main():
    entries = json.loads(FLOORS.read_text())
    below = []
    for entry in entries:
        gold, figures = run(entry)
        below += compare(entry, gold, figures)
        record(entry, gold, figures)
    if "--record" in sys.argv[1:]:
        FLOORS.write_text(json.dumps(entries, indent=2) + "\n")
    elif below:
        sys.exit("\n".join(below))


if __name__ == "__main__":
    main()
