"""Application server keys (VAPID, RFC 8292): made, imported, kept, and used to sign."""
