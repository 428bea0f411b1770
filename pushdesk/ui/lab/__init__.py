"""The Lab: what arrived at the embedded push service, its devices, its faults."""
