"""A file with a node's whole network would replace one that was not among the inputs.

Why: the node loses its gateway, its routes and its other interfaces with the next ifup, and may be out of reach.

Daemon: Debian's hook takes uCarp's options from the stanzas of /etc/network/interfaces (ucarp, if-up.d/ucarp), so a result
without such a file to put them into is one with the lines that are known: the addresses that the other files tell. Tried
with ifupdown 0.8.41: the default route was gone.

Fix: copy etc/network of the node to the inputs, too, and convert again: then the file is kept with the options put into it.
Or take its lines over by hand before the plan puts the new file in place.

Exceptions: silent where the node's own file is among the inputs.
"""

CODE = "CL724"
NAME = "migrate-network-file"
SEVERITY = "error"
EXAMPLE = {"to": "interfaces"}
