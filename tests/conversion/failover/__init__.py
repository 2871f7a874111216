"""The failover of clusters on the real daemons, before and after a conversion."""
