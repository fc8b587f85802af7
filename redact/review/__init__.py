"""The workspace, and publishing in an order that survives being stopped."""
