"""The window: Qt Widgets over the services. A screen a folder, a file a widget; no SQL, no HTTP."""
