"""Calls, leases and what lets objects go: what a client and its references share."""
