"""Real browsers of this computer, started on profiles of the lab's own and bound to it."""
