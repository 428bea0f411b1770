"""Templates, payload shapes and variables in Compose: chips in its header, a stepper over its previews."""
