"""What each platform makes of a message: the facts about platforms, and the checks that rest on them."""
