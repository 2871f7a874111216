"""No password is shown, however broken the line that holds it."""

from __future__ import annotations

import pytest

from carplint.secrets import mask

SECRET = "Hush37"


@pytest.mark.parametrize(
    "text",
    [
        'PASSWORD="Hush37"',
        "PASSWORD='Hush37'",
        'PASSWORD="Hush37',
        "PASSWORD='Hush37",
        'PASSWORD=no"Hush37 x',
        "PASSWORD=no'x'Hush37",
        "PASSWORD=no Hush37",
        "PASSWORD = Hush37",
        "PASSWORD:=Hush37",
        "PASSWORD+=Hush37",
        "  export PASSWORD=Hush37",
        "#PASSWORD=Hush37",
        "PASSWORD=\\\nHush37\nX=1",
        'PASSWORD="no\nHush37"\nX=1',
        "PASSWORD=x\\\n\\\n  Hush37",
        "PASSWORDD=Hush37",
        "PASWORD=Hush37",
        "PSSWORD=Hush37",
        "IEEE_8021X_PASSWORD=Hush37",
        "WPA_PSK=Hush37",
        "KEY_PASSPHRASE1=Hush37",
        "KEY=s:Hush37",
        "        auth_pass Hush37\r\n",
        "auth_pass no Hush37 # Hush37",
        'auth_pass "no Hush37',
        "auth_passs Hush37",
        "auth_pas Hush37",
        "auth_pass=Hush37",
        "authentication { auth_pass Hush37 }",
        "! auth_pass Hush37",
        'OPTIONS="-p Hush37 --preempt"',
        'OPTIONS="-pHush37"',
        "OPTIONS=--pass=Hush37",
        "OPTIONS='--password Hush37 -P'",
        'OPTIONS="-p \\"Hush37 \\""',
        "ucarp-password Hush37",
        "OPTIONS=-p key=no Hush37",
        "# mot de passe: Hush37",
        "# password: Hush37",
    ],
)
def test_hidden(text: str) -> None:
    shown = mask(text)
    assert SECRET not in shown
    assert "•••" in shown
    assert len(shown.splitlines()) == len(text.splitlines())


@pytest.mark.parametrize(
    "text",
    [
        "PASSWORD=",
        'PASSWORD=""',
        "auth_type PASS",
        "auth_type PASS  # as ever",
        "PASSFILE=/etc/ucarp/secret",
        "OPTIONS='-P -z'",
        "OPTIONS='--passfile /etc/x -P'",
        "KEY_MGMT=WPA-PSK",
        "IEEE_8021X_PASSWORD_FLAGS=user",
        "# Mot de passe commun : le même",
        "interface eth0",
        "virtual_router_id 51",
        "auth_pass",
        'PASSWORD=""\nVIP_INTERFACE="eth0:0"',
    ],
)
def test_not_hidden(text: str) -> None:
    assert mask(text) == text


def test_an_open_quote_hides_up_to_the_next_setting() -> None:
    text = 'PASSWORD="Hush37\nBIND_INTERFACE="eth0"\n'
    assert mask(text) == 'PASSWORD=•••\nBIND_INTERFACE="eth0"\n'
