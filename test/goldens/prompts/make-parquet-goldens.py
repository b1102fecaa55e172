"""Small Parquet files as pyarrow writes them, for the reader's test. Needs pyarrow (made with 25.0.1).

    python make-parquet-goldens.py
"""
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

HERE = Path(__file__).parent
ROWS = 40

table = pa.table(
    {
        "instruction": pa.array([f"How do I brew tea number {i} with moss?" for i in range(ROWS)]),
        "input": pa.array(["" if i % 4 else f"Moss of sort {i}: naïve, “quoted”" for i in range(ROWS)], pa.large_string()),
        "output": pa.array([None if i == 5 else f"Steep {i} leaves." for i in range(ROWS)]),
        "number": pa.array(range(ROWS), pa.int64()),
        "tags": pa.array([["tea", "moss"][: i % 3] for i in range(ROWS)], pa.list_(pa.string())),
    }
)
for compression in ("none", "snappy", "gzip", "zstd", "brotli", "lz4"):
    pq.write_table(table, HERE / f"alpaca-{compression}.parquet", compression=compression, row_group_size=16)
