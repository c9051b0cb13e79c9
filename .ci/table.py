#!/usr/bin/env python3
"""Writes precision and recall into README.md, between its score marks, from a run of the scorers now.

usage: .ci/table.py [--print]
"""
import collections, json, pathlib, re, subprocess, sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
GOLD = SHARED / "gold" / "dev"
EXTRACT = "bin/callfacts extract"
FEW = 8  # concepts with fewer rows in the gold are told together
sys.path.insert(0, str(SHARED / "score"))
import score


def scorer(name, *arguments):
    done = subprocess.run([sys.executable, str(SHARED / "score" / name), "--json", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def by_concept():
    """The counts of found, right and gold facts for each concept; right means value, concept and measure."""
    counts = collections.defaultdict(lambda: [0, 0, 0])
    docs = [d for d in score.read_gold(GOLD) if d[3] is not None]
    answers = score.run_extract(EXTRACT, [d[1] for d in docs])
    for _, source, structure, gold in docs:
        role = {s["id"]: s["role"] for s in structure["speakers"]}
        span = lambda p: (int(p["evidence"]["value"].get("start", 0)), int(p["evidence"]["value"]["end"]))
        gold = [g for g in gold if role.get(g["speaker"]) != "ANALYST"]
        ignored = [(g["start"], g["end"]) for g in gold if g["concept"] == "other"]
        asked = [(t["start"], t["end"]) for t in structure["turns"] if role.get(t["speaker"]) == "ANALYST"]
        gold = [g for g in gold if g["concept"] != "other"]
        found = [p for p in answers[source.name].get("facts", []) if not any(a < span(p)[1] and span(p)[0] < b for a, b in ignored + asked)]
        taken = set()
        for g in gold:
            counts[g["concept"]][2] += 1
            for i, p in enumerate(found):
                if i not in taken and span(p)[0] < g["end"] and g["start"] < span(p)[1] and all(score.compare(p, g)[k] for k in score.CORE):
                    taken.add(i)
                    counts[g["concept"]][1] += 1
                    break
        for p in found:
            counts[p["concept"]][0] += 1
    return counts


def ratio(a, b):
    return f"{a / b:.2f}" if b else "–"


def concept_rows(counts):
    rest, rows = [0, 0, 0], []
    for concept, (found, right, gold) in sorted(counts.items(), key=lambda item: (-item[1][2], item[0])):
        if gold < FEW:
            rest = [a + b for a, b in zip(rest, (found, right, gold))]
            continue
        rows.append(f"| `{concept}` | {ratio(right, found)} | {ratio(right, gold)} | {gold} |")
    rows.append(f"| {len([c for c in counts.values() if c[2] < FEW])} others | {ratio(rest[1], rest[0])} | {ratio(rest[1], rest[2])} | {rest[2]} |")
    return rows


def table():
    gold = scorer("score.py", str(GOLD))
    heads = scorer("headlines.py")
    quantities = scorer("quantities.py")
    prf = lambda key: f"{gold[key]['p']:.3f} | {gold[key]['r']:.3f} | {gold[key]['f1']:.3f}"
    lines = [
        "Five calls of three sectors, in five layouts, read by hand. The rules were developed with these calls in view, though none names "
        "one of them; on calls that nobody has looked at, expect less:",
        "",
        "| | precision | recall | F1 |",
        "|---|---|---|---|",
        f"| quantity: the number and its unit | {prf('quantity')} |",
        f"| core: also concept and measure | {prf('core')} |",
        f"| full: also period, comparison, status, basis and dimensions | {prf('full')} |",
        f"| numbers that analysts assert (core) | {prf('analyst core')} |",
        "",
        "Of the facts whose core is right, this share has the field right: "
        + ", ".join(f"{name} {gold['field ' + key]['r']:.3f}" for name, key in (("period", "period"), ("comparison", "comparison"), ("status", "status"), ("basis", "basis"), ("dimensions", "dims"), ("bound", "bound")))
        + ". Where the text does not tell, the field is left open in this share: "
        + ", ".join(f"{key} {gold['field unsaid ' + key]['r']:.3f} of {gold_count(gold, key)}" for key in ("basis", "comparison", "period"))
        + ".",
        "",
        "| concept | precision | recall | in the gold |",
        "|---|---|---|---|",
        *concept_rows(by_concept()),
        "",
        "Headline results of 250 calls of all sectors: " + ", ".join(f"{k} {v:.3f}" for k, v in heads.items() if isinstance(v, float)) + ".",
        "",
        "Quantities of money in sentences of others' making: " + ", ".join(f"{k} {v:.3f}" for k, v in flat(quantities) if "recall" not in k) + " (F1).",
        "",
        "Turns, speakers, roles, sections and exchanges of the five calls: " + ", ".join(f"{k} {gold[k]['f1']:.3f}" for k in ("turns", "speaker", "role", "section", "exchanges")) + ".",
        "",
        "All documents that were at hand, by layout (`callfacts eval parse DIR`; `structured` is JSON, some of which names voices by number alone):",
        "",
        "```",
        parsed(),
        "```",
        "",
        "`.ci/table.py` makes these tables from a run of the scorers, where they and the calls lie beside the project; `.ci/scores.py` fails below a floor.",
    ]
    return "\n".join(lines)


def parsed():
    done = subprocess.run(["bin/callfacts", "eval", "parse", str(SHARED / "transcripts")], cwd=ROOT, capture_output=True, text=True)
    return "\n".join(line.rstrip() for line in done.stdout.split("\n") if re.match(r"layout|[a-z-]+ +\d+ +\d+ ", line))


def gold_count(gold, key):
    done = subprocess.run([sys.executable, str(SHARED / "score" / "score.py"), str(GOLD)], cwd=ROOT, capture_output=True, text=True, check=True)
    return re.search(rf"{key} +left open where the text does not tell: [\d.]+ of (\d+)", done.stdout).group(1)


def flat(value, path=""):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flat(inner, f"{path} {key}".strip())
    elif isinstance(value, float):
        yield path, value


def main():
    text = table()
    if "--print" in sys.argv[1:]:
        print(text)
        return
    readme = ROOT / "README.md"
    whole = readme.read_text()
    readme.write_text(re.sub(r"(<!-- scores -->\n).*?(<!-- /scores -->)", lambda m: m[1] + text + "\n" + m[2], whole, flags=re.S))


if __name__ == "__main__":
    main()
