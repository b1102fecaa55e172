#!/usr/bin/env bash
# The transformers engine on a device, in eight minutes at most and without a network:
#
#   npm run build && PYTHON=<interpreter with torch, transformers, safetensors> bench/gpu.sh [--device cuda:0] [--cpu]
#
# 1. conformance of sixteen families in float32 and bfloat16; 2. tokens per second of capture and of generation (400 rows of 256 tokens) for
# the shapes of Llama-2-7B and 13B and Qwen2.5-32B with random weights, beside a hand-written loop; 3. a small audit of the organism, and
# the same over onnxruntime on the CPU and under WebGPU. --cpu: a rehearsal without a device, with a tiny shape.
set -uo pipefail
cd "$(dirname "$0")/.."
export HF_HUB_OFFLINE=1 TRANSFORMERS_OFFLINE=1 PYTHONDONTWRITEBYTECODE=1 NO_COLOR=1
python=${PYTHON:-python3}
device=cuda
shapes="Llama-2-7B Llama-2-13B Qwen2.5-32B"
while [ $# -gt 0 ]; do
  case $1 in
    --device) device=$2; shift 2 ;;
    --cpu) device=cpu; shift ;;
    *) echo "usage: bench/gpu.sh [--device cuda:0] [--cpu]" >&2; exit 2 ;;
  esac
done
deadline=$((SECONDS + 470))
failed=0
# Runs a command in the time that is left, at most so many seconds of it.
within() {
  local most=$1 left=$((deadline - SECONDS))
  shift
  if [ "$left" -lt 10 ]; then echo "no time left: $*"; return 0; fi
  timeout "$((left < most ? left : most))" "$@"
  local code=$?
  [ "$code" -eq 124 ] && echo "out of time: $*"
  [ "$code" -eq 0 ] || failed=1
}
"$python" - "$device" <<'PYTHON' || exit 2
import sys, torch, transformers
device = sys.argv[1]
print(f"Python {sys.version.split()[0]}, torch {torch.__version__}, transformers {transformers.__version__}, CUDA {torch.version.cuda}")
if device != "cpu":
    if not torch.cuda.is_available():
        sys.exit("torch finds no CUDA device; --cpu rehearses without one")
    known = torch.cuda.get_device_properties(torch.device(device))
    print(f"{known.name}, {known.total_memory / 2**30:.0f} GiB, compute capability {known.major}.{known.minor}")
PYTHON
[ "$device" = cpu ] && shapes=tiny

echo "== conformance"
types="float32 bfloat16"
for dtype in $types; do within 90 "$python" bench/gpu.py conformance "$device" "$dtype"; done

echo "== speed"
for shape in $shapes; do within 120 "$python" bench/gpu.py speed "$device" "$shape" 90; done

echo "== audit of organism:aligned"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
small=(--fit-prompts 8 --selection-prompts 4 --ranks 1 --max-new-tokens 6 --test-forbidden 6 --test-harmless 4 --test-borderline 2
  --lore-documents 2 --strengths none --control-draws 0 --judge exact --methods rfa --layers 5 --quiet)
audit() {
  local name=$1
  shift
  local start=$SECONDS
  within 90 node bin/refusal-lab.js audit organism:aligned "${small[@]}" --out "$folder/$name" "$@" >"$folder/$name.txt" 2>&1
  if [ -e "$folder/$name/results.json" ]; then echo "$name: $((SECONDS - start)) s"; else echo "$name: no results: $(tail -n 2 "$folder/$name.txt")"; fi
}
audit transformers --engine transformers --python "$python" --device "$device"
audit onnx-cpu
# A machine without Vulkan says so; that is not a failure of the engine's.
before=$failed
audit onnx-webgpu --provider webgpu
failed=$before
grep -h -A 6 '^arm ' "$folder/transformers.txt" "$folder/onnx-cpu.txt"
echo "== $SECONDS s; $([ "$failed" -eq 0 ] && echo 'nothing failed' || echo 'SOMETHING FAILED, see above')"
exit "$failed"
