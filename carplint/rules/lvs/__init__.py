"""Family 8: rules about load balancing (virtual_server) and what watches over it: checkers, BFD, tracked files."""
