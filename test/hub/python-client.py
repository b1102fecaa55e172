"""What the Python client makes of a cache: `python-client.py fill|read REPOSITORY [FILE...]`, with HF_HOME and HF_ENDPOINT set.

Prints JSON: the snapshot's folder, and of all that the cache holds the files, bytes and warnings.
"""

import json
import sys

from huggingface_hub import scan_cache_dir, snapshot_download

action, repository, *files = sys.argv[1:]
folder = snapshot_download(repository, allow_patterns=files or None, local_files_only=action == "read")
cache = scan_cache_dir()
print(
    json.dumps(
        {
            "folder": folder,
            "files": sorted(
                file.file_name for repo in cache.repos for revision in repo.revisions for file in revision.files
            ),
            "refs": sorted(ref for repo in cache.repos for revision in repo.revisions for ref in revision.refs),
            "bytes": cache.size_on_disk,
            "warnings": [str(warning) for warning in cache.warnings],
        }
    )
)
