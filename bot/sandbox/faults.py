"""Made-to-order failures: the next calls of a bot or method fail, late, or after the act was done."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from bot.sandbox.errors import ControlError

TIMES_MAX = 100_000
DELAY_SECONDS_MAX = 120.0
FAULTS_MAX = 1_000


@dataclass(slots=True)
class Fault:
    """One rule; it is used up after `times` calls."""

    bot: int | None
    method: str | None
    status: int
    description: str
    retry_after: int | None
    times: int
    after_effect: bool
    delay_seconds: float
    drop: bool

    def fits(self, bot: dict[str, Any], method: str) -> bool:
        """Whether this rule is for this call."""
        return self.bot in (None, bot["id"]) and (self.method is None or self.method.lower() == method.lower())


def _phrase(status: Any) -> str:
    """What HTTP calls a status, for a fault without a description."""
    return HTTPStatus(int(status)).phrase if status in set(HTTPStatus) else ""


class Faults:
    """The rules in force, the oldest first."""

    def __init__(self) -> None:
        self._rules: list[Fault] = []

    def add(self, body: dict[str, Any], bot_id: int | None) -> Fault:
        """Add a rule from a control call. Raises ControlError."""
        if len(self._rules) >= FAULTS_MAX:
            raise ControlError(400, "too many faults")
        effects = [name for name in ("status", "drop", "delay_seconds") if body.get(name)]
        if not effects:
            raise ControlError(400, "a fault needs a status, a delay_seconds or drop")
        try:
            fault = Fault(
                bot=bot_id,
                method=body.get("method"),
                status=int(body.get("status", 200)),
                description=str(body.get("description") or _phrase(body.get("status"))),
                retry_after=None if body.get("retry_after") is None else int(body["retry_after"]),
                times=min(int(body.get("times", 1)), TIMES_MAX),
                after_effect=bool(body.get("after_effect", False)),
                delay_seconds=min(float(body.get("delay_seconds") or 0), DELAY_SECONDS_MAX),
                drop=bool(body.get("drop", False)),
            )
        except (TypeError, ValueError) as error:
            raise ControlError(400, f"malformed fault: {error}") from error
        if fault.status != 200 and not 400 <= fault.status <= 599:
            raise ControlError(400, "the status of a fault is 400 to 599")
        if fault.times < 1 or fault.delay_seconds < 0:
            raise ControlError(400, "times must be positive and delay_seconds not negative")
        self._rules.append(fault)
        return fault

    def take(self, bot: dict[str, Any], method: str) -> Fault | None:
        """The rule for this call, counted as used; None when nothing was ordered."""
        for fault in self._rules:
            if fault.fits(bot, method):
                fault.times -= 1
                if fault.times <= 0:
                    self._rules.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        """Forget every rule."""
        self._rules.clear()
