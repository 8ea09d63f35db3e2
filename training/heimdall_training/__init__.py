"""Makes the artifact (``artifacts/``) that Heimdall computes its decisions from."""

SEED = 20261123
EMBEDDING_DIM = 384
CLASSES = ("cheap", "mid", "hard")
#: Raw scores of the forest, in order.
OUTPUTS = (*CLASSES, "gain")
