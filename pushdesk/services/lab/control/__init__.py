"""The lab's control interface: HTTP and JSON for other people's test-suites, described by openapi.yaml."""
