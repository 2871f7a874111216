"""The scripts that bring a VIP up and down."""
