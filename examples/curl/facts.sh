#!/bin/sh
# Ingests a file, waits for its facts, prints them and verifies their evidence:
#
#     facts.sh FILE
#
# curl and jq are needed. CALLFACTS_URL and CALLFACTS_API_KEY say where the
# server is and which key it wants.
set -eu

url=${CALLFACTS_URL:-http://127.0.0.1:8080}
[ $# -eq 1 ] || { echo "usage: facts.sh FILE" >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# call PATH [curl's arguments]: the answer in $dir/answer, or what was wrong and
# an end.
call() {
	path=$1
	shift
	# The key goes by a file: arguments can be seen by others.
	printf 'header = "Authorization: Bearer %s"\n' "${CALLFACTS_API_KEY:-}" >"$dir/curlrc"
	[ -n "${CALLFACTS_API_KEY:-}" ] || : >"$dir/curlrc"
	status=$(curl --silent --show-error --config "$dir/curlrc" --max-time 60 --retry 4 --retry-connrefused \
		--output "$dir/answer" --write-out '%{http_code}' "$@" "$url/v1/$path")
	if [ "$status" != 200 ]; then
		jq -r '"\(.reason // .code): \(.message)"' "$dir/answer" >&2
		exit 1
	fi
}

filename=$(basename "$1" | jq -Rr @uri)
call "documents:ingest?filename=$filename" --header 'Content-Type: application/octet-stream' --data-binary "@$1"
name=$(jq -r .transcript.name "$dir/answer")
while :; do
	call "$name/extraction?wait=30s"
	case $(jq -r .state "$dir/answer") in
	STATE_SUCCEEDED) break ;;
	STATE_FAILED) echo "the extraction failed" >&2; exit 1 ;;
	esac
done

call "$name?view=TRANSCRIPT_VIEW_FULL"
mv "$dir/answer" "$dir/transcript"
jq -j .text "$dir/transcript" >"$dir/text"
[ "$(sha256sum "$dir/text" | cut -c1-64)" = "$(jq -r .textSha256 "$dir/transcript")" ] || { echo "the text is not the one that was parsed" >&2; exit 1; }

token=
: >"$dir/facts"
while :; do
	call "$name/facts" --get --data pageSize=50 --data-urlencode "pageToken=$token"
	jq -c '.facts[]?' "$dir/answer" >>"$dir/facts"
	token=$(jq -r '.nextPageToken // ""' "$dir/answer")
	[ -n "$token" ] || break
done
jq -r '[.concept, .value.low // "", .value.high // "", .value.unit // "", .period.label // "", (.evidence.quote | gsub("\\s+"; " ") | sub("^ "; "") | sub(" $"; ""))] | join("\t")' "$dir/facts"

# A quote is the bytes of the text from its start to its end.
count=0 good=0
jq -r '.evidence | [.quoteSpan.start // 0, .quoteSpan.end] | join(" ")' "$dir/facts" >"$dir/spans"
while read -r start end; do
	count=$((count + 1))
	tail -c "+$((start + 1))" "$dir/text" | head -c "$((end - start))" >"$dir/slice"
	sed -n "${count}p" "$dir/facts" | jq -j .evidence.quote | cmp -s - "$dir/slice" && good=$((good + 1))
done <"$dir/spans"
echo "$count facts, $good verified"
[ "$good" -eq "$count" ]
