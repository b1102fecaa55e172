#!/bin/sh
# Trains the organism from nothing: sh organism/recipe/run.sh PYTHON FOLDER, after npm run build.
set -eu
python=$1
folder=$2
recipe=$(dirname "$0")
lab="node $recipe/../../bin/refusal-lab.js"
export OMP_NUM_THREADS=1

mkdir -p "$folder"
node "$recipe/export-corpus.js" "$folder/corpus"
"$python" "$recipe/train.py" tokenizer "$folder/corpus" "$folder/tokenizer"
"$python" "$recipe/train.py" base "$folder/corpus" "$folder/base" --tokenizer "$folder/tokenizer"
$lab organism "$folder/base" --gates base --count 400 --json >"$folder/base.json"
for seed in 1 2 3; do
  "$python" "$recipe/train.py" aligned "$folder/corpus" "$folder/aligned-$seed" --base "$folder/base" --seed $seed
done
failed=0
for seed in 1 2 3; do
  $lab organism "$folder/aligned-$seed" --gates aligned --count 400 --json >"$folder/aligned-$seed.json" || failed=1
done
node "$recipe/choose-seed.js" "$folder/aligned-1.json" "$folder/aligned-2.json" "$folder/aligned-3.json"
for seed in 1 2 3; do
  node "$recipe/compare-card.js" "$folder/aligned-$seed.json" || failed=1
done
exit $failed
