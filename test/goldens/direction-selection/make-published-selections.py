"""Published measurements of candidate directions, their survivors and the choice, of five models.

usage: make-published-selections.py CLONE COMMIT       (writes published-selections.json beside this file)

CLONE is a clone of https://github.com/andyrdt/refusal_direction (Apache-2.0) at COMMIT. Only numbers are read: of
pipeline/runs/<model>/select_direction/direction_evaluations.json (every candidate), direction_evaluations_filtered.json
(survivors, best first) and direction_metadata.json (the choice). NaN becomes null.
"""
import json, math, sys
from pathlib import Path

clone, commit = Path(sys.argv[1]), sys.argv[2]
measures = ("refusal_score", "steering_score", "kl_div_score")


def number(value):
    return None if math.isnan(value) else float(f"{value:.8g}")


models = {}
for folder in sorted((clone / "pipeline/runs").iterdir()):
    every = json.loads((folder / "select_direction/direction_evaluations.json").read_text())
    filtered = json.loads((folder / "select_direction/direction_evaluations_filtered.json").read_text())
    chosen = json.loads((folder / "direction_metadata.json").read_text())
    models[folder.name] = {
        "layers": max(row["layer"] for row in every) + 1,
        "candidates": [[row["position"], row["layer"], *(number(row[m]) for m in measures)] for row in every],
        "survivors": [[row["position"], row["layer"]] for row in filtered],
        "chosen": [chosen["pos"], chosen["layer"]],
    }
result = {"source": "https://github.com/andyrdt/refusal_direction", "commit": commit, "models": models}
Path(__file__).with_name("published-selections.json").write_text(json.dumps(result))
