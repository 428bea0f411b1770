"""The preview wall: a message on every platform side by side, drawn by Qt from platforms.toml's facts."""
