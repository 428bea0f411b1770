"""How the window looks: colours and sizes as data, one style sheet made from them, one chip a state."""
