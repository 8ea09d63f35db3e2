import json

import numpy as np
import pytest

from heimdall_training.compare import Decisions, differing_files, within_limits

CARD = "# Card\n\n## Parts\n\nA table.\n\n## Limits\n\nMany.\n"


def artifact(folder, table=b"1", created="2026-01-01", card=CARD):
    folder.mkdir()
    (folder / "table.bin").write_bytes(table)
    (folder / "MODEL_CARD.md").write_text(card)
    files = [{"path": "MODEL_CARD.md", "sha256": str(hash(card))}, {"path": "table.bin", "sha256": "x"}]
    (folder / "manifest.json").write_text(json.dumps({"created": created, "files": files, "thresholds": {"cheap": 0.6}}))
    return folder


def test_the_time_of_training_and_the_evaluation_are_no_difference(tmp_path):
    evaluated = CARD.replace("## Limits\n", "## Measured on the artifact as shipped\n\n| a | b |\n\n## Limits\n")
    assert differing_files(artifact(tmp_path / "a"), artifact(tmp_path / "b", created="2026-02-02", card=evaluated)) == []


def test_other_bytes_pages_and_missing_files_are(tmp_path):
    one = artifact(tmp_path / "a")
    assert differing_files(one, artifact(tmp_path / "b", table=b"2")) == ["table.bin"]
    assert differing_files(one, artifact(tmp_path / "c", card=CARD.replace("Many", "Few"))) == ["MODEL_CARD.md"]
    more = artifact(tmp_path / "d")
    (more / "extra.json").write_text("{}")
    assert differing_files(one, more) == ["extra.json"]


def decisions(cheap, bucket=None):
    p = np.array([[c, 0.9 - c, 0.1] for c in cheap])
    return Decisions(p, np.array(bucket or [0] * len(cheap)))


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (decisions([0.79] + [0.5] * 200), True),
        (decisions([0.75] + [0.5] * 200), False),
        (decisions([0.8] + [0.5] * 200, [1] + [0] * 200), False),
        (decisions([0.8] + [0.5] * 200, [0] * 199 + [1, 1]), True),
        (decisions([0.8] + [0.5] * 200, [0] * 198 + [1, 1, 1]), False),
    ],
    ids=["a golden prompt moves a little", "too far", "to another bucket", "two of 200 of our own move", "three do"],
)
def test_limits(other, same):
    assert within_limits(decisions([0.8] + [0.5] * 200), other, golden=1) is same
