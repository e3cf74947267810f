"""What the person at the terminal reads."""

import contextlib
import sys
import time
from collections.abc import Iterator, Mapping

from backend.run.environment import LOCALHOST
from backend.run.services import Addresses

DEMO_PASSWORD = "entregent-demo"  # noqa: S105 - printed on purpose, for invented people
DEMO_ACCOUNTS = (
    ("redaction", "attachée de presse : contacts, événements, invitations"),
    ("collegue", "sa collègue"),
    ("accueil", "agent d'accueil : la borne et le pointage"),
    ("direction", "direction : le tableau de bord de la soirée"),
    ("admin", "administration"),
)


def say(text: str) -> None:
    with contextlib.suppress(OSError):  # the terminal may be gone
        print(f"  {text}", flush=True)


@contextlib.contextmanager
def timed(title: str) -> Iterator[None]:
    """A line for a step, with its duration once it is done."""
    began = time.monotonic()
    with contextlib.suppress(OSError):
        print(f"  {title:<28} ", end="", flush=True)
    try:
        yield
    except BaseException:
        say("interrompu")
        raise
    say(f"{time.monotonic() - began:5.1f} s".replace(".", ","))


def show(addresses: Addresses, env: Mapping[str, str], seconds: float) -> None:
    web = env["ENTREGENT_BASE_URL"]
    lines = [
        "",
        f"Entregent est prêt ({seconds:.1f} s).".replace(".", ",", 1),
        "",
        f"  Application      {web}/",
    ]
    if env["ENTREGENT_SMTP_URL"].endswith(f"{LOCALHOST}:{addresses.mail_smtp}"):
        lines.append(
            f"  Courrier reçu    http://127.0.0.1:{addresses.mail_http}/   (les invitations arrivent ici)"
        )
    lines += [
        f"  Borne d'accueil  http://127.0.0.1:{addresses.kiosk}/",
        f"  API              {web}/api/v1/openapi.json",
        "",
    ]
    if env["ENTREGENT_DEMO"] == "1":
        lines.append(f"  Comptes de démonstration, mot de passe « {DEMO_PASSWORD} » :")
        lines += [f"    {name:<12} {role}" for name, role in DEMO_ACCOUNTS]
    lines += ["", "Ctrl-C arrête tout. Les données sont gardées pour la prochaine fois.", ""]
    for line in lines:
        say(line)
    sys.stdout.flush()
