"""What keepalived makes of a configuration: instances, groups, trackers, programs, virtual servers."""
