"""The lab: a push service on loopback (RFC 8030), Firefox's protocol, virtual devices."""
