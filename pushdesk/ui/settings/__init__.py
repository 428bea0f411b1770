"""Settings: contact and keys, network and pace, data folder, appearance."""
