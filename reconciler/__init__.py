"""Terraform for voice agents: desired state in git, live state from each vendor's API, the smallest plan between them."""
