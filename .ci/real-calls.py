#!/usr/bin/env python3
"""Runs `bin/callfacts extract` over the real calls and checks what must hold of any text.

usage: .ci/real-calls.py DIR

DIR holds transcripts, which nobody has labelled. Nothing may crash; whatever is refused is refused with a reason;
the segments partition the text; turns and exchanges point where they may; every fact quotes the text; and the output
is the same bytes on one core, in another order.
"""
import hashlib, json, os, pathlib, subprocess, sys

SUFFIXES = {".txt", ".json", ".html", ".htm", ".xml", ".pdf"}


def extract(files, cores):
    env = os.environ | {"GOMAXPROCS": str(cores)}
    run = subprocess.run(["bin/callfacts", "extract", *files], capture_output=True, env=env)
    if run.returncode != 0:
        sys.exit(f"extract ended with {run.returncode}: {run.stderr.decode(errors='replace')[-2000:]}")
    lines = run.stdout.split(b"\n")[:-1]
    if len(lines) != len(files):
        sys.exit(f"{len(files)} files, {len(lines)} lines")
    return dict(zip(files, lines))


def span(s):
    return (s or {}).get("start", 0), (s or {}).get("end", 0)


def check(path, answer):
    """What is wrong with the answer for one file, one line each."""
    if answer.get("file") != path:
        yield f"answers for {answer.get('file')}"
    if "error" in answer:
        error = answer["error"]
        if error.get("code") != "INVALID_ARGUMENT" or not error.get("reason") or not error.get("message"):
            yield f"refused without code, reason and message: {error}"
        return
    transcript = answer["transcript"]
    text = transcript.get("text", "").encode()
    if transcript.get("textSha256") != hashlib.sha256(text).hexdigest():
        yield "textSha256 is not that of text"
    at = 0
    for segment in transcript.get("segments", []):
        start, end = span(segment.get("span"))
        if start != at or end <= start:
            yield f"segments do not partition the text at {at}: {start}..{end}"
            break
        at = end
    else:
        if at != len(text):
            yield f"segments end at {at} of {len(text)}"
    turns, last = transcript.get("turns", []), 0
    for i, turn in enumerate(turns):
        start, end = span(turn.get("span"))
        if start < last or end < start or end > len(text):
            yield f"turn {i} is {start}..{end} after {last}"
        last = end
    for i, exchange in enumerate(transcript.get("exchanges", [])):
        if not 0 <= exchange.get("firstTurn", 0) <= exchange.get("lastTurn", 0) < len(turns):
            yield f"exchange {i} has turns {exchange.get('firstTurn', 0)} to {exchange.get('lastTurn', 0)} of {len(turns)}"
    for i, fact in enumerate(answer.get("facts", [])):
        evidence = fact.get("evidence", {})
        start, end = span(evidence.get("value"))
        if not 0 <= start < end <= len(text):
            yield f"fact {i}: evidence {start}..{end}"
        quote = evidence.get("quote", "").encode()
        if not quote or quote not in text or text[start:end] not in quote:
            yield f"fact {i}: its quote is not in the text, or does not hold the value"


def main():
    root = pathlib.Path(sys.argv[1])
    files = sorted(str(p) for p in root.rglob("*") if p.suffix in SUFFIXES)
    if not files:
        sys.exit(f"no transcripts in {root}")
    answers = extract(files, os.cpu_count())
    problems, refused, facts = [], {}, 0
    for path, line in answers.items():
        answer = json.loads(line)
        if "error" in answer:
            reason = answer["error"].get("reason")
            refused[reason] = refused.get(reason, 0) + 1
        facts += len(answer.get("facts", []))
        problems += [f"{path}: {problem}" for problem in check(path, answer)]
    again = extract(files[::-1], 1)
    problems += [f"{path}: another answer on one core, in another order" for path in files if again[path] != answers[path]]
    said = ", ".join(f"{n} {reason}" for reason, n in sorted(refused.items(), key=str)) or "none"
    print(f"real calls: {len(files)} files, {facts} facts, refused: {said}; {len(problems)} problems")
    for problem in problems[:50]:
        print(" -", problem)
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
