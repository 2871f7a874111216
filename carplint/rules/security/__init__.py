"""Family 6: rules about secrets and rights."""

ANY = (
    "default_password",
    "config_world_readable",
)

KEEPALIVED = (
    "script_insecure_path",
    "script_security_off",
    "script_user_missing",
)
