"""What other programs ask canonym: pipelines of spaCy, clients of reconciliation, graphs of FollowTheMoney."""
