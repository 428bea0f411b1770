"""For other people's tests: a pytest fixture with a lab of its own (plugin.py), a typed client (client.py).

Nothing is imported here: pytest loads the plugin in every run, wanted or not.
"""
